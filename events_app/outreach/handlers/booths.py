"""Letters to producers about booths."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from events_app.booths.queries import fee_by_id, fee_of_booth, message_by_id
from events_app.booths.schemas import FeeEntry, FeeView
from events_app.fairs.queries import fair_by_id
from events_app.fairs.schemas import Fair
from events_app.outreach.audiences import Audience, Reached, readers_of_producer
from events_app.outreach.handlers.listening import Cause, Compose, Listener, invite, write_each
from events_app.outreach.letters import booths as letters
from events_app.outreach.mail_settings import MailSettings
from events_app.outreach.operations import begin_fan_out
from events_app.outreach.operations.fan_outs import Compose as ComposeEach
from events_app.outreach.operations.fan_outs import Prepare
from events_app.outreach.schemas import Letter, Recipient
from events_app.platform.i18n import use_locale


def _plain(say: Callable[[Fair, dict[str, Any], MailSettings], Letter]) -> Compose:
    async def compose(payload: dict[str, Any], cause: Cause) -> None:
        fair = await fair_by_id(payload["fair"], now=cause.now)

        async def letter(_reader: Recipient) -> Letter:
            return say(fair, payload, cause.mailing)

        await write_each(await readers_of_producer(payload["producer"]), letter, cause, office=fair.office)

    return compose


def _with_days(say: Callable[..., Letter]) -> Compose:
    """Write a letter that also puts the days of the booth into the reader's calendar."""

    async def compose(payload: dict[str, Any], cause: Cause) -> None:
        fair = await fair_by_id(payload["fair"], now=cause.now)
        source = f"booth-duty:{fair.id}:{payload['producer']}"

        async def letter(reader: Recipient) -> Letter:
            part = await invite(source, reader, cause.mailing)
            return say(fair, payload, cause.mailing, invitation=part)

        await write_each(await readers_of_producer(payload["producer"]), letter, cause, office=fair.office)

    return compose


async def _assigned(payload: dict[str, Any], cause: Cause) -> None:
    """The booth, its days for the calendar, and what it costs."""
    fair = await fair_by_id(payload["fair"], now=cause.now)
    source = f"booth-duty:{fair.id}:{payload['producer']}"
    fee = await fee_of_booth(payload["booth"], payload["producer"])

    async def letter(reader: Recipient) -> Letter:
        part = await invite(source, reader, cause.mailing)
        return letters.booth_assigned(fair, payload, cause.mailing, fee=fee, invitation=part)

    await write_each(await readers_of_producer(payload["producer"]), letter, cause, office=fair.office)


def _money_moved(say: Callable[[Fair, FeeView, FeeEntry, MailSettings], Letter]) -> Compose:
    """Tell of one entry of a fee's ledger, unless it was reversed meanwhile."""

    async def compose(payload: dict[str, Any], cause: Cause) -> None:
        fee = await fee_by_id(payload["fee"])
        fair = await fair_by_id(payload["fair"], now=cause.now)
        # A message of before entries were rows names none: it is of the first that stands.
        entry = next((each for each in fee.entries if each.id == payload.get("entry", each.id)), None)
        if entry is None or entry.reversed:
            return

        async def letter(_reader: Recipient) -> Letter:
            return say(fair, fee, entry, cause.mailing)

        await write_each(await readers_of_producer(fee.producer), letter, cause, office=fair.office)

    return compose


async def _order_message_to_holders(payload: dict[str, Any], cause: Cause) -> None:
    fair = await fair_by_id(payload["fair"], now=cause.now)
    ordered = {**payload, "decided_at": cause.now.isoformat()}
    await begin_fan_out(
        cause.topic, Audience.FAIR_PRODUCERS, ordered, cause=cause.key, office=fair.office, now=cause.now
    )


async def _prepare_message(payload: dict[str, Any], mailing: MailSettings) -> ComposeEach:
    fair = await fair_by_id(payload["fair"], now=datetime.fromisoformat(payload["decided_at"]))
    message = await message_by_id(payload["message"])

    async def compose(reached: Reached) -> Letter:
        with use_locale(reached.recipient.locale):
            return letters.holder_message(fair, message, mailing)

    return compose


COMPOSERS: dict[str, Prepare] = {"fair.holders_told": _prepare_message}

LISTENERS = [
    Listener("fair.holders_told", _order_message_to_holders),
    Listener("fee.received", _money_moved(letters.fee_received)),
    Listener("fee.refunded", _money_moved(letters.fee_refunded)),
    Listener("booth.held", _plain(letters.booth_held)),
    Listener("booth.hold_extended", _plain(letters.hold_extended)),
    Listener("booth.hold_expired", _plain(letters.hold_expired)),
    Listener("booth.released", _plain(letters.booth_released)),
    Listener("booth.assigned", _assigned),
    Listener("booth.moved", _with_days(letters.booth_moved)),
]
