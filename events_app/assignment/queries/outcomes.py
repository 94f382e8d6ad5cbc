"""What a run's answer says, in the words of its own time: by producer, by booth, by zone; and two runs compared."""

from collections.abc import Iterable
from typing import Any

from msgspec import Struct

from events_app.applications.rules import Priority
from events_app.assignment.optimiser.problem import Problem
from events_app.assignment.optimiser.result import Placement, Reason, Result, Standing
from events_app.assignment.optimiser.words import reason_text
from events_app.assignment.queries.runs import input_of_run, published_run, result_of_run
from events_app.assignment.schemas import CutOffView, MethodName, OwnStanding, RunWords
from events_app.platform.actor import Actor
from events_app.platform.db import fetch
from events_app.platform.i18n import Bilingual, current_locale

UNKNOWN_ZONE = Bilingual("—", "—")


class Outcome(Struct, frozen=True, kw_only=True):
    """One producer in one arrangement: what was asked, what was given, and why."""

    application: int
    producer: int
    name: str
    rank: int
    priority: Priority
    wanted: int
    needs: list[str]
    wishes: list[Bilingual]
    booths: list[str]
    zone: Bilingual | None
    level: int | None
    queue_level: int | None
    pinned: bool
    why: str

    @property
    def kind(self) -> str:
        """The outcome in one word, as the plan is coloured; empty for who got nothing."""
        if not self.booths:
            return ""
        if self.pinned:
            return "pinned"
        if not self.wishes:
            return "content"
        if self.level == 0:
            return "first"
        return "later" if self.level is not None and self.level < len(self.wishes) else "unwished"


class DrawnBooth(Struct, frozen=True, kw_only=True):
    """A booth of the frozen plan with what became of it."""

    code: str
    x: int
    y: int
    width: int
    height: int
    kind: str
    name: str
    mark: str


class DrawnHall(Struct, frozen=True, kw_only=True):
    """A hall with its booths, to be drawn; lengths in centimetres."""

    name: Bilingual
    width: int
    height: int
    booths: list[DrawnBooth]


class Change(Struct, frozen=True, kw_only=True):
    """A producer whom two runs treat differently."""

    name: str
    rank: int | None
    before: list[str]
    after: list[str]
    level_before: int | None
    level_after: int | None


