"""Passes from a spreadsheet: template, preview, give, take back."""

from typing import Any

import msgspec
from litestar import Request, Response, get, post
from litestar.params import FromPath, FromQuery

from events_app.fairs.queries import find_fair
from events_app.giving import operations, queries
from events_app.giving.errors import ListRefused
from events_app.giving.queries import ListRowView, PassListView
from events_app.giving.words import LIST_COLUMNS, LIST_ERRORS, LIST_STATES
from events_app.passes.api import Signing
from events_app.passes.errors import ConsentMissing
from events_app.passes.queries import days_of
from events_app.passes.rules import FairDays, serial_shown
from events_app.passes.words import KINDS, STATES
from events_app.platform.actor import Actor
from events_app.platform.errors import DomainError
from events_app.platform.i18n import N_, _
from events_app.platform.listing import read_window
from events_app.platform.web.auth import Acting, Now, organizer
from events_app.platform.web.errors import status_of
from events_app.platform.web.exports import excel
from events_app.platform.web.forms import Form, blank_form, read_form
from events_app.platform.web.templates import Page, page, see_other

AnyRequest = Request[Any, Any, Any]
_LARGEST_REQUEST = 22_000_000
_FILE_NEEDED = N_("Choose the file first.")


class NoFields(msgspec.Struct):
    """The file comes beside the fields."""


class GiveForm(msgspec.Struct):
    """The office's word that the people agreed, and whether rows of one name are one person."""

    consent: bool = False
    one_person: bool = False


@get("/organizer/fairs/{slug:str}/pass-lists", guards=[organizer])
async def show_lists(slug: FromPath[str], acting: Acting, now: Now) -> Page:
    """Show the lists handed in, and take another."""
    return await _lists_page(slug, blank_form(), acting=acting, now=now)


async def _lists_page(slug: str, form: Form[Any], *, status: int = 200, acting: Actor, now: Now) -> Page:
    lists = await queries.list_lists(slug, acting=acting, now=now)
    fair = await find_fair(slug, acting=acting, now=now)
    return page("giving/lists.html", status=status, fair=fair, lists=lists, form=form, states=LIST_STATES)


@get("/organizer/fairs/{slug:str}/pass-lists/template.xlsx", guards=[organizer])
async def download_template(slug: FromPath[str], acting: Acting, now: Now) -> Response[bytes]:
    """Give the columns with one example for each kind; the examples are overwritten."""
    fair = await find_fair(slug, acting=acting, now=now)
    acting.ensure_organizes(fair.office)
    columns = [_(word) for word in LIST_COLUMNS.values()]
    examples = ("Nguyễn Thị Lan", "Trần Văn Hùng", "Lê Minh Anh", "Phạm Thu Hà", "Đỗ Quang Vinh", "Vũ Ngọc Mai")
    rows = [
        [name, f"0912 345 67{number}", f"vi-du-{number}@example.vn", _(word), "1-2" if number else ""]
        for number, (name, word) in enumerate(zip(examples, KINDS.values(), strict=True))
    ]
    return excel(_("Template for passes"), columns, rows)


@post(
    "/organizer/fairs/{slug:str}/pass-lists",
    guards=[organizer],
    status_code=303,
    request_max_body_size=_LARGEST_REQUEST,
)
async def hand_in(request: AnyRequest, slug: FromPath[str], acting: Acting, now: Now) -> Page | Response[None]:
    """Read a file and show what it says; the same file again shows the same list."""
    form = await read_form(request, NoFields)
    upload = form.files.get("file")
    try:
        content = await upload.read() if upload is not None else b""
        if upload is None or not upload.filename:
            raise ListRefused("file_missing", _FILE_NEEDED)
        made = await operations.hand_in_list(slug, upload.filename, content, acting=acting, now=now)
    except DomainError as refusal:
        form.refuse(refusal)
        return await _lists_page(slug, form, status=status_of(refusal), acting=acting, now=now)
    return see_other(f"/organizer/fairs/{slug}/pass-lists/{made}")


@get("/organizer/fairs/{slug:str}/pass-lists/{pass_list:int}", guards=[organizer])
async def show_list(
    slug: FromPath[str],
    pass_list: FromPath[int],
    acting: Acting,
    now: Now,
    show: FromQuery[str] = "",
    cursor: FromQuery[str | None] = None,
) -> Page:
    """Show a list row by row."""
    return await _list_page(slug, pass_list, blank_form(), show=show, cursor=cursor, acting=acting, now=now)


