"""The way out: one server, spoken to over SMTP."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from email.message import EmailMessage
from urllib.parse import unquote, urlsplit

import aiosmtplib
import msgspec

from events_app.outreach.rules import is_final
from events_app.platform.settings import SettingsError

_SCHEMES = {"smtp", "smtps", "smtp+starttls", "starttls"}
_LOOPBACK = {"localhost", "127.0.0.1", "::1"}
_TIMEOUT = 30.0
_GOODBYE = 3.0


class RefusedForGood(Exception):
    """The server will never take this letter; trying again is useless."""


class NotNow(Exception):
    """The server does not take this letter at this moment; it may take others."""


class ServerGone(Exception):
    """The server cannot be reached, or the connection broke: no letter goes out just now."""


class SmtpServer(msgspec.Struct, frozen=True):
    """Where letters leave, as `EVENTS_APP_SMTP_URL` says it.

    `smtp://` upgrades to TLS when the server offers it, `smtp+starttls://` insists, `smtps://` begins with TLS.
    With a password on the way to another machine, TLS is insisted on too.
    """

    host: str
    port: int
    username: str | None
    password: str | None
    use_tls: bool
    start_tls: bool | None
    sender: str

    @asynccontextmanager
    async def open(self) -> AsyncIterator["Line"]:
        """Connect for as long as the block runs.

        Raises:
            ServerGone: When the server cannot be reached or does not let us in.
        """
        client = aiosmtplib.SMTP(
            hostname=self.host,
            port=self.port,
            username=self.username,
            password=self.password,
            use_tls=self.use_tls,
            start_tls=self.start_tls,
            local_hostname="localhost",
            timeout=_TIMEOUT,
        )
        try:
            await client.connect()
        except (aiosmtplib.SMTPException, OSError) as error:
            client.close()
            raise ServerGone(_said(error)) from error
        try:
            yield Line(client, self.sender)
        except BaseException:
            # A broken line, or a process that stops: nobody waits for a polite goodbye.
            client.close()
            raise
        await _hang_up(client)


class Line:
    """An open connection to a server."""

    def __init__(self, client: aiosmtplib.SMTP, sender: str) -> None:
        self._client = client
        self._sender = sender

    async def deliver(self, message: EmailMessage, recipient: str) -> None:
        """Hand one letter over.

        Raises:
            RefusedForGood: When the answer is final.
            NotNow: When it may be different later.
            ServerGone: When the connection broke; whether the letter was taken is not known.
        """
        try:
            await self._client.sendmail(self._sender, [recipient], message.as_bytes())
        except aiosmtplib.SMTPRecipientsRefused as error:
            refusal = error.recipients[0]
            raise (RefusedForGood if is_final(refusal.code) else NotNow)(_said(refusal)) from error
        except aiosmtplib.SMTPSenderRefused as error:
            # Our own address is refused: no fault of this letter, it waits until somebody has put it right.
            raise NotNow(_said(error)) from error
        except aiosmtplib.SMTPResponseException as error:
            raise (RefusedForGood if is_final(error.code) else NotNow)(_said(error)) from error
        except (aiosmtplib.SMTPException, OSError) as error:
            raise ServerGone(_said(error)) from error


async def _hang_up(client: aiosmtplib.SMTP) -> None:
    try:
        await client.quit(timeout=_GOODBYE)
    except (aiosmtplib.SMTPException, OSError):
        client.close()


def _said(error: Exception) -> str:
    """Give what the server said, in one line; never our own credentials, which no answer repeats."""
    if isinstance(error, aiosmtplib.SMTPResponseException):
        return f"{error.code} {error.message}"
    return f"{type(error).__name__}: {error}"


def read_smtp_url(url: str, *, sender: str) -> SmtpServer:
    """Read the setting.

    Raises:
        SettingsError: When it is no address of a mail server.
    """
    parts = urlsplit(url)
    if parts.scheme not in _SCHEMES or not parts.hostname:
        message = "EVENTS_APP_SMTP_URL must look like smtp://user:password@host:587 (or smtps://, smtp+starttls://)."
        raise SettingsError(message)
    use_tls = parts.scheme == "smtps"
    password = unquote(parts.password) if parts.password else None
    insist = "starttls" in parts.scheme or (password is not None and parts.hostname not in _LOOPBACK)
    return SmtpServer(
        host=parts.hostname,
        port=parts.port or (465 if use_tls else 587 if insist else 25),
        username=unquote(parts.username) if parts.username else None,
        password=password,
        use_tls=use_tls,
        start_tls=None if use_tls or not insist else True,
        sender=sender,
    )
