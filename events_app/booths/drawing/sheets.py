"""Hand-over sheets as A4 documents."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from events_app.accounts.queries import load_office
from events_app.booths.schemas.holders import HandOverView, HeldBooth
from events_app.fairs.schemas import Fair
from events_app.floor_plans.words import UTILITIES
from events_app.platform.i18n import _, current_locale
from events_app.platform.i18n.formats import format_days, format_moment, format_phone
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
