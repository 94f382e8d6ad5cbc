"""How a livestream session stands in calendars."""

from collections.abc import Callable, Sequence

from events_app.agenda.schemas import Alarm, CalendarEntry, Conference
from events_app.agenda.schemas import Status as EntryStatus
from events_app.livestream.rules import is_public, shows_address
from events_app.livestream.schemas import LineUpItem, Platform, Session
from events_app.platform.i18n import LOCALES, N_, Bilingual, Locale, translate

PLATFORMS: dict[Platform, str] = {
    "facebook": "Facebook",
    "tiktok": "TikTok",
    "youtube": "YouTube",
    "shopee": "Shopee",
    "zalo": "Zalo",
    "other": N_("another platform"),
}

_ALARM_MINUTES = 60
_MOST_PRODUCTS_NAMED = 20


def source_of(session: int) -> str:
    """The name the session's entry goes by."""
    return f"stream-session:{session}"


def feeds_of(session: Session, sellers: Sequence[int]) -> list[str]:
    """The feeds the session stands in: public ones, the fair's, the office's and each seller's."""
    keys = ["livestreams", f"livestream:{session.id}", f"office:{session.office}"]
    if session.fair_id is not None:
        keys.append(f"fair:{session.fair_id}:livestreams")
    return keys + [f"producer:{seller}" for seller in sellers]


def is_listed(session: Session) -> bool:
    """Whether it stands in calendars at all: drafts do not, what was announced once does."""
    return is_public(session.status, was_published=session.published_at is not None)


def entry_of(session: Session, line_up: Sequence[LineUpItem]) -> CalendarEntry:
    """The session as an entry; one whose slot was taken away stands as postponed at the time it had."""
    status: EntryStatus = "cancelled" if session.status == "cancelled" else "confirmed"
    shown = shows_address(session.status, taken_down=session.taken_down_at is not None)
    address = session.stream_url if shown else None
    return CalendarEntry(
        source=source_of(session.id),
        title=_each(lambda locale: f"Livestream: {session.title.text(locale)}"),
        starts=session.starts_at,
        ends=session.ends_at,
        status=status,
        postponed=session.status == "unscheduled",
        description=_each(lambda locale: _description(session, line_up, locale)),
        location=Bilingual(session.studio.name) if session.studio else Bilingual(""),
        url=f"/livestreams/{session.id}",
        categories=(Bilingual("livestream"), Bilingual("OCOP")),
        alarms=(Alarm(_ALARM_MINUTES, session.title),),
        conference=Conference(address, _each(lambda locale: platform_name(session.platform, locale)))
        if address
        else None,
    )


def platform_name(platform: Platform, locale: Locale) -> str:
    """What people call the platform."""
    return translate(locale, PLATFORMS[platform])


def _each(write: Callable[[Locale], str]) -> Bilingual:
    texts = {locale: write(locale) for locale in LOCALES}
    return Bilingual(vi=texts["vi"], en=texts["en"])


def _description(session: Session, line_up: Sequence[LineUpItem], locale: Locale) -> str:
    parts = [session.summary.text(locale)]
    if session.status == "cancelled" and session.reason.vi:
        parts.insert(0, translate(locale, N_("Cancelled: %(reason)s"), reason=session.reason.text(locale)))
    if line_up:
        names = [f"• {item.name} – {item.producer_name}" for item in line_up[:_MOST_PRODUCTS_NAMED]]
        parts.append("\n".join([translate(locale, N_("On show:")), *names]))
    return "\n\n".join(part for part in parts if part)
