"""Decisions about letters: when to try again, what is final, what may stand in a header."""

import hmac
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Callable
from datetime import datetime, timedelta
from email.errors import MessageError
from email.headerregistry import Address
from enum import StrEnum
from hashlib import sha256

from events_app.accounts.rules import fold_email
from events_app.outreach.errors import BadLetter, UnknownOptOut
from events_app.platform.errors import InvalidInput


class MailState(StrEnum):
    """Where a letter is."""

    QUEUED = "queued"
    SENDING = "sending"
    SENT = "sent"
    FAILED = "failed"
    KEPT = "kept"


class OptOutKind(StrEnum):
    """Kinds of letters a reader may stop. Letters that answer an act of theirs have no kind."""

    FAIR_NEWS = "fair_news"
    REMINDERS = "reminders"


# Letters with a link that opens a door: read by nobody else, and emptied once they are sent.
SECRET_TOPICS = frozenset(
    {"account.signed_up", "account.reset_requested", "account.email_change_requested", "account.invited"}
)

_FIRST_WAIT = timedelta(seconds=30)
_LONGEST_WAIT = timedelta(hours=4)
GIVE_UP_AFTER = timedelta(days=2)
_FIRST_PERMANENT = 500


def wait_before_retry(attempts: int, *, jitter: float) -> timedelta:
    """Say how long to wait after the given number of attempts: doubling from half a minute to four hours.

    `jitter` between 0 and 1 spreads the waits, so that a thousand letters do not all come back at one instant.
    """
    wait = min(_FIRST_WAIT * (1 << min(attempts - 1, 20)), _LONGEST_WAIT)
    return wait * (0.75 + 0.5 * jitter)


def next_attempt(*, attempts: int, created_at: datetime, now: datetime, jitter: Callable[[], float]) -> datetime | None:
    """Say when to try a letter again, or None when two days of trying are over."""
    if now - created_at >= GIVE_UP_AFTER:
        return None
    return now + wait_before_retry(attempts, jitter=jitter())


def is_final(code: int) -> bool:
    """Say whether a server's answer to a recipient or a message is final (RFC 5321 §4.2.1)."""
    return code >= _FIRST_PERMANENT


def header_text(text: str, *, longest: int) -> str:
    """Give text as it may stand in a header: one line, no control characters, cut at a length."""
    line = " ".join("".join(sign if sign.isprintable() else " " for sign in text).split())
    return line if len(line) <= longest else f"{line[: longest - 1].rstrip()}…"


def ensure_address(name: str, email: str) -> Address:
    """Give a recipient for the To header, or refuse an address that is none.

    Raises:
        BadLetter: When it cannot be an address (also one that smuggles a second header line).
    """
    try:
        folded = fold_email(email)
        return Address(display_name=header_text(name, longest=120), addr_spec=folded)
    except (InvalidInput, MessageError, ValueError, IndexError) as error:
        raise BadLetter from error


# --- opting out -------------------------------------------------------------------------------------


def opt_out_token(email: str, kind: OptOutKind, *, secret: str) -> str:
    """Make what an opt-out link carries: who and what, signed, so that nobody silences somebody else."""
    plain = f"{kind}:{email}".encode()
    return f"{urlsafe_b64encode(plain).decode().rstrip('=')}.{_signature(plain, secret)}"


def read_opt_out_token(token: str, *, secret: str) -> tuple[str, OptOutKind]:
    """Read who asks for which silence.

    Raises:
        UnknownOptOut: When the link was cut off or changed.
    """
    body, _, signature = token.partition(".")
    try:
        plain = urlsafe_b64decode(body + "=" * (-len(body) % 4))
        kind, _, email = plain.decode().partition(":")
        if not hmac.compare_digest(_signature(plain, secret), signature):
            raise UnknownOptOut
        return email, OptOutKind(kind)
    except (ValueError, TypeError) as error:
        raise UnknownOptOut from error


def _signature(plain: bytes, secret: str) -> str:
    key = sha256(b"opt-out " + secret.encode()).digest()
    return urlsafe_b64encode(hmac.digest(key, plain, "sha256")[:18]).decode()