async def _list_page(
    slug: str,
    pass_list: int,
    form: Form[Any],
    *,
    show: str = "",
    cursor: str | None = None,
    status: int = 200,
    acting: Actor,
    now: Now,
) -> Page:
    found = await queries.find_list(pass_list, acting=acting)
    fair = await find_fair(slug, acting=acting, now=now)
    rows = await queries.list_list_rows(pass_list, read_window(100, cursor), show=show)
    days = await days_of(fair)
    return page(
        "giving/list.html",
        days_shown=lambda row: _days(row, days) if row.days else _("All days") if row.kind else "",
        status=status,
        fair=fair,
        found=found,
        rows=rows,
        form=form,
        show=show,
        first=not cursor,
        sentences=sentences,
        kinds=KINDS,
        states=LIST_STATES,
        pass_states=STATES,
        serial_shown=serial_shown,
    )


def sentences(row: ListRowView) -> list[str]:
    """Say in words what is wrong with a row."""
    return [_sentence(code, facts) for code, facts in row.errors]


def _sentence(code: str, facts: dict[str, Any]) -> str:
    if "column" in facts:
        return f"{_(LIST_COLUMNS[facts['column']])}: {_(LIST_ERRORS[code])}"
    if "serial" in facts:
        facts = {**facts, "serial": serial_shown(facts["serial"])}
    return _(LIST_ERRORS[code], **facts)


@post("/organizer/fairs/{slug:str}/pass-lists/{pass_list:int}/give", guards=[organizer], status_code=303)
async def give(
    request: AnyRequest, slug: FromPath[str], pass_list: FromPath[int], acting: Acting, now: Now, signing: Signing
) -> Page | Response[None]:
    """Give a pass for every right row; pressed twice it is done once."""
    form = await read_form(request, GiveForm)
    try:
        if form.data is None or not form.data.consent:
            raise ConsentMissing
        one_person = form.data.one_person
        given = await operations.give_list(pass_list, one_person=one_person, signer=signing, acting=acting, now=now)
    except DomainError as refusal:
        form.refuse(refusal)
        return await _list_page(slug, pass_list, form, status=status_of(refusal), acting=acting, now=now)
    return see_other(f"/organizer/fairs/{slug}/pass-lists/{pass_list}", flash=_("%(n)s passes are given.", n=given))


@post("/organizer/fairs/{slug:str}/pass-lists/{pass_list:int}/undo", guards=[organizer], status_code=303)
async def undo(slug: FromPath[str], pass_list: FromPath[int], acting: Acting, now: Now) -> Response[None]:
    """Take the passes back that nobody came in with."""
    gone = await operations.undo_list(pass_list, acting=acting, now=now)
    return see_other(f"/organizer/fairs/{slug}/pass-lists/{pass_list}", flash=_("%(n)s passes are revoked.", n=gone))


@post("/organizer/fairs/{slug:str}/pass-lists/{pass_list:int}/removal", guards=[organizer], status_code=303)
async def throw_away(slug: FromPath[str], pass_list: FromPath[int], acting: Acting, now: Now) -> Response[None]:
    """Forget a list of which no pass was given."""
    await operations.throw_away_list(pass_list, acting=acting, now=now)
    return see_other(f"/organizer/fairs/{slug}/pass-lists", flash=_("The list was thrown away. No pass was given."))


@get("/organizer/fairs/{slug:str}/pass-lists/{pass_list:int}/errors.xlsx", guards=[organizer])
async def download_errors(slug: FromPath[str], pass_list: FromPath[int], acting: Acting, now: Now) -> Response[bytes]:
    """Give the wrong rows with their reasons, to be corrected and handed in."""
    found: PassListView = await queries.find_list(pass_list, acting=acting)
    columns = [*(_(word) for word in LIST_COLUMNS.values()), _("What is wrong"), _("Row")]
    days = await days_of(await find_fair(slug, acting=acting, now=now))
    rows = (
        [row.name, row.phone, row.email, _kind(row), _days(row, days), " ".join(sentences(row)), row.row]
        for row in await queries.wrong_rows(pass_list)
    )
    return excel(_("Rows to correct of %(name)s", name=found.filename.rsplit(".", 1)[0]), columns, rows)


def _kind(row: ListRowView) -> str:
    return _(KINDS[row.kind]) if row.kind else ""


def _days(row: ListRowView, days: FairDays) -> str:
    """The dates of a row as a list says them; empty for every day."""
    dates = [day.date for day in days.days if day.date is not None and day.number in (row.days or ())]
    return ", ".join(f"{each:%d/%m/%Y}" for each in dates)


HANDLERS = [show_lists, download_template, hand_in, show_list, give, undo, throw_away, download_errors]
