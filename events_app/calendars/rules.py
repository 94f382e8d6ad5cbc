"""Pure decisions about feeds: entity tags, conditional requests, tokens, and the life of a subscription."""

import re
import secrets
from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from email.utils import format_datetime, parsedate_to_datetime
from hashlib import sha256
from typing import Literal

from events_app.agenda.rules import UID_DOMAIN
from events_app.agenda.schemas import ListedEntry

MOST_SUBSCRIPTIONS = 20
MOST_PASS_SUBSCRIPTIONS = 5
REVOKED_SHOWN = timedelta(days=30)
# Last use is shown to people, who do not count seconds: programs that poll must not write a row each time.
USE_NOTED_EVERY = timedelta(minutes=10)
# What an empty public calendar says stands on this day: never on a day made from the clock.
FIRST_DAY = date(2026, 1, 1)
FIRST_MOMENT = datetime(2026, 1, 1, tzinfo=UTC)

_TAG = re.compile(r'(?:W/)?("[^"]*")')
_TOKEN = re.compile(r"[A-Za-z0-9_-]{43}")

SubscriptionState = Literal["open", "revoked", "gone"]


def key_of_pass(pass_id: int) -> str:
    """The feed key of a pass's own calendar."""
    return f"pass:{pass_id}"


def pass_of_key(feed_key: str) -> int | None:
    """The pass behind a feed key, or None when it is another kind of key.

    >>> pass_of_key("pass:33"), pass_of_key("fair:3")
    (33, None)
    """
    kind, _, number = feed_key.partition(":")
    return int(number) if kind == "pass" and number.isdecimal() else None


def etag(head: bytes, entries: Iterable[ListedEntry]) -> str:
    """A strong tag from what decides the bytes: the head and each entry's UID and count, in their order."""
    digest = sha256(head)
    for entry in entries:
        digest.update(f"\n{entry.uid} {entry.sequence}".encode())
    return f'"{digest.hexdigest()[:32]}"'


def is_unchanged(tag: str, changed_at: datetime, *, if_none_match: str | None, if_modified_since: str | None) -> bool:
    """Whether 304 answers the request (RFC 9110 §13.1: If-None-Match overrides If-Modified-Since).

    >>> moment = datetime(2026, 11, 24, tzinfo=UTC)
    >>> is_unchanged('"a"', moment, if_none_match='"b", W/"a"', if_modified_since=None)
    True
    >>> is_unchanged('"a"', moment, if_none_match='"b"', if_modified_since="Thu, 24 Dec 2026 00:00:00 GMT")
    False
    """
    if if_none_match is not None:
        return if_none_match.strip() == "*" or tag in _TAG.findall(if_none_match)
    if if_modified_since is not None:
        since = _read_http_date(if_modified_since)
        return since is not None and changed_at.replace(microsecond=0) <= since
    return False


def http_date(moment: datetime) -> str:
    """The moment as Last-Modified writes it."""
    return format_datetime(moment.astimezone(UTC), usegmt=True)


def _read_http_date(text: str) -> datetime | None:
    try:
        moment = parsedate_to_datetime(text)
    except (TypeError, ValueError):
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def new_token() -> str:
    """256 random bits, as they stand in the address."""
    return secrets.token_urlsafe(32)


def hash_token(token: str) -> bytes:
    """What is stored: the table alone opens no calendar. The token is random, so a plain hash is enough."""
    return sha256(token.encode()).digest()


def is_token(text: str) -> bool:
    return _TOKEN.fullmatch(text) is not None


def state_of(revoked_at: datetime | None, now: datetime) -> SubscriptionState:
    """Open, revoked (says so for 30 days), or gone."""
    if revoked_at is None:
        return "open"
    return "revoked" if now < revoked_at + REVOKED_SHOWN else "gone"


def is_use_worth_noting(last_used_at: datetime | None, now: datetime) -> bool:
    return last_used_at is None or now - last_used_at >= USE_NOTED_EVERY


def placeholder_uid(identity: str) -> str:
    """The UID of what an empty calendar shows: always the same one for the same calendar.

    It has the form of our other UIDs (a UUID of version 7, of the first moment), made from the identity.
    """
    milliseconds = int(FIRST_MOMENT.timestamp() * 1000)
    digest = sha256(identity.encode()).hexdigest()
    text = f"{milliseconds:012x}7{digest[:3]}8{digest[3:18]}"
    return f"{text[:8]}-{text[8:12]}-{text[12:16]}-{text[16:20]}-{text[20:]}@{UID_DOMAIN}"


_PUBLIC_PATH = re.compile(r"/calendars/(?!p/)[a-z0-9/-]{1,160}\.ics(\?[a-z]+=[a-z0-9_]+(&[a-z]+=[a-z0-9_]+)*)?")


def is_public_path(path: str) -> bool:
    """Whether it is the address of a public calendar: only of those a code is drawn on request.

    >>> is_public_path("/calendars/fairs.ics?kind=fair"), is_public_path("/calendars/p/x.ics"), is_public_path("//e")
    (True, False, False)
    """
    return _PUBLIC_PATH.fullmatch(path) is not None


_CLIENTS = (
    ("Google-Calendar-Importer", "Google Calendar"),
    ("Microsoft.Exchange", "Outlook"),
    ("Microsoft Office", "Outlook"),
    ("Outlook", "Outlook"),
    ("dataaccessd", "Apple (iPhone, iPad)"),
    ("iOS", "Apple (iPhone, iPad)"),
    ("macOS", "Apple (Mac)"),
    ("CalendarAgent", "Apple (Mac)"),
    ("Thunderbird", "Thunderbird"),
    ("ICSx5", "ICSx5 (Android)"),
    ("DAVx5", "DAVx5 (Android)"),
    ("Mozilla", "Web"),
)


def client_name(user_agent: str) -> str:
    """The program behind a User-Agent in a word people know.

    >>> client_name("Google-Calendar-Importer")
    'Google Calendar'
    """
    for mark, name in _CLIENTS:
        if mark.lower() in user_agent.lower():
            return name
    return re.sub(r"[^\w .-]", "", user_agent.partition("/")[0])[:40].strip()
