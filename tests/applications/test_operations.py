"""Applying for booths: the call, the steps, offers that pass on by themselves."""

import asyncio
from datetime import timedelta

import pytest

from events_app.applications import operations, queries
from events_app.applications.errors import (
    ApplicationExists,
    ApplicationInvalid,
    ApplicationNotFound,
    ApplicationNotOffered,
    ApplicationStateFinal,
    CallClosed,
)
from events_app.applications.queries import place_in_line, ranked_applications
from events_app.applications.rules import BY_OFFICE, BY_PRODUCER, ApplicationState, Waiting, ensure_step
from events_app.applications.schemas import ApplicationInput, ApplicationPatch, CallInput
from events_app.assignment.operations import answer_offer, lapse_offers, offer_booth
from events_app.assignment.rules import next_in_line
from events_app.booths.errors import BoothAlreadyHeld
from events_app.booths.operations import hold_booth, release_hold
from events_app.fairs.queries import fair_by_id
from events_app.floor_plans.rules import Utility
from events_app.platform.actor import ANONYMOUS, NotYourOffice, NotYourProducer
from events_app.platform.db import fetch
from events_app.platform.errors import DomainError, StaleRevision
from tests.clock import NOW
from tests.factories.accounts import make_member, make_office, make_organizer
from tests.factories.booths import booths_of, make_application, make_call, make_claim, make_floor_plan
from tests.factories.fairs import make_fair, slug_of
from tests.factories.producers import (
    make_graded_product,
    make_producer,
    make_producer_member,
    make_product,
    producer_actor,
)

S = ApplicationState


@pytest.fixture
async def office(database) -> int:
    return await make_office()


@pytest.fixture
async def fair(office) -> int:
    return await make_floor_plan(await make_fair(office=office))


@pytest.fixture
async def organizer(office):
    return await make_organizer(office)


def only(actor) -> int:
    return next(iter(actor.producer_ids))


async def states(*applications: int) -> list[str]:
    rows = await fetch("SELECT id, state FROM booth_application WHERE id = ANY($1)", list(applications))
    by_id = {row["id"]: row["state"] for row in rows}
    return [by_id[each] for each in applications]


async def live_claim(booth: int):
    rows = await fetch(
        "SELECT producer, state, expires_at FROM booth_claim WHERE booth = $1 AND state <> 'closed'", booth
    )
    return tuple(rows[0]) if rows else None


def test_nobody_leaves_a_settled_state_by_a_plain_step():
    for state in (S.ACCEPTED, S.WITHDRAWN):
        assert state not in BY_PRODUCER
        assert state not in BY_OFFICE
    with pytest.raises(ApplicationStateFinal):
        ensure_step(S.SUBMITTED, S.APPROVED, by_office=False)


def test_next_in_line_is_the_best_whose_needs_are_met():
    waiting = [
        Waiting(1, 11, 50, NOW, frozenset({"water"})),
        Waiting(2, 12, 40, NOW, frozenset()),
        Waiting(3, 13, 40, NOW - timedelta(days=1), frozenset({"power"})),
    ]
    assert next_in_line(waiting, frozenset({"power"})) == waiting[2]
    assert next_in_line(waiting, frozenset({"power", "water"})) == waiting[0]
    assert next_in_line(waiting[:1], frozenset()) is None


async def test_draft_is_kept_completed_and_handed_in(fair, now):
    await make_call(fair)
    member = await producer_actor()
    product = await make_product(only(member))
    wanted = ApplicationInput(producer=only(member), zones=["Thực phẩm"])
    draft = await operations.apply_for_booths(await slug_of(fair), wanted, acting=member, now=now)
    assert (draft.state, draft.submitted_at) == (S.DRAFT, None)
    with pytest.raises(ApplicationInvalid) as refusal:
        patch = ApplicationPatch(revision=1, state=S.SUBMITTED)
        await operations.edit_application(draft.id, patch, acting=member, now=now)
    assert [error.code for error in refusal.value.fields["products"]] == ["no_products"]
    patch = ApplicationPatch(revision=1, state=S.SUBMITTED, products=[product], utilities=[Utility.POWER])
    handed_in = await operations.edit_application(draft.id, patch, acting=member, now=now)
    assert (handed_in.state, handed_in.submitted_at, handed_in.utilities) == (S.SUBMITTED, now, [Utility.POWER])
    topics = [row["topic"] for row in await fetch("SELECT topic FROM outbox_message ORDER BY id")]
    assert topics == ["application.draft", "application.submitted"]


