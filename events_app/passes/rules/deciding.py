"""Who may come in: what a genuine code allows at a gate and a moment."""

from datetime import datetime, timedelta
from typing import Final

import msgspec

from events_app.passes.code import CodePayload
from events_app.passes.rules.days import FairDays, PassDays
from events_app.passes.rules.kinds import Direction, Entries, KindRule, Reason


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
    day = days.day_at(at)
    if direction is Direction.outward:
        return Verdict(None, day=day)
    if off := _why_fair_is_off(days, day):
        return Verdict(off, final=True, day=day)
    why = _why_not_on(payload, days, day)
    if why or day is None:
        return Verdict(why or Reason.not_today, day=day)
    if rule.gates is not None and gate not in rule.gates:
        return Verdict(Reason.wrong_gate, day=day)
    return Verdict(Reason.full if full else None, day=day, slot=slot_of(rule.entries, day))


def _why_not_on(payload: CodePayload, days: FairDays, day: int | None) -> Reason | None:
    """Say why a code does not open a day of its fair; nobody knows a set of days that the fair does not have."""
    named = days.sets.get(payload.day_set) if payload.day_set else None
    held = PassDays(payload.first_day, payload.last_day, payload.day_set, named)
    found = days.find(day) if day is not None else None
    if found is None:
        return Reason.not_today
    if not held.is_known:
        return Reason.unknown
    return None if held.opens(found) else Reason.not_today


def _why_fair_is_off(days: FairDays, day: int | None) -> Reason | None:
    if days.status == "cancelled":
        return Reason.cancelled_fair
    if days.status == "postponed" and day is None:
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
