"""Pure decisions about livestream sessions: states, slots, what the law asks, orders."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from events_app.livestream.errors import (
    FieldsWrong,
    NotReadyForAir,
    OrderAnswered,
    OrderClosed,
    OrderErased,
    OrderNotAnswered,
    OrdersClosed,
    SessionClosed,
    SlotMissing,
    WrongStep,
)
from events_app.livestream.schemas import OrderState, Status
from events_app.platform.errors import FieldError
from events_app.platform.i18n import N_, Bilingual, nfc

LONGEST = timedelta(hours=24)
LONGEST_TITLE = 200
LONGEST_SUMMARY = 5_000
LONGEST_REASON = 500
SLOT_STEP = timedelta(minutes=15)
ORDERS_CLOSE_AFTER = timedelta(days=1)
MOST_OPEN_ORDERS = 10
CONSENT_VERSION = "livestream-order-2026-12"

_STEPS: dict[Status, frozenset[Status]] = {
    "draft": frozenset({"scheduled", "cancelled"}),
    # Its fair was put off and took the slot away.
    "unscheduled": frozenset({"draft", "scheduled", "cancelled"}),
    "scheduled": frozenset({"draft", "live", "cancelled"}),
    "live": frozenset({"ended"}),
    "ended": frozenset(),
    "cancelled": frozenset(),
}


def ensure_step(status: Status, wanted: Status) -> None:
    """Refuse a step that does not follow on the present state; staying is no step.

    Raises:
        SessionClosed: The session is over.
        WrongStep: Another step comes first.
    """
    if wanted == status:
        return
    if not _STEPS[status]:
        raise SessionClosed(status)
    if wanted not in _STEPS[status]:
        raise WrongStep(status, wanted)


def ensure_changeable(status: Status) -> None:
    """An ended or cancelled session is history.

    Raises:
        SessionClosed: It is.
    """
    if not _STEPS[status]:
        raise SessionClosed(status)


def is_public(status: Status, *, was_published: bool) -> bool:
    """Whether anybody may see it: from its announcement on, also when it is cancelled or waits for a new slot."""
    return status in {"scheduled", "live", "ended"} or was_published


def shows_address(status: Status, *, taken_down: bool) -> bool:
    """Whether the public is told where the stream is."""
    return status in {"scheduled", "live", "ended"} and not taken_down


def clean_bilingual(text: Bilingual | str) -> Bilingual:
    """Take a text given in one language or in two."""
    given = Bilingual(text) if isinstance(text, str) else text
    return Bilingual(vi=given.vi.strip(), en=given.en.strip())


def clean_title(text: Bilingual | str) -> Bilingual:
    """A title: one line, composed Unicode."""
    given = clean_bilingual(text)
    return Bilingual(vi=nfc(given.vi), en=nfc(given.en))


def ensure_sound(title: Bilingual, summary: Bilingual, starts_at: datetime, ends_at: datetime, url: str) -> None:
    """Check what was typed, every fault at its field.

    Raises:
        FieldsWrong: With all of them.
    """
    wrong: dict[str, list[FieldError]] = {}
    if not title.vi:
        wrong["title"] = [FieldError("missing", N_("This is needed."))]
    if len(title.vi) > LONGEST_TITLE or len(title.en) > LONGEST_TITLE:
        wrong["title"] = [_too_long(LONGEST_TITLE)]
    if len(summary.vi) > LONGEST_SUMMARY or len(summary.en) > LONGEST_SUMMARY:
        wrong["summary"] = [_too_long(LONGEST_SUMMARY)]
    if starts_at.tzinfo is None or ends_at.tzinfo is None:
        wrong["starts_at"] = [FieldError("no_time_zone", N_("Add the time zone to this time, for example +07:00."))]
    elif ends_at <= starts_at:
        wrong["ends_at"] = [FieldError("ends_before_start", N_("The end must be later than the start."))]
    elif ends_at - starts_at > LONGEST:
        wrong["ends_at"] = [FieldError("too_long_session", N_("A session lasts at most 24 hours."))]
    if url and not is_web_address(url):
        wrong["stream_url"] = [FieldError("not_an_address", N_("This is not a web address (https://…)."))]
    if wrong:
        raise FieldsWrong(wrong)


def _too_long(most: int) -> FieldError:
    return FieldError("too_long", N_("At most %(most)s characters, please."), {"most": most})


def is_web_address(text: str) -> bool:
    """Whether a browser can go there over HTTP.

    >>> is_web_address("https://www.facebook.com/ocop/live"), is_web_address("javascript:alert(1)")
    (True, False)
    """
    try:
        parts = urlsplit(text)
    except ValueError:
        return False
    host = parts.hostname or ""
    return parts.scheme in {"http", "https"} and "." in host and text.isprintable() and " " not in text


def ensure_slot_chosen(studio: int | None, host: int | None) -> None:
    """A session is announced with a studio and a host.

    Raises:
        SlotMissing: One of them is missing.
    """
    missing = [name for name, chosen in (("studio", studio), ("host", host)) if chosen is None]
    if missing:
        raise SlotMissing(missing)


def missing_before_air(
    *, stream_url: str, identity_checked: bool, host_papers: str, sellers_unchecked: Sequence[str]
) -> list[str]:
    """What the Law on E-commerce asks before going live and is not done, by stable words."""
    checks = {
        "stream_url": not stream_url,
        "host_identity": not identity_checked,
        "host_papers": not host_papers.strip(),
        "seller_papers": bool(sellers_unchecked),
    }
    return [word for word, is_missing in checks.items() if is_missing]


def ensure_ready_for_air(missing: Sequence[str], sellers_unchecked: Sequence[str]) -> None:
    """Refuse to go live while something is unchecked.

    Raises:
        NotReadyForAir: With what is missing.
    """
    if missing:
        raise NotReadyForAir(missing, sellers_unchecked)


def nearest_free(
    busy: Iterable[tuple[datetime, datetime]], wanted: datetime, lasts: timedelta, *, not_before: datetime
) -> datetime:
    """The start nearest to the wanted one at which nothing in `busy` overlaps; a tie goes to the later one.

    >>> from datetime import UTC
    >>> nine = datetime(2026, 12, 1, 9, tzinfo=UTC)
    >>> hour = timedelta(hours=1)
    >>> nearest_free([(nine, nine + 2 * hour)], nine + hour, hour, not_before=nine - 5 * hour).hour
    11
    """
    taken = sorted(busy)
    edges = {wanted, *(end for _, end in taken), *(start - lasts for start, _ in taken)}
    candidates = [
        edge
        for edge in edges
        if edge >= not_before and all(edge + lasts <= start or edge >= end for start, end in taken)
    ]
    latest = max((end for _, end in taken), default=wanted)
    candidates.append(max(latest, wanted, not_before))
    return min(candidates, key=lambda start: (abs(start - wanted), start < wanted))


def shifted(moment: datetime, days: int, zone: str) -> datetime:
    """The same wall time so many days later."""
    local = moment.astimezone(ZoneInfo(zone))
    return (local + timedelta(days=days)).astimezone(moment.tzinfo)


def week_of(day: date) -> tuple[date, date]:
    """Monday and the Monday after."""
    monday = day - timedelta(days=day.weekday())
    return monday, monday + timedelta(days=7)


def moved(order: Sequence[int], product: int, direction: str) -> list[int]:
    """The line-up with one product a place up or down; at the edge it stays.

    >>> moved([4, 7, 9], 9, "up"), moved([4, 7, 9], 4, "up")
    ([4, 9, 7], [4, 7, 9])
    """
    places = list(order)
    if product not in places:
        return places
    here = places.index(product)
    there = here - 1 if direction == "up" else here + 1
    if 0 <= there < len(places):
        places[here], places[there] = places[there], places[here]
    return places


def ensure_orders_open(status: Status, ends_at: datetime, *, taken_down: bool, now: datetime) -> None:
    """Orders are taken from the announcement until a day after the end.

    Raises:
        OrdersClosed: It is too early or too late, or the session was stopped.
    """
    announced = status in {"scheduled", "live", "ended"}
    if not announced or taken_down or now > ends_at + ORDERS_CLOSE_AFTER:
        raise OrdersClosed


def ensure_consented(version: str) -> None:
    """The consent must be to the text that is shown today.

    Raises:
        FieldsWrong: It is to another.
    """
    if version != CONSENT_VERSION:
        raise FieldsWrong(
            {
                "consent": [
                    FieldError(
                        "consent_outdated",
                        N_("Please read and agree to the present text (%(version)s)."),
                        {"version": CONSENT_VERSION},
                    )
                ]
            }
        )


def ensure_answerable(state: OrderState, session_status: Status) -> None:
    """An order is answered once, and not when its session was called off.

    Raises:
        OrderClosed: The session was cancelled.
        OrderErased: Nobody can be called any more.
        OrderAnswered: It was answered; that can be corrected.
    """
    if state == "erased":
        raise OrderErased
    if state in {"confirmed", "declined"}:
        raise OrderAnswered(state)
    if state == "closed" or session_status == "cancelled":
        raise OrderClosed


def ensure_correctable(state: OrderState) -> None:
    """Only an answer can be corrected, also one of a session that was called off since.

    Raises:
        OrderClosed: Nobody answered before the session was cancelled.
        OrderErased: Nobody can be called any more.
        OrderNotAnswered: It still waits for its first answer.
    """
    if state == "closed":
        raise OrderClosed
    if state == "erased":
        raise OrderErased
    if state == "handed":
        raise OrderNotAnswered
