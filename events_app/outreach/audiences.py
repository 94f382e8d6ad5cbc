"""Who is written to, read in batches by position; the slices below say who that is."""

from datetime import datetime
from enum import StrEnum
from typing import Any

import msgspec

from events_app.booths.queries import count_holders, next_holders
from events_app.giving.queries import count_readers_of_list, readers_of_list
from events_app.livestream.queries import (
    count_producers_of_closed_orders,
    count_readers_of_closed_orders,
    producers_of_closed_orders,
    readers_of_closed_orders,
)
from events_app.livestream.schemas import OrderReader
from events_app.outreach.schemas import Recipient
from events_app.passes.queries import count_readers_of_fair, readers_of_fair
from events_app.passes.schemas import PassReader
from events_app.platform.i18n import parse_locale
from events_app.producers import queries


class Audience(StrEnum):
    """Groups of readers a notice can go to."""

    PASS_HOLDERS = "pass_holders"  # noqa: S105 - people who hold an entry pass
    FAIR_PRODUCERS = "fair_producers"
    PASS_LIST = "pass_list"  # noqa: S105 - people whose passes came from one list
    CLOSED_ORDERS = "closed_orders"
    PRODUCERS_OF_CLOSED_ORDERS = "closed_producers"


class Reached(msgspec.Struct, frozen=True):
    """One reader; `subject` is the pass, the producer or the order they are reached by."""

    recipient: Recipient
    audience: Audience
    subject: int


async def count_readers(audience: Audience, payload: dict[str, Any], *, now: datetime) -> int:
    """Say how many readers an audience has now, for the progress people see."""
    if audience is Audience.CLOSED_ORDERS:
        return await count_readers_of_closed_orders(payload["stream_session"])
    if audience is Audience.PRODUCERS_OF_CLOSED_ORDERS:
        return await count_producers_of_closed_orders(payload["stream_session"])
    if audience is Audience.FAIR_PRODUCERS:
        return await count_holders(payload["fair"], now=now)
    if audience is Audience.PASS_LIST:
        return await count_readers_of_list(payload["list"])
    return await count_readers_of_fair(payload["fair"])


class Batch(msgspec.Struct, frozen=True):
    """The next readers of an audience; `size` counts positions, since one position may have no reader or several."""

    readers: list[Reached]
    size: int
    last: int


async def next_batch(audience: Audience, payload: dict[str, Any], *, after: int, limit: int, now: datetime) -> Batch:
    """Give the readers behind a position, in order."""
    if audience is Audience.FAIR_PRODUCERS:
        producers = await next_holders(payload["fair"], after=after, limit=limit, now=now)
        return await _batch_of_producers(audience, producers, after)
    if audience is Audience.PRODUCERS_OF_CLOSED_ORDERS:
        producers = await producers_of_closed_orders(payload["stream_session"], after=after, limit=limit)
        return await _batch_of_producers(audience, producers, after)
    if audience is Audience.CLOSED_ORDERS:
        orders = await readers_of_closed_orders(payload["stream_session"], after=after, limit=limit)
        buyers = [Reached(audience=audience, subject=each.id, recipient=buyer_of(each)) for each in orders]
        return Batch(readers=buyers, size=len(orders), last=orders[-1].id if orders else after)
    if audience is Audience.PASS_LIST:
        found = await readers_of_list(payload["list"], after=after, limit=limit)
    else:
        found = await readers_of_fair(payload["fair"], after=after, limit=limit)
    return Batch(
        readers=[Reached(audience=audience, subject=each.id, recipient=_holder(each)) for each in found],
        size=len(found),
        last=found[-1].id if found else after,
    )


async def _batch_of_producers(audience: Audience, producers: list[int], after: int) -> Batch:
    readers = [
        Reached(audience=audience, subject=producer, recipient=person)
        for producer in producers
        for person in await readers_of_producer(producer)
    ]
    return Batch(readers=readers, size=len(producers), last=producers[-1] if producers else after)


def buyer_of(order: OrderReader) -> Recipient:
    """The viewer who left an e-mail address with an order; each order has its own letter."""
    return Recipient(key=f"order-{order.id}", email=order.email, name=order.name, locale=order.locale)


def _holder(reader: PassReader) -> Recipient:
    return Recipient(
        key=f"pass-{reader.id}",
        email=reader.email,
        name=reader.name,
        locale=parse_locale(reader.locale) or "vi",
    )


async def readers_of_producer(producer: int) -> list[Recipient]:
    """Give who reads for a producer: its members, or the address in the register while nobody has joined."""
    return [
        Recipient(
            key=f"producer-{producer}" if reader.account is None else f"account-{reader.account}",
            email=reader.email,
            name=reader.name,
            locale=parse_locale(reader.locale) or "vi",
            account=reader.account,
        )
        for reader in await queries.readers_of_producer(producer)
    ]
