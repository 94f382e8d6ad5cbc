"""What becomes of an order: the producer's answer, its correction, and the end with a cancelled session."""

from collections.abc import Sequence
from datetime import datetime

from events_app.livestream import queries, rules, tables
from events_app.livestream.schemas import Answer, Order, OrderCorrection
from events_app.platform.actor import Actor
from events_app.platform.audit import record_audit
from events_app.platform.db import ensure_in_transaction, fetch, transaction
from events_app.platform.errors import StaleRevision
from events_app.platform.live import notify
from events_app.platform.outbox import put_message
from events_app.platform.rows import ONE_MORE, update_row


async def answer_order(order: int, answer: Answer, *, acting: Actor, now: datetime) -> Order:
    """The producer says whether it will deliver. The same answer twice is one.

    Raises:
        OrderAnswered: It was answered otherwise; `correct_answer` puts that right.
        OrderClosed: The session was cancelled first.
    """
    async with transaction():
        found, office = await _lock_order(order, acting=acting)
        if found.state == answer:
            return found
        rules.ensure_answerable(found.state, found.session_status)
        answered = {"state": answer, "answered_at": now, "revision": ONE_MORE}
        await update_row(tables.StreamOrder, answered, where={"id": order})
        await record_audit(
            acting, f"stream_order.{answer}", subject="stream_order", subject_id=order, office=office, now=now
        )
        return await _tell_answer(order, corrected=False, now=now)


async def correct_answer(order: int, wanted: OrderCorrection, *, acting: Actor, now: datetime) -> Order:
    """The producer puts an answer given by mistake right; whoever was told the wrong one is told the right one.

    Of two at once the second is refused with what happened, unless both want the same: that is once.

    Raises:
        StaleRevision: It was corrected since; carries the present state.
        OrderNotAnswered: There is no answer yet.
        OrderClosed: The session was cancelled before anybody answered.
        OrderErased: Nobody can be called any more.
    """
    async with transaction():
        found, office = await _lock_order(order, acting=acting)
        rules.ensure_correctable(found.state)
        if found.state == wanted.state:
            return found
        if found.revision != wanted.revision:
            raise StaleRevision(current=found, revision=found.revision)
        corrected = {"state": wanted.state, "corrected_at": now, "revision": ONE_MORE}
        await update_row(tables.StreamOrder, corrected, where={"id": order})
        facts = {"before": found.state, "after": wanted.state}
        await record_audit(
            acting,
            "stream_order.corrected",
            subject="stream_order",
            subject_id=order,
            office=office,
            data=facts,
            now=now,
        )
        return await _tell_answer(order, corrected=True, now=now)


async def close_orders_of(sessions: Sequence[int], *, acting: Actor, now: datetime) -> None:
    """Close the orders that still wait in cancelled sessions, in the transaction that locked and cancelled these.

    The lock of a session and the one `place_order` takes exclude each other: no order slips in behind. One message a
    session goes up, however many wait there. A session whose orders are closed already gets none.
    """
    ensure_in_transaction()
    rows = await fetch(
        "UPDATE stream_order SET state = 'closed', closed_reason = 'session_cancelled', closed_at = $2,"
        " revision = revision + 1 WHERE id IN (SELECT id FROM stream_order"
        " WHERE session = ANY($1::bigint[]) AND state = 'handed' ORDER BY id FOR UPDATE) RETURNING session, producer",
        list(sessions),
        now,
    )
    closed = [row["session"] for row in rows]
    for session in await queries.sessions_by_ids(sorted(set(closed))):
        await record_audit(
            acting,
            "stream_session.orders_closed",
            subject="stream_session",
            subject_id=session.id,
            office=session.office,
            data={"orders": closed.count(session.id)},
            now=now,
        )
        await put_message("stream_session.orders_closed", {"stream_session": session.id}, now=now)
    for producer in sorted({row["producer"] for row in rows}):
        await notify(f"producer:{producer}:orders")


async def _lock_order(order: int, *, acting: Actor) -> tuple[Order, int]:
    await fetch("SELECT 1 FROM stream_order WHERE id = $1 FOR UPDATE", order)
    found, office = await queries.find_order(order)
    acting.ensure_acts_for(found.producer)
    return found, office


async def _tell_answer(order: int, *, corrected: bool, now: datetime) -> Order:
    """Read the order as it is now and let the viewer, the colleagues and the live pages know."""
    after, office = await queries.find_order(order)
    facts = {
        "stream_order": order,
        "stream_session": after.session,
        "producer": after.producer,
        "answer": after.state,
        "office": office,
    }
    await put_message("stream_order.corrected" if corrected else "stream_order.answered", facts, now=now)
    await notify(f"producer:{after.producer}:orders")
    return after
