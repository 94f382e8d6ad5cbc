"""Lists handed in by programs: `/api/v1/imports`."""

from datetime import datetime
from typing import Any

import msgspec
from litestar import Request, Response, delete, get, post, put
from litestar.background_tasks import BackgroundTask
from litestar.datastructures import UploadFile
from litestar.params import FromPath, FromQuery

from events_app.platform.actor import Actor, NotYourOffice
from events_app.platform.listing import DEFAULT_LIMIT, Listing, Window, read_window
from events_app.platform.web.auth import Acting, Now, signed_in
from events_app.producers import operations, queries
from events_app.producers.errors import FileMissing, WhichOffice
from events_app.producers.schemas import (
    ImportFigures,
    ImportRowView,
    ImportState,
    ImportView,
    KeptSubject,
    RowAction,
    RowProblem,
)

MAX_REQUEST = 22_000_000
"""A file of 20 MB with the form around it."""


class ImportStatus(msgspec.Struct, kw_only=True):
    """One import with one page of its rows."""

    id: int
    office: int
    state: ImportState
    filename: str
    rows_read: int
    rows_expected: int | None
    figures: ImportFigures
    notes: list[RowProblem]
    failure: RowProblem | None
    created_at: datetime
    accepted_at: datetime | None
    undone_at: datetime | None
    rows: list[ImportRowView]
    total: int
    next: str | None
    kept: list[KeptSubject]


class Started(msgspec.Struct):
    """An import that has begun; ask for it again to see how far it is."""

    id: int
    state: ImportState


@get("/imports", guards=[signed_in])
async def list_imports(
    acting: Acting, limit: FromQuery[int] = DEFAULT_LIMIT, cursor: FromQuery[str | None] = None
) -> Listing[ImportView]:
    """The imports of your offices, latest first."""
    return await queries.list_imports(acting.organized_offices, read_window(limit, cursor))


@post("/imports", guards=[signed_in], status_code=202, request_max_body_size=MAX_REQUEST)
async def start_import(request: Request[Actor, Any, Any], acting: Acting, now: Now) -> Response[Started]:
    """Hand in a list (multipart, part `file`; `office` when you work for several). It is read in the background."""
    form = await request.form()
    upload = form.get("file")
    if not isinstance(upload, UploadFile):
        raise FileMissing
    office = office_of(form.get("office"), acting)
    content = await upload.read()
    started = await operations.start_import(upload.filename, content, office, acting=acting, now=now)
    work = BackgroundTask(operations.work_on_imports, now, only=started.id)
    return Response(Started(started.id, started.state), status_code=202, background=work)


@get("/imports/{job:int}", guards=[signed_in])
async def read_import(
    job: FromPath[int],
    acting: Acting,
    limit: FromQuery[int] = DEFAULT_LIMIT,
    cursor: FromQuery[str | None] = None,
    action: FromQuery[RowAction | None] = None,
) -> ImportStatus:
    """How far an import is, its figures, and its rows page by page with an error per wrong cell."""
    return await _status(job, read_window(limit, cursor), acting, action)


@put("/imports/{job:int}/acceptance", guards=[signed_in])
async def accept_import(job: FromPath[int], acting: Acting, now: Now) -> ImportStatus:
    """Write the right rows into the register; doing it again changes nothing."""
    await operations.accept_import(job, acting=acting, now=now)
    await operations.work_on_imports(now, only=job)
    return await _status(job, Window(), acting)


@delete("/imports/{job:int}/acceptance", guards=[signed_in], status_code=200)
async def undo_import(job: FromPath[int], acting: Acting, now: Now) -> ImportStatus:
    """Take an import back: untouched rows go, those used since stay and are listed under `kept`."""
    await operations.undo_import(job, acting=acting, now=now)
    return await _status(job, Window(), acting)


def office_of(said: object, acting: Actor) -> int:
    """The office a form names, or the only one the person works for."""
    if isinstance(said, str) and said.strip().isascii() and said.strip().isdigit():
        return int(said)
    if len(acting.organized_offices) == 1:
        return acting.organized_offices[0]
    if not acting.organized_offices:
        raise NotYourOffice
    raise WhichOffice


async def _status(job: int, window: Window, acting: Actor, action: RowAction | None = None) -> ImportStatus:
    view = await queries.load_import(job, acting=acting)
    rows = await queries.list_import_rows(job, window, action=action)
    kept = await queries.kept_subjects(job) if view.state == "undone" else []
    shared = {name: getattr(view, name) for name in view.__struct_fields__ if name != "created_by"}
    return ImportStatus(**shared, rows=rows.items, total=rows.total, next=rows.next, kept=kept)


HANDLERS = [list_imports, start_import, read_import, accept_import, undo_import]
