"""Hand-over sheets and decision letters as A4 documents."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from events_app.accounts.queries import load_office
from events_app.booths.schemas import Application, HeldBooth
from events_app.booths.schemas.holders import HandOverView
from events_app.booths.words import APPLICATIONS, DECISIONS, UTILITIES
from events_app.fairs.schemas import Fair
from events_app.platform.i18n import _, current_locale
from events_app.platform.i18n.formats import VIETNAM, format_day, format_days, format_moment, format_phone
from events_app.platform.typesetting import typeset

_HERE = Path(__file__).parent


async def draw_sheets(fair: Fair, held: Sequence[HeldBooth]) -> bytes:
    """One A4 page a booth: what was recorded is filled in, the rest is left to the pen."""
    office = await load_office(fair.office)
    labels = {
        "title": _("Hand-over and return of a booth"),
        "handover": _("Hand-over before the fair"),
        "return": _("Return after the fair"),
        "condition": _("Condition of the booth"),
        "good": _("in order"),
        "faults": _("with faults"),
        "power": _("Power"),
        "works": _("works"),
        "broken": _("does not work"),
        "tables": _("Tables"),
        "chairs": _("Chairs"),
        "keys": _("Keys"),
        "remarks": _("Remarks"),
        "for_producer": _("For the producer"),
        "for_office": _("For the office"),
        "sign": _("Name, signature, time"),
        "nobody": _("Nobody has a booth yet."),
    }
    return await typeset(
        _HERE / "sheets.typ",
        {
            "lang": current_locale(),
            "office": office.name.text(),
            "fair": fair.title.text(),
            "days": _days(fair),
            "labels": labels,
            "booths": [
                {
                    "code": _("Booth %(code)s", code=each.code),
                    "zone": each.zone.text() if each.zone else "",
                    "producer": each.producer_name,
                    "phone": format_phone(each.phone),
                    "utilities": ", ".join(_(UTILITIES[name]) for name in UTILITIES if name in each.utilities),
                    "handover": _record(each.handed_over),
                    "return": _record(each.returned),
                }
                for each in held
            ],
        },
    )


async def draw_decision(fair: Fair, application: Application, *, rank: int | None) -> bytes:
    """The office's letter about an application, as it stands."""
    office = await load_office(fair.office)
    codes = ", ".join(booth.code for booth in application.offered)
    until = min((booth.expires_at for booth in application.offered if booth.expires_at), default=None)
    facts = [
        (_("Producer"), application.producer_name),
        (_("Fair"), fair.title.text()),
        (_("Days of the fair"), _days(fair)),
        (_("Handed in"), format_moment(application.submitted_at, current_locale()) if application.submitted_at else ""),
        (_("Booths wanted"), str(application.booths_wanted)),
        (_("Place on the waiting list"), str(rank) if rank else ""),
        (_("Booth"), codes),
        (_("Answer before"), format_moment(until, current_locale()) if until else ""),
    ]
    return await typeset(
        _HERE / "decision.typ",
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


def _days(fair: Fair) -> str:
    return format_days(fair.starts_on, fair.ends_on, current_locale()) if fair.starts_on and fair.ends_on else ""


def _record(record: HandOverView | None) -> dict[str, Any] | None:
    if record is None:
        return None
    return {
        "in_order": record.in_order,
        "power": record.power_works,
        "tables": record.tables,
        "chairs": record.chairs,
        "keys": record.keys,
        "remarks": record.remarks,
        "signed": f"{record.signed_by} · {format_moment(record.recorded_at, current_locale())}",
        "recorded": record.recorded_by,
    }
