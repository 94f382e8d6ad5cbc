"""Badges by the hundred, drawn in a process of their own."""

from typing import Any, Final

import msgspec

from events_app.platform.typesetting import draw_in_child

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
    encoded = msgspec.msgpack.encode(request)
    return await draw_in_child("events_app.giving.drawing", request=encoded, time_limit=_TIME_LIMIT_SECONDS)