async def test_call_says_what_products_lack(fair, now):
    await make_call(fair, min_stars=4, groups=("food",))
    member = await producer_actor()
    good = await make_graded_product(only(member), stars=4)
    three = await make_graded_product(only(member), stars=3, name="Ba sao")
    drink = await make_product(only(member), group="drink", name="Chè")
    wanted = ApplicationInput(producer=only(member), products=[good, three, drink], state="submitted")
    with pytest.raises(ApplicationInvalid) as refusal:
        await operations.apply_for_booths(await slug_of(fair), wanted, acting=member, now=now)
    lacking = [(error.code, error.data["product"]) for error in refusal.value.fields["products"]]
    assert lacking == [("stars", "Ba sao"), ("group", "Chè"), ("stars", "Chè")]
    fine = ApplicationInput(producer=only(member), products=[good], state="submitted")
    assert (await operations.apply_for_booths(await slug_of(fair), fine, acting=member, now=now)).state is S.SUBMITTED


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"booths_wanted": 3}, "booths_wanted"),
        ({"zones": ["Sao Hỏa"]}, "zones"),
        ({"zones": ["Thực phẩm", "Thực phẩm"]}, "zones"),
        ({"note": "x" * 2001}, "note"),
    ],
)
async def test_unsound_application_is_refused_by_its_field(fair, now, change, field):
    await make_call(fair)
    member = await producer_actor()
    with pytest.raises(ApplicationInvalid) as refusal:
        wanted = ApplicationInput(producer=only(member), **change)
        await operations.apply_for_booths(await slug_of(fair), wanted, acting=member, now=now)
    assert list(refusal.value.fields) == [field]


async def test_application_after_the_deadline_is_refused_but_the_office_may_enter_one(fair, organizer, now):
    await make_call(fair, closes_at=now)
    member = await producer_actor()
    wanted = ApplicationInput(producer=only(member), state="submitted")
    slug = await slug_of(fair)
    with pytest.raises(CallClosed):
        await operations.apply_for_booths(slug, wanted, acting=member, now=now)
    entered = await operations.apply_for_booths(slug, wanted, acting=organizer, now=now)
    assert entered.state is S.SUBMITTED
    with pytest.raises(ApplicationExists):
        await operations.apply_for_booths(slug, wanted, acting=organizer, now=now)


async def test_withdrawn_application_makes_room_for_another(fair, now):
    await make_call(fair)
    member = await producer_actor()
    slug, wanted = await slug_of(fair), ApplicationInput(producer=only(member))
    first = await operations.apply_for_booths(slug, wanted, acting=member, now=now)
    patch = ApplicationPatch(revision=1, state=S.WITHDRAWN)
    await operations.edit_application(first.id, patch, acting=member, now=now)
    second = await operations.apply_for_booths(slug, wanted, acting=member, now=now)
    assert await states(first.id, second.id) == ["withdrawn", "draft"]


async def test_others_neither_apply_for_nor_read_a_producers_application(fair, organizer, now):
    await make_call(fair)
    member, stranger = await producer_actor(), await producer_actor()
    wanted = ApplicationInput(producer=only(member))
    with pytest.raises(NotYourProducer):
        await operations.apply_for_booths(await slug_of(fair), wanted, acting=stranger, now=now)
    draft = await operations.apply_for_booths(await slug_of(fair), wanted, acting=member, now=now)
    for other in (stranger, organizer, await make_organizer(), ANONYMOUS):
        with pytest.raises(ApplicationNotFound):
            await queries.find_application(draft.id, acting=other, now=now)


async def test_review_asks_back_scores_and_approves(fair, organizer, office, now):
    await make_call(fair)
    producer = await make_producer()
    member = await producer_actor(producer)
    product = await make_product(producer)
    application = await make_application(fair, producer)
    ask = ApplicationPatch(revision=1, state=S.MORE_INFORMATION, reply="Bổ sung phiếu kiểm nghiệm")
    asked = await operations.edit_application(application, ask, acting=organizer, now=now)
    assert (asked.state, asked.reply) == (S.MORE_INFORMATION, "Bổ sung phiếu kiểm nghiệm")
    answer = ApplicationPatch(revision=2, state=S.SUBMITTED, note="Đã bổ sung", products=[product])
    await operations.edit_application(application, answer, acting=member, now=now)
    with pytest.raises(StaleRevision):
        await operations.edit_application(application, ask, acting=organizer, now=now)
    approve = ApplicationPatch(revision=3, state=S.APPROVED, score=74)
    approved = await operations.edit_application(application, approve, acting=organizer, now=now)
    assert (approved.state, approved.score) == (S.APPROVED, 74)
    with pytest.raises(NotYourOffice):
        await operations.edit_application(application, ApplicationPatch(revision=4, score=100), acting=member, now=now)
    with pytest.raises(ApplicationStateFinal):
        late = ApplicationPatch(revision=4, note="Thêm")
        await operations.edit_application(application, late, acting=member, now=now)
    states = [event.state for event in await queries.history_of_application(application)]
    assert states == [S.APPROVED, S.SUBMITTED, S.MORE_INFORMATION]
    listed = await queries.list_applications(fair, office=office, acting=organizer, now=now)
    assert [each.id for each in listed] == [application]


