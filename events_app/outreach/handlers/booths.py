"""Letters to producers about booths."""

from collections.abc import Callable
from typing import Any

from events_app.fairs.queries import fair_by_id
from events_app.fairs.schemas import Fair
from events_app.outreach.audiences import readers_of_producer
from events_app.outreach.handlers.listening import Cause, Compose, Listener, invite, write_each
from events_app.outreach.letters import booths as letters
from events_app.outreach.room import PostRoom
from events_app.outreach.schemas import Letter, Recipient


def _plain(say: Callable[[Fair, dict[str, Any], PostRoom], Letter]) -> Compose:
    async def compose(payload: dict[str, Any], cause: Cause) -> None:
        fair = await fair_by_id(payload["fair"], now=cause.now)

        async def letter(_reader: Recipient) -> Letter:
            return say(fair, payload, cause.room)

        await write_each(await readers_of_producer(payload["producer"]), letter, cause, office=fair.office)

    return compose


def _with_days(say: Callable[..., Letter]) -> Compose:
    """Write a letter that also puts the days of the booth into the reader's calendar."""

    async def compose(payload: dict[str, Any], cause: Cause) -> None:
        fair = await fair_by_id(payload["fair"], now=cause.now)
        source = f"booth-duty:{fair.id}:{payload['producer']}"

        async def letter(reader: Recipient) -> Letter:
            part = await invite(source, reader, cause.room)
            return say(fair, payload, cause.room, invitation=part)

        await write_each(await readers_of_producer(payload["producer"]), letter, cause, office=fair.office)

    return compose


LISTENERS = [
    Listener("booth.held", _plain(letters.booth_held)),
    Listener("booth.hold_extended", _plain(letters.hold_extended)),
    Listener("booth.hold_expired", _plain(letters.hold_expired)),
    Listener("booth.released", _plain(letters.booth_released)),
    Listener("booth.assigned", _with_days(letters.booth_assigned)),
    Listener("booth.moved", _with_days(letters.booth_moved)),
]
