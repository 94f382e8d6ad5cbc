"""The stream pages listen on: server-sent events with nudges, never data."""

import asyncio
import re
from collections.abc import AsyncIterator
from typing import Any

from litestar import Request, get
from litestar.params import FromQuery
from litestar.response import ServerSentEvent, ServerSentEventMessage

from events_app.platform.errors import NotFound
from events_app.platform.live import LiveHub
from events_app.platform.web.wiring import wiring_of

_CHANNEL = re.compile(r"[a-z_]+(:[a-z0-9_-]+){1,3}")
_KEEP_ALIVE_SECONDS = 15.0


@get("/live", include_in_schema=False)
async def stream_nudges(request: Request[Any, Any, Any], channel: FromQuery[str]) -> ServerSentEvent:
    """Tell the page whenever its channel speaks; a comment now and then keeps proxies from closing the line."""
    if not _CHANNEL.fullmatch(channel):
        raise NotFound
    return ServerSentEvent(_nudges(wiring_of(request.app).live, channel), headers={"X-Accel-Buffering": "no"})


async def _nudges(hub: LiveHub, channel: str) -> AsyncIterator[ServerSentEventMessage]:
    yield ServerSentEventMessage(event="open", data="ready", retry=2000)
    messages = hub.subscribe(channel)
    pending = asyncio.ensure_future(anext(messages, None))
    try:
        while True:
            done, _ = await asyncio.wait({pending}, timeout=_KEEP_ALIVE_SECONDS)
            if not done:
                yield ServerSentEventMessage(comment="waiting")
                continue
            message = pending.result()
            if message is None:
                return
            yield ServerSentEventMessage(event="nudge", data=message)
            pending = asyncio.ensure_future(anext(messages, None))
    finally:
        pending.cancel()
        await asyncio.gather(pending, return_exceptions=True)
        await messages.aclose()  # type: ignore[attr-defined] # an async generator
