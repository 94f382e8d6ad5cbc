"""Which feeds there are: what each is called, which entries it joins, and what it says while it is empty."""

from collections.abc import Sequence
from datetime import date, datetime
from urllib.parse import urlencode

from events_app.agenda.schemas import CalendarEntry
from events_app.calendars.rules import FIRST_DAY, FIRST_MOMENT, REVOKED_SHOWN
from events_app.calendars.schemas import Feed, Subscription
from events_app.fairs.schemas import Fair
from events_app.platform.i18n import N_, Bilingual, translate

FAIRS = N_("OCOP fairs and events")
LIVESTREAMS = N_("OCOP livestream sessions")
NOTHING_YET = N_("Nothing planned yet: this calendar fills by itself")
CONNECTED = N_("Your calendar is connected: what concerns you will appear by itself")
REVOKED = N_("This calendar was revoked")
REVOKED_WHY = N_("Its address was revoked. Remove it here, and make a new one in your account if you need one.")


def both(message: str, **data: object) -> Bilingual:
    """A message of the product as a text in both languages."""
    return Bilingual(vi=translate("vi", message, **data), en=translate("en", message, **data))


def fairs_feed(fairs: Sequence[Fair] | None, **chosen: str) -> Feed:
    """Every public fair, or those a filter leaves."""
    query = urlencode(sorted(chosen.items()))
    sources = None if fairs is None else frozenset(f"fair:{fair.id}" for fair in fairs)
    return Feed(
        identity=f"fairs?{query}",
        keys=("fairs",),
        name=both(FAIRS),
        description=both(N_("Fairs, product weeks, festivals and other public events")),
        path="/calendars/fairs.ics" + (f"?{query}" if query else ""),
        page="/fairs",
        placeholder=_empty("fairs"),
        placeholder_since=FIRST_MOMENT,
        sources=sources,
    )


def fair_feed(fair: Fair) -> Feed:
    """One fair with its programme."""
    return Feed(
        identity=f"fair:{fair.id}",
        keys=(f"fair:{fair.id}",),
        name=fair.title,
        description=both(N_("The event and its programme")),
        path=f"/calendars/fairs/{fair.slug}.ics",
        page=f"/fairs/{fair.slug}",
        placeholder=_empty(f"fair:{fair.id}"),
        placeholder_since=FIRST_MOMENT,
    )


def livestreams_feed() -> Feed:
    """Every public livestream session."""
    return Feed(
        identity="livestreams",
        keys=("livestreams",),
        name=both(LIVESTREAMS),
        description=both(N_("Selling livestreams with their products and addresses")),
        path="/calendars/livestreams.ics",
        page="/livestreams",
        placeholder=_empty("livestreams"),
        placeholder_since=FIRST_MOMENT,
    )


def fair_livestreams_feed(fair: Fair) -> Feed:
    """The livestream sessions of one fair."""
    return Feed(
        identity=f"fair:{fair.id}:livestreams",
        keys=(f"fair:{fair.id}:livestreams",),
        name=Bilingual(vi=f"{fair.title.vi} – livestream", en=f"{fair.title.text('en')} – livestream"),
        description=both(N_("Livestream sessions of this event")),
        path=f"/calendars/fairs/{fair.slug}/livestreams.ics",
        page=f"/fairs/{fair.slug}",
        placeholder=_empty(f"fair:{fair.id}:livestreams"),
        placeholder_since=FIRST_MOMENT,
    )


def livestream_feed(session: int, title: Bilingual) -> Feed:
    """One livestream session alone, for who wants only this one."""
    return Feed(
        identity=f"livestream:{session}",
        keys=(f"livestream:{session}",),
        name=title,
        description=both(N_("One livestream session")),
        path=f"/calendars/livestreams/{session}.ics",
        page=f"/livestreams/{session}",
        placeholder=_empty(f"livestream:{session}"),
        placeholder_since=FIRST_MOMENT,
    )


def private_feed(subscription: Subscription, keys: tuple[str, ...], token: str) -> Feed:
    """Everything that concerns one person, under their secret address."""
    day = subscription.created_at.date()
    return Feed(
        identity=f"subscription:{subscription.id}",
        keys=keys,
        name=both(N_("My OCOP calendar")),
        description=both(N_("My booths, slots, passes and deadlines. Private: do not pass the address on.")),
        path=f"/calendars/p/{token}.ics",
        page="/account/calendars",
        placeholder=_message(f"subscription:{subscription.id}", CONNECTED, day, day),
        placeholder_since=subscription.created_at,
        private=True,
    )


def revoked_feed(subscription: Subscription, revoked_at: datetime, token: str) -> Feed:
    """What a revoked address says for thirty days: an error would leave the old entries in programs."""
    source = f"subscription:{subscription.id}:revoked"
    first, last = revoked_at.date(), (revoked_at + REVOKED_SHOWN).date()
    return Feed(
        identity=source,
        keys=(),
        name=both(REVOKED),
        description=both(REVOKED_WHY),
        path=f"/calendars/p/{token}.ics",
        page="/account/calendars",
        placeholder=_message(source, REVOKED, first, last, REVOKED_WHY),
        placeholder_since=revoked_at,
        private=True,
    )


def _empty(source: str) -> CalendarEntry:
    return _message(source, NOTHING_YET, FIRST_DAY, FIRST_DAY)


def _message(source: str, title: str, first: date, last: date, text: str = "") -> CalendarEntry:
    return CalendarEntry(
        source=f"placeholder:{source}",
        title=both(title),
        description=both(text) if text else Bilingual(vi=""),
        starts=first,
        ends=last,
    )
