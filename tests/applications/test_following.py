"""Where an application stands after something became of the producer's claims."""

import pytest

from events_app.applications.rules import ApplicationState, state_after
from events_app.booths.rules import ClaimState, ClosedReason

S = ApplicationState
ACCEPTED = (ClaimState.ASSIGNED, None)


def ended(reason: ClosedReason):
    return (ClaimState.CLOSED, reason)


@pytest.mark.parametrize(
    ("what", "state"),
    [
        ([ACCEPTED], S.ACCEPTED),
        ([ended(ClosedReason.DECLINED)], S.REFUSED),
        ([ended(ClosedReason.EXPIRED)], S.LAPSED),
        ([ended(ClosedReason.UNASSIGNED)], S.APPROVED),
        ([ended(ClosedReason.FAIR_CANCELLED)], S.APPROVED),
        ([ended(ClosedReason.EXPIRED), ACCEPTED], S.ACCEPTED),
        ([ended(ClosedReason.EXPIRED), ended(ClosedReason.DECLINED)], S.REFUSED),
        ([], None),
    ],
)
def test_offered_application_ends_with_the_last_of_its_offers(what, state):
    assert state_after(S.OFFERED, begun=False, ended=what, still_offered=False) is state


@pytest.mark.parametrize("state", [each for each in S if each is not S.OFFERED])
def test_application_that_is_not_offered_does_not_follow_the_end_of_an_offer(state):
    assert state_after(state, begun=False, ended=[ended(ClosedReason.DECLINED)], still_offered=False) is None


@pytest.mark.parametrize("state", [S.APPROVED, S.WAITLISTED, S.OFFERED])
def test_application_is_offered_when_a_booth_is(state):
    assert state_after(state, begun=True, ended=[], still_offered=True) is S.OFFERED


def test_application_stays_offered_while_one_of_its_booths_is():
    assert state_after(S.OFFERED, begun=False, ended=[ended(ClosedReason.DECLINED)], still_offered=True) is None
