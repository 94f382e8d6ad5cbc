"""Holders of booths: their sheets at build-up and after the fair, and a message to all of them."""

import secrets
from datetime import datetime
from typing import Annotated, Any

from litestar import Request, Response, get, post
from litestar.params import FromPath
from msgspec import Meta, Struct

from events_app.booths import operations, queries
from events_app.booths.drawing.sheets import draw_sheets
from events_app.booths.schemas.holders import HandOverInput, HandOverKind, HandOverView, MessageInput
from events_app.fairs.queries import fair_for_office
from events_app.floor_plans.words import UTILITIES
from events_app.platform.actor import Actor
from events_app.platform.errors import Conflict, InvalidInput, StaleRevision
from events_app.platform.i18n import Bilingual, _
from events_app.platform.i18n.formats import format_phone
from events_app.platform.web.auth import Acting, Now
from events_app.platform.web.errors import status_of
from events_app.platform.web.exports import excel, pdf
from events_app.platform.web.forms import Form, blank_form, read_form
from events_app.platform.web.templates import Page, page, see_other

AnyRequest = Request[Any, Any, Any]
Answer = Page | Response[None]
Count = Annotated[int, Meta(ge=0, le=99)]


class HandOverForm(Struct, frozen=True, kw_only=True):
    """The sheet as it is filled in on a phone."""

    condition: str = ""
    power: str = ""
    tables: Count = 0
    chairs: Count = 0
    keys: Count = 0
    remarks: Annotated[str, Meta(max_length=1000)] = ""
    signed_by: Annotated[str, Meta(max_length=120)] = ""
    revision: int = 0

    def sheet(self) -> HandOverInput:
        """The sheet as the operation takes it; what was not answered counts as not in order."""
        return HandOverInput(
            in_order=self.condition == "good",
            power_works={"yes": True, "no": False}.get(self.power),
            tables=self.tables,
            chairs=self.chairs,
            keys=self.keys,
            remarks=self.remarks,
            signed_by=self.signed_by,
            revision=self.revision,
        )


class MessageForm(Struct, frozen=True, kw_only=True):
    """The message; `send` is the second button, below the preview."""

    nonce: Annotated[str, Meta(min_length=20, max_length=43)]
    subject_vi: str
    body_vi: str
    subject_en: str = ""
    body_en: str = ""
    send: bool = False


@get("/")
async def list_holders(slug: FromPath[str], acting: Acting, now: Now) -> Page:
    """Every booth with its holder and its sheet."""
    found = await fair_for_office(slug, acting=acting, now=now)
    held = await queries.held_booths(found.fair.id)
    return page(
        "booths/holders.html",
        fair=found.fair,
        held=held,
        handed_over=sum(each.handed_over is not None for each in held),
        returned=sum(each.returned is not None for each in held),
        messages=await queries.messages_of(found.fair.id),
    )


@get("/list.xlsx")
async def export_holders(slug: FromPath[str], acting: Acting, now: Now) -> Response[bytes]:
    """The sheets as a list."""
    found = await fair_for_office(slug, acting=acting, now=now)
    columns = [_("Booth"), _("Producer"), _("Phone")]
    for name in (_("Hand-over"), _("Return")):
        columns += [name, f"{name}: {_('Remarks')}", f"{name}: {_('Signed by')}", f"{name}: {_('Keys')}"]
    rows = [
        (each.code, each.producer_name, format_phone(each.phone), *_cells(each.handed_over), *_cells(each.returned))
        for each in await queries.held_booths(found.fair.id)
    ]
    return excel(_("Hand-over sheets of %(fair)s", fair=found.fair.title.text()), columns, rows)


@get("/sheets.pdf")
async def print_sheets(slug: FromPath[str], acting: Acting, now: Now) -> Response[bytes]:
    """A sheet for every booth, to print."""
    found = await fair_for_office(slug, acting=acting, now=now)
    held = await queries.held_booths(found.fair.id)
    return pdf(_("Hand-over sheets of %(fair)s", fair=found.fair.title.text()), await draw_sheets(found.fair, held))


@get("/{claim:int}")
async def show_sheet(slug: FromPath[str], claim: FromPath[int], acting: Acting, now: Now) -> Page:
    """The sheet of one booth."""
    return await _sheet(slug, claim, None, "handover", acting=acting, now=now)


@get("/{claim:int}/sheet.pdf")
async def print_sheet(slug: FromPath[str], claim: FromPath[int], acting: Acting, now: Now) -> Response[bytes]:
    """The sheet of one booth, to print."""
    found = await fair_for_office(slug, acting=acting, now=now)
    held = await queries.find_held_booth(claim, acting=acting)
    return pdf(_("Hand-over sheet of booth %(code)s", code=held.code), await draw_sheets(found.fair, [held]))


