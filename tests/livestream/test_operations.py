"""Sessions on a real database: clashes, races, calendars, the law, following the fair."""

import asyncio
from datetime import date, timedelta

import pytest

from events_app.agenda import queries as agenda
from events_app.fairs import operations as fair_operations
from events_app.fairs.schemas import Cancellation, Postponement
from events_app.livestream import operations, queries, rules
from events_app.livestream.errors import (
    FieldsWrong,
    HostTaken,
    NotReadyForAir,
    OrderAnswered,
    OrdersClosed,
    ProducerTaken,
    ProductsUnknown,
    SessionClosed,
    SessionNotFound,
    SlotMissing,
    SlotTaken,
    StudioNotFound,
    StudioTaken,
    TooManyOrders,
    WrongStep,
)
from events_app.livestream.schemas import (
    Buyer,
    Consent,
    HostCheck,
    HostInput,
    LineUp,
    LineUpInput,
    OrderInput,
    Reason,
    SessionPatch,
    StudioInput,
)
from events_app.platform.actor import ANONYMOUS, NotYourOffice, NotYourProducer
from events_app.platform.db import fetch
from events_app.platform.errors import SignInRequired, StaleRevision
from events_app.platform.i18n import Bilingual
from events_app.platform.requests import KeyReused
from tests.factories.accounts import make_office, make_organizer
from tests.factories.fairs import make_fair
from tests.factories.livestream import (
    TOMORROW_EVENING,
    make_host,
    make_line_up,
    make_session,
    make_studio,
    session_input,
)
from tests.factories.producers import make_certificate, make_producer, make_product, producer_actor

pytestmark = pytest.mark.usefixtures("database")

HOUR = timedelta(hours=1)


@pytest.fixture
async def organizer():
    return await make_organizer()


@pytest.fixture
def office(organizer):
    return organizer.organized_offices[0]


async def feed(key, now):
    """(STATUS, SEQUENCE) of what stands in a feed, by source."""
    entries = await agenda.feed_entries([key], "vi", now=now)
    return {entry.source: (entry.status, entry.sequence) for entry in entries}


async def test_session_with_a_slot_is_announced_at_once(organizer, now):
    session = await make_session(organizer)
    assert session.status == "scheduled"
    assert session.published_at == now
    assert await feed("livestreams", now) == {f"stream-session:{session.id}": ("confirmed", 0)}


async def test_session_without_a_slot_stays_a_draft_nobody_sees(organizer, now):
    session = await make_session(organizer, studio=None, host=None)
    assert session.status == "draft"
    assert await feed("livestreams", now) == {}
    with pytest.raises(SessionNotFound):
        await queries.find_session(session.id, acting=ANONYMOUS)


async def test_session_cannot_be_announced_without_a_slot(organizer, now):
    with pytest.raises(SlotMissing):
        await make_session(organizer, host=None, status="scheduled")


async def test_taken_studio_names_the_session_and_the_nearest_free_time(organizer, office, now):
    studio = await make_studio(office)
    first = await make_session(organizer, studio=studio)
    with pytest.raises(StudioTaken) as refused:
        await make_session(organizer, studio=studio, starts_at=TOMORROW_EVENING + HOUR)
    assert refused.value.clash.id == first.id
    assert refused.value.data["free_from"] == TOMORROW_EVENING + 2 * HOUR
    assert "Mật ong" in refused.value.text("vi")


async def test_taken_host_is_refused_in_another_studio(organizer, office):
    host = await make_host(office)
    first = await make_session(organizer, host=host)
    with pytest.raises(HostTaken) as refused:
        await make_session(organizer, host=host)
    assert refused.value.clash.id == first.id


async def test_producer_sells_in_one_session_at_a_time(organizer):
    producer = await make_producer()
    one, two = await make_product(producer), await make_product(producer)
    first = await make_session(organizer, products=[one])
    with pytest.raises(ProducerTaken) as refused:
        await make_session(organizer, products=[two], starts_at=TOMORROW_EVENING + HOUR)
    assert refused.value.clash.id == first.id
    second = await make_session(organizer, starts_at=TOMORROW_EVENING + HOUR)
    with pytest.raises(ProducerTaken):
        await make_line_up(second, two, acting=organizer)


