"""Stores a file and lets the work begin."""

import asyncio
from datetime import datetime
from pathlib import Path

from events_app.platform.actor import Actor
from events_app.platform.audit import record_audit
from events_app.platform.db import transaction
from events_app.platform.i18n import nfc
from events_app.platform.rows import insert_row
from events_app.platform.spreadsheet.container import open_container
from events_app.platform.spreadsheet.problems import UnreadableFileError
from events_app.producers.errors import FileRefused, NothingToWrite
from events_app.producers.operations.imports.deciding import accept_import
from events_app.producers.operations.imports.working import work_on_imports
from events_app.producers.queries.imports import load_import
from events_app.producers.schemas import ImportView
from events_app.producers.spreadsheet.problems import problem_of
from events_app.producers.tables import ImportJob, ImportUpload


async def start_import(filename: str, content: bytes, office: int, *, acting: Actor, now: datetime) -> ImportView:
    """Take a file in: what is plainly no list is refused at once, everything else is read in the background.

    Raises:
        FileRefused: It is no Excel file, is too large, protected, or carries macros.
    """
    acting.ensure_organizes(office)
    try:
        await asyncio.to_thread(_look_at, content)
    except UnreadableFileError as refusal:
        raise FileRefused(problem_of(refusal)) from refusal
    async with transaction():
        handed_in = {
            "office": office,
            "account": acting.id if acting.kind == "person" else None,
            "filename": nfc(filename)[-255:] or "danh-sach.xlsx",
            "size": len(content),
            "state": "reading",
            "created_at": now,
        }
        job: int = (await insert_row(ImportJob, handed_in))["id"]
        await insert_row(ImportUpload, {"job": job, "content": content})
        await record_audit(
            acting, "import.handed_in", subject="import", subject_id=job, office=office, data={"size": len(content)},
            now=now,
        )  # fmt: skip
    return await load_import(job, acting=acting)


async def import_file(path: Path, office: int, acting: Actor, now: datetime, *, accept: bool = True) -> ImportView:
    """Read a file of this machine and write what is right in it: the import of the command line.

    Raises:
        FileRefused: It is no list.
    """
    content = await asyncio.to_thread(path.read_bytes)
    started = await start_import(path.name, content, office, acting=acting, now=now)
    await work_on_imports(now, only=started.id)
    read = await load_import(started.id, acting=acting)
    if not accept or read.state != "preview":
        return read
    try:
        await accept_import(started.id, acting=acting, now=now)
    except NothingToWrite:
        return read
    await work_on_imports(now, only=started.id)
    return await load_import(started.id, acting=acting)


def _look_at(content: bytes) -> None:
    open_container(content).close()
