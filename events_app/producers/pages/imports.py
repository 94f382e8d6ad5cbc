"""The organizer's pages of imports: hand in, watch, look through, write, take back."""

from typing import Any, Literal

import msgspec
from litestar import Request, Response, get, post
from litestar.background_tasks import BackgroundTask
from litestar.params import FromPath, FromQuery

from events_app.accounts.queries import load_offices
from events_app.platform.actor import Actor
from events_app.platform.errors import Conflict, InvalidInput
from events_app.platform.i18n import _
from events_app.platform.listing import DEFAULT_LIMIT, read_window
from events_app.platform.web.auth import Acting, Now, organizer
from events_app.platform.web.errors import status_of
from events_app.platform.web.exports import excel
from events_app.platform.web.forms import Form, blank_form, read_form
from events_app.platform.web.templates import Page, page, see_other
from events_app.producers import operations, queries
from events_app.producers.api.imports import MAX_REQUEST, office_of
from events_app.producers.errors import FileMissing
from events_app.producers.pages.exports import (
    IMPORT_COLUMNS,
    ROW_COLUMNS,
    error_columns,
    error_lines,
    import_rows,
    row_lines,
)
from events_app.producers.pages.forms import office_choices
from events_app.producers.queries.imports import FIELD_NAMES

AnyRequest = Request[Actor, Any, Any]


class ImportForm(msgspec.Struct):
    """The file comes beside the fields."""

    office: int | None = None


@get("/organizer/imports", guards=[organizer])
async def show_imports(acting: Acting, cursor: FromQuery[str] = "") -> Page:
    """The imports of one's offices, and the form to hand a list in."""
    return await _list_page(blank_form(), acting, cursor)


@post("/organizer/imports", guards=[organizer], status_code=200, request_max_body_size=MAX_REQUEST)
async def hand_in(request: AnyRequest, acting: Acting, now: Now) -> Response[Any]:
    """Take a list in and begin to read it."""
    form = await read_form(request, ImportForm)
    upload = form.files.get("file")
    try:
        content = await upload.read() if upload is not None else b""
        if upload is None or not upload.filename:
            raise FileMissing
        office = office_of(form.data.office if form.data else None, acting)
        started = await operations.start_import(upload.filename, content, office, acting=acting, now=now)
    except InvalidInput as refusal:
        form.refuse(refusal)
        return await _list_page(form, acting, "", status=status_of(refusal))
    answer: Response[Any] = see_other(f"/organizer/imports/{started.id}")
    answer.background = BackgroundTask(operations.work_on_imports, now, only=started.id)
    return answer


@get("/organizer/imports/{job:int}", guards=[organizer])
async def show_import(
    job: FromPath[int],
    acting: Acting,
    show: FromQuery[Literal["", "new", "change", "same", "skip"]] = "",
    cursor: FromQuery[str] = "",
) -> Page:
    """One import: how far it is, its rows, and what can be done next."""
    return await _import_page(job, acting, show, cursor)


@post("/organizer/imports/{job:int}/acceptance", guards=[organizer], status_code=200)
async def write_import(job: FromPath[int], acting: Acting, now: Now) -> Response[Any]:
    """Write the right rows into the register."""
    try:
        await operations.accept_import(job, acting=acting, now=now)
    except Conflict as refusal:
        return await _import_page(job, acting, "", "", refusal=refusal)
    answer: Response[Any] = see_other(f"/organizer/imports/{job}")
    answer.background = BackgroundTask(operations.work_on_imports, now, only=job)
    return answer


@get("/organizer/imports/{job:int}/undo", guards=[organizer])
async def ask_undo(job: FromPath[int], acting: Acting) -> Page:
    """What taking the import back would do, in figures."""
    view = await queries.load_import(job, acting=acting)
    going, kept = await queries.preview_undo(job)
    return page("producers/import_undo.html", job=view, going=going, kept=kept)


@post("/organizer/imports/{job:int}/undo", guards=[organizer], status_code=200)
async def take_back(job: FromPath[int], acting: Acting, now: Now) -> Response[Any]:
    """Take the import back."""
    try:
        await operations.undo_import(job, acting=acting, now=now)
    except Conflict as refusal:
        return await _import_page(job, acting, "", "", refusal=refusal)
    return see_other(f"/organizer/imports/{job}")


@post("/organizer/imports/{job:int}/removal", guards=[organizer], status_code=200)
async def throw_away(job: FromPath[int], acting: Acting, now: Now) -> Response[Any]:
    """Throw a list away that was not written."""
    try:
        await operations.cancel_import(job, acting=acting, now=now)
    except Conflict as refusal:
        return await _import_page(job, acting, "", "", refusal=refusal)
    return see_other("/organizer/imports", flash=_("The list was thrown away. Nothing was written."))


@get("/organizer/imports/{job:int}/errors.xlsx", guards=[organizer])
async def download_errors(job: FromPath[int], acting: Acting) -> Response[bytes]:
    """The wrong rows with their reasons, in the shape of a list, to be corrected and handed in again."""
    view = await queries.load_import(job, acting=acting)
    rows = await queries.error_rows(job)
    name = _("Rows to correct of %(name)s", name=view.filename.rsplit(".", 1)[0])
    return excel(name, error_columns(), error_lines(rows))


@get("/organizer/imports.xlsx", guards=[organizer])
async def download_imports(acting: Acting) -> Response[bytes]:
    """The imports of one's offices as an Excel file."""
    imports = await queries.all_imports(acting.organized_offices)
    return excel(_("Imports"), [_(title) for title in IMPORT_COLUMNS], import_rows(imports))


@get("/organizer/imports/{job:int}/rows.xlsx", guards=[organizer])
async def download_rows(job: FromPath[int], acting: Acting) -> Response[bytes]:
    """All rows of an import with what happens to each."""
    view = await queries.load_import(job, acting=acting)
    rows = await queries.all_import_rows(job)
    return excel(view.filename.rsplit(".", 1)[0], [_(title) for title in ROW_COLUMNS], row_lines(rows))


async def _list_page(form: Form[Any], acting: Actor, cursor: str, *, status: int = 200) -> Page:
    offices = acting.organized_offices
    return page(
        "producers/imports.html",
        status=status,
        form=form,
        listing=await queries.list_imports(offices, read_window(20, cursor or None)),
        office_choices=office_choices(await load_offices(offices)) if len(offices) > 1 else [],
        cursor=cursor,
    )


async def _import_page(job: int, acting: Actor, show: str, cursor: str, *, refusal: Conflict | None = None) -> Page:
    view = await queries.load_import(job, acting=acting)
    window = read_window(DEFAULT_LIMIT, cursor or None)
    return page(
        "producers/import.html",
        status=200 if refusal is None else status_of(refusal),
        job=view,
        rows=await queries.list_import_rows(job, window, action=show or None),
        kept=await queries.kept_subjects(job) if view.state == "undone" else [],
        show=show,
        cursor=cursor,
        refusal=refusal,
        columns=FIELD_NAMES,
    )


HANDLERS = [
    show_imports,
    hand_in,
    show_import,
    write_import,
    ask_undo,
    take_back,
    throw_away,
    download_errors,
    download_imports,
    download_rows,
]