async def test_offer_is_accepted_and_stands_in_the_calendar(fair, organizer, now):
    await make_call(fair, offer_hours=24)
    member = await producer_actor()
    application = await make_application(fair, only(member), state="approved")
    booth = (await booths_of(fair))["A01"]
    offered = await offer_booth(booth, application, acting=organizer, now=now)
    assert [(each.code, each.expires_at) for each in offered.offered] == [("A01", now + timedelta(hours=24))]
    with pytest.raises(BoothAlreadyHeld):
        await hold_booth(booth, acting=await producer_actor(), now=now)
    for _ in range(2):
        accepted = await answer_offer(application, accepted=True, acting=member, now=now)
    assert accepted.state is S.ACCEPTED
    assert (await live_claim(booth))[:2] == (only(member), "assigned")
    assert await fetch("SELECT FROM agenda_entry WHERE source = $1", f"booth-duty:{fair}:{only(member)}")
    with pytest.raises(ApplicationNotOffered):
        await answer_offer(application, accepted=False, acting=member, now=now)


async def test_refused_offer_passes_to_the_next_in_line(fair, organizer, now):
    member = await producer_actor()
    first = await make_application(fair, only(member), state="approved", score=90)
    waiting = [await make_application(fair, state="waitlisted", score=score) for score in (60, 80)]
    booth = (await booths_of(fair))["A01"]
    await offer_booth(booth, first, acting=organizer, now=now)
    await answer_offer(first, accepted=False, acting=member, now=now)
    assert await states(first, *waiting) == ["refused", "waitlisted", "offered"]
    assert (await live_claim(booth))[1] == "offered"


async def test_offer_past_its_time_lapses_and_passes_on_by_itself(fair, organizer, now):
    first = await make_application(fair, state="approved")
    second = await make_application(fair, state="waitlisted")
    booth = (await booths_of(fair))["A01"]
    await offer_booth(booth, first, acting=organizer, now=now)
    later = now + timedelta(hours=48)
    assert await lapse_offers(now=later - timedelta(seconds=1)) == 0
    assert await lapse_offers(now=later) == 1
    assert await lapse_offers(now=later) == 0
    assert await states(first, second) == ["lapsed", "offered"]
    assert (await live_claim(booth))[2] == later + timedelta(hours=48)


async def test_late_answer_finds_no_offer_even_without_the_job(fair, organizer, now):
    member = await producer_actor()
    application = await make_application(fair, only(member), state="approved")
    booth = (await booths_of(fair))["A01"]
    await offer_booth(booth, application, acting=organizer, now=now)
    with pytest.raises(ApplicationNotOffered):
        late = now + timedelta(hours=49)
        await answer_offer(application, accepted=True, acting=member, now=late)
    taken = await hold_booth(booth, acting=await producer_actor(), now=now + timedelta(hours=49))
    assert taken.state == "held"
    assert await states(application) == ["lapsed"]


async def test_withdrawal_under_an_offer_frees_the_booth_for_the_next(fair, organizer, now):
    member = await producer_actor()
    first = await make_application(fair, only(member), state="approved")
    second = await make_application(fair, state="waitlisted")
    booth = (await booths_of(fair))["A01"]
    offered = await offer_booth(booth, first, acting=organizer, now=now)
    patch = ApplicationPatch(revision=offered.revision, state=S.WITHDRAWN)
    await operations.edit_application(first, patch, acting=member, now=now)
    assert await states(first, second) == ["withdrawn", "offered"]


async def test_offer_taken_back_by_the_office_stays_with_the_office(fair, organizer, now):
    first = await make_application(fair, state="approved")
    waiting = await make_application(fair, state="waitlisted")
    booth = (await booths_of(fair))["A01"]
    await offer_booth(booth, first, acting=organizer, now=now)
    await release_hold(booth, acting=organizer, now=now)
    assert await states(first, waiting) == ["approved", "waitlisted"]
    assert await live_claim(booth) is None


async def test_unlooked_at_application_and_taken_booth_get_no_offer(fair, organizer, now):
    booths = await booths_of(fair)
    await make_claim(booths["A02"])
    with pytest.raises(ApplicationStateFinal):
        await offer_booth(booths["A01"], await make_application(fair), acting=organizer, now=now)
    with pytest.raises(BoothAlreadyHeld):
        approved = await make_application(fair, state="approved")
        await offer_booth(booths["A02"], approved, acting=organizer, now=now)
    assert [row["state"] for row in await fetch("SELECT state FROM booth_claim")] == ["held"]


