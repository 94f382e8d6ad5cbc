"""Who may come in: pure decisions about passes, scans and registration."""

import re
from collections.abc import Mapping
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Final
from zoneinfo import ZoneInfo

import msgspec
from stdnum import damm

from events_app.passes.code import CodePayload, KindCode


class PassKind(StrEnum):
    """Whom a pass is for. The same names as in the code's byte."""

    visitor = "visitor"
    exhibitor = "exhibitor"
    buyer = "buyer"
    press = "press"
    staff = "staff"
    vip = "vip"

    @property
    def code(self) -> KindCode:
        """The byte that stands in the code."""
        return KindCode[self.value]


class PassState(StrEnum):
    """What became of a pass."""

    valid = "valid"
    revoked = "revoked"
    replaced = "replaced"
    returned = "returned"
    erased = "erased"


class Entries(StrEnum):
    """How often a kind may come in."""

    once = "once"
    once_a_day = "once_a_day"
    free = "free"


class Direction(StrEnum):
    """Which way somebody goes through a gate."""

    inward = "in"
    outward = "out"


class Result(StrEnum):
    """What the screen says."""

    admitted = "admitted"
    refused = "refused"


class Reason(StrEnum):
    """Why somebody is refused."""

    already_in = "already_in"
    already_used = "already_used"
    not_today = "not_today"
    wrong_gate = "wrong_gate"
    wrong_fair = "wrong_fair"
    revoked = "revoked"
    replaced = "replaced"
    returned = "returned"
    full = "full"
    postponed_fair = "postponed_fair"
    cancelled_fair = "cancelled_fair"
    forged = "forged"
    unknown = "unknown"


class KindRule(msgspec.Struct, frozen=True):
    """What a kind may do: how often, and through which gates (None: any)."""

    entries: Entries
    gates: frozenset[int] | None = None


DEFAULT_RULES: Final[Mapping[PassKind, KindRule]] = {
    PassKind.visitor: KindRule(Entries.once_a_day),
    PassKind.buyer: KindRule(Entries.once_a_day),
    PassKind.exhibitor: KindRule(Entries.free),
    PassKind.press: KindRule(Entries.free),
    PassKind.staff: KindRule(Entries.free),
    PassKind.vip: KindRule(Entries.free),
}


LAST_DAY: Final = 255
"""The highest day number that fits the code's byte."""


class FairDays(msgspec.Struct, frozen=True):
    """When a fair is, and whether it is on."""

    fair: int
    status: str
    starts_on: date | None
    ends_on: date | None
    time_zone: str

    @property
    def count(self) -> int | None:
        """How many days the fair has; None while its days are unknown."""
        if self.starts_on is None or self.ends_on is None:
            return None
        return (self.ends_on - self.starts_on).days + 1

    def day_at(self, moment: datetime) -> int | None:
        """Return the number of the fair's day at `moment` where the fair is; 1 is the first.

        Days before the first are zero or negative; None while the fair has no days.
        """
        if self.starts_on is None:
            return None
        return (moment.astimezone(ZoneInfo(self.time_zone)).date() - self.starts_on).days + 1

    def is_running_at(self, moment: datetime) -> bool:
        """Say whether `moment` lies in one of the fair's days."""
        day, count = self.day_at(moment), self.count
        return day is not None and count is not None and 1 <= day <= count

    def date_of(self, day: int) -> date | None:
        """Return the date of a day's number."""
        return None if self.starts_on is None else self.starts_on + timedelta(days=day - 1)


class Verdict(msgspec.Struct, frozen=True):
    """What the signed words of a pass allow, before the database says what became of it.

    Attributes:
        reason: Why not, or None.
        final: The pass's own state cannot change this answer.
        day: The day of the fair the scan counts for.
        slot: What an admission takes; one per pass. None: nothing is taken, entries are free.
    """

    reason: Reason | None
    final: bool = False
    day: int | None = None
    slot: int | None = None


