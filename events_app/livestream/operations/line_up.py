"""The line-up: which products are shown in which order, and by which producers."""

from collections.abc import Sequence
from datetime import datetime

from events_app.livestream import queries, rules, tables
from events_app.livestream.errors import ProducerTaken, ProductsUnknown, SlotTaken
from events_app.livestream.operations.locking import lock_session, queue_for_slot
from events_app.livestream.operations.recording import record_change
from events_app.livestream.schemas import Claim, LineUp, LineUpInput, LineUpItem
from events_app.platform.actor import Actor
from events_app.platform.db import fetch, transaction
from events_app.platform.i18n.formats import VIETNAM
from events_app.platform.outbox import put_message
from events_app.platform.rows import ONE_MORE, insert_rows, update_row
from events_app.producers.operations import keep_names
from events_app.producers.queries import products_by_ids
from events_app.producers.schemas import ProductBrief


async def replace_line_up(session: int, wanted: LineUp, *, acting: Actor, now: datetime) -> list[LineUpItem]:
    """Set the whole line-up in its order.

    Raises:
        ProductsUnknown: Some products are not in the register.
        ProducerTaken: A producer sells elsewhere at that time.
    """
    try:
        async with transaction():
            await keep_names()
            before = await lock_session(session, acting=acting)
            rules.ensure_changeable(before.status)
            await queue_for_slot(None, None, await producers_of(wanted.items, now=now))
            sellers = {seller.producer for seller in await queries.list_sellers(session)}
            await write_line_up(session, wanted.items, now=now)
            await _count_and_tell(session, acting=acting, now=now)
            if before.published_at is not None and before.status == "scheduled":
                await _tell_new_sellers(session, sellers, now=now)
            return await queries.line_up_of(session, now=now)
    except SlotTaken as taken:
        raise await _explained(taken, session, wanted.items, acting=acting, now=now) from taken


async def move_item(session: int, product: int, direction: str, *, acting: Actor, now: datetime) -> None:
    """Move one product a place up or down."""
    async with transaction():
        before = await lock_session(session, acting=acting)
        rules.ensure_changeable(before.status)
        order = [item.product for item in await queries.line_up_of(session, now=now)]
        after = rules.moved(order, product, direction)
        if after == order:
            return
        await fetch(
            "UPDATE line_up_item i SET position = new.position"
            " FROM unnest($2::bigint[]) WITH ORDINALITY AS new (product, position)"
            " WHERE i.session = $1 AND i.product = new.product",
            session,
            after,
        )
        await _count_and_tell(session, acting=acting, now=now)


async def check_seller_papers(session: int, producer: int, *, acting: Actor, now: datetime) -> None:
    """Note that somebody of the office looked at a seller's papers for this session. Twice is once."""
    async with transaction():
        before = await lock_session(session, acting=acting)
        rules.ensure_changeable(before.status)
        seen = {"papers_checked_at": now, "papers_checked_by": acting.id or None}
        unseen = {"session": session, "producer": producer, "papers_checked_at": None}
        await update_row(tables.StreamSeller, seen, where=unseen)
        await record_change(
            session, "stream_session.papers_checked", data={"producer": producer}, acting=acting, now=now
        )


async def producers_of(items: Sequence[LineUpInput], *, now: datetime) -> list[int]:
    """Whose products these are.

    Raises:
        ProductsUnknown: Some are not in the register.
    """
    return sorted({product.producer for product in (await _products(items, now)).values()})


async def _products(items: Sequence[LineUpInput], now: datetime) -> dict[int, ProductBrief]:
    known = await products_by_ids([item.product for item in items], on=now.astimezone(VIETNAM).date())
    unknown = [item.product for item in items if item.product not in known]
    if unknown:
        raise ProductsUnknown(unknown)
    return known


async def write_line_up(session: int, items: Sequence[LineUpInput], *, now: datetime) -> None:
    """Write the items of a locked session and keep its sellers in step."""
    wanted = list({item.product: item for item in items}.values())
    known = await _products(wanted, now)
    producers = sorted({product.producer for product in known.values()})
    await fetch("DELETE FROM line_up_item WHERE session = $1", session)
    await fetch("DELETE FROM stream_seller WHERE session = $1 AND producer <> ALL($2::bigint[])", session, producers)
    await fetch(
        "INSERT INTO stream_seller (session, producer, starts_at, ends_at, status)"
        " SELECT s.id, p.id, s.starts_at, s.ends_at, s.status FROM stream_session s, unnest($2::bigint[]) AS p (id)"
        " WHERE s.id = $1 ON CONFLICT (session, producer) DO NOTHING",
        session,
        producers,
    )
    lines = [
        {
            "session": session,
            "product": item.product,
            "producer": known[item.product].producer,
            "position": position,
            "price": item.price,
            "note": item.note.strip(),
        }
        for position, item in enumerate(wanted, 1)
    ]
    await insert_rows(tables.LineUpItem, lines)


async def _count_and_tell(session: int, *, acting: Actor, now: datetime) -> None:
    await update_row(tables.StreamSession, {"revision": ONE_MORE}, where={"id": session})
    await record_change(session, "stream_session.line_up_changed", acting=acting, now=now)


async def _tell_new_sellers(session: int, before: set[int], *, now: datetime) -> None:
    """Who joins after the announcement hears of it too; the others know already."""
    for seller in await queries.list_sellers(session):
        if seller.producer not in before:
            payload = {"stream_session": session, "producer": seller.producer}
            await put_message("stream_session.joined", payload, now=now)


async def _explained(
    taken: SlotTaken, session: int, items: Sequence[LineUpInput], *, acting: Actor, now: datetime
) -> SlotTaken:
    if not isinstance(taken, ProducerTaken):
        return taken
    found = await queries.session_by_id(session)
    claim = Claim(
        session=session,
        studio=None,
        host=None,
        producers=await producers_of(items, now=now),
        starts_at=found.starts_at,
        ends_at=found.ends_at,
    )
    return await queries.explain_clash(taken, claim, acting=acting, now=now)