async def test_two_booths_that_come_free_at_once_go_to_two_producers(fair, organizer, now):
    booths = await booths_of(fair)
    for code in ("A01", "A02", "A03", "A04"):
        application = await make_application(fair, state="approved")
        await offer_booth(booths[code], application, acting=organizer, now=now)
    waiting = [await make_application(fair, state="waitlisted") for _ in range(4)]
    later = now + timedelta(hours=48)
    await asyncio.gather(*(lapse_offers(now=later) for _ in range(3)))
    assert await states(*waiting) == ["offered"] * 4
    rows = await fetch("SELECT producer FROM booth_claim WHERE state = 'offered'")
    assert len({row["producer"] for row in rows}) == 4


async def test_answer_against_the_lapse_ends_in_one_state(fair, organizer, now):
    booths = await booths_of(fair)
    for code in ("A01", "A02", "A03", "A04", "A05"):
        member = await producer_actor()
        application = await make_application(fair, only(member), state="approved")
        await offer_booth(booths[code], application, acting=organizer, now=now)
        results = await asyncio.gather(
            answer_offer(application, accepted=True, acting=member, now=now),
            lapse_offers(now=now + timedelta(hours=49)),
            return_exceptions=True,
        )
        assert all(isinstance(each, DomainError) for each in results if isinstance(each, BaseException))
        claim = await live_claim(booths[code])
        assert (await states(application), claim and claim[1]) in [(["accepted"], "assigned"), (["lapsed"], None)]


CALL = {"is_open": True, "closes_at": "2026-12-01T17:00:00+07:00", "min_stars": 3, "groups": ["food"]}


async def test_contract_of_applications(api, fair, office, now):
    staff = await api.as_(await make_member(office))
    slug = await slug_of(fair)
    called = await staff.put(f"/api/v1/fairs/{slug}/application-call", json=CALL)
    assert (called.status_code, called.json()["offer_hours"]) == (200, 48)
    producer = await make_producer()
    client = await api.as_(await make_producer_member(producer))
    product = await make_graded_product(producer)
    path = f"/api/v1/fairs/{slug}/applications"
    body = {"producer": producer, "booths_wanted": 1, "zones": ["Thực phẩm"], "products": [product]}
    made = await client.post(path, json=body)
    assert (made.status_code, made.json()["state"]) == (201, "draft")
    one = f"/api/v1/applications/{made.json()['id']}"
    assert (await client.patch(one, json={"revision": 1, "state": "submitted"})).json()["state"] == "submitted"
    assert (await client.patch(one, json={"revision": 1, "note": "x"})).json()["code"] == "stale_revision"
    assert (await client.patch(one, json={"revision": 2, "state": "approved"})).json()["code"] == "application_state"
    assert (await staff.patch(one, json={"revision": 2, "state": "approved"})).json()["state"] == "approved"
    booth = (await booths_of(fair))["A01"]
    offer = await staff.put(f"/api/v1/booths/{booth}/offer", json={"application": made.json()["id"]})
    assert offer.json()["offered"][0]["code"] == "A01"
    answered = await client.put(f"{one}/offer-answer", json={"answer": "accepted"})
    assert answered.json()["state"] == "accepted"
    assert (await staff.get(path)).json()["total"] == 1
    assert (await api.get(path)).status_code == 401
    assert (await client.post(path, json=body)).json()["code"] == "application_exists"
    assert (await client.put(f"/api/v1/fairs/{slug}/application-call", json=CALL)).status_code == 403


async def test_call_is_set_once_and_changed(fair, organizer, now):
    wanted = CallInput(is_open=True, closes_at=now + timedelta(days=1), groups=["food", "food"])
    for hours in (24, 12):
        await operations.set_call(
            await slug_of(fair),
            CallInput(is_open=True, closes_at=wanted.closes_at, groups=wanted.groups, offer_hours=hours),
            acting=organizer,
            now=now,
        )
    call = await queries.call_of(fair)
    assert (call.offer_hours, call.groups) == (12, ["food"])


async def test_rank_shown_before_a_run_is_the_one_the_run_goes_by(fair, organizer, office, now):
    many_stars = await make_application(fair, await make_producer(office), state="waitlisted", score=10)
    own_points = await make_application(fair, await make_producer(office), state="waitlisted", score=20)
    [row] = await fetch("SELECT producer FROM booth_application WHERE id = $1", many_stars)
    await make_graded_product(row["producer"], stars=5)
    found = await fair_by_id(fair, now=now)
    ranked = await ranked_applications(found, acting=organizer, now=now)
    assert [(each.rank, each.application.id) for each in ranked] == [(1, many_stars), (2, own_points)]
    line = [await place_in_line(each.application, now=now) for each in ranked]
    assert line == [1, 2]