def judge(
    payload: CodePayload,
    days: FairDays,
    rule: KindRule,
    *,
    gate: int,
    direction: Direction,
    at: datetime,
    full: bool = False,
) -> Verdict:
    """Decide what a genuine code may do at a gate of the fair `days` describes, at the moment `at`."""
    if payload.fair != days.fair:
        return Verdict(Reason.wrong_fair, final=True)
    number = days.day_at(at)
    day = number if number is not None and 1 <= number <= LAST_DAY else None
    if direction is Direction.outward:
        return Verdict(None, day=day)
    if off := _why_fair_is_off(days, at):
        return Verdict(off, final=True, day=day)
    if day is None or not payload.first_day <= day <= payload.last_day:
        return Verdict(Reason.not_today, day=day)
    if rule.gates is not None and gate not in rule.gates:
        return Verdict(Reason.wrong_gate, day=day)
    return Verdict(Reason.full if full else None, day=day, slot=slot_of(rule.entries, day))


def _why_fair_is_off(days: FairDays, at: datetime) -> Reason | None:
    if days.status == "cancelled":
        return Reason.cancelled_fair
    if days.status == "postponed" and not days.is_running_at(at):
        return Reason.postponed_fair
    return None


def slot_of(entries: Entries, day: int) -> int | None:
    """Return the place an admission takes: 0 for the whole fair, the day's number, or none."""
    match entries:
        case Entries.once:
            return 0
        case Entries.once_a_day:
            return day
        case Entries.free:
            return None


# A phone whose clock differs by more than this from the server's is corrected and flagged.
CLOCK_TOLERANCE: Final = timedelta(minutes=2)


def happened_at(scanned_at: datetime, *, sent_at: datetime | None, received_at: datetime) -> tuple[datetime, bool]:
    """Correct what a phone says the time was by what the server knows; also say whether it had to.

    A batch says when it was sent by the phone's own clock: its difference from the receipt is the clock's
    error (a network takes seconds, not minutes). A moment after the receipt is never believed.
    """
    error = received_at - sent_at if sent_at is not None else timedelta()
    clock_off = abs(error) > CLOCK_TOLERANCE
    corrected = scanned_at + error if clock_off else scanned_at
    if corrected > received_at:
        clock_off = clock_off or corrected - received_at > CLOCK_TOLERANCE
        corrected = received_at
    return corrected, clock_off


def serial_of(number: int) -> int:
    """Return the serial of pass number `number`: the number and a Damm check digit."""
    return number * 10 + int(damm.calc_check_digit(str(number)))


def serial_typed(text: str) -> int | None:
    """Read a serial as people type it, with blanks or dashes; None when a digit is wrong."""
    digits = "".join(mark for mark in text if mark not in " -.·\t")
    if re.fullmatch(r"[1-9][0-9]{1,17}", digits) is None:
        return None
    return int(digits) if damm.is_valid(digits) else None


def serial_shown(serial: int) -> str:
    """Write a serial in groups of three from the right, as it is printed: 12 345 670."""
    digits = str(serial)
    head = len(digits) % 3
    groups = [digits[:head]] if head else []
    groups += [digits[i : i + 3] for i in range(head, len(digits), 3)]
    return " ".join(groups)


class Registration(StrEnum):
    """Whether people can take a pass themselves."""

    open = "open"
    closed = "closed"
    not_published = "not_published"
    postponed = "postponed"
    cancelled = "cancelled"
    over = "over"


def registration_of(days: FairDays, *, switched_on: bool, closes_at: datetime | None, now: datetime) -> Registration:
    """Say whether a visitor can take a pass now, and if not, why."""
    if days.status == "draft":
        return Registration.not_published
    if days.status == "cancelled":
        return Registration.cancelled
    if days.count is None:
        return Registration.postponed
    day = days.day_at(now)
    if day is not None and day > days.count:
        return Registration.over
    if not switched_on or (closes_at is not None and now >= closes_at):
        return Registration.closed
    return Registration.open


# From a state to the states it may go to; what is not here is refused.
_CHANGES: Final[Mapping[PassState, frozenset[PassState]]] = {
    PassState.valid: frozenset(PassState) - {PassState.valid},
    PassState.revoked: frozenset({PassState.valid, PassState.replaced, PassState.erased}),
    PassState.returned: frozenset({PassState.valid, PassState.erased}),
    PassState.replaced: frozenset({PassState.erased}),
    PassState.erased: frozenset(),
}


def may_become(state: PassState, target: PassState) -> bool:
    """Say whether a pass in `state` may be put into `target`."""
    return target in _CHANGES[state]
