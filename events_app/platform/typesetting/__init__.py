"""PDF documents, set by typst in a process of their own that can be killed.

A page with a strange name must not be able to hold up the event loop or the gate's scans: the work is done in a
child process with a time limit, at most two at once.
"""

import asyncio
import contextlib
import sys
from pathlib import Path
from typing import Any, Final

import msgspec

from events_app.platform.errors import Unavailable
from events_app.platform.i18n import N_
from events_app.platform.settings import PROJECT

_AT_ONCE: Final = 2
_TIME_LIMIT_SECONDS: Final = 30.0
_slots: dict[asyncio.AbstractEventLoop, asyncio.Semaphore] = {}


class DocumentFailed(Unavailable):
    """The document could not be drawn in time."""

    code = "document_failed"
    message = N_("The document could not be made just now. Please try again in a moment.")


async def typeset(
    template: Path,
    data: dict[str, Any],
    *,
    time_limit: float = _TIME_LIMIT_SECONDS,
) -> bytes:
    """Set a document from a typst template of a slice and the data it shows.

    Raises:
        DocumentFailed: It took too long, or typst refused it.
    """
    loop = asyncio.get_running_loop()
    slots = _slots.setdefault(loop, asyncio.Semaphore(_AT_ONCE))
    async with slots:
        return await draw_in_child(
            "events_app.platform.typesetting", str(template), request=msgspec.json.encode(data), time_limit=time_limit
        )


async def draw_in_child(module: str, *arguments: str, request: bytes, time_limit: float) -> bytes:
    """Let a module of ours, run as a program, read a request and write a PDF; killed after `time_limit` seconds.

    Raises:
        DocumentFailed: It took too long, or what came was no PDF.
    """
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        module,
        *arguments,
        cwd=PROJECT,
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.DEVNULL,
    )
    try:
        async with asyncio.timeout(time_limit):
            document, _ = await process.communicate(request)
    except TimeoutError as error:
        raise DocumentFailed from error
    finally:
        with contextlib.suppress(ProcessLookupError):
            process.kill()
        await process.wait()
    if process.returncode != 0 or not document.startswith(b"%PDF"):
        raise DocumentFailed
    return document
