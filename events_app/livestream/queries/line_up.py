"""Reads line-ups, sellers and producers' turns."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from events_app.livestream import rules
from events_app.livestream.queries.sessions import PUBLIC, SELECT, session_of
from events_app.livestream.schemas import LineUpItem, Readiness, Seller, Session, Slot
from events_app.platform.db import fetch
from events_app.platform.i18n.formats import VIETNAM
from events_app.platform.rows import struct_from
from events_app.producers.queries import stars_in_force


async def line_up_of(session: int, *, now: datetime) -> list[LineUpItem]:
    """The products in their order; stars only while a certificate is in force today."""
    return (await line_ups_of([session], now=now))[session]


async def line_ups_of(sessions: Sequence[int], *, now: datetime) -> dict[int, list[LineUpItem]]:
    """The line-ups of many sessions at once; one without products is empty."""
    rows = await fetch(
        "SELECT i.session, i.position, i.product, p.name, i.producer, m.name AS producer_name, i.price, i.note"
        " FROM line_up_item i JOIN product p ON p.id = i.product JOIN producer m ON m.id = i.producer"
        " WHERE i.session = ANY($1::bigint[]) ORDER BY i.session, i.position",
        list(sessions),
    )
    stars = await stars_in_force(list({row["product"] for row in rows}), now.astimezone(VIETNAM).date())
    found: dict[int, list[LineUpItem]] = {session: [] for session in sessions}
    for row in rows:
        found[row["session"]].append(struct_from(LineUpItem, row, stars=stars.get(row["product"])))
    return found


async def sellers_of(sessions: Sequence[int]) -> dict[int, list[int]]:
    """The numbers of the producers of many sessions at once."""
    rows = await fetch(
        "SELECT session, producer FROM stream_seller WHERE session = ANY($1::bigint[]) ORDER BY session, producer",
        list(sessions),
    )
    found: dict[int, list[int]] = {session: [] for session in sessions}
    for row in rows:
        found[row["session"]].append(row["producer"])
    return found


async def list_sellers(session: int) -> list[Seller]:
    """The producers of a session."""
    rows = await fetch(
        "SELECT v.producer, m.name, v.papers_checked_at,"
        " (SELECT count(*) FROM line_up_item i WHERE i.session = v.session AND i.producer = v.producer) AS products"
        " FROM stream_seller v JOIN producer m ON m.id = v.producer WHERE v.session = $1 ORDER BY m.sort_key, m.id",
        session,
    )
    return [Seller(**row) for row in rows]


async def readiness_of(session: Session) -> Readiness:
    """What still stands between a session and the air."""
    rows: list[Any] = []
    if session.host is not None:
        rows = await fetch("SELECT papers, identity_checked_on FROM host WHERE id = $1", session.host.id)
    unchecked = [seller for seller in await list_sellers(session.id) if seller.papers_checked_at is None]
    missing = rules.missing_before_air(
        stream_url=session.stream_url or "",
        identity_checked=bool(rows) and rows[0]["identity_checked_on"] is not None,
        host_papers=rows[0]["papers"] if rows else "",
        sellers_unchecked=[seller.name for seller in unchecked],
    )
    return Readiness(missing, unchecked)


async def slots_of_producers(producers: Sequence[int], *, now: datetime, past: bool = False) -> list[Slot]:
    """The turns of some producers, the next one first; past ones latest first."""
    when = "s.ends_at < $2" if past else "s.ends_at >= $2"
    rows = await fetch(
        SELECT.replace(
            "SELECT s.*",
            "SELECT s.*, v.producer AS seller, m.name AS seller_name,"
            " (SELECT count(*) FROM stream_order o WHERE o.session = s.id AND o.producer = v.producer"
            "  AND o.state = 'handed') AS open_orders,"
            " array(SELECT p.name FROM line_up_item i JOIN product p ON p.id = i.product"
            "  WHERE i.session = s.id AND i.producer = v.producer ORDER BY i.position) AS names",
        )
        + "JOIN stream_seller v ON v.session = s.id JOIN producer m ON m.id = v.producer"
        + f" WHERE v.producer = ANY($1::bigint[]) AND {PUBLIC} AND {when}"
        + f" ORDER BY s.starts_at {'DESC' if past else ''}, s.id LIMIT 100",
        list(producers),
        now,
    )
    return [
        Slot(
            session=session_of(row),
            producer=row["seller"],
            producer_name=row["seller_name"],
            products=list(row["names"]),
            open_orders=row["open_orders"],
        )
        for row in rows
    ]
