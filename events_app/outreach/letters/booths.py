"""Letters to a producer about its booths."""

from datetime import datetime
from typing import Any

from events_app.fairs.schemas import Fair
from events_app.outreach.room import PostRoom
from events_app.outreach.rules import OptOutKind
from events_app.outreach.schemas import Button, Invitation, Letter
from events_app.platform.i18n import _, current_locale
from events_app.platform.i18n.formats import format_days, format_moment


def booth_held(fair: Fair, payload: dict[str, Any], room: PostRoom) -> Letter:
    """Remind of the deadline of a hold."""
    until = _moment(payload["until"])
    return Letter(
        subject=_("Booth %(booth)s is held for you until %(until)s", booth=payload["code"], until=until),
        heading=_("Booth %(booth)s is held for you", booth=payload["code"]),
        paragraphs=[_("Confirm it before the deadline. After that it goes back to everybody.")],
        facts=[*_facts(fair, payload), (_("Confirm before"), until)],
        button=Button(_("Confirm the booth"), _page(fair, room)),
    )


def booth_assigned(
    fair: Fair, payload: dict[str, Any], room: PostRoom, *, invitation: Invitation | None = None
) -> Letter:
    """Say that a booth is theirs."""
    by_office = payload.get("by") == "organizer"
    what = (
        _("The office gave you this booth.")
        if by_office
        else _("You confirmed this booth; it is yours for the whole fair.")
    )
    return Letter(
        subject=_("Booth %(booth)s is yours", booth=payload["code"]),
        heading=_("Booth %(booth)s is yours", booth=payload["code"]),
        paragraphs=[what, _("Its days stand in your calendar too.")],
        facts=_facts(fair, payload),
        button=Button(_("See booth and floor plan"), _page(fair, room)),
        invitation=invitation,
    )


def booth_moved(fair: Fair, payload: dict[str, Any], room: PostRoom, *, invitation: Invitation | None = None) -> Letter:
    """Say that a booth was exchanged for another."""
    return Letter(
        subject=_("You have another booth: %(booth)s", booth=payload["code"]),
        heading=_("You have another booth: %(booth)s", booth=payload["code"]),
        paragraphs=[_("The office moved you on the floor plan.")],
        facts=_facts(fair, payload),
        button=Button(_("See booth and floor plan"), _page(fair, room)),
        invitation=invitation,
    )


def booth_released(fair: Fair, payload: dict[str, Any], room: PostRoom) -> Letter:
    """Say that a booth is no longer theirs."""
    return Letter(
        subject=_("Booth %(booth)s is released", booth=payload["code"]),
        heading=_("Booth %(booth)s is no longer yours", booth=payload["code"]),
        paragraphs=[
            _("It was released, and other producers can take it now. If that is a mistake, call the office soon.")
        ],
        facts=_facts(fair, payload),
        button=Button(_("See free booths"), _page(fair, room)),
    )


def hold_expired(fair: Fair, payload: dict[str, Any], room: PostRoom) -> Letter:
    """Say that the deadline of a hold went by."""
    return Letter(
        subject=_("The time for booth %(booth)s is over", booth=payload["code"]),
        heading=_("The time for booth %(booth)s is over", booth=payload["code"]),
        paragraphs=[
            _("It was not confirmed in time and is free again. If nobody has taken it yet, you can hold it once more.")
        ],
        facts=_facts(fair, payload),
        button=Button(_("See free booths"), _page(fair, room)),
    )


def hold_extended(fair: Fair, payload: dict[str, Any], room: PostRoom) -> Letter:
    """Say that there is more time."""
    until = _moment(payload["until"])
    return Letter(
        subject=_("More time for booth %(booth)s: until %(until)s", booth=payload["code"], until=until),
        heading=_("More time for booth %(booth)s", booth=payload["code"]),
        paragraphs=[_("The office gave you more time to confirm.")],
        facts=[*_facts(fair, payload), (_("Confirm before"), until)],
        button=Button(_("Confirm the booth"), _page(fair, room)),
        opt_out=OptOutKind.REMINDERS,
    )


def _facts(fair: Fair, payload: dict[str, Any]) -> list[tuple[str, str]]:
    locale = current_locale()
    facts = [(_("Fair"), fair.title.text(locale)), (_("Booth"), str(payload["code"]))]
    if fair.starts_on and fair.ends_on:
        facts.append((_("Days of the fair"), format_days(fair.starts_on, fair.ends_on, locale)))
    facts.append((_("Where"), fair.venue.name.text(locale)))
    return facts


def _page(fair: Fair, room: PostRoom) -> str:
    return room.link(f"/producer/fairs/{fair.slug}/booths")


def _moment(text: str) -> str:
    return format_moment(datetime.fromisoformat(text), current_locale())
