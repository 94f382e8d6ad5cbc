"""Reads order intents; only for the producer they were handed to and for the office."""

from collections.abc import Sequence
from typing import Any

from events_app.livestream.errors import OrderNotFound
from events_app.livestream.queries.sessions import session_by_id
from events_app.livestream.schemas import Order, OrderReader
from events_app.platform.actor import Actor
from events_app.platform.db import fetch
from events_app.platform.i18n import Bilingual
from events_app.platform.rows import struct_from

_SELECT = """
SELECT o.*, s.title_vi, s.title_en, s.status AS session_status, s.office, p.name AS product_name
FROM stream_order o JOIN stream_session s ON s.id = o.session JOIN product p ON p.id = o.product
"""
_READERS = """
SELECT o.id, o.buyer_name AS name, o.buyer_email AS email, o.buyer_locale AS locale, o.quantity,
  p.name AS product_name, m.name AS producer_name
FROM stream_order o JOIN product p ON p.id = o.product JOIN producer m ON m.id = o.producer
"""
_MOST = 5_000


async def list_orders(*, session: int | None = None, producers: Sequence[int] | None = None) -> list[Order]:
    """Orders of a session, or handed to some producers; those that wait come first."""
    rows = await fetch(
        _SELECT + "WHERE ($1::bigint IS NULL OR o.session = $1)"
        " AND ($2::bigint[] IS NULL OR o.producer = ANY($2))"
        " ORDER BY o.state <> 'handed', o.created_at DESC, o.id LIMIT $3",
        session,
        None if producers is None else list(producers),
        _MOST,
    )
    return [_order(row) for row in rows]


async def orders_for(session: int, *, acting: Actor) -> list[Order]:
    """The orders of a session the asker may see: all for its office, their own for its producers.

    Raises:
        NotAllowed: The asker has nothing to do with it.
    """
    found = await session_by_id(session)
    if acting.organizes(found.office):
        return await list_orders(session=session)
    acting.ensure_known()
    if not acting.producer_ids:
        acting.ensure_organizes(found.office)
    return await list_orders(session=session, producers=sorted(acting.producer_ids))


async def find_order(order: int) -> tuple[Order, int]:
    """One order and the office of its session.

    Raises:
        OrderNotFound: There is none.
    """
    rows = await fetch(_SELECT + "WHERE o.id = $1", order)
    if not rows:
        raise OrderNotFound
    return _order(rows[0]), rows[0]["office"]


async def order_reader(order: int) -> OrderReader | None:
    """The viewer of one order, when an e-mail address is known."""
    rows = await fetch(_READERS + "WHERE o.id = $1 AND o.buyer_email <> ''", order)
    return struct_from(OrderReader, rows[0]) if rows else None


async def count_closed_orders(session: int, *, producer: int | None = None) -> int:
    """How many orders of a session were closed when it was called off: all, or one producer's."""
    [row] = await fetch(
        "SELECT count(*) AS n FROM stream_order WHERE session = $1 AND state = 'closed'"
        " AND ($2::bigint IS NULL OR producer = $2)",
        session,
        producer,
    )
    return int(row["n"])


async def readers_of_closed_orders(session: int, *, after: int, limit: int) -> list[OrderReader]:
    """The next viewers with an e-mail address whose orders a cancelled session closed, by the number of the order."""
    rows = await fetch(
        _READERS + "WHERE o.session = $1 AND o.state = 'closed' AND o.buyer_email <> '' AND o.id > $2"
        " ORDER BY o.id LIMIT $3",
        session,
        after,
        limit,
    )
    return [struct_from(OrderReader, row) for row in rows]


async def count_readers_of_closed_orders(session: int) -> int:
    """How many orders `readers_of_closed_orders` gives in all."""
    [row] = await fetch(
        "SELECT count(*) AS n FROM stream_order WHERE session = $1 AND state = 'closed' AND buyer_email <> ''", session
    )
    return int(row["n"])


async def producers_of_closed_orders(session: int, *, after: int, limit: int) -> list[int]:
    """The next producers whose orders a cancelled session closed, by number."""
    rows = await fetch(
        "SELECT DISTINCT producer FROM stream_order WHERE session = $1 AND state = 'closed' AND producer > $2"
        " ORDER BY producer LIMIT $3",
        session,
        after,
        limit,
    )
    return [row["producer"] for row in rows]


async def count_producers_of_closed_orders(session: int) -> int:
    """How many producers `producers_of_closed_orders` gives in all."""
    [row] = await fetch(
        "SELECT count(DISTINCT producer) AS n FROM stream_order WHERE session = $1 AND state = 'closed'", session
    )
    return int(row["n"])


def _order(row: Any) -> Order:
    return Order(
        id=row["id"],
        session=row["session"],
        session_title=Bilingual(row["title_vi"], row["title_en"]),
        session_status=row["session_status"],
        product=row["product"],
        product_name=row["product_name"],
        producer=row["producer"],
        quantity=row["quantity"],
        price=row["price"],
        buyer_name=row["buyer_name"],
        buyer_phone=row["buyer_phone"],
        buyer_address=row["buyer_address"],
        buyer_email=row["buyer_email"],
        note=row["note"],
        state=row["state"],
        closed_reason=row["closed_reason"],
        revision=row["revision"],
        created_at=row["created_at"],
        answered_at=row["answered_at"],
        corrected_at=row["corrected_at"],
        closed_at=row["closed_at"],
    )
