"""Public pages that a crowd opens at once are drawn once a second, not once a reader.

Only for those who are not signed in and have nothing to be told: their page depends on the address, the language and
the chosen theme alone. A page is never older than its second, so nothing has to remember to throw it away. Compressed
bytes are kept too, which is why handlers that answer this way carry `**SELF_COMPRESSED`.
"""

import asyncio
import gzip
import time
from collections import OrderedDict
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from litestar import Request, Response
from litestar.datastructures import State

from events_app.platform.actor import Actor
from events_app.platform.i18n import current_locale
from events_app.platform.web.templates import FLASH_COOKIE, Page
from events_app.platform.web.wiring import wiring_of

COMPRESSES_ITSELF = "compresses_itself"
SELF_COMPRESSED: dict[str, Any] = {"opt": {COMPRESSES_ITSELF: True}}
_MOST_KEPT = 200

Answer = Page | Response[None]
AnyRequest = Request[Actor, Any, State]
Make = Callable[[], Awaitable[Answer]]
_Key = tuple[str, str, str, str]


@dataclass
class KeptPage:
    """A page as bytes, good until an instant of the monotonic clock (seconds)."""

    body: bytes
    until: float

    @cached_property
    def compressed(self) -> bytes:
        return gzip.compress(self.body, 6)


@dataclass
class KeptPages:
    """The pages one process has drawn within the last `seconds`; 0 keeps none."""

    seconds: float
    _kept: OrderedDict[_Key, KeptPage] = field(default_factory=OrderedDict)
    _drawing: dict[_Key, asyncio.Task[KeptPage | Response[None]]] = field(default_factory=dict)

    async def find(self, request: AnyRequest, make: Make) -> KeptPage | Response[None]:
        """The page that stands, or the one being drawn for somebody else, or a new one."""
        key = (request.url.path, request.url.query, current_locale(), request.cookies.get("theme", ""))
        kept = self._kept.get(key)
        if kept and kept.until > time.monotonic():
            return kept
        drawing = self._drawing.get(key)
        if drawing is None:
            drawing = self._drawing[key] = asyncio.create_task(self._draw(key, request, make))
        # One reader who leaves must not take the page from the others.
        return await asyncio.shield(drawing)

    async def _draw(self, key: _Key, request: AnyRequest, make: Make) -> KeptPage | Response[None]:
        try:
            answer = await make()
            if not isinstance(answer, Page):
                return answer
            kept = KeptPage(_drawn(answer, request), time.monotonic() + self.seconds)
            self._kept[key] = kept
            self._kept.move_to_end(key)
            if len(self._kept) > _MOST_KEPT:
                self._kept.popitem(last=False)
            return kept
        finally:
            del self._drawing[key]


async def answer_kept(request: AnyRequest, make: Make) -> Response[Any]:
    """Answer with a page of the last second where any reader would get the same, else with one made for this reader."""
    pages = wiring_of(request.app).kept_pages
    if not pages.seconds or request.user.is_known or FLASH_COOKIE in request.cookies:
        answer = await make()
        if not isinstance(answer, Page):
            return answer
        body = _drawn(answer, request)
        return _answer(request, KeptPage(body, 0), answer)
    found = await pages.find(request, make)
    return _answer(request, found) if isinstance(found, KeptPage) else found


def _drawn(page: Page, request: AnyRequest) -> bytes:
    return bytes(page.to_asgi_response(None, request).body)


def _answer(request: AnyRequest, kept: KeptPage, page: Page | None = None) -> Response[bytes]:
    squeezed = "gzip" in request.headers.get("accept-encoding", "")
    headers = {"Content-Language": current_locale(), "Vary": "Accept-Encoding, Cookie"}
    if squeezed:
        headers["Content-Encoding"] = "gzip"
    return Response(
        kept.compressed if squeezed else kept.body,
        media_type="text/html; charset=utf-8",
        headers=headers,
        cookies=page.cookies if page else [],
    )
