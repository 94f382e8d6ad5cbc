"""Who may come in: what a genuine code allows at a gate and a moment."""

from datetime import date, datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

import msgspec

from events_app.passes.code import CodePayload
from events_app.passes.rules.kinds import Direction, Entries, KindRule, Reason

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