async def test_sessions_back_to_back_share_a_studio(organizer, office):
    studio, host = await make_studio(office), await make_host(office)
    await make_session(organizer, studio=studio, host=host)
    after = await make_session(organizer, studio=studio, host=host, starts_at=TOMORROW_EVENING + 2 * HOUR)
    assert after.status == "scheduled"


async def test_moving_onto_another_session_is_refused_and_changes_nothing(organizer, office, now):
    studio = await make_studio(office)
    await make_session(organizer, studio=studio)
    later = await make_session(organizer, studio=studio, starts_at=TOMORROW_EVENING + 5 * HOUR)
    moved = SessionPatch(revision=1, starts_at=TOMORROW_EVENING, ends_at=TOMORROW_EVENING + HOUR)
    with pytest.raises(StudioTaken):
        await operations.edit_session(later.id, moved, acting=organizer, now=now)
    assert (await queries.session_by_id(later.id)) == later


async def test_moving_a_session_moves_its_sellers_too(organizer, now):
    producer = await make_producer()
    product = await make_product(producer)
    session = await make_session(organizer, products=[product])
    wanted = SessionPatch(
        revision=session.revision, starts_at=TOMORROW_EVENING + 9 * HOUR, ends_at=TOMORROW_EVENING + 10 * HOUR
    )
    await operations.edit_session(session.id, wanted, acting=organizer, now=now)
    at_the_old_time = await make_session(organizer, products=[await make_product(producer)])
    assert at_the_old_time.status == "scheduled"


async def test_cancelled_session_frees_studio_host_and_producer(organizer, office, now):
    studio, host, product = await make_studio(office), await make_host(office), await make_product()
    slot = {"studio": studio, "host": host, "products": [product]}
    first = await make_session(organizer, **slot)
    await operations.cancel_session(first.id, Reason("Người livestream ốm"), acting=organizer, now=now)
    assert (await make_session(organizer, **slot)).status == "scheduled"


async def test_cancelling_twice_is_once(organizer, now):
    session = await make_session(organizer)
    once = await operations.cancel_session(session.id, Reason("Mất điện"), acting=organizer, now=now)
    again = await operations.cancel_session(session.id, Reason("Lý do khác"), acting=organizer, now=now)
    assert again == once
    assert await feed("livestreams", now) == {f"stream-session:{session.id}": ("cancelled", 1)}


async def test_cancelling_needs_a_reason(organizer, now):
    session = await make_session(organizer)
    with pytest.raises(FieldsWrong):
        await operations.cancel_session(session.id, Reason("  "), acting=organizer, now=now)


async def test_many_organizers_at_once_get_one_studio_slot(organizer, office, now):
    """Real concurrency, many rounds: exactly one session stands, the others are told which."""
    hosts = [await make_host(office) for _ in range(6)]
    for number in range(8):
        studio = await make_studio(office)
        starts_at = TOMORROW_EVENING + timedelta(days=number)
        wanted = [session_input(studio=studio, host=host, starts_at=starts_at, office=office) for host in hosts]
        answers = await asyncio.gather(
            *(operations.create_session(each, acting=organizer, now=now) for each in wanted), return_exceptions=True
        )
        refused = [answer for answer in answers if isinstance(answer, StudioTaken)]
        assert len(refused) == len(hosts) - 1
        [won] = [answer for answer in answers if not isinstance(answer, Exception)]
        assert {each.clash.id for each in refused} == {won.id}


async def test_many_sessions_at_once_get_one_producer(organizer, office, now):
    products = [await make_product(await make_producer()) for _ in range(3)]
    sessions = [await make_session(organizer) for _ in range(4)]
    wanted = LineUp(items=[LineUpInput(product=product) for product in products])
    answers = await asyncio.gather(
        *(operations.replace_line_up(each.id, wanted, acting=organizer, now=now) for each in sessions),
        return_exceptions=True,
    )
    assert sum(isinstance(answer, list) for answer in answers) == 1
    assert sum(isinstance(answer, ProducerTaken) for answer in answers) == 3


