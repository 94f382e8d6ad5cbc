"""Where an application stands after something became of the producer's claims."""

from collections.abc import Sequence

from events_app.applications.rules.applications import ApplicationState
from events_app.booths.rules import ClaimState, ClosedReason

_ENDED = {
    ClosedReason.DECLINED: ApplicationState.REFUSED,
    ClosedReason.EXPIRED: ApplicationState.LAPSED,
    ClosedReason.FAIR_CANCELLED: ApplicationState.LAPSED,
}


def state_after(
    state: ApplicationState,
    *,
    begun: bool,
    ended: Sequence[tuple[ClaimState, ClosedReason | None]],
    still_offered: bool,
) -> ApplicationState | None:
    """The state an application takes after claims of its producer at its fair have changed; None for no step.

    An offered claim and an offered application always end together: the application is offered while one of its booths
    is, and is accepted, refused, lapsed, or with the office again, by what became of the last of them.

    Args:
        state: Where the application stands.
        begun: Whether a booth was offered to it now (not moved).
        ended: What became of offers in this change: the state after, and why they were closed.
        still_offered: Whether a booth is offered to it now, in time or not.

    >>> state_after(ApplicationState.OFFERED, begun=False, still_offered=False,
    ...             ended=[(ClaimState.CLOSED, ClosedReason.EXPIRED), (ClaimState.ASSIGNED, None)])
    <ApplicationState.ACCEPTED: 'accepted'>
    """
    if still_offered:
        return ApplicationState.OFFERED if begun else None
    if state is not ApplicationState.OFFERED or not ended:
        return None
    if any(after is ClaimState.ASSIGNED for after, _ in ended):
        return ApplicationState.ACCEPTED
    reasons = [reason for _, reason in ended]
    for reason, outcome in _ENDED.items():
        if reason in reasons:
            return outcome
    return ApplicationState.APPROVED
