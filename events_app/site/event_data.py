"""A fair as schema.org describes events, for search engines."""

from typing import Any

import msgspec
from markupsafe import Markup

from events_app.fairs.rules import Phase, Status
from events_app.fairs.schemas import Fair
from events_app.platform.i18n import Bilingual, Locale

_STATUS = {
    Status.CANCELLED: "https://schema.org/EventCancelled",
    Status.POSTPONED: "https://schema.org/EventPostponed",
}


def event_json(fair: Fair, office: Bilingual, locale: Locale, public_url: str) -> Markup:
    """The JSON-LD of a fair; every `<` is written as an escape, so no text can end the element it stands in."""
    status = _STATUS.get(fair.status, "https://schema.org/EventScheduled")
    if fair.status is Status.POSTPONED and fair.phase is not Phase.UNDATED:
        status = "https://schema.org/EventRescheduled"
    event: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": "Event",
        "name": fair.title.text(locale),
        "description": fair.summary.text(locale),
        "eventStatus": status,
        "eventAttendanceMode": "https://schema.org/OfflineEventAttendanceMode",
        "startDate": fair.starts_on or fair.previous_starts_on,
        "endDate": fair.ends_on or fair.previous_ends_on,
        "url": f"{public_url}/fairs/{fair.slug}",
        "image": [f"{public_url}/fairs/{fair.slug}/picture.png"],
        "location": _location(fair, locale),
        "organizer": {"@type": "Organization", "name": office.text(locale), "url": public_url},
    }
    if status.endswith("Rescheduled"):
        event["previousStartDate"] = fair.previous_starts_on
    said = {name: value for name, value in event.items() if value}
    return Markup(msgspec.json.encode(said).decode().replace("<", "\\u003c"))  # noqa: S704 - no `<` is left


def _location(fair: Fair, locale: Locale) -> dict[str, Any]:
    place: dict[str, Any] = {
        "@type": "Place",
        "name": fair.venue.name.text(locale),
        "address": fair.venue.address or fair.venue.name.text(locale),
    }
    if fair.venue.latitude is not None:
        place["geo"] = {
            "@type": "GeoCoordinates",
            "latitude": fair.venue.latitude,
            "longitude": fair.venue.longitude,
        }
    return place