async def test_stale_edit_carries_the_present_state(organizer, now):
    session = await make_session(organizer)
    await operations.edit_session(session.id, SessionPatch(revision=1, title="Tên mới"), acting=organizer, now=now)
    with pytest.raises(StaleRevision) as refused:
        await operations.edit_session(session.id, SessionPatch(revision=1, title="Khác"), acting=organizer, now=now)
    assert refused.value.data["current"].title == Bilingual("Tên mới")


async def test_two_edits_at_once_one_is_stale(organizer, now):
    session = await make_session(organizer)
    changes = [SessionPatch(revision=1, title=f"Tên {n}") for n in range(5)]
    answers = await asyncio.gather(
        *(operations.edit_session(session.id, each, acting=organizer, now=now) for each in changes),
        return_exceptions=True,
    )
    assert sum(isinstance(answer, StaleRevision) for answer in answers) == 4


async def test_edit_is_for_the_office_only(organizer, now):
    session = await make_session(organizer)
    stranger = await make_organizer()
    with pytest.raises(NotYourOffice):
        await operations.edit_session(session.id, SessionPatch(revision=1), acting=stranger, now=now)
    with pytest.raises(SignInRequired):
        await operations.create_session(session_input(), acting=ANONYMOUS, now=now)


async def test_studio_of_another_office_is_not_found(organizer):
    with pytest.raises(StudioNotFound):
        await make_session(organizer, studio=await make_studio(await make_office()))


async def test_new_names_open_a_studio_and_enter_an_unchecked_host(organizer, office):
    one = await make_session(organizer, studio="Phòng A", host="Lê Hà")
    two = await make_session(organizer, studio=" Phòng  A", host="Lê Hà", starts_at=TOMORROW_EVENING + 3 * HOUR)
    assert (one.studio, one.host) == (two.studio, two.host)
    [host] = await queries.list_hosts([office])
    assert host.identity_checked_on is None


async def test_title_change_counts_in_every_feed(organizer, now):
    product = await make_product(await make_producer())
    session = await make_session(organizer, products=[product])
    seller = (await queries.list_sellers(session.id))[0].producer
    patch = SessionPatch(revision=session.revision, title="Tên mới")
    await operations.edit_session(session.id, patch, acting=organizer, now=now)
    for key in ("livestreams", f"livestream:{session.id}", f"producer:{seller}", f"office:{session.office}"):
        assert await feed(key, now) == {f"stream-session:{session.id}": ("confirmed", 1)}


async def test_seller_that_leaves_the_line_up_loses_the_entry(organizer, now):
    product = await make_product(await make_producer())
    session = await make_session(organizer, products=[product])
    [seller] = await queries.list_sellers(session.id)
    await operations.replace_line_up(session.id, LineUp(items=[]), acting=organizer, now=now)
    assert await feed(f"producer:{seller.producer}", now) == {}
    assert await queries.list_sellers(session.id) == []


async def test_line_up_keeps_its_order_and_moves_by_one(organizer, now):
    products = [await make_product() for _ in range(3)]
    session = await make_session(organizer)
    await make_line_up(session, *products, acting=organizer)
    await operations.move_item(session.id, products[2], "up", acting=organizer, now=now)
    items = await queries.line_up_of(session.id, now=now)
    assert [item.product for item in items] == [products[0], products[2], products[1]]
    assert [item.position for item in items] == [1, 2, 3]


async def test_star_is_shown_only_while_its_certificate_is_in_force(organizer, now):
    fresh, lapsed = await make_product(), await make_product()
    await make_certificate(fresh, stars=5)
    await make_certificate(lapsed, stars=4, issued_on=date(2023, 11, 23))
    session = await make_session(organizer)
    await make_line_up(session, fresh, lapsed, acting=organizer)
    assert [item.stars for item in await queries.line_up_of(session.id, now=now)] == [5, None]


async def test_unknown_products_are_named(organizer):
    session = await make_session(organizer)
    with pytest.raises(ProductsUnknown):
        await make_line_up(session, 999_999, acting=organizer)


async def test_going_live_asks_for_everything_the_law_wants(organizer, office, now):
    host = await make_host(office, checked=False)
    session = await make_session(organizer, host=host, stream_url="", products=[await make_product()])
    live = SessionPatch(revision=session.revision, status="live")
    with pytest.raises(NotReadyForAir) as refused:
        await operations.edit_session(session.id, live, acting=organizer, now=now)
    assert refused.value.missing == ["stream_url", "host_identity", "host_papers", "seller_papers"]


