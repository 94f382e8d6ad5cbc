"""Days: when a call opens and closes, until when a question is answered, what becomes of a draft at the deadline."""

from datetime import timedelta

import pytest

from events_app.applications.errors import (
    AnswerDayMisplaced,
    AnswerTooLate,
    ApplicationExists,
    CallClosed,
    CallInvalid,
    CallNotOpenYet,
)
from events_app.applications.operations import apply_for_booths, edit_application, remind_drafts, set_call
from events_app.applications.queries import application_of, call_of, find_application, zone_wishes
from events_app.applications.rules import ApplicationState
from events_app.applications.rules.deadlines import answer_deadline, is_left_behind, is_running
from events_app.applications.schemas import ApplicationInput, ApplicationPatch, CallInput
from events_app.platform.db import fetch
from events_app.platform.errors import NotAllowed
from tests.clock import NOW
from tests.factories.booths import make_application, make_call, make_floor_plan
from tests.factories.fairs import make_fair, slug_of
from tests.factories.producers import make_product, producer_actor

S = ApplicationState
DAY = timedelta(days=1)


@pytest.fixture
async def member(fair):
    return await producer_actor()


@pytest.fixture
def own(member) -> int:
    return next(iter(member.producer_ids))


@pytest.fixture
async def wanted(own) -> ApplicationInput:
    return ApplicationInput(producer=own, products=[await make_product(own)], state="submitted")


@pytest.fixture
async def handed_in(fair, member, wanted):
    return await apply_for_booths(await slug_of(fair), wanted, acting=member, now=NOW)


async def ask(application, organizer, *, now=NOW, **fields):
    patch = ApplicationPatch(revision=application.revision, state=S.MORE_INFORMATION, **fields)
    return await edit_application(application.id, patch, acting=organizer, now=now)


async def answer(application, member, *, now):
    patch = ApplicationPatch(revision=application.revision, state=S.SUBMITTED, note="Đã bổ sung")
    return await edit_application(application.id, patch, acting=member, now=now)


def test_question_without_a_day_is_answered_until_the_later_of_the_call_and_a_week():
    assert answer_deadline(None, closes_at=NOW + 9 * DAY, now=NOW) == NOW + 9 * DAY
    assert answer_deadline(None, closes_at=NOW - DAY, now=NOW) == NOW + 7 * DAY
    assert answer_deadline(None, closes_at=None, now=NOW) == NOW + 7 * DAY
    with pytest.raises(AnswerDayMisplaced):
        answer_deadline(NOW, closes_at=None, now=NOW)


async def test_call_runs_from_its_opening_until_its_deadline(fair, organizer):
    slug = await slug_of(fair)
    with pytest.raises(CallInvalid):
        await set_call(slug, CallInput(is_open=True, opens_at=NOW, closes_at=NOW), acting=organizer, now=NOW)
    call = CallInput(is_open=True, opens_at=NOW + DAY, closes_at=NOW + 2 * DAY)
    terms = (await set_call(slug, call, acting=organizer, now=NOW)).terms
    moments = [NOW, NOW + DAY, NOW + 2 * DAY]
    assert [is_running(terms, moment) for moment in moments] == [False, True, False]


async def test_who_comes_before_the_opening_reads_when_to_come_back(fair, organizer, member, wanted):
    slug = await slug_of(fair)
    call = CallInput(is_open=True, opens_at=NOW + DAY, closes_at=NOW + 2 * DAY)
    await set_call(slug, call, acting=organizer, now=NOW)
    with pytest.raises(CallNotOpenYet):
        await apply_for_booths(slug, wanted, acting=member, now=NOW)
    assert (await apply_for_booths(slug, wanted, acting=member, now=NOW + DAY)).state is S.SUBMITTED


async def test_question_is_answered_after_the_deadline_until_its_day(handed_in, organizer, member):
    late = NOW + 8 * DAY
    asked = await ask(handed_in, organizer, now=late, answer_until=late + 2 * DAY)
    with pytest.raises(AnswerTooLate):
        await answer(asked, member, now=late + 2 * DAY)
    patch = ApplicationPatch(revision=asked.revision, answer_until=late + 4 * DAY)
    asked = await edit_application(asked.id, patch, acting=organizer, now=late + 3 * DAY)
    answered = await answer(asked, member, now=late + 3 * DAY)
    assert (answered.state, answered.note) == (S.SUBMITTED, "Đã bổ sung")


