"""Letters and a real mail server for tests."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from itertools import count
from typing import Any

import msgspec
from aiosmtpd.smtp import SMTP, AuthResult

from events_app.outreach.mail_settings import MailSettings
from events_app.outreach.operations import write_letter
from events_app.outreach.schemas import Letter, Recipient
from events_app.platform.db import fetch, transaction
from tests.clock import NOW
from tests.conftest import SECRET

_numbers = count(1)


def make_mail_settings(smtp_url: str | None = None) -> MailSettings:
    """Settings of mail; without a server letters are kept."""
    return MailSettings(
        public_url="https://hoicho.vidu.vn", mail_from="hoicho@vidu.vn", smtp_url=smtp_url, secret=SECRET
    )


def make_recipient(**changes: Any) -> Recipient:
    """Somebody who reads Vietnamese."""
    reader = Recipient(key=f"reader-{next(_numbers)}", email="lan@vidu.vn", name="Trần Thị Lan", locale="vi")
    return msgspec.structs.replace(reader, **changes)


async def make_mail(
    mailing: MailSettings,
    *,
    letter: Letter | None = None,
    recipient: Recipient | None = None,
    topic: str = "booth.held",
    office: int | None = None,
    now: datetime = NOW,
) -> int:
    """One letter; gives its number."""
    said = letter or Letter(subject="Gian hàng B17 của bạn", heading="Chào bạn", paragraphs=["Hẹn gặp tại hội chợ."])
    to = recipient or make_recipient()
    async with transaction():
        await write_letter(said, to, cause="test", topic=topic, mailing=mailing, office=office, now=now)
    rows = await fetch("SELECT id FROM mail WHERE cause = $1", f"test:{to.key}")
    number: int = rows[0]["id"]
    return number


class MailServer:
    """A mail server that keeps what it takes and can be told how to answer.

    Attributes:
        taken: Every message it got as far as DATA, in order.
        recipient_answers: What to say to an address instead of 250.
        data_answers: What to say after DATA, one for each message, then 250.
        hang: When set, the server takes a message and never answers.
    """

    def __init__(self) -> None:
        self.taken: list[EmailMessage] = []
        self.recipients: list[str] = []
        self.recipient_answers: dict[str, str] = {}
        self.data_answers: list[str] = []
        self.hang: asyncio.Event | None = None
        self.took_one = asyncio.Event()
        self.users: list[tuple[str, str]] = []
        self.port = 0

    @property
    def url(self) -> str:
        return f"smtp://127.0.0.1:{self.port}"

    async def handle_RCPT(self, _server, _session, envelope, address, _options):  # noqa: N802 - aiosmtpd's name
        answer = self.recipient_answers.get(address)
        if answer:
            return answer
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, _session, envelope):  # noqa: N802 - aiosmtpd's name
        self.taken.append(message_from_bytes(envelope.content, policy=default))
        self.recipients.extend(envelope.rcpt_tos)
        self.took_one.set()
        if self.hang is not None:
            await self.hang.wait()
            server.transport.abort()
            return "421 gone"
        return self.data_answers.pop(0) if self.data_answers else "250 taken"

    def authenticate(self, _server, _session, _envelope, _mechanism, data):
        self.users.append((data.login.decode(), data.password.decode()))
        return AuthResult(success=data.password == b"dung", handled=False)


@asynccontextmanager
async def running_mail_server(**options: Any) -> AsyncIterator[MailServer]:
    """A mail server on a free port of this machine."""
    post = MailServer()
    loop = asyncio.get_running_loop()
    connections: list[SMTP] = []

    def meet() -> SMTP:
        connections.append(SMTP(post, hostname="mail.vidu.vn", authenticator=post.authenticate, **options))
        return connections[-1]

    server = await loop.create_server(meet, "127.0.0.1", 0)
    post.port = server.sockets[0].getsockname()[1]
    try:
        yield post
    finally:
        if post.hang is not None:
            post.hang.set()
        server.close()
        for connection in connections:
            if connection.transport is not None:
                connection.transport.abort()
        handlers = [each._handler_coroutine for each in connections if each._handler_coroutine is not None]
        await asyncio.gather(*handlers, return_exceptions=True)
        await server.wait_closed()