async def test_checked_session_goes_live_and_ends(organizer, office, now):
    session = await make_session(
        organizer, host=await make_host(office, checked=False), products=[await make_product()]
    )
    [seller] = await queries.list_sellers(session.id)
    check = HostCheck(identity_method="vneid", papers="HĐ 7/2026")
    await operations.check_host_identity(session.host.id, check, acting=organizer, now=now)
    await operations.check_seller_papers(session.id, seller.producer, acting=organizer, now=now)
    live = SessionPatch(revision=session.revision, status="live")
    on_air = await operations.edit_session(session.id, live, acting=organizer, now=now)
    assert (on_air.status, on_air.live_at) == ("live", now)
    end = SessionPatch(revision=on_air.revision, status="ended")
    over = await operations.edit_session(session.id, end, acting=organizer, now=now + HOUR)
    assert (over.status, over.ended_at) == ("ended", now + HOUR)
    with pytest.raises(SessionClosed):
        again = SessionPatch(revision=over.revision, title="Khác")
        await operations.edit_session(session.id, again, acting=organizer, now=now)


async def test_take_down_ends_at_once_and_hides_the_address(organizer, now):
    session = await make_session(organizer)
    live = SessionPatch(revision=1, status="live")
    await operations.edit_session(session.id, live, acting=organizer, now=now)
    await operations.take_down(session.id, Reason("Nói sai công dụng"), acting=organizer, now=now)
    seen = await queries.find_session(session.id, acting=ANONYMOUS)
    assert (seen.status, seen.stream_url, seen.taken_down_at) == ("ended", None, now)
    text = await agenda.find_entry(f"stream-session:{session.id}")
    assert text[0].conference is None
    rows = await fetch("SELECT data FROM audit_entry WHERE action = 'stream_session.taken_down'")
    assert "Nói sai công dụng" in rows[0]["data"]


async def test_only_what_is_on_air_is_taken_down(organizer, now):
    session = await make_session(organizer)
    with pytest.raises(WrongStep):
        await operations.take_down(session.id, Reason("x"), acting=organizer, now=now)


# --- orders ---


def an_order(product, **changes):
    given = {
        "product": product,
        "quantity": 2,
        "buyer": Buyer(name="Phạm Văn Nam", phone="0912 345 678", address="Đông Anh"),
        "consent": Consent(rules.CONSENT_VERSION),
    }
    return OrderInput(**(given | changes))


async def ordered(session, wanted, now):
    return await operations.place_order(session, wanted, channel="web", acting=ANONYMOUS, now=now)


async def test_order_is_handed_to_the_producer_with_its_consent(organizer, now):
    seller = await make_producer(name="HTX Chè Ba Vì")
    product = await make_product(seller)
    session = await make_session(organizer)
    await make_line_up(session, product, acting=organizer)
    placed = await ordered(session.id, an_order(product), now)
    assert (placed.state, placed.producer) == ("handed", "HTX Chè Ba Vì")
    [order] = await queries.list_orders(producers=[seller])
    assert (order.buyer_phone, order.quantity, order.price) == ("+84912345678", 2, 120_000)
    [row] = await fetch("SELECT consent_version, consent_at, consent_channel FROM stream_order")
    assert tuple(row) == (rules.CONSENT_VERSION, now, "web")


async def test_double_click_is_one_order(organizer, now):
    product = await make_product()
    session = await make_session(organizer, products=[product])
    wanted = an_order(product, request_key="abc")
    answers = await asyncio.gather(*(ordered(session.id, wanted, now) for _ in range(5)))
    assert len({answer.id for answer in answers}) == 1
    assert len(await queries.list_orders(session=session.id)) == 1


async def test_order_form_found_again_by_back_is_an_order_of_its_own(organizer, now):
    product, other = await make_product(), await make_product()
    session = await make_session(organizer, products=[product, other])
    wanted = [
        an_order(product, request_key="abc"),
        an_order(other, request_key="abc"),
        an_order(product, request_key="abc", quantity=3),
        an_order(product, request_key="abc", note="Giao buổi sáng"),
    ]
    answers = await asyncio.gather(*(ordered(session.id, one, now) for one in wanted * 3))
    assert len({answer.id for answer in answers}) == 4
    assert len(await queries.list_orders(session=session.id)) == 4


