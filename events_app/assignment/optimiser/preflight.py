"""What is wrong or tight in a problem, before anybody waits for a solver: facts, whose sentences stand in `words`."""

from collections import Counter
from collections.abc import Iterator
from typing import Any

import msgspec

from events_app.assignment.optimiser.geometry import neighbours, overlapping, rows_of
from events_app.assignment.optimiser.problem import MOST_PRIORITY, Application, Pin, Problem

MOST_NAMED = 50  # findings of one kind


class Finding(msgspec.Struct, frozen=True):
    """One fact about the input. A run cannot start while one that `stops` stands."""

    code: str
    stops: bool
    facts: dict[str, Any] = {}


def examine(problem: Problem) -> list[Finding]:
    """Every finding, those that stop first. Impossible pins and plans end the examination early."""
    stopping = [*_empty(problem), *_twice(problem), *_out_of_range(problem), *_impossible_pins(problem)]
    if stopping:
        return stopping
    return _Fit(problem).findings()


def _empty(problem: Problem) -> Iterator[Finding]:
    if all(booth.blocked for booth in problem.booths):
        yield Finding("no_free_booths", stops=True)
    if not problem.applications:
        yield Finding("no_applications", stops=True)


def _twice(problem: Problem) -> Iterator[Finding]:
    for number, count in Counter(booth.id for booth in problem.booths).items():
        if count > 1:
            yield Finding("booth_twice", stops=True, facts={"booth": number})
    for number, count in Counter(each.id for each in problem.applications).items():
        if count > 1:
            yield Finding("application_twice", stops=True, facts={"application": number})
    for belongs, count in Counter(each.belongs for each in problem.reserves).items():
        if count > 1:
            yield Finding("reserve_twice", stops=True, facts={"group": belongs})
    for one, other in overlapping(problem.booths)[:MOST_NAMED]:
        codes = {"one": problem.booths[one].code, "other": problem.booths[other].code}
        yield Finding("booths_overlap", stops=True, facts=codes)


def _out_of_range(problem: Problem) -> Iterator[Finding]:
    for each in problem.applications:
        if not 0 <= each.priority <= MOST_PRIORITY:
            facts = {"application": each.id, "name": each.name, "score": each.priority}
            yield Finding("score_out_of_range", stops=True, facts=facts)
        if not 1 <= each.booths <= 3:  # noqa: PLR2004 - rows of one, two or three
            facts = {"application": each.id, "name": each.name, "booths": each.booths}
            yield Finding("booths_out_of_range", stops=True, facts=facts)


def _impossible_pins(problem: Problem) -> Iterator[Finding]:
    codes = {booth.id: booth.code for booth in problem.booths}
    names = {each.id: each.name for each in problem.applications}
    taken: dict[int, Pin] = {}
    seen: set[int] = set()
    for pin in problem.pins:
        name = names.get(pin.application)
        if name is None:
            yield Finding("pin_of_nobody", stops=True, facts={"application": pin.application})
            continue
        if pin.application in seen:
            yield Finding("pinned_twice", stops=True, facts={"name": name})
        seen.add(pin.application)
        for number in dict.fromkeys(pin.booths):
            if number not in codes:
                yield Finding("pin_on_no_booth", stops=True, facts={"name": name, "booth": number})
            elif number in taken:
                other = names[taken[number].application]
                facts = {"name": name, "other": other, "booth": codes[number]}
                yield Finding("pins_overlap", stops=True, facts=facts)
            else:
                taken[number] = pin


