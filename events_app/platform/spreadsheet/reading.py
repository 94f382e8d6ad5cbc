"""Runs the reading process and waits for it: nothing a file holds can stop the service."""

import asyncio
import contextlib
import os
import sys
from typing import Any

import msgspec

from events_app.platform.settings import PROJECT
from events_app.platform.spreadsheet.limits import WALL_SECONDS
from events_app.platform.spreadsheet.problems import UnreadableFileError
from events_app.platform.spreadsheet.wanted import TextRow, Wanted


class Read(msgspec.Struct):
    """What the reading process tells: the rows, or why there are none."""

    rows: list[TextRow] = []
    refused: str = ""
    data: dict[str, Any] = {}


async def read_table_apart(content: bytes, wanted: Wanted, *, seconds: float = WALL_SECONDS) -> list[TextRow]:
    """Read a table in a process that is killed when it takes too long.

    Raises:
        UnreadableFileError: The file is no such table; the code says why.
    """
    path = os.pathsep.join(part for part in (str(PROJECT), os.environ.get("PYTHONPATH", "")) if part)
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "events_app.platform.spreadsheet",
        msgspec.json.encode(wanted).decode(),
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.DEVNULL,
        env={"PYTHONPATH": path, "PATH": os.environ.get("PATH", ""), "PYTHONUTF8": "1"},
    )
    try:
        async with asyncio.timeout(seconds):
            told, _ = await process.communicate(content)
    except TimeoutError as error:
        raise UnreadableFileError("too_slow") from error
    finally:
        if process.returncode is None:
            with contextlib.suppress(ProcessLookupError):
                process.kill()
            await process.wait()
    if process.returncode != 0:
        raise UnreadableFileError("too_slow")
    read = msgspec.json.decode(told, type=Read)
    if read.refused:
        raise UnreadableFileError(read.refused, **read.data)
    return read.rows