async def test_program_that_uses_its_key_for_another_order_is_refused(organizer, now):
    product = await make_product()
    session = await make_session(organizer, products=[product])

    async def order(quantity):
        wanted = an_order(product, request_key="abc", quantity=quantity)
        return await operations.place_order(session.id, wanted, channel="api", acting=ANONYMOUS, now=now)

    answers = await asyncio.gather(*(order(quantity) for quantity in (1, 2) * 4), return_exceptions=True)
    assert sum(isinstance(answer, KeyReused) for answer in answers) == 4
    assert len({answer.id for answer in answers if not isinstance(answer, KeyReused)}) == 1
    assert len(await queries.list_orders(session=session.id)) == 1


async def test_one_phone_cannot_flood_a_producer(organizer, now):
    product = await make_product()
    session = await make_session(organizer, products=[product])
    answers = await asyncio.gather(
        *(ordered(session.id, an_order(product), now) for _ in range(14)), return_exceptions=True
    )
    assert sum(isinstance(answer, TooManyOrders) for answer in answers) == 4
    assert len(await queries.list_orders(session=session.id)) == rules.MOST_OPEN_ORDERS


@pytest.mark.parametrize("phone", ["123", "abc", "+84 000", "0912 345 678 999 999"])
async def test_order_with_a_number_nobody_answers_is_refused(organizer, now, phone):
    product = await make_product()
    session = await make_session(organizer, products=[product])
    with pytest.raises(FieldsWrong) as refused:
        await ordered(session.id, an_order(product, buyer=Buyer(name="A", phone=phone)), now)
    assert list(refused.value.fields) == ["buyer_phone"]


async def test_order_for_a_product_not_shown_is_refused(organizer, now):
    session = await make_session(organizer, products=[await make_product()])
    with pytest.raises(FieldsWrong):
        await ordered(session.id, an_order(await make_product()), now)


async def test_order_after_the_session_is_refused(organizer, now):
    product = await make_product()
    session = await make_session(organizer, products=[product])
    with pytest.raises(OrdersClosed):
        await ordered(session.id, an_order(product), session.ends_at + timedelta(days=2))


async def test_producer_answers_its_own_orders_once(organizer, now):
    seller = await producer_actor()
    product = await make_product(next(iter(seller.producer_ids)))
    session = await make_session(organizer, products=[product])
    placed = await ordered(session.id, an_order(product), now)
    with pytest.raises(NotYourProducer):
        await operations.answer_order(placed.id, "confirmed", acting=await producer_actor(), now=now)
    answered = await operations.answer_order(placed.id, "confirmed", acting=seller, now=now)
    assert answered.state == "confirmed"
    assert await operations.answer_order(placed.id, "confirmed", acting=seller, now=now) == answered
    with pytest.raises(OrderAnswered):
        await operations.answer_order(placed.id, "declined", acting=seller, now=now)


async def test_erased_buyer_leaves_the_count(organizer, now):
    product = await make_product()
    session = await make_session(organizer, products=[product])
    placed = await ordered(session.id, an_order(product, note="Giao buổi chiều"), now)
    await operations.erase_buyer(placed.id, acting=organizer, now=now)
    [order] = await queries.list_orders(session=session.id)
    assert (order.state, order.buyer_name, order.buyer_phone, order.note, order.quantity) == ("erased", "", "", "", 2)


# --- studios and hosts ---


async def test_same_studio_and_host_again_are_the_same(organizer, now):
    one = await operations.add_studio(StudioInput(name="Phòng B"), acting=organizer, now=now)
    assert await operations.add_studio(StudioInput(name="Phòng B"), acting=organizer, now=now) == one
    host = await operations.add_host(HostInput(name="Hà", phone="0912"), acting=organizer, now=now)
    assert (await operations.add_host(HostInput(name="Hà", phone="0912"), acting=organizer, now=now)).id == host.id


async def test_retired_studio_and_host_are_offered_no_more(organizer, office, now):
    studio, host = await make_studio(office), await make_host(office)
    await operations.retire_studio(studio, acting=organizer, now=now)
    await operations.retire_host(host, acting=organizer, now=now)
    assert await queries.list_studios([office]) == []
    assert await queries.list_hosts([office]) == []
    with pytest.raises(StudioNotFound):
        await make_session(organizer, studio=studio)


