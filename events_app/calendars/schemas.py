"""Feeds and subscriptions as values."""

from datetime import datetime
from typing import Annotated
from urllib.parse import quote

from msgspec import Meta, Struct

from events_app.agenda.schemas import CalendarEntry, ListedEntry
from events_app.platform.i18n import Bilingual, Locale


class Feed(Struct, frozen=True, kw_only=True):
    """One address a calendar program reads.

    Attributes:
        identity: what the calendar is, whatever its address: the placeholder's UID is made from it.
        keys: the feed keys whose entries it shows together.
        path: of the .ics itself, with the query that chooses it but without the language.
        page: path of the page for people.
        placeholder: what stands in the calendar while it is empty.
        sources: when given, only these entries of the keys (a filtered calendar).
    """

    identity: str
    keys: tuple[str, ...]
    name: Bilingual
    description: Bilingual
    path: str
    page: str
    placeholder: CalendarEntry
    placeholder_since: datetime
    sources: frozenset[str] | None = None
    private: bool = False


class FeedState(Struct, frozen=True):
    """What decides between 304 and an answer, before any text is read."""

    head: bytes
    entries: list[ListedEntry]
    etag: str
    changed_at: datetime


class Addresses(Struct, frozen=True):
    """Every way to subscribe to one feed, as links of a page."""

    name: str
    https: str
    webcal: str
    google: str
    outlook: str
    download: str


class SubscriptionForm(Struct, forbid_unknown_fields=True):
    """What a person types to make a private address."""

    name: Annotated[str, Meta(min_length=1, max_length=80)]


class SubscriptionView(Struct, frozen=True):
    """A private address as its owner sees it; the address itself is shown once only."""

    id: int
    name: str
    hint: str
    locale: Locale
    created_at: datetime
    last_used_at: datetime | None
    last_client: str
    revoked_at: datetime | None


class Subscription(Struct, frozen=True):
    """The same as a request finds it."""

    id: int
    account: int | None
    feed_key: str
    locale: Locale
    created_at: datetime
    last_used_at: datetime | None
    revoked_at: datetime | None


class NewSubscription(Struct, frozen=True):
    """What making an address returns: the only moment its token is known."""

    id: int
    token: str


def addresses(feed: Feed, public_url: str, locale: Locale) -> Addresses:
    """Write the links for one feed; the language is part of the address, never of a header."""
    joined = "&" if "?" in feed.path else "?"
    https = f"{public_url.rstrip('/')}{feed.path}" + (f"{joined}lang=en" if locale == "en" else "")
    webcal = "webcal://" + https.split("://", 1)[1]
    name = feed.name.text(locale)
    return Addresses(
        name=name,
        https=https,
        webcal=webcal,
        google=f"https://calendar.google.com/calendar/render?cid={quote(webcal, safe='')}",
        outlook=(
            f"https://outlook.live.com/calendar/0/addfromweb?url={quote(https, safe='')}&name={quote(name, safe='')}"
        ),
        download=f"{https}{'&' if '?' in https else '?'}download=1",
    )
