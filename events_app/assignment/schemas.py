"""The shapes of assignment runs: what goes in, how a run stands, what came out."""

from datetime import datetime
from typing import Annotated, Literal

from msgspec import Meta, Struct

from events_app.applications.rules import Priority
from events_app.assignment.optimiser.preflight import Finding
from events_app.assignment.optimiser.problem import Guarantee, Problem
from events_app.platform.i18n import Bilingual

RunState = Literal["running", "done", "stopped", "failed", "published"]
RunFault = Literal["memory", "killed", "crashed", "refused", "process_gone"]
MethodName = Literal["optimised", "queue", "first_come"]
Seed = Annotated[int, Meta(ge=0, le=2**31 - 1)]


class RunInput(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """What is chosen when a run starts; `repeats` starts again from the frozen input of an earlier run."""

    guarantee: Guarantee = "zone"
    seed: Seed = 1
    repeats: int | None = None


class PinInput(Struct, frozen=True, forbid_unknown_fields=True):
    """The booths decided for an application, side by side, in their order."""

    booths: Annotated[list[int], Meta(min_length=1, max_length=3)]


class ReserveInput(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A reserve for the producers of a place, or for those named by hand."""

    at_least: Annotated[int, Meta(ge=1, le=500)]
    place: int | None = None
    name: Annotated[str, Meta(max_length=80)] = ""
    members: list[int] = []


class RunWords(Struct, frozen=True):
    """How numbers of a frozen problem were called when it was frozen, and how each score came about."""

    zones: dict[int, Bilingual] = {}
    groups: dict[str, Bilingual] = {}
    producers: dict[int, int] = {}
    priorities: dict[int, Priority] = {}


class Participant(Struct, frozen=True, kw_only=True):
    """One application that takes part, by rank, with the components of its score."""

    application: int
    producer: int
    name: str
    state: str
    rank: int
    priority: Priority
    booths: int
    needs: list[str]
    zones: list[int]
    pinned: list[str] = []


class Pinned(Struct, frozen=True, kw_only=True):
    """A decision of the organizer before the run."""

    application: int
    name: str
    booths: list[str]
    booth_ids: list[int]
    locked_from: int | None
    set_by: str
    takes_part: bool


class ReserveView(Struct, frozen=True, kw_only=True):
    """A reserve with whom it may count."""

    id: int
    belongs: str
    name: Bilingual
    at_least: int
    place: int | None
    eligible: list[tuple[int, str]]


class RunDraft(Struct, frozen=True, kw_only=True):
    """What a run would be given now, before anybody waits for it."""

    problem: Problem
    words: RunWords
    participants: list[Participant]
    pins: list[Pinned]
    reserves: list[ReserveView]
    findings: list[Finding]

    @property
    def may_start(self) -> bool:
        """Whether no finding stops it."""
        return not any(finding.stops for finding in self.findings)


class RunView(Struct, frozen=True, kw_only=True):
    """A run as its office reads it; `curve` holds [seconds, best, bound] as the two come together."""

    id: int
    fair: int
    state: RunState
    guarantee: Guarantee
    seed: int
    version: int
    repeats: int | None
    started_at: datetime
    started_by: str
    phase: str
    share: float
    best: float | None
    bound: float | None
    curve: list[tuple[float, float | None, float | None]]
    stop_asked_at: datetime | None
    ended_at: datetime | None
    fault: RunFault | None
    published_at: datetime | None
    published_by: str
    input_sha256: str
    result_sha256: str | None


class Refilled(Struct, frozen=True):
    """What a refill offered: application and its booths by code."""

    application: int
    name: str
    booths: list[str]


class OwnStanding(Struct, frozen=True, kw_only=True):
    """A producer's own standing in the published run: rank, score, place, and one sentence per wish."""

    application: int
    rank: int
    of: int
    priority: Priority
    booths: list[str]
    zone: Bilingual | None
    level: int | None
    sentences: list[tuple[Bilingual | None, str]]
    cut_offs: list["CutOffView"]
    published_at: datetime


class CutOffView(Struct, frozen=True, kw_only=True):
    """The lowest score that got so many booths in a zone; None where nobody stands there by score."""

    zone: Bilingual
    booths: int
    score: float | None
    placed: int
    contested: bool


class OfferInput(Struct, frozen=True, forbid_unknown_fields=True):
    """To whose application a booth is offered."""

    application: int


class OfferAnswer(Struct, frozen=True, forbid_unknown_fields=True):
    """The producer's word on an offer."""

    answer: Literal["accepted", "refused"]
