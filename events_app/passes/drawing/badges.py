"""Badges by the hundred, drawn in a process of their own."""

import asyncio
import contextlib
import sys
from typing import Any, Final

import msgspec

from events_app.platform.settings import PROJECT
from events_app.platform.typesetting import DocumentFailed

_TIME_LIMIT_SECONDS: Final = 60.0


async def draw_badges(sheet: dict[str, Any]) -> bytes:
    """Draw one A6 page a badge.

    Raises:
        DocumentFailed: It took too long, or a page could not be set.
    """
    return await _ask({"type": "badges", "sheet": sheet})


async def join_parts(parts: list[bytes]) -> bytes:
    """Make one file of several, each font and picture in it once.

    Raises:
        DocumentFailed: It took too long.
    """
    return parts[0] if len(parts) == 1 else await _ask({"type": "join", "parts": parts})


async def _ask(request: dict[str, Any]) -> bytes:
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "events_app.passes.drawing",
        cwd=PROJECT,
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.DEVNULL,
    )
    try:
        async with asyncio.timeout(_TIME_LIMIT_SECONDS):
            document, _ = await process.communicate(msgspec.msgpack.encode(request))
    except TimeoutError as error:
        raise DocumentFailed from error
    finally:
        with contextlib.suppress(ProcessLookupError):
            process.kill()
        await process.wait()
    if process.returncode != 0 or not document.startswith(b"%PDF"):
        raise DocumentFailed
    return document
