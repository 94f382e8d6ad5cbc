"""Reads order intents; only for the producer they were handed to and for the office."""

from collections.abc import Sequence
from typing import Any

from events_app.livestream.errors import OrderNotFound
from events_app.livestream.queries.sessions import session_by_id
from events_app.livestream.schemas import Order
from events_app.platform.actor import Actor
from events_app.platform.db import fetch
from events_app.platform.i18n import Bilingual

_SELECT = """
SELECT o.*, s.title_vi, s.title_en, s.office, p.name AS product_name
FROM stream_order o JOIN stream_session s ON s.id = o.session JOIN product p ON p.id = o.product
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


def _order(row: Any) -> Order:
    return Order(
        id=row["id"],
        session=row["session"],
        session_title=Bilingual(row["title_vi"], row["title_en"]),
        product=row["product"],
        product_name=row["product_name"],
        producer=row["producer"],
        quantity=row["quantity"],
        price=row["price"],
        buyer_name=row["buyer_name"],
        buyer_phone=row["buyer_phone"],
        buyer_address=row["buyer_address"],
        note=row["note"],
        state=row["state"],
        created_at=row["created_at"],
        answered_at=row["answered_at"],
    )