class _Fit:
    """What is tight: pins that do not fit, reserves that cannot be met, wishes nothing answers."""

    def __init__(self, problem: Problem) -> None:
        self._problem = problem
        self._pairs = neighbours(problem.booths)
        self._pinned = {number for pin in problem.pins for number in pin.booths}
        self._rows = {count: self._free_rows(count) for count in {each.booths for each in problem.applications}}

    def findings(self) -> list[Finding]:
        found = [*self._pins(), *self._reserves(), *self._places(), *self._wishes(), *self._nearness()]
        return [*found, self._demand()]

    def _free_rows(self, count: int) -> list[frozenset[str]]:
        """The utilities each free row of so many booths has in common."""
        booths = self._problem.booths
        return [
            frozenset.intersection(*(frozenset(booths[place].utilities) for place in row))
            for row in rows_of(booths, self._pairs, count)
            if not any(booths[place].id in self._pinned for place in row)
        ]

    def _fits(self, application: Application) -> bool:
        return any(common.issuperset(application.needs) for common in self._rows[application.booths])

    def _pins(self) -> Iterator[Finding]:
        places = {booth.id: place for place, booth in enumerate(self._problem.booths)}
        applications = {each.id: each for each in self._problem.applications}
        for pin in self._problem.pins:
            asking = applications[pin.application]
            here = [self._problem.booths[places[number]] for number in pin.booths]
            facts = {"name": asking.name, "booths": ", ".join(booth.code for booth in here)}
            if len(here) != asking.booths:
                yield Finding("pin_of_other_size", stops=False, facts={**facts, "asked": asking.booths})
            if any(booth.blocked for booth in here):
                yield Finding("pin_on_blocked", stops=False, facts=facts)
            missing = [need for need in asking.needs if any(need not in booth.utilities for booth in here)]
            if missing:
                yield Finding("pin_lacks_utilities", stops=False, facts={**facts, "utilities": sorted(missing)})
            if not self._in_a_row([places[number] for number in pin.booths]):
                yield Finding("pin_not_in_a_row", stops=False, facts=facts)

    def _in_a_row(self, row: list[int]) -> bool:
        booths = self._problem.booths
        alone = [msgspec.structs.replace(booths[place], blocked=False, zone=0) for place in range(len(booths))]
        wanted = tuple(sorted(row))
        return len(row) < 2 or any(  # noqa: PLR2004 - one booth is always a row
            tuple(sorted(each)) == wanted for each in rows_of(alone, self._pairs, len(row))
        )

    def _reserves(self) -> Iterator[Finding]:
        pinned = {pin.application for pin in self._problem.pins}
        for reserve in self._problem.reserves:
            members = [each for each in self._problem.applications if reserve.belongs in each.belongs]
            facts: dict[str, Any] = {"group": reserve.belongs, "at_least": reserve.at_least}
            if len(members) < reserve.at_least:
                yield Finding("reserve_lacks_applicants", stops=False, facts={**facts, "count": len(members)})
                continue
            fitting = sum(1 for each in members if each.id in pinned or self._fits(each))
            if fitting < reserve.at_least:
                yield Finding("reserve_lacks_places", stops=False, facts={**facts, "count": fitting})

    def _places(self) -> Iterator[Finding]:
        pinned = {pin.application for pin in self._problem.pins}
        for each in self._problem.applications:
            if each.id not in pinned and not self._fits(each):
                facts = {"application": each.id, "name": each.name, "booths": each.booths}
                yield Finding("nothing_fits", stops=False, facts={**facts, "utilities": sorted(each.needs)})

    def _wishes(self) -> Iterator[Finding]:
        there = {booth.zone for booth in self._problem.booths if not booth.blocked}
        wished = Counter(zone for each in self._problem.applications for zone in each.zones)
        for zone, count in sorted(wished.items()):
            if zone not in there:
                yield Finding("zone_without_booths", stops=False, facts={"zone": zone, "count": count})

    def _nearness(self) -> Iterator[Finding]:
        known = {each.id for each in self._problem.applications}
        for each in self._problem.applications:
            if any(other not in known or other == each.id for other in each.near):
                yield Finding("near_unknown", stops=False, facts={"application": each.id, "name": each.name})

    def _demand(self) -> Finding:
        asked = sum(each.booths for each in self._problem.applications)
        free = sum(1 for booth in self._problem.booths if not booth.blocked)
        facts = {"asked": asked, "free": free, "applications": len(self._problem.applications)}
        return Finding("demand", stops=False, facts=facts)
