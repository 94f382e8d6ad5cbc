"""Letters to producers about their applications."""

from datetime import datetime
from typing import Any

from events_app.applications.queries import find_application, place_in_line
from events_app.applications.rules import ApplicationState
from events_app.fairs.queries import fair_by_id
from events_app.outreach.audiences import readers_of_producer
from events_app.outreach.handlers.listening import Cause, Compose, Listener, write_each
from events_app.outreach.letters import applications as letters
from events_app.outreach.schemas import Letter, Recipient
from events_app.platform.actor import SYSTEM

# Accepted and refused offers are answered by the letters about booths; a draft is nobody's business.
TOLD = (
    ApplicationState.SUBMITTED,
    ApplicationState.MORE_INFORMATION,
    ApplicationState.APPROVED,
    ApplicationState.WAITLISTED,
    ApplicationState.DECLINED,
    ApplicationState.OFFERED,
    ApplicationState.LAPSED,
    ApplicationState.WITHDRAWN,
)


def _decided(state: ApplicationState) -> Compose:
    async def compose(payload: dict[str, Any], cause: Cause) -> None:
        fair = await fair_by_id(payload["fair"], now=cause.now)
        found = await find_application(payload["application"], acting=SYSTEM, now=cause.now)
        offers = [offer for offer in found.offered if offer.state == "offered"]
        standing = letters.Standing(
            application=found,
            rank=await place_in_line(found, now=cause.now),
            codes=", ".join(offer.code for offer in offers),
            until=min((offer.expires_at for offer in offers if offer.expires_at), default=None),
        )

        async def letter(_reader: Recipient) -> Letter:
            return letters.decision(fair, state, standing, cause.mailing)

        await write_each(await readers_of_producer(found.producer), letter, cause, office=fair.office)

    return compose


async def _commented(payload: dict[str, Any], cause: Cause) -> None:
    fair = await fair_by_id(payload["fair"], now=cause.now)
    found = await find_application(payload["application"], acting=SYSTEM, now=cause.now)

    async def letter(_reader: Recipient) -> Letter:
        return letters.comment(fair, found, cause.mailing)

    await write_each(await readers_of_producer(found.producer), letter, cause, office=fair.office)


async def _taken_back(payload: dict[str, Any], cause: Cause) -> None:
    fair = await fair_by_id(payload["fair"], now=cause.now)
    found = await find_application(payload["application"], acting=SYSTEM, now=cause.now)

    async def letter(_reader: Recipient) -> Letter:
        return letters.taken_back(fair, found, cause.mailing)

    await write_each(await readers_of_producer(found.producer), letter, cause, office=fair.office)


async def _draft_due(payload: dict[str, Any], cause: Cause) -> None:
    fair = await fair_by_id(payload["fair"], now=cause.now)
    closes_at = datetime.fromisoformat(payload["closes_at"])

    async def letter(_reader: Recipient) -> Letter:
        return letters.draft_due(fair, closes_at, cause.mailing)

    await write_each(await readers_of_producer(payload["producer"]), letter, cause, office=fair.office)


LISTENERS = [
    *(Listener(f"application.{state}", _decided(state)) for state in TOLD),
    Listener("application.comment", _commented),
    Listener("application.taken_back", _taken_back),
    Listener("application.draft_due", _draft_due),
]
