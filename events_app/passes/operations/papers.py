"""A pass on paper, in its holder's language: for its page, and for the letter that brings it."""

from datetime import datetime

from events_app.accounts.queries import load_office
from events_app.fairs.queries import fair_by_id
from events_app.passes.drawing import draw_svg, typeset
from events_app.passes.operations.issuing import code_of
from events_app.passes.operations.keys import Signer
from events_app.passes.queries.days import days_of
from events_app.passes.queries.passes import find_pass
from events_app.passes.rules import FairDays, PassState, serial_shown
from events_app.passes.schemas import PassView
from events_app.passes.words import KINDS
from events_app.platform.i18n import _, current_locale
from events_app.platform.i18n.formats import format_dates


def days_shown(found: PassView, days: FairDays) -> str:
    """Write the days of a pass as dates, in the reader's language."""
    dates = [day.date for day in days.opened_by(found.opened) if day.date is not None]
    if not dates:
        return _("New date to be announced") if days.count is None else _("None of the days of the fair")
    return format_dates(dates, current_locale())


async def draw_pdf(found: PassView, code: str, *, now: datetime) -> bytes:
    """Set a pass on paper, in the reader's language."""
    fair = await fair_by_id(found.fair, now=now)
    office = await load_office(fair.office)
    return await typeset(
        "pass",
        {
            "title": fair.title.text(),
            "lang": current_locale(),
            "office": office.name.text(),
            "days": days_shown(found, await days_of(fair)),
            "place": ", ".join(part for part in (fair.venue.name.text(), fair.venue.address) if part),
            "qr": draw_svg(code),
            "serial": serial_shown(found.serial),
            "holder": found.holder_name or "",
            "kind": _(KINDS[found.kind]),
            "note": _("Show this code at the gate, on paper or on your phone with the screen turned up bright."),
        },
    )


async def paper_for_letter(pass_id: int, *, signer: Signer, now: datetime) -> bytes | None:
    """Draw a pass that is about to be sent; None when it no longer opens the gate.

    Raises:
        DocumentFailed: It could not be drawn just now.
    """
    found = await find_pass(pass_id)
    if found.state is not PassState.valid:
        return None
    return await draw_pdf(found, await code_of(found, signer=signer, now=now), now=now)