async def test_day_to_answer_goes_with_a_question_of_the_office_only(handed_in, organizer, member):
    patch = ApplicationPatch(revision=handed_in.revision, answer_until=NOW + DAY)
    with pytest.raises(AnswerDayMisplaced):
        await edit_application(handed_in.id, patch, acting=organizer, now=NOW)
    asked = await ask(handed_in, organizer)
    with pytest.raises(NotAllowed):
        await edit_application(
            asked.id, ApplicationPatch(revision=asked.revision, answer_until=NOW + 99 * DAY), acting=member, now=NOW
        )


@pytest.mark.parametrize("decision", [S.APPROVED, S.WAITLISTED, S.DECLINED])
async def test_decision_taken_back_is_told_by_a_letter_of_its_own(handed_in, organizer, decision):
    found = handed_in
    for state in (decision, S.SUBMITTED):
        patch = ApplicationPatch(revision=found.revision, state=state)
        found = await edit_application(found.id, patch, acting=organizer, now=NOW + 10 * DAY)
    assert found.state is S.SUBMITTED
    topics = [row["topic"] for row in await fetch("SELECT topic FROM outbox_message ORDER BY id DESC LIMIT 2")]
    assert topics == ["application.taken_back", f"application.{decision}"]


async def test_draft_left_at_the_deadline_makes_room_for_the_office_and_its_owner(fair, organizer, member, wanted, own):
    slug = await slug_of(fair)
    draft = await make_application(fair, own, state="draft", submitted_at=None, zones=("Thực phẩm",))
    with pytest.raises(ApplicationExists):
        await apply_for_booths(slug, wanted, acting=member, now=NOW)
    late = NOW + 8 * DAY
    assert await zone_wishes(fair, now=NOW) != {}
    assert await zone_wishes(fair, now=late) == {}
    with pytest.raises(CallClosed):
        await apply_for_booths(slug, wanted, acting=member, now=late)
    entered = await apply_for_booths(slug, wanted, acting=organizer, now=late)
    assert (await application_of(fair, own, now=late)).id == entered.id
    assert (await find_application(draft, acting=member, now=late)).state is S.WITHDRAWN
    assert await fetch("SELECT FROM outbox_message WHERE topic = 'application.withdrawn'") == []


async def test_draft_of_the_call_before_gives_way_to_a_new_one_of_its_owner(fair, organizer, member, wanted, own):
    await make_application(fair, own, state="draft", submitted_at=None)
    call = CallInput(is_open=True, opens_at=NOW + 10 * DAY, closes_at=NOW + 20 * DAY)
    await set_call(await slug_of(fair), call, acting=organizer, now=NOW)
    terms = (await call_of(fair)).terms
    assert is_left_behind(NOW, terms, NOW + 11 * DAY)
    assert not is_left_behind(NOW + 10 * DAY, terms, NOW + 11 * DAY)
    made = await apply_for_booths(await slug_of(fair), wanted, acting=member, now=NOW + 11 * DAY)
    assert made.state is S.SUBMITTED


async def test_owner_of_a_draft_is_reminded_once_three_days_before(fair, own):
    await make_application(fair, own, state="draft", submitted_at=None)
    await make_application(fair)
    reminded = [await remind_drafts(now=NOW + days * DAY) for days in (3, 4, 4, 5, 8)]
    assert reminded == [0, 1, 0, 0, 0]
    [row] = await fetch("SELECT payload FROM outbox_message WHERE topic = 'application.draft_due'")
    assert str(own) in str(row["payload"])


async def test_nobody_is_reminded_of_a_closed_call(office):

    fair = await make_floor_plan(await make_fair(office=office))
    await make_call(fair, is_open=False)
    await make_application(fair, state="draft", submitted_at=None)
    assert await remind_drafts(now=NOW + 5 * DAY) == 0
