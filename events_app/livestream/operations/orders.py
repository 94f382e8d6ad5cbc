"""Order intents: taken from a viewer, handed to the producer. The money is between the two of them."""

import secrets
from datetime import datetime
from typing import Any, Literal

import phonenumbers

from events_app.accounts.rules import fold_email
from events_app.fairs.operations import enter_fair
from events_app.fairs.rules import Deed
from events_app.livestream import queries, rules, tables
from events_app.livestream.errors import FieldsWrong, TooManyOrders
from events_app.livestream.schemas import OrderInput, PlacedOrder
from events_app.platform.actor import Actor
from events_app.platform.audit import record_audit
from events_app.platform.db import fetch, transaction
from events_app.platform.errors import FieldError
from events_app.platform.i18n import N_, current_locale, nfc
from events_app.platform.live import notify
from events_app.platform.outbox import put_message
from events_app.platform.requests import digest_of, ensure_same, key_with_content
from events_app.platform.rows import insert_unless_there

Channel = Literal["web", "api"]


async def place_order(
    session: int, wanted: OrderInput, *, channel: Channel, acting: Actor, now: datetime
) -> PlacedOrder:
    """Hand what a viewer wants to the producer. The same request key with the same content is the same order.

    With other content it is an order of its own on a page, where Back shows a form with its old key.

    Raises:
        OrdersClosed: The session takes no orders now.
        TooManyOrders: The phone number already has many that wait.
        KeyReused: A program used its key for another order.
    """
    rules.ensure_consented(wanted.consent.version)
    phone = _phone(wanted.buyer.phone)
    email = _email(wanted.buyer.email)
    digest = digest_of(
        wanted.product,
        wanted.quantity,
        nfc(wanted.buyer.name),
        phone,
        wanted.buyer.address.strip(),
        wanted.note.strip(),
        # Left out when empty: what was sent before an address could be left keeps its digest.
        *([email] if email else []),
    )
    key = wanted.request_key or secrets.token_urlsafe(18)
    if channel == "web":
        key = key_with_content(key, digest).hex()
    async with transaction():
        if (fair := (await queries.find_session(session, acting=Actor())).fair_id) is not None:
            await enter_fair(fair, Deed.ANSWER, now=now)
        await _wait_for_cancellation(session)
        found = await queries.find_session(session, acting=Actor())
        rules.ensure_orders_open(found.status, found.ends_at, taken_down=found.taken_down_at is not None, now=now)
        item = await _line_up_item(session, wanted.product)
        # One phone number's orders wait for each other, so that the cap holds.
        await fetch("SELECT pg_advisory_xact_lock(hashtextextended($1, $2))", phone, session)
        order_row = {
            "session": session,
            "request_key": key,
            "request_digest": digest,
            "product": wanted.product,
            "producer": item["producer"],
            "quantity": wanted.quantity,
            "price": item["price"],
            "note": wanted.note.strip(),
            "state": "handed",
            "created_at": now,
        }
        buyer = {
            "buyer_name": nfc(wanted.buyer.name),
            "buyer_phone": phone,
            "buyer_address": wanted.buyer.address.strip(),
            "buyer_email": email,
            "buyer_locale": current_locale(),
            "consent_version": wanted.consent.version,
            "consent_at": now,
            "consent_channel": channel,
        }
        unique = ("session", "request_key")
        row = await insert_unless_there(tables.StreamOrder, order_row, buyer, unique=unique)
        if row is None:
            return await _placed(session, key, digest)
        await _ensure_not_flooded(session, phone)
        order = row["id"]
        facts = {"stream_session": session, "stream_order": order, "producer": item["producer"]}
        await put_message("stream_order.placed", facts, now=now)
        await record_audit(acting, "stream_order.placed", subject="stream_order", subject_id=order, data=facts, now=now)
        await notify(f"producer:{item['producer']}:orders")
    return PlacedOrder(id=order, state="handed", producer=item["producer_name"])


async def erase_buyer(order: int, *, acting: Actor, now: datetime) -> None:
    """Erase who the buyer was, at their request; what was ordered still counts. Twice is once."""
    async with transaction():
        await fetch("SELECT 1 FROM stream_order WHERE id = $1 FOR UPDATE", order)
        found, office = await queries.find_order(order)
        if not acting.acts_for(found.producer):
            acting.ensure_organizes(office)
        await fetch(
            "UPDATE stream_order SET state = 'erased', buyer_name = '', buyer_phone = '', buyer_address = '',"
            " buyer_email = '',"
            " note = '', revision = revision + 1 WHERE id = $1 AND state <> 'erased'",
            order,
        )
        await record_audit(acting, "stream_order.erased", subject="stream_order", subject_id=order, now=now)


async def _wait_for_cancellation(session: int) -> None:
    """Let a change of the session that is under way end first, and let none begin before this order is written.

    The weakest lock does: whoever changes a session takes the strongest. So orders never wait for each other, nor for
    a rename, which holds the product this order refers to.
    """
    await fetch("SELECT 1 FROM stream_session WHERE id = $1 FOR KEY SHARE", session)


async def _line_up_item(session: int, product: int) -> dict[str, Any]:
    rows = await fetch(
        "SELECT i.producer, i.price, m.name AS producer_name FROM line_up_item i"
        " JOIN producer m ON m.id = i.producer WHERE i.session = $1 AND i.product = $2",
        session,
        product,
    )
    if not rows:
        wrong = FieldError("not_in_line_up", N_("This product is not shown in this session."))
        raise FieldsWrong({"product": [wrong]})
    return dict(rows[0])


async def _ensure_not_flooded(session: int, phone: str) -> None:
    [count] = await fetch(
        "SELECT count(*) AS n FROM stream_order WHERE session = $1 AND buyer_phone = $2 AND state = 'handed'",
        session,
        phone,
    )
    if count["n"] > rules.MOST_OPEN_ORDERS:
        raise TooManyOrders(rules.MOST_OPEN_ORDERS)


async def _placed(session: int, key: str, digest: bytes) -> PlacedOrder:
    [row] = await fetch(
        "SELECT o.id, o.state, o.request_digest, m.name FROM stream_order o JOIN producer m ON m.id = o.producer"
        " WHERE o.session = $1 AND o.request_key = $2",
        session,
        key,
    )
    ensure_same(row["request_digest"], digest)
    return PlacedOrder(id=row["id"], state=row["state"], producer=row["name"])


def _phone(text: str) -> str:
    """The number in its international form.

    Raises:
        FieldsWrong: Nobody could be called there.
    """
    wrong = FieldError("bad_phone", N_("This is not a phone number we can read, for example 0912 345 678."))
    try:
        number = phonenumbers.parse(text, "VN")
    except phonenumbers.NumberParseException:
        raise FieldsWrong({"buyer_phone": [wrong]}) from None
    if not phonenumbers.is_valid_number(number):
        raise FieldsWrong({"buyer_phone": [wrong]})
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def _email(text: str) -> str:
    """The address in one form; empty when none is left.

    Raises:
        FieldsWrong: Nobody could be written to there.
    """
    return fold_email(text, field="buyer_email") if text.strip() else ""
