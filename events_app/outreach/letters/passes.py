"""The letter that brings a pass."""

from events_app.fairs.schemas import Fair
from events_app.outreach.room import PostRoom
from events_app.outreach.schemas import Button, Invitation, Letter
from events_app.passes.links import pass_token
from events_app.passes.schemas import PassView
from events_app.platform.i18n import _, current_locale
from events_app.platform.i18n.formats import format_days


def pass_issued(given: PassView, fair: Fair, room: PostRoom, *, invitation: Invitation | None = None) -> Letter:
    """Bring a pass to its holder."""
    locale = current_locale()
    title = fair.title.text(locale)
    days = format_days(fair.starts_on, fair.ends_on, locale) if fair.starts_on and fair.ends_on else _("not known yet")
    where = ", ".join(part for part in (fair.venue.name.text(locale), fair.venue.address) if part)
    return Letter(
        subject=_("Your pass for %(fair)s", fair=title),
        heading=_("Your pass for %(fair)s", fair=title),
        paragraphs=[_("Show the code at the gate, on your telephone or on paper.")],
        facts=[(_("Days of the fair"), days), (_("Where"), where), (_("Pass number"), str(given.serial))],
        button=Button(_("Open the pass"), room.link(f"/passes/{pass_token(given.id, room.secret)}")),
        note=_("Whoever has this link has your pass. Do not pass it on."),
        invitation=invitation,
    )
