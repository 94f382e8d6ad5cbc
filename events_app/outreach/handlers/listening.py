"""What a handler of outreach is made of."""

from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import Any, Literal, NamedTuple

from events_app.agenda.errors import EntryNotFound
from events_app.agenda.queries import invitation as render_invitation
from events_app.agenda.schemas import Contact
from events_app.outreach.mail_settings import MailSettings
from events_app.outreach.operations import write_letter
from events_app.outreach.schemas import Invitation, Letter, Recipient
from events_app.platform.i18n import use_locale


class Cause(NamedTuple):
    """What a letter is written for: the outbox message, its topic, and the office it speaks for."""

    topic: str
    message: int
    mailing: MailSettings
    now: datetime

    @property
    def key(self) -> str:
        return f"outbox:{self.message}"


Compose = Callable[[dict[str, Any], Cause], Awaitable[None]]


class Listener(NamedTuple):
    """One topic and what is done about it."""

    topic: str
    compose: Compose

    @property
    def name(self) -> str:
        return f"outreach.{self.topic}"

    def bind(self, mailing: MailSettings) -> Callable[[dict[str, Any], int, datetime], Awaitable[None]]:
        """Make the function the outbox calls."""

        async def handle(payload: dict[str, Any], message: int, now: datetime) -> None:
            await self.compose(payload, Cause(self.topic, message, mailing, now))

        return handle


async def write_each(
    readers: list[Recipient], say: Callable[[Recipient], Awaitable[Letter]], cause: Cause, *, office: int | None
) -> None:
    """Write one letter to each reader, in the reader's language."""
    for reader in readers:
        with use_locale(reader.locale):
            letter = await say(reader)
        await write_letter(
            letter, reader, cause=cause.key, topic=cause.topic, mailing=cause.mailing, office=office, now=cause.now
        )


async def invite(source: str, reader: Recipient, mailing: MailSettings, *, cancel: bool = False) -> Invitation | None:
    """Give the calendar part for a letter, or None where the thing stands in no calendar."""
    method: Literal["REQUEST", "CANCEL"] = "CANCEL" if cancel else "REQUEST"
    try:
        body = await render_invitation(
            source,
            reader.locale,
            method,
            organizer=Contact("", mailing.mail_from),
            attendee=Contact(reader.name, reader.email),
            public_url=mailing.public_url,
        )
    except EntryNotFound:
        return None
    return Invitation(method=method, body=body)
