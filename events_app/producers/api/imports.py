"""Lists handed in by programs: `/api/v1/imports`."""

from dataclasses import dataclass
from datetime import datetime

import msgspec
from litestar import Response, delete, get, post, put
from litestar.background_tasks import BackgroundTask
from litestar.datastructures import UploadFile
from litestar.params import FromPath, FromQuery, MultipartBody

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


@dataclass
class HandedIn:
    """The parts of the request."""

    file: UploadFile | None = None
    office: int | None = None


@post("/imports", guards=[signed_in], status_code=202, request_max_body_size=MAX_REQUEST)
async def start_import(data: MultipartBody[HandedIn], acting: Acting, now: Now) -> Response[Started]:
    """Hand in a list (multipart, part `file`; `office` when you work for several). It is read in the background."""
    if data.file is None:
        raise FileMissing
    office = office_of(data.office, acting)
    content = await data.file.read()
    started = await operations.start_import(data.file.filename, content, office, acting=acting, now=now)
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


def office_of(said: int | None, acting: Actor) -> int:
    """The office a form names, or the only one the person works for."""
    if said is not None:
        return said
    if not acting.organized_offices:
        raise NotYourOffice
    if len(acting.organized_offices) > 1:
        raise WhichOffice
    return acting.organized_offices[0]


async def _status(job: int, window: Window, acting: Actor, action: RowAction | None = None) -> ImportStatus:
    view = await queries.load_import(job, acting=acting)
    rows = await queries.list_import_rows(job, window, action=action)
    kept = await queries.kept_subjects(job) if view.state == "undone" else []
    shared = {name: getattr(view, name) for name in view.__struct_fields__ if name != "created_by"}
    return ImportStatus(**shared, rows=rows.items, total=rows.total, next=rows.next, kept=kept)


HANDLERS = [list_imports, start_import, read_import, accept_import, undo_import]
