"""A repeated write gets the first answer: `Idempotency-Key` on the API (draft-ietf-httpapi-idempotency-key-header).

The key is claimed in the database before the handler runs, so two processes cannot both run it. An answer is kept
for 24 hours. A claim whose process died is free again after a minute; the constraints of the field then decide
whether the write had happened. Server errors are not kept: they may be tried again with the same key.
"""

import hashlib
from datetime import datetime, timedelta
from typing import Any

import msgspec
from litestar import Request
from litestar.enums import ScopeType
from litestar.types import ASGIApp, Message, Receive, Scope, Send

from events_app.platform.actor import Actor
from events_app.platform.db import Row, fetch
from events_app.platform.errors import Conflict, FieldError, InvalidInput
from events_app.platform.i18n import N_
from events_app.platform.scheduler import Job
from events_app.platform.web.wiring import wiring_of

KEEP_FOR = timedelta(hours=24)
CLAIM_FOR = timedelta(minutes=1)
MAX_KEY_LENGTH = 200
_WRITES = frozenset({"POST", "PUT", "PATCH", "DELETE"})


class StillRunning(Conflict):
    code = "idempotency_key_in_use"
    message = N_("The first request with this key is still being worked on. Ask again in a moment.")


class KeyReused(InvalidInput):
    code = "idempotency_key_reused"
    message = N_("This Idempotency-Key was used for another request.")


class IdempotencyMiddleware:
    """Replays the first answer to a write under `/api/` that carries a key."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        request: Request[Actor, Any, Any] = Request(scope, receive)
        key = _key_of(scope, request)
        if key is None:
            await self.app(scope, receive, send)
            return
        actor = f"{request.user.kind}:{request.user.id}"
        now = wiring_of(request.app).clock.now()
        digest = await _digest_of(request)
        kept = await _claim(actor, key, digest, now)
        if kept is not None:
            await _replay(kept, send)
            return
        recorder = _Recorder(send)
        try:
            await self.app(scope, receive, recorder.send)
        except BaseException:
            await _give_back(actor, key)
            raise
        if recorder.status >= 500:  # noqa: PLR2004
            await _give_back(actor, key)
        else:
            await _keep(actor, key, recorder)


def _key_of(scope: Scope, request: Request[Actor, Any, Any]) -> str | None:
    if scope["type"] != ScopeType.HTTP or request.method not in _WRITES or not request.url.path.startswith("/api/"):
        return None
    key = request.headers.get("idempotency-key")
    if key is not None and not 0 < len(key) <= MAX_KEY_LENGTH:
        wrong = FieldError("bad_idempotency_key", N_("At most %(most)s characters, please."), {"most": MAX_KEY_LENGTH})
        raise InvalidInput({"Idempotency-Key": [wrong]})
    return key


async def _digest_of(request: Request[Actor, Any, Any]) -> str:
    """Hash what is asked; the boundary of a multipart body is chosen anew by each try and is left out."""
    body = await request.body()
    _, options = request.content_type
    boundary = options.get("boundary", "").encode()
    content = body.replace(boundary, b"") if boundary else body
    return hashlib.sha256(b"\n".join([request.method.encode(), request.url.path.encode(), content])).hexdigest()


class _Recorder:
    """Passes an answer on and remembers it."""

    def __init__(self, send: Send) -> None:
        self._send = send
        self.status = 500
        self.headers: list[tuple[str, str]] = []
        self.body = b""

    async def send(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self.status = message["status"]
            self.headers = [(name.decode(), value.decode()) for name, value in message["headers"]]
        elif message["type"] == "http.response.body":
            self.body += message["body"]
        await self._send(message)


async def _claim(actor: str, key: str, digest: str, now: datetime) -> Row | None:
    """Take the key for this request; a kept answer comes back instead when there is one.

    Raises:
        StillRunning: Another request with this key has not been answered yet.
        KeyReused: The key belongs to another request.
    """
    claimed = await fetch(
        "INSERT INTO idempotent_answer AS kept (actor, key, request_hash, created_at, claimed_until, headers, body) "
        "VALUES ($1, $2, $3, $4, $5, '[]', '') ON CONFLICT (actor, key) DO UPDATE "
        "SET request_hash = $3, status = NULL, created_at = $4, claimed_until = $5 "
        "WHERE kept.created_at < $6 OR (kept.status IS NULL AND kept.claimed_until < $4) RETURNING id",
        actor, key, digest, now, now + CLAIM_FOR, now - KEEP_FOR,
    )  # fmt: skip
    if claimed:
        return None
    rows = await fetch("SELECT * FROM idempotent_answer WHERE actor = $1 AND key = $2", actor, key)
    if not rows or (rows[0]["request_hash"] == digest and rows[0]["status"] is None):
        raise StillRunning
    if rows[0]["request_hash"] != digest:
        raise KeyReused
    return dict(rows[0])


async def _keep(actor: str, key: str, answer: _Recorder) -> None:
    await fetch(
        "UPDATE idempotent_answer SET status = $3, headers = $4, body = $5 WHERE actor = $1 AND key = $2",
        actor, key, answer.status, msgspec.json.encode(answer.headers).decode(), answer.body.decode("latin-1"),
    )  # fmt: skip


async def _give_back(actor: str, key: str) -> None:
    await fetch("DELETE FROM idempotent_answer WHERE actor = $1 AND key = $2 AND status IS NULL", actor, key)


async def _replay(kept: Row, send: Send) -> None:
    headers = [(name.encode(), value.encode()) for name, value in msgspec.json.decode(kept["headers"])]
    headers.append((b"idempotent-replayed", b"true"))
    await send({"type": "http.response.start", "status": kept["status"], "headers": headers})
    await send({"type": "http.response.body", "body": kept["body"].encode("latin-1"), "more_body": False})


async def _sweep(now: datetime) -> None:
    await fetch("DELETE FROM idempotent_answer WHERE created_at < $1", now - KEEP_FOR)


JOBS = [Job("idempotency.sweep", timedelta(hours=1), _sweep)]