@post("/{claim:int}/{kind:str}")
async def record_hand_over(
    request: AnyRequest,
    slug: FromPath[str],
    claim: FromPath[int],
    kind: FromPath[HandOverKind],
    acting: Acting,
    now: Now,
) -> Answer:
    """Record the hand-over or the return."""
    form = await read_form(request, HandOverForm)
    if form.data is not None:
        try:
            held = await operations.record_hand_over(claim, kind, form.data.sheet(), acting=acting, now=now)
        except StaleRevision as stale:
            form.values["revision"] = stale.data["revision"]
            form.refuse(stale)
        except (Conflict, InvalidInput) as error:
            form.refuse(error)
        else:
            flash = _("Booth %(code)s is recorded.", code=held.code)
            return see_other(f"/organizer/fairs/{slug}/holders/{claim}", flash=flash)
    return await _sheet(slug, claim, form, kind, acting=acting, now=now)


@get("/message")
async def write_message(slug: FromPath[str], acting: Acting, now: Now) -> Page:
    """A message to all holders, to be written."""
    return await _message(slug, blank_form(nonce=secrets.token_urlsafe(24)), preview=False, acting=acting, now=now)


@post("/message")
async def send_message(request: AnyRequest, slug: FromPath[str], acting: Acting, now: Now) -> Answer:
    """Look the message over; the second time send it."""
    form = await read_form(request, MessageForm)
    if form.data is None or not form.data.send:
        return await _message(slug, form, preview=form.data is not None, acting=acting, now=now)
    typed = form.data
    message = MessageInput(
        nonce=typed.nonce,
        subject=Bilingual(typed.subject_vi, typed.subject_en),
        body=Bilingual(typed.body_vi, typed.body_en),
    )
    try:
        await operations.send_to_holders(slug, message, acting=acting, now=now)
    except (Conflict, InvalidInput) as error:
        form.refuse(error)
        return await _message(slug, form, preview=False, acting=acting, now=now)
    flash = _("The message is on its way to everybody with a booth.")
    return see_other(f"/organizer/fairs/{slug}/holders#messages", flash=flash)


async def _message(slug: str, form: Form[Any], *, preview: bool, acting: Actor, now: datetime) -> Page:
    found = await fair_for_office(slug, acting=acting, now=now)
    return page(
        "booths/message.html",
        status=status_of(form.error) if form.error else 422 if form.errors else 200,
        fair=found.fair,
        form=form,
        preview=preview,
        producers=await queries.count_holders(found.fair.id, now=now),
    )


async def _sheet(slug: str, claim: int, form: Form[Any] | None, kind: str, *, acting: Actor, now: datetime) -> Page:
    found = await fair_for_office(slug, acting=acting, now=now)
    held = await queries.find_held_booth(claim, acting=acting)
    others = await queries.held_booths(found.fair.id)
    waiting = [each for each in others if each.claim != claim and each.handed_over is None]
    forms = {
        "handover": form if form and kind == "handover" else blank_form(**_values(held.handed_over)),
        "return": form if form and kind == "return" else blank_form(**_values(held.returned, held.handed_over)),
    }
    return page(
        "booths/hand_over.html",
        status=200 if form is None else status_of(form.error) if form.error else 422,
        fair=found.fair,
        held=held,
        forms=forms,
        utilities=[_(UTILITIES[name]) for name in UTILITIES if name in held.utilities],
        next_one=next((each for each in waiting if each.code > held.code), waiting[0] if waiting else None),
    )


def _values(record: HandOverView | None, before: HandOverView | None = None) -> dict[str, Any]:
    """What stands in the form: the record, or for a return what was handed over."""
    if record is None:
        given = before or None
        return {"tables": given.tables, "chairs": given.chairs, "keys": given.keys, "revision": 0} if given else {}
    return {
        "condition": "good" if record.in_order else "faults",
        "power": {True: "yes", False: "no"}.get(record.power_works, "") if record.power_works is not None else "",
        "tables": record.tables,
        "chairs": record.chairs,
        "keys": record.keys,
        "remarks": record.remarks,
        "signed_by": record.signed_by,
        "revision": record.revision,
    }


def _cells(record: HandOverView | None) -> tuple[Any, ...]:
    if record is None:
        return (None, "", "", None)
    return (record.recorded_at, record.remarks, record.signed_by, record.keys)


HANDLERS = [
    list_holders,
    export_holders,
    print_sheets,
    show_sheet,
    print_sheet,
    record_hand_over,
    write_message,
    send_message,
]