# --- following the fair ---


async def a_fair_with_sessions(organizer, office, *, now, count=2):
    fair = await make_fair(office=office, starts_on=date(2026, 12, 12), ends_on=date(2026, 12, 16), status="published")
    [row] = await fetch("SELECT slug FROM fair WHERE id = $1", fair)
    studio, host = await make_studio(office), await make_host(office)
    first = TOMORROW_EVENING.replace(month=12, day=12)
    sessions = [
        await make_session(
            organizer, fair=row["slug"], studio=studio, host=host, starts_at=first + timedelta(days=n), now=now
        )
        for n in range(count)
    ]
    return row["slug"], sessions


async def test_sessions_move_with_their_postponed_fair(organizer, office, now):
    slug, sessions = await a_fair_with_sessions(organizer, office, now=now)
    wanted = Postponement(reason="Bão số 9", starts_on=date(2026, 12, 13), ends_on=date(2026, 12, 17))
    await fair_operations.postpone_fair(slug, wanted, acting=organizer, now=now)
    moved = [await queries.session_by_id(each.id) for each in sessions]
    assert [each.starts_at - was.starts_at for each, was in zip(moved, sessions, strict=True)] == [24 * HOUR] * 2
    assert {each.status for each in moved} == {"scheduled"}
    assert set((await feed("livestreams", now)).values()) == {("confirmed", 1)}


async def test_session_whose_studio_is_taken_on_the_new_day_waits_unscheduled(organizer, office, now):
    slug, [session] = await a_fair_with_sessions(organizer, office, now=now, count=1)
    other = await make_session(organizer, studio=session.studio.id, starts_at=session.starts_at + timedelta(days=7))
    wanted = Postponement(reason="Bão", starts_on=date(2026, 12, 19), ends_on=date(2026, 12, 23))
    await fair_operations.postpone_fair(slug, wanted, acting=organizer, now=now)
    after = await queries.session_by_id(session.id)
    assert (after.status, after.starts_at) == ("unscheduled", session.starts_at + timedelta(days=7))
    assert (await queries.session_by_id(other.id)).status == "scheduled"
    assert (await feed("livestreams", now))[f"stream-session:{session.id}"] == ("tentative", 1)


async def test_undated_fair_takes_slots_away_and_its_new_days_give_them_back(organizer, office, now):
    slug, sessions = await a_fair_with_sessions(organizer, office, now=now)
    await fair_operations.postpone_fair(slug, Postponement(reason="Dịch bệnh"), acting=organizer, now=now)
    waiting = [await queries.session_by_id(each.id) for each in sessions]
    assert {each.status for each in waiting} == {"unscheduled"}
    # The freed slot can be used by others, and the sessions come back with the fair's new days.
    await make_session(organizer, studio=sessions[0].studio.id, starts_at=sessions[0].starts_at)
    wanted = Postponement(reason="Ngày mới", starts_on=date(2027, 1, 9), ends_on=date(2027, 1, 13))
    [row] = await fetch("SELECT slug FROM fair")
    await fair_operations.postpone_fair(row["slug"], wanted, acting=organizer, now=now)
    back = [await queries.session_by_id(each.id) for each in sessions]
    assert {each.status for each in back} == {"scheduled"}
    assert back[0].starts_at == sessions[0].starts_at + timedelta(days=28)


async def test_sessions_are_cancelled_with_their_fair(organizer, office, now):
    slug, sessions = await a_fair_with_sessions(organizer, office, now=now)
    await fair_operations.cancel_fair(slug, Cancellation(reason="Không đủ kinh phí"), acting=organizer, now=now)
    after = [await queries.session_by_id(each.id) for each in sessions]
    assert {(each.status, each.reason.vi) for each in after} == {("cancelled", "Không đủ kinh phí")}
    assert set((await feed("livestreams", now)).values()) == {("cancelled", 1)}


async def test_clash_error_without_a_known_session_is_still_a_sentence():
    assert SlotTaken().text("en") == "This time is taken. Choose another."
    assert StudioTaken().text("en") == "This time is taken. Choose another."
