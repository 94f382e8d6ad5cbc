"""The short way for scans: a queue stands at the gate, and more than half of a request's time went into its framework.

The lane answers `POST /api/v1/check-ins` of a paired phone when all is well. Whatever else there is about such a
request (another asker, a body that does not read, a refusal of the field, a key for repeating) goes the ordinary
way with nothing lost: a scan keeps its first answer, so deciding it twice decides it once.
"""

import logging
from typing import Final

import msgspec
from litestar import Litestar
from litestar.enums import ScopeType
from litestar.types import ASGIApp, HTTPReceiveMessage, HTTPSendMessage, Receive, Scope, Send

from events_app.passes.api.dependencies import provide_desk
from events_app.passes.queries import find_device_actor
from events_app.passes.schemas import CheckInAnswer, ScanInput
from events_app.platform.errors import DomainError
from events_app.platform.web.bearer import bearer_token
from events_app.platform.web.wiring import wiring_of

logger = logging.getLogger(__name__)

_PATH: Final = "/api/v1/check-ins"
_LENGTH_DIGITS: Final = 4
_scan_of: Final = msgspec.json.Decoder(ScanInput).decode
_json_of: Final = msgspec.json.Encoder().encode


class ScanLane:
    """Stands before the ordinary way of an application."""

    def __init__(self, app: Litestar, ordinary: ASGIApp) -> None:
        self._app = app
        self._ordinary = ordinary

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        asked = _scan_asked(scope)
        if asked is None:
            await self._ordinary(scope, receive, send)
            return
        token, length = asked
        body = b""
        # The server says "more" until it has seen the end; the length was said before, and one wait is enough.
        while len(body) < length:
            part = await receive()
            if part["type"] != "http.request":
                return  # the caller has gone away
            body += part["body"]
        answer = await self._decide(token, body)
        if answer is None:
            await self._ordinary(scope, _receiving_again(body, receive), send)
            return
        for message in _messages_of(answer):
            await send(message)

    async def _decide(self, token: str, body: bytes) -> CheckInAnswer | None:
        """Decide the scan; None when it is for the ordinary way."""
        try:
            now = wiring_of(self._app).clock.now()
            phone = await find_device_actor(token, now)
            if phone is None:
                return None
            return await provide_desk(self._app.state).record_check_in(_scan_of(body), acting=phone, now=now)
        except (DomainError, msgspec.MsgspecError):
            return None  # it happens again on the ordinary way, which knows how to say it
        except Exception:
            logger.exception("A scan failed on the short way and is tried on the ordinary one")
            return None


def _scan_asked(scope: Scope) -> tuple[str, int] | None:
    """Return the phone's key and the body's length; None when this is no scan, or asks for more than an answer."""
    if scope["type"] != ScopeType.HTTP or scope["path"] != _PATH or scope["method"] != "POST":
        return None
    headers = dict(scope["headers"])
    token = bearer_token(headers.get(b"authorization", b"").decode("latin-1"))
    length = headers.get(b"content-length", b"")
    if token is None or b"idempotency-key" in headers:
        return None
    if not length.isdigit() or len(length) > _LENGTH_DIGITS:
        return None
    return token, int(length)


def _receiving_again(body: bytes, receive: Receive) -> Receive:
    """Return a `receive` that gives the body once more."""
    kept: list[HTTPReceiveMessage] = [{"type": "http.request", "body": body, "more_body": False}]

    async def receive_again() -> HTTPReceiveMessage:
        return kept.pop() if kept else await receive()  # type: ignore[return-value]  # a request's, as its scope is

    return receive_again


def _messages_of(answer: CheckInAnswer) -> tuple[HTTPSendMessage, HTTPSendMessage]:
    body = _json_of(answer)
    headers = [(b"content-type", b"application/json"), (b"content-length", str(len(body)).encode())]
    return (
        {"type": "http.response.start", "status": 200, "headers": headers},
        {"type": "http.response.body", "body": body, "more_body": False},
    )