class Answer:
    """A run's frozen input and whole result, ready to be shown."""

    def __init__(self, problem: Problem, words: RunWords, result: Result) -> None:
        self.problem = problem
        self.words = words
        self.result = result
        self._codes = {booth.id: booth.code for booth in problem.booths}
        self._asked = {each.id: each for each in problem.applications}
        self._standings = {each.application: each for each in result.standings}

    def outcomes(self, method: MethodName = "optimised") -> list[Outcome]:
        """Every producer by rank."""
        placed = self.placements(method)
        return [self._outcome(each, placed.get(each.application), method) for each in self.result.standings]

    def zone(self, zone: int | None) -> Bilingual | None:
        """How a zone was called."""
        return None if zone is None else self.words.zones.get(zone, UNKNOWN_ZONE)

    def cut_offs(self) -> list[CutOffView]:
        """The lowest score per zone and number of booths."""
        return [
            CutOffView(
                zone=self.words.zones.get(each.zone, UNKNOWN_ZONE),
                booths=each.booths,
                score=each.score,
                placed=each.placed,
                contested=each.contested,
            )
            for each in self.result.cut_offs
        ]

    def sentences(self, application: int) -> list[tuple[Bilingual | None, str]]:
        """Every reason of one producer: the zone it is about, and the sentence."""
        return [(self.zone(each.zone), _said(each)) for each in self._standings[application].reasons]

    async def halls(self, method: MethodName = "optimised") -> list[DrawnHall]:
        """The frozen plan, coloured by what became of each booth."""
        rows = await fetch(
            "SELECT id, name_vi, name_en, width, height FROM hall WHERE id = ANY($1) ORDER BY position, code",
            sorted({booth.hall for booth in self.problem.booths}),
        )
        holders = {
            number: outcome for outcome, placement in self._with_placements(method) for number in placement.booths
        }
        return [
            DrawnHall(
                name=Bilingual(row["name_vi"], row["name_en"]),
                width=row["width"],
                height=row["height"],
                booths=[
                    _drawn(booth, holders.get(booth.id)) for booth in self.problem.booths if booth.hall == row["id"]
                ],
            )
            for row in rows
        ]

    def changes_from(self, earlier: "Answer") -> list[Change]:
        """Whom the earlier run gave other booths, by this run's rank."""
        before, after = earlier.placements("optimised"), self.placements("optimised")
        names = {each.id: each.name for each in (*earlier.problem.applications, *self.problem.applications)}
        moved = [number for number in names if _booths(before.get(number)) != _booths(after.get(number))]
        ranks = {each.application: each.rank for each in self.result.standings}
        moved.sort(key=lambda number: (ranks.get(number, len(names) + 1), number))
        return [
            Change(
                name=names[number],
                rank=ranks.get(number),
                before=earlier.codes_of(before.get(number)),
                after=self.codes_of(after.get(number)),
                level_before=before[number].level if number in before else None,
                level_after=after[number].level if number in after else None,
            )
            for number in moved
        ]

    def placements(self, method: MethodName) -> dict[int, Placement]:
        """What each placed application got by a method."""
        return {each.application: each for each in getattr(self.result, method).placements}

    def _with_placements(self, method: MethodName) -> Iterable[tuple[Outcome, Placement]]:
        placed = self.placements(method)
        for outcome in self.outcomes(method):
            if outcome.application in placed:
                yield outcome, placed[outcome.application]

    def codes_of(self, placement: Placement | None) -> list[str]:
        """The booths of a placement as people call them."""
        return [] if placement is None else [self._codes[number] for number in placement.booths]

    def _outcome(self, standing: Standing, placement: Placement | None, method: MethodName) -> Outcome:
        asked = self._asked[standing.application]
        return Outcome(
            application=asked.id,
            producer=self.words.producers[asked.id],
            name=asked.name,
            rank=standing.rank,
            priority=self.words.priorities[asked.id],
            wanted=asked.booths,
            needs=list(asked.needs),
            wishes=[self.words.zones.get(zone, UNKNOWN_ZONE) for zone in asked.zones],
            booths=self.codes_of(placement),
            zone=self.zone(placement.zone) if placement else None,
            level=placement.level if placement else None,
            queue_level=standing.queue_level,
            pinned=placement is not None and placement.pinned,
            why=_said(main_reason(standing)) if method == "optimised" else "",
        )


async def load_answer(run: int) -> Answer:
    """A run with its result; whoever asks has been let in by `find_run`.

    Raises:
        RunNotFinished: It has none.
    """
    _, result = await result_of_run(run)
    _, problem, words = await input_of_run(run)
    return Answer(problem, words, result)


async def own_standing(fair: int, producer: int, *, acting: Actor) -> OwnStanding | None:
    """What a producer may know of the published run: its own rank, place and reasons, and the cut-offs of all zones."""
    run = await published_run(fair)
    if run is None or not acting.acts_for(producer):
        return None
    answer = await load_answer(run)
    mine = [number for number, holder in answer.words.producers.items() if holder == producer]
    if not mine:
        return None
    [row] = await fetch("SELECT published_at FROM assignment_run WHERE id = $1", run)
    outcome = next(each for each in answer.outcomes() if each.application == mine[0])
    return OwnStanding(
        application=outcome.application,
        rank=outcome.rank,
        of=len(answer.problem.applications),
        priority=outcome.priority,
        booths=outcome.booths,
        zone=outcome.zone,
        level=outcome.level,
        sentences=answer.sentences(outcome.application),
        cut_offs=answer.cut_offs(),
        published_at=row["published_at"],
    )


def main_reason(standing: Standing) -> Reason:
    """The one reason that says most: why not the dearest wish, or that it was met."""
    refused = [each for each in standing.reasons if each.code not in {"got", "dearer_got"}]
    return refused[0] if refused else standing.reasons[0]


def _said(reason: Reason) -> str:
    return reason_text(reason, current_locale())


def _booths(placement: Placement | None) -> set[int]:
    return set() if placement is None else set(placement.booths)


def _drawn(booth: Any, outcome: Outcome | None) -> DrawnBooth:
    kind = outcome.kind if outcome else "closed" if booth.blocked else "free"
    marks = {"first": "1", "later": str((outcome.level or 0) + 1) if outcome else "", "unwished": "–", "pinned": "●"}
    return DrawnBooth(
        code=booth.code,
        x=booth.x,
        y=booth.y,
        width=booth.width,
        height=booth.height,
        kind=kind,
        name=outcome.name if outcome else "",
        mark=marks.get(kind, ""),
    )
