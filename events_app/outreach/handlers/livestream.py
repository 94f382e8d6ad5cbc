"""Letters to producers about livestream sessions and orders."""

from collections.abc import Callable
from typing import Any

from events_app.livestream.entries import source_of
from events_app.livestream.queries import list_sellers, session_by_id
from events_app.outreach.audiences import readers_of_producer
from events_app.outreach.handlers.listening import Cause, Compose, Listener, invite, write_each
from events_app.outreach.letters import livestream as letters
from events_app.outreach.operations.writing import is_on_its_way, was_written
from events_app.outreach.schemas import Letter, Recipient
from events_app.platform.outbox import NotYetError


def _to_sellers(say: Callable[..., Letter], *, cancel: bool = False) -> Compose:
    async def compose(payload: dict[str, Any], cause: Cause) -> None:
        session = await session_by_id(payload["stream_session"])

        async def letter(reader: Recipient) -> Letter:
            part = await invite(source_of(session.id), reader, cause.mailing, cancel=cancel)
            return say(session, cause.mailing, invitation=part)

        for seller in await list_sellers(session.id):
            await write_each(await readers_of_producer(seller.producer), letter, cause, office=session.office)

    return compose


async def _ordered(payload: dict[str, Any], cause: Cause) -> None:
    session = await session_by_id(payload["stream_session"])

    async def letter(_reader: Recipient) -> Letter:
        return letters.order_placed(session, cause.mailing)

    await write_each(await readers_of_producer(payload["producer"]), letter, cause, office=session.office)


async def _joined(payload: dict[str, Any], cause: Cause) -> None:
    """Somebody was added to a session that was announced already; whom the announcement still reached knows."""
    session = await session_by_id(payload["stream_session"])
    if await is_on_its_way("stream_session.scheduled", "stream_session", session.id):
        raise NotYetError  # the announcement decides whom it still reaches

    async def letter(reader: Recipient) -> Letter:
        part = await invite(source_of(session.id), reader, cause.mailing)
        return letters.session_scheduled(session, cause.mailing, invitation=part)

    readers = [
        reader
        for reader in await readers_of_producer(payload["producer"])
        if not await was_written("stream_session.scheduled", "stream_session", session.id, reader.key)
    ]
    await write_each(readers, letter, cause, office=session.office)


LISTENERS = [
    Listener("stream_session.joined", _joined),
    Listener("stream_session.scheduled", _to_sellers(letters.session_scheduled)),
    Listener("stream_session.moved", _to_sellers(letters.session_moved)),
    Listener("stream_session.unscheduled", _to_sellers(letters.session_unscheduled)),
    Listener("stream_session.cancelled", _to_sellers(letters.session_cancelled, cancel=True)),
    Listener("stream_order.placed", _ordered),
]
