"""What applications do when claims or plans below them change."""

import msgspec
import pytest

from events_app.applications.errors import ZoneWished
from events_app.applications.rules import ApplicationState, Having, state_after
from events_app.booths.changes import claim_changes
from events_app.booths.rules import ClaimState, ClosedReason
from events_app.floor_plans.changes import plan_changes
from events_app.floor_plans.operations import preview_floor_plan, save_floor_plan
from events_app.floor_plans.queries import floor_plan_of
from events_app.floor_plans.schemas import FloorPlanInput
from events_app.platform.db import fetch
from tests.factories.booths import make_application
from tests.factories.fairs import slug_of
from tests.factories.producers import make_producer

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
        ([ended(ClosedReason.FAIR_CANCELLED)], S.LAPSED),
        ([ended(ClosedReason.EXPIRED), ACCEPTED], S.ACCEPTED),
        ([ended(ClosedReason.EXPIRED), ended(ClosedReason.DECLINED)], S.REFUSED),
    ],
)
def test_offered_application_ends_with_the_last_of_its_offers(what, state):
    having = Having(assigned=ACCEPTED in what)
    assert state_after(S.OFFERED, begun=False, ended=what, having=having) is state


@pytest.mark.parametrize("state", [each for each in S if each not in {S.OFFERED, S.ACCEPTED}])
def test_application_that_is_not_offered_does_not_follow_the_end_of_an_offer(state):
    assert state_after(state, begun=False, ended=[ended(ClosedReason.DECLINED)], having=Having()) is None


@pytest.mark.parametrize("state", [S.APPROVED, S.WAITLISTED, S.OFFERED])
def test_application_is_offered_when_a_booth_is(state):
    assert state_after(state, begun=True, ended=[], having=Having(offered=True)) is S.OFFERED


def test_application_stays_offered_while_one_of_its_booths_is():
    still = Having(offered=True)
    assert state_after(S.OFFERED, begun=False, ended=[ended(ClosedReason.DECLINED)], having=still) is None


def test_accepted_application_is_approved_again_with_its_last_booth_gone():
    assert state_after(S.ACCEPTED, begun=False, ended=[], having=Having(assigned=True)) is None
    assert state_after(S.ACCEPTED, begun=False, ended=[], having=Having()) is S.APPROVED


@pytest.mark.parametrize(
    ("state", "after"),
    [(S.APPROVED, S.ACCEPTED), (S.WAITLISTED, S.ACCEPTED), (S.REFUSED, S.ACCEPTED), (S.LAPSED, S.ACCEPTED)]
    + [(state, None) for state in (S.DRAFT, S.SUBMITTED, S.MORE_INFORMATION, S.DECLINED, S.ACCEPTED)],
)
def test_booth_given_by_hand_settles_who_was_looked_at(state, after):
    assert state_after(state, begun=False, ended=[], having=Having(assigned=True), given=True) is after


async def plan_without_zones(fair: int) -> FloorPlanInput:
    plan = await floor_plan_of(fair)
    booths = [msgspec.structs.replace(booth, zone=None) for booth in plan.booths]
    return FloorPlanInput(halls=plan.halls, booths=booths, zones=[], revision=plan.revision)


async def test_of_several_wished_zones_that_would_go_the_first_by_name_is_said(fair, organizer, now):
    await fetch(
        "INSERT INTO zone (plan, name_vi, name_en, tone) SELECT id, name, name, tone FROM floor_plan,"
        " (VALUES ('Đồ uống', 2), ('Dệt may', 3), ('An toàn', 4)) AS more (name, tone) WHERE fair = $1",
        fair,
    )
    for zone, name in (("Thực phẩm", "Cốm Vòng"), ("Dệt may", "Lụa Vạn Phúc")):
        await make_application(fair, await make_producer(name=name), zones=(zone,))
    wanted = await plan_without_zones(fair)
    for change in (preview_floor_plan, save_floor_plan):
        with pytest.raises(ZoneWished) as refusal:
            await change(await slug_of(fair), wanted, acting=organizer, now=now)
        assert (refusal.value.data["zone"], refusal.value.data["producers"]) == ("Dệt may", "Lụa Vạn Phúc")


async def test_zones_nobody_wishes_may_go(fair, organizer, now):
    await make_application(fair)
    await save_floor_plan(await slug_of(fair), await plan_without_zones(fair), acting=organizer, now=now)
    assert await fetch("SELECT FROM zone WHERE removed_at IS NULL") == []


def test_those_below_follow_first(database):
    """The waiting list is asked about a freed booth when the application it was offered to has followed."""
    assert claim_changes.names == ["applications", "assignment", "giving"]
    assert plan_changes.names == ["booths", "applications"]
