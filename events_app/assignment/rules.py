"""Which booths are passed on, and who is asked next."""

from collections.abc import Sequence

from events_app.applications.rules import Waiting
from events_app.booths.changes import ClaimChange
from events_app.booths.rules import ClaimState, ClosedReason


def passes_on(change: ClaimChange) -> bool:
    """Whether a booth goes to the next in line: its offer was refused or ran out.

    A booth the office took back stays with the office; one that was moved from is the mover's to give.
    """
    return change.before is ClaimState.OFFERED and change.reason in {ClosedReason.DECLINED, ClosedReason.EXPIRED}


def next_in_line(waiting: Sequence[Waiting], utilities: frozenset[str]) -> Waiting | None:
    """Who is offered a booth that has come free: the highest score, the earlier of two, whose needs it meets."""
    fitting = [each for each in waiting if each.utilities <= utilities]
    return min(fitting, key=lambda each: (-each.score, each.submitted_at, each.application), default=None)
