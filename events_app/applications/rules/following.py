"""Where an application stands after something became of the producer's claims."""

from collections.abc import Sequence

from events_app.applications.rules.applications import OFFERABLE, ApplicationState
from events_app.applications.rules.pairs import Having, is_legal
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
    having: Having,
    given: bool = False,
) -> ApplicationState | None:
    """The state an application takes after claims of its producer at its fair have changed; None for no step.

    Claim and application move together: offered while a booth is, then accepted, refused, lapsed, or with the office
    again, by what became of the last offer; approved again when the last booth of an accepted one is given or taken
    back, so that everybody can go on from there.

    Args:
        state: Where the application stands.
        begun: Whether a booth was offered to it now (not moved).
        ended: What became of offers in this change: the state after, and why they were closed.
        having: What the producer has at the fair now.
        given: Whether a booth became theirs now without an offer (not moved).

    >>> state_after(ApplicationState.OFFERED, begun=False, having=Having(assigned=True),
    ...             ended=[(ClaimState.CLOSED, ClosedReason.EXPIRED), (ClaimState.ASSIGNED, None)])
    <ApplicationState.ACCEPTED: 'accepted'>
    >>> state_after(ApplicationState.ACCEPTED, begun=False, ended=[], having=Having())
    <ApplicationState.APPROVED: 'approved'>
    """
    if having.offered:
        return ApplicationState.OFFERED if begun else None
    if given and state in OFFERABLE:
        return ApplicationState.ACCEPTED
    if is_legal(state, having):
        return None
    if having.assigned:
        return ApplicationState.ACCEPTED
    reasons = [reason for _, reason in ended]
    for reason, outcome in _ENDED.items():
        if state is ApplicationState.OFFERED and reason in reasons:
            return outcome
    return ApplicationState.APPROVED
