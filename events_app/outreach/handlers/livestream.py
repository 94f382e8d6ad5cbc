"""Letters to producers and viewers about livestream sessions and orders."""

from collections.abc import Callable
from functools import partial
from typing import Any

from events_app.livestream.entries import source_of
from events_app.livestream.queries import count_closed_orders, list_sellers, order_reader, session_by_id
from events_app.livestream.schemas import OrderReader, Session
from events_app.outreach.audiences import Audience, Reached, buyer_of, readers_of_producer
from events_app.outreach.handlers.listening import Cause, Compose, Listener, invite, write_each
from events_app.outreach.letters import livestream as letters
from events_app.outreach.mail_settings import MailSettings
from events_app.outreach.operations import begin_fan_out
from events_app.outreach.operations.fan_outs import Compose as ComposeEach
from events_app.outreach.operations.fan_outs import Prepare
from events_app.outreach.operations.writing import is_on_its_way, was_written
from events_app.outreach.schemas import Letter, Recipient
from events_app.platform.i18n import use_locale
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


async def _answered(payload: dict[str, Any], cause: Cause) -> None:
    """The viewer reads the answer where an e-mail address is known; the first one the producer knows without us."""
    reader = await order_reader(payload["stream_order"])
    if reader is None:
        return
    session = await session_by_id(payload["stream_session"])

    async def letter(_reader: Recipient) -> Letter:
        return letters.order_answered(session, reader, payload["answer"], cause.mailing)

    await write_each([buyer_of(reader)], letter, cause, office=payload["office"])


async def _corrected(payload: dict[str, Any], cause: Cause) -> None:
    """The viewer reads the right answer, and everybody who reads for the producer that it was changed."""
    session = await session_by_id(payload["stream_session"])
    reader = await order_reader(payload["stream_order"])

    async def to_producer(_reader: Recipient) -> Letter:
        told = reader is not None
        return letters.own_answer_corrected(session, payload["stream_order"], payload["answer"], told, cause.mailing)

    if reader is not None:
        await write_each(
            [buyer_of(reader)],
            partial(_say_corrected, session, reader, payload, cause),
            cause,
            office=payload["office"],
        )
    await write_each(await readers_of_producer(payload["producer"]), to_producer, cause, office=payload["office"])


async def _say_corrected(
    session: Session, order: OrderReader, payload: dict[str, Any], cause: Cause, _reader: Recipient
) -> Letter:
    return letters.answer_corrected(session, order, payload["answer"], cause.mailing)


async def _order_closed_letters(payload: dict[str, Any], cause: Cause) -> None:
    session = await session_by_id(payload["stream_session"])
    for audience in (Audience.CLOSED_ORDERS, Audience.PRODUCERS_OF_CLOSED_ORDERS):
        await begin_fan_out(cause.topic, audience, payload, cause=cause.key, office=session.office, now=cause.now)


async def _prepare_closed(payload: dict[str, Any], mailing: MailSettings) -> ComposeEach:
    session = await session_by_id(payload["stream_session"])

    async def compose(reached: Reached) -> Letter:
        with use_locale(reached.recipient.locale):
            if reached.audience is Audience.CLOSED_ORDERS:
                return letters.order_closed(session, reached.subject, mailing)
            closed = await count_closed_orders(session.id, producer=reached.subject)
            return letters.own_orders_closed(session, closed, mailing)

    return compose


COMPOSERS: dict[str, Prepare] = {"stream_session.orders_closed": _prepare_closed}

LISTENERS = [
    Listener("stream_session.joined", _joined),
    Listener("stream_session.scheduled", _to_sellers(letters.session_scheduled)),
    Listener("stream_session.moved", _to_sellers(letters.session_moved)),
    Listener("stream_session.unscheduled", _to_sellers(letters.session_unscheduled)),
    Listener("stream_session.cancelled", _to_sellers(letters.session_cancelled, cancel=True)),
    Listener("stream_session.orders_closed", _order_closed_letters),
    Listener("stream_order.placed", _ordered),
    Listener("stream_order.answered", _answered),
    Listener("stream_order.corrected", _corrected),
]
