"""What a run gives back: who stands where, why, and the proof of how good it can be at best."""

from typing import Literal

import msgspec

from events_app.assignment.optimiser.problem import Problem

VERSION = 1  # of the rule and the solver together: a run is repeatable with problem, seed and version

Ending = Literal["finished", "stopped"]
Phase = Literal["preparing", "queue", "bounding", "arranging", "placing", "separating", "judging"]


class Progress(msgspec.Struct, frozen=True):
    """Where a run stands. `bound` and `best` are objective points; `share` is the part of the work done, 0 to 1."""

    phase: Phase
    share: float
    best: float
    bound: float


class Placement(msgspec.Struct, frozen=True):
    """A producer's booths, in their order along the row. `level` is the place of the zone among its wishes, from 0."""

    application: int
    booths: tuple[int, ...]
    zone: int
    value: int
    level: int
    pinned: bool = False


class Reason(msgspec.Struct, frozen=True):
    """Why a wish was met or not. `zone` is None for the place as such. Sentences stand in `words`."""

    code: str
    zone: int | None
    facts: dict[str, int | str] = {}


class Standing(msgspec.Struct, frozen=True):
    """One producer in a run: rank in the published order, level by the queue (None: no place), reasons per wish."""

    application: int
    rank: int
    queue_level: int | None
    level: int | None
    reasons: tuple[Reason, ...]


class CutOff(msgspec.Struct, frozen=True):
    """The lowest score that got `booths` booths in a zone by the order, and whether somebody who wished it did not."""

    zone: int
    booths: int
    score: float | None
    placed: int
    contested: bool


class Figures(msgspec.Struct, frozen=True):
    """One arrangement in figures, so that methods stand beside each other.

    `envy` counts producers left out although a place that fits lies among free booths or those of lower ranked ones.
    `competitors` counts neighbouring pairs of booths whose holders share a product group.
    """

    placed: int
    booths: int
    first_wishes: int
    wish_points: float
    objective: float
    envy: int
    competitors: int
    near_met: int
    near_wished: int
    reserves_missing: int


class Method(msgspec.Struct, frozen=True):
    """An arrangement by one method."""

    placements: tuple[Placement, ...]
    figures: Figures


class Proof(msgspec.Struct, frozen=True):
    """Why no arrangement can score more than `bound`.

    Put a price on every booth. Whatever the arrangement, its score is at most the sum of the prices plus, for each
    producer, what its best place scores beyond that place's price. `reserve_prices` add to each producer of a reserve
    and are paid back for the number reserved. Anyone can add this up again.
    """

    bound: float
    booth_prices: dict[int, float]
    reserve_prices: dict[str, float]


class Result(msgspec.Struct, frozen=True):
    """One run. `wish_shortfall` = (bound - objective) / wish points: at most this part of the wishes was missed."""

    version: int
    ending: Ending
    seed: int
    optimised: Method
    queue: Method
    first_come: Method
    standings: tuple[Standing, ...]
    cut_offs: tuple[CutOff, ...]
    proof: Proof
    wish_shortfall: float


class Export(msgspec.Struct, frozen=True):
    """Everything an auditor needs to check a run again; see docs/check-an-assignment.md."""

    format: Literal["events_app.assignment.1"]
    problem: Problem
    result: Result
