"""Orders of cancelled sessions, corrected answers, and names that follow into calendars, on a real database."""

import asyncio

import pytest

from events_app.agenda import queries as agenda
from events_app.livestream import operations, queries, rules
from events_app.livestream.errors import OrderClosed, OrderNotAnswered, OrdersClosed, SessionClosed
from events_app.livestream.schemas import Buyer, Consent, LineUp, OrderCorrection, OrderInput, Reason
from events_app.outreach.handlers import COMPOSERS, make_handlers
from events_app.outreach.operations import advance_fan_outs
from events_app.platform.actor import ANONYMOUS
from events_app.platform.db import fetch
from events_app.platform.errors import StaleRevision
from events_app.platform.outbox import deliver_due
from events_app.producers.operations import change_producer, change_product
from events_app.producers.schemas import ProducerChanges, ProductChanges
from tests.factories.accounts import make_organizer
from tests.factories.livestream import make_session
from tests.factories.outreach import make_mail_settings
from tests.factories.producers import make_producer, make_product, producer_actor

pytestmark = pytest.mark.usefixtures("database")

WHY = Reason("Mất điện")


@pytest.fixture
async def organizer():
    return await make_organizer()


async def a_shop(organizer):
    seller = await producer_actor()
    product = await make_product(next(iter(seller.producer_ids)))
    return seller, product, await make_session(organizer, products=[product])


async def ordered(session, product, now, email=""):
    buyer = Buyer(name="Phạm Văn Nam", phone="0912 345 678", email=email)
    wanted = OrderInput(product=product, quantity=2, buyer=buyer, consent=Consent(rules.CONSENT_VERSION))
    placed = await operations.place_order(session.id, wanted, channel="web", acting=ANONYMOUS, now=now)
    return placed.id


async def test_cancelled_session_closes_what_waits_and_tells_buyer_and_producer(organizer, settings, now):
    seller, product, session = await a_shop(organizer)
    waiting = await ordered(session, product, now, "nam@vidu.vn")
    answered = await ordered(session, product, now)
    await operations.answer_order(answered, "confirmed", acting=seller, now=now)
    for _twice in range(2):
        await operations.cancel_session(session.id, WHY, acting=organizer, now=now)
    states = {order.id: order.state for order in await queries.list_orders(session=session.id)}
    assert states == {waiting: "closed", answered: "confirmed"}
    with pytest.raises(OrderClosed):
        await operations.answer_order(waiting, "confirmed", acting=seller, now=now)
    with pytest.raises(OrdersClosed):
        await ordered(session, product, now)
    with pytest.raises(SessionClosed):
        await operations.replace_line_up(session.id, LineUp([]), acting=organizer, now=now)
    assert len(await fetch("SELECT FROM outbox_message WHERE topic = 'stream_session.orders_closed'")) == 1
    await deliver_due(make_handlers(settings), now=now)
    await advance_fan_outs(make_mail_settings(), COMPOSERS, now=now)
    mails = await fetch("SELECT recipient FROM mail WHERE topic = 'stream_session.orders_closed'")
    assert len(mails) == 2
    assert "nam@vidu.vn" in {mail["recipient"] for mail in mails}


async def test_orders_at_the_instant_of_the_cancellation_never_wait_for_ever(organizer, now):
    _seller, product, session = await a_shop(organizer)
    await asyncio.gather(
        *(ordered(session, product, now) for _ in range(5)),
        operations.cancel_session(session.id, WHY, acting=organizer, now=now),
        *(ordered(session, product, now) for _ in range(5)),
        return_exceptions=True,
    )
    assert {order.state for order in await queries.list_orders(session=session.id)} <= {"closed"}


async def test_wrong_answer_is_corrected_once_and_the_second_reads_what_happened(organizer, now):
    seller, product, session = await a_shop(organizer)
    order = await ordered(session, product, now)
    with pytest.raises(OrderNotAnswered):
        await operations.correct_answer(order, OrderCorrection("declined", 1), acting=seller, now=now)
    seen = await operations.answer_order(order, "confirmed", acting=seller, now=now)
    await operations.cancel_session(session.id, WHY, acting=organizer, now=now)
    wrong = OrderCorrection("declined", seen.revision)
    both = await asyncio.gather(*(operations.correct_answer(order, wrong, acting=seller, now=now) for _ in range(2)))
    assert [each.state for each in both] == ["declined"] * 2
    assert len(await fetch("SELECT FROM outbox_message WHERE topic = 'stream_order.corrected'")) == 1
    with pytest.raises(StaleRevision) as stale:
        await operations.correct_answer(order, OrderCorrection("confirmed", seen.revision), acting=seller, now=now)
    assert stale.value.data["current"].state == "declined"


async def test_new_names_count_in_coming_entries_only(organizer, now):
    office = organizer.organized_offices[0]
    producer = await make_producer(office)
    product = await make_product(producer)
    coming = await make_session(organizer, products=[product])
    other = await make_session(organizer, products=[await make_product()])
    await change_product(product, ProductChanges(revision=1, name="Chè Ba Vì"), acting=organizer, now=now)
    await change_producer(producer, ProducerChanges(revision=1, name="HTX Tản Viên"), acting=organizer, now=now)
    entries = {each.source: each.sequence for each in await agenda.feed_entries(["livestreams"], "vi", now=now)}
    assert entries == {f"stream-session:{coming.id}": 2, f"stream-session:{other.id}": 0}
    late = coming.ends_at
    await change_product(product, ProductChanges(revision=2, name="Chè khác"), acting=organizer, now=late)
    [row] = await fetch("SELECT sequence FROM agenda_entry WHERE source = $1", f"stream-session:{coming.id}")
    assert row["sequence"] == 2
