"""Decision letters as A4 documents."""

from pathlib import Path

from events_app.accounts.queries import load_office
from events_app.applications.schemas import Application
from events_app.applications.words import APPLICATIONS, DECISIONS
from events_app.fairs.schemas import Fair
from events_app.platform.i18n import _, current_locale
from events_app.platform.i18n.formats import VIETNAM, format_day, format_days, format_moment
from events_app.platform.typesetting import typeset


async def draw_decision(fair: Fair, application: Application, *, rank: int | None) -> bytes:
    """The office's letter about an application, as it stands."""
    office = await load_office(fair.office)
    days = format_days(fair.starts_on, fair.ends_on, current_locale()) if fair.starts_on and fair.ends_on else ""
    codes = ", ".join(booth.code for booth in application.offered)
    until = min((booth.expires_at for booth in application.offered if booth.expires_at), default=None)
    facts = [
        (_("Producer"), application.producer_name),
        (_("Fair"), fair.title.text()),
        (_("Days of the fair"), days),
        (_("Handed in"), format_moment(application.submitted_at, current_locale()) if application.submitted_at else ""),
        (_("Booths wanted"), str(application.booths_wanted)),
        (_("Place on the waiting list"), str(rank) if rank else ""),
        (_("Booth"), codes),
        (_("Answer before"), format_moment(until, current_locale()) if until else ""),
    ]
    return await typeset(
        Path(__file__).parent / "decision.typ",
        {
            "lang": current_locale(),
            "office": office.name.text(),
            "address": " · ".join(part for part in (office.address, office.phone, office.email) if part),
            "title": _("Decision on the application for a booth"),
            "decision": _(APPLICATIONS[application.state]),
            "sentence": _(DECISIONS.get(application.state, "")) if application.state in DECISIONS else "",
            "reply": application.reply,
            "reply_label": _("The office writes"),
            "facts": [[label, value] for label, value in facts if value],
            "number": _("Application no. %(number)s", number=application.id),
            "day": format_day(application.changed_at.astimezone(VIETNAM).date(), current_locale()),
            "sign": _("For the office"),
        },
    )
