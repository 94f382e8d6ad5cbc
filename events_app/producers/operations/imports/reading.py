"""Reads a file in a process of its own, compares it with the register, and stores the preview."""

import asyncio
import contextlib
import os
import sys
import time
from collections.abc import AsyncGenerator
from datetime import date, datetime
from typing import Any

import msgspec

from events_app.places.queries import all_places, successors_of_many
from events_app.platform.db import fetch, transaction
from events_app.platform.i18n.formats import VIETNAM
from events_app.platform.rows import insert_rows
from events_app.platform.settings import PROJECT
from events_app.platform.spreadsheet.limits import WALL_SECONDS
from events_app.platform.spreadsheet.problems import UnreadableFileError
from events_app.producers.matching import MatchedRow, PlaceIndex, Register, match_rows
from events_app.producers.operations.imports.leases import Lease, fail_step, finish_step, show_life
from events_app.producers.queries.snapshot import load_register
from events_app.producers.spreadsheet.limits import MAX_TEXT
from events_app.producers.spreadsheet.messages import Finished, Message, ReadRow, Refused, Rows
from events_app.producers.spreadsheet.problems import Problem, problem_of
from events_app.producers.tables import ImportRow

_LINE_LIMIT = 64 * 1024 * 1024
_PROGRESS_SECONDS = 0.3
_decoder: msgspec.json.Decoder[Message] = msgspec.json.Decoder(Message)


async def read_upload(lease: Lease, *, now: datetime) -> None:
    """Do the first step of an import: from bytes to a preview, or to the sentence that says why not."""
    today = now.astimezone(VIETNAM).date()
    stored = await fetch("SELECT content FROM import_upload WHERE job = $1", lease.job)
    try:
        rows, notes = await _read(stored[0]["content"] if stored else b"", today, lease)
    except UnreadableFileError as refusal:
        await fail_step(lease, problem_of(refusal))
        return
    matched = await match_with_register(rows, lease.office, today)
    async with transaction():
        await finish_step(lease, "preview", rows_read=len(rows), notes=msgspec.json.encode(notes).decode())
        await fetch("DELETE FROM import_row WHERE job = $1", lease.job)
        await _store(lease.job, matched)
        await fetch("DELETE FROM import_upload WHERE job = $1", lease.job)


async def match_with_register(rows: list[ReadRow], office: int, today: date) -> list[MatchedRow]:
    """Compare rows with the register as it stands now; the comparing itself runs off the event loop."""
    register: Register = await load_register(office)
    places = await load_place_index()
    return await asyncio.to_thread(match_rows, rows, register, places, today)


async def load_place_index() -> PlaceIndex:
    """Every administrative unit, ready for reading addresses."""
    places = await all_places()
    return PlaceIndex(places, await successors_of_many(place.id for place in places if place.valid_to is not None))


async def _read(content: bytes, today: date, lease: Lease) -> tuple[list[ReadRow], list[Problem]]:
    rows: list[ReadRow] = []
    shown_at = 0.0
    async with contextlib.aclosing(_messages(content, today)) as messages:
        async for message in messages:
            match message:
                case Rows():
                    rows += message.rows
                    if time.monotonic() - shown_at > _PROGRESS_SECONDS:
                        await show_life(lease, rows_read=message.rows_read, rows_expected=message.rows_expected)
                        shown_at = time.monotonic()
                case Refused():
                    raise UnreadableFileError(message.problem.code, **message.problem.data)
                case Finished():
                    return rows, message.notes
    raise UnreadableFileError("too_slow")


async def _messages(content: bytes, today: date) -> AsyncGenerator[Message]:
    """Run the reading process; it is killed when it takes too long or nobody listens any more."""
    path = os.pathsep.join(part for part in (str(PROJECT), os.environ.get("PYTHONPATH", "")) if part)
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "events_app.producers.spreadsheet", today.isoformat(),
        stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.DEVNULL,
        env={"PYTHONPATH": path, "PATH": os.environ.get("PATH", ""), "PYTHONUTF8": "1"}, limit=_LINE_LIMIT,
    )  # fmt: skip
    if process.stdin is None or process.stdout is None:
        raise RuntimeError("The reading process has no pipes.")
    deadline = time.monotonic() + WALL_SECONDS
    try:
        process.stdin.write(content)
        await asyncio.wait_for(process.stdin.drain(), WALL_SECONDS)
        process.stdin.close()
        while line := await asyncio.wait_for(process.stdout.readline(), max(deadline - time.monotonic(), 0)):
            yield _decoder.decode(line)
    except (TimeoutError, BrokenPipeError, ConnectionResetError):
        return
    finally:
        if process.returncode is None:
            with contextlib.suppress(ProcessLookupError):
                process.kill()
        await process.wait()


async def _store(job: int, matched: list[MatchedRow]) -> None:
    rows = [
        {
            "job": job,
            "sheet": row.read.sheet,
            "row": row.read.row,
            "action": row.action,
            "producer_name": row.read.found.producer[:MAX_TEXT],
            "product_name": row.read.found.product[:MAX_TEXT],
            "raw": row.read.raw,
            "found": _stored(row.read),
            "changes": row.changes,
            "errors": row.errors,
            "error_count": len(row.errors),
            "notes": row.notes,
        }
        for row in matched
    ]
    await insert_rows(ImportRow, rows)


def _stored(read: ReadRow) -> dict[str, Any]:
    """What matching needs again when the list is accepted."""
    return {"found": read.found, "section": read.section, "producer_row": read.producer_row}
