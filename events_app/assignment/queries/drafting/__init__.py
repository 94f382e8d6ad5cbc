"""Puts together what a run is given, from the plan, the applications, the decisions and the reserves as they stand."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from events_app.applications.queries import (
    place_in_line,
    priorities_of,
    ranked_applications,
    standings_of,
    waiting_list,
)
from events_app.applications.rules import Priority, priority_of, ranked
from events_app.assignment.optimiser.preflight import Finding, examine
from events_app.assignment.optimiser.problem import Application, Guarantee, Pin, Problem, Reserve
from events_app.assignment.queries.drafting.findings import certificates, placed_already, same_firms, taken_pins
from events_app.assignment.queries.drafting.reading import asking_of, booths_of_run, pins_of, reserves_of
from events_app.assignment.schemas import Participant, Pinned, ReserveView, RunDraft, RunWords
from events_app.fairs.rules import local_day
from events_app.fairs.schemas import Fair
from events_app.platform.i18n import Bilingual
from events_app.producers.queries import products_by_ids

__all__ = [
    "booths_of_run",
    "draft_run",
    "place_in_line",
    "priorities_of",
    "ranked_applications",
    "waiting_list",
]


async def draft_run(fair: Fair, *, guarantee: Guarantee = "zone", seed: int = 1, now: datetime) -> RunDraft:
    """What a run would be given now: problem, names, and every finding in the way."""
    today = local_day(now, fair.time_zone)
    booths, zones = await booths_of_run(fair.id, now)
    asking = await asking_of(fair.id, now)
    standings = await standings_of(fair, asking, today)
    reserves = await reserves_of(fair.id, asking)
    priorities = {number: priority_of(each) for number, each in standings.items()}
    applications = await _applications(asking, zones, priorities, reserves, today)
    pins = await pins_of(fair.id, {row["id"]: row["name"] for row in asking})
    problem = Problem(
        booths=tuple(booths),
        applications=tuple(applications),
        pins=tuple(Pin(each.application, tuple(each.booth_ids)) for each in pins if each.takes_part),
        reserves=tuple(Reserve(each.belongs, each.at_least) for each in reserves),
        guarantee=guarantee,
        seed=seed,
    )
    words = RunWords(
        zones=zones,
        groups={each.belongs: each.name for each in reserves},
        producers={row["id"]: row["producer"] for row in asking},
        priorities=priorities,
    )
    return RunDraft(
        problem=problem,
        words=words,
        participants=_participants(asking, applications, priorities, ranked(standings.values()), pins),
        pins=pins,
        reserves=reserves,
        findings=_in_order(
            [
                *examine(problem),
                *await taken_pins(fair.id, pins, now),
                *await certificates(fair, asking, standings, today),
                *await placed_already(fair.id, now),
                *same_firms(asking),
            ]
        ),
    )


async def _applications(
    asking: Sequence[Any],
    zones: dict[int, Bilingual],
    priorities: dict[int, Priority],
    reserves: Sequence[ReserveView],
    today: date,
) -> list[Application]:
    by_producer = {row["producer"]: row["id"] for row in asking}
    products = await products_by_ids({number for row in asking for number in row["products"]}, on=today)
    return [
        Application(
            id=row["id"],
            name=row["name"],
            priority=priorities[row["id"]].total,
            applied_at=row["submitted_at"],
            booths=row["booths_wanted"],
            needs=tuple(sorted(row["utilities"])),
            zones=tuple(number for number in row["zones"] if number in zones),
            groups=tuple(sorted({products[each].group_code for each in row["products"] if each in products})),
            belongs=tuple(each.belongs for each in reserves if any(number == row["id"] for number, _ in each.eligible)),
            near=tuple(by_producer[each] for each in row["near"] if each in by_producer),
        )
        for row in asking
    ]


def _participants(
    asking: Sequence[Any],
    applications: Sequence[Application],
    priorities: dict[int, Priority],
    order: Sequence[int],
    pins: Sequence[Pinned],
) -> list[Participant]:
    rows = {row["id"]: row for row in asking}
    problems = {each.id: each for each in applications}
    pinned = {each.application: each.booths for each in pins}
    return [
        Participant(
            application=number,
            producer=rows[number]["producer"],
            name=rows[number]["name"],
            state=rows[number]["state"],
            rank=rank,
            priority=priorities[number],
            booths=problems[number].booths,
            needs=list(problems[number].needs),
            zones=list(problems[number].zones),
            pinned=pinned.get(number, []),
        )
        for rank, number in enumerate(order, start=1)
    ]


def _in_order(findings: list[Finding]) -> list[Finding]:
    """Those that stop first."""
    return sorted(findings, key=lambda each: not each.stops)
