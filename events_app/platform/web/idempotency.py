"""A repeated write gets the first answer: `Idempotency-Key` on the API (draft-ietf-httpapi-idempotency-key-header).

The key is claimed in the database before the handler runs, so two processes cannot both run it. Whatever the request
commits carries a mark on the claim (`platform.db.marking_commits`): from then on it is never run again. The answer is
kept for 24 hours, as plain bytes and before its last byte is sent; compression happens further out, anew for each
asker. A claim whose process died before anything was committed is free again after a minute.
"""

import contextlib
import hashlib
import logging
import re
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any, Final, Literal, NamedTuple

import msgspec
from litestar import Request
from litestar.enums import ScopeType
from litestar.types import ASGIApp, HTTPResponseStartEvent, Message, Receive, Scope, Send

from events_app.platform.actor import Actor
from events_app.platform.db import Row, fetch, marking_commits
from events_app.platform.errors import Conflict, FieldError, InvalidInput, Unavailable
from events_app.platform.i18n import N_
from events_app.platform.requests import KeyReused
from events_app.platform.scheduler import Job
from events_app.platform.web.wiring import wiring_of

logger = logging.getLogger(__name__)

KEEP_FOR = timedelta(hours=24)
CLAIM_FOR = timedelta(minutes=1)
MAX_KEY_LENGTH = 200
MOST_KEPT_BYTES = 1_000_000
_WRITES = frozenset({"POST", "PUT", "PATCH", "DELETE"})
_UUID = re.compile(r'"?[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}"?', re.IGNORECASE)

_IGNORES_KEYS: Final = "ignores_idempotency_key"
NEVER_REPLAYED: dict[str, Any] = {"opt": {_IGNORES_KEYS: True}}
"""`@post(…, **NEVER_REPLAYED)`: for answers that must not lie in a table for a day, such as a sign-in's token."""

# A text column takes every byte as a letter of Latin-1 but NUL, which becomes a letter that Latin-1 lacks.
_NUL, _NUL_WRITTEN = "\0", "\u0100"


class StillRunning(Conflict):
    code = "idempotency_key_in_use"
    message = N_("The first request with this key is still being worked on. Ask again in a moment.")


class AnswerLost(Conflict):
    code = "idempotency_answer_lost"
    message = N_(
        "The first request with this key changed something, and its answer was lost. It is not done again: "
        "look at the present state, and use a new key for whatever is still missing."
    )


class AnswerNotKept(Conflict):
    code = "idempotency_answer_not_kept"
    message = N_("The first request with this key was done. Its answer was too long to be kept and cannot be repeated.")


class _Claim(NamedTuple):
    """A key in the hands of one request; nobody else's claim of the same key has its instant."""

    actor: str
    key: str
    at: datetime


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
        digest = await _digest_of(request)
        claim = _Claim(_asker(request.user, digest), key, wiring_of(request.app).clock.now())
        kept = await _take(claim, digest)
        if kept is not None:
            await _replay(kept, send)
            return
        await self._answer(claim, scope, receive, send)

    async def _answer(self, claim: _Claim, scope: Scope, receive: Receive, send: Send) -> None:
        answer = _Answer(claim, send)
        try:
            with marking_commits(lambda: _mark_committed(claim)):
                await self.app(scope, receive, answer.send)
        finally:
            if not answer.settled:  # an error nobody turned into an answer, or the caller went away
                with contextlib.suppress(Unavailable):
                    await _give_back(claim)


def _key_of(scope: Scope, request: Request[Actor, Any, Any]) -> str | None:
    """The key to obey.

    Raises:
        InvalidInput: It cannot be one.
    """
    if scope["type"] != ScopeType.HTTP or request.method not in _WRITES or not request.url.path.startswith("/api/"):
        return None
    key = request.headers.get("idempotency-key")
    if key is None or scope["route_handler"].opt.get(_IGNORES_KEYS):
        return None
    if not 0 < len(key) <= MAX_KEY_LENGTH or not key.isprintable():
        message = N_("Between 1 and %(most)s characters, please.")
        wrong = FieldError("bad_idempotency_key", message, {"most": MAX_KEY_LENGTH})
        raise InvalidInput({"Idempotency-Key": [wrong]})
    if not request.user.is_known and not _UUID.fullmatch(key):
        # Strangers share one space of keys; only chance keeps them apart.
        wrong = FieldError("idempotency_key_not_uuid", N_("Without a sign-in, the key must be a UUID of your own."))
        raise InvalidInput({"Idempotency-Key": [wrong]})
    return key


def _asker(actor: Actor, digest: str) -> str:
    """Whose key it is. A stranger's is bound to what was asked, so two strangers with one key never meet."""
    return f"{actor.kind}:{actor.id}" if actor.is_known else f"{actor.kind}:{digest}"


async def _digest_of(request: Request[Actor, Any, Any]) -> str:
    """Hash what is asked; the boundary of a multipart body is chosen anew by each try and is left out."""
    body = await request.body()
    _, options = request.content_type
    boundary = options.get("boundary", "").encode()
    content = body.replace(boundary, b"") if boundary else body
    query: bytes = request.scope["query_string"]
    target = request.url.path.encode() + (b"?" + query if query else b"")
    return hashlib.sha256(b"\n".join([request.method.encode(), target, content])).hexdigest()


class _Answer:
    """Keeps an answer before its last byte goes out, so that whoever saw it can see it again."""

    def __init__(self, claim: _Claim, send: Send) -> None:
        self._claim = claim
        self._send = send
        self._start: HTTPResponseStartEvent | None = None
        self.settled = False

    async def send(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self._start = message
            return
        if self._start is not None:
            start, self._start = self._start, None
            if message["type"] == "http.response.body":
                whole = not message.get("more_body", False)
                await self._settle(start, message["body"] if whole else None)
            await self._send(start)
        await self._send(message)

    async def _settle(self, start: HTTPResponseStartEvent, body: bytes | None) -> None:
        """Keep the answer; a failure of ours gives the key back, a long answer and a stream are only marked."""
        self.settled = True
        try:
            if start["status"] >= 500:  # noqa: PLR2004
                await _give_back(self._claim)
            elif body is None or len(body) > MOST_KEPT_BYTES:
                await _mark_not_kept(self._claim)
            else:
                await _keep(self._claim, start, body)
        except Exception:  # what was done is done, and the asker shall hear of it
            logger.exception("The answer to %s was not kept", start["status"])


async def _take(claim: _Claim, digest: str) -> Row | None:
    """Take the key for this request; a kept answer comes back instead when there is one.

    Raises:
        StillRunning: Another request with this key has not been answered yet.
        KeyReused: The key belongs to another request.
        AnswerLost: It was done, and nobody knows the answer any more.
        AnswerNotKept: It was done, and the answer was too long.
    """
    taken = await fetch(
        "INSERT INTO idempotent_answer AS kept (actor, key, request_hash, created_at, claimed_until, headers, body,"
        " mark) VALUES ($1, $2, $3, $4, $5, '[]', '', '') ON CONFLICT (actor, key) DO UPDATE "
        "SET request_hash = $3, status = NULL, created_at = $4, claimed_until = $5, mark = '' WHERE "
        "kept.created_at < $6 OR (kept.status IS NULL AND kept.mark = '' AND kept.claimed_until < $4) RETURNING id",
        claim.actor, claim.key, digest, claim.at, claim.at + CLAIM_FOR, claim.at - KEEP_FOR,
    )  # fmt: skip
    if taken:
        return None
    rows = await fetch("SELECT * FROM idempotent_answer WHERE actor = $1 AND key = $2", claim.actor, claim.key)
    if not rows:
        raise StillRunning
    _ensure_answered(rows[0], digest, claim.at)
    return dict(rows[0])


def _ensure_answered(row: Row, digest: str, now: datetime) -> None:
    if row["request_hash"] != digest:
        raise KeyReused
    if row["status"] is not None:
        return
    if row["mark"] == "not_kept":
        raise AnswerNotKept
    if row["mark"] == "lost" or (row["mark"] == "committed" and row["created_at"] + CLAIM_FOR < now):
        raise AnswerLost
    raise StillRunning


async def _mark_committed(claim: _Claim) -> None:
    """Say in the transaction of what is done that it was done.

    Raises:
        StillRunning: Another request took the key over, because this one seemed dead: nothing of this one may stay.
    """
    # Processes of the version before know no marks and never take a claim whose time is not past.
    rows = await fetch(
        "UPDATE idempotent_answer SET mark = 'committed', claimed_until = created_at + $4"
        " WHERE actor = $1 AND key = $2 AND created_at = $3 RETURNING id",
        *claim, KEEP_FOR,
    )  # fmt: skip
    if not rows:
        raise StillRunning


async def _keep(claim: _Claim, start: HTTPResponseStartEvent, body: bytes) -> None:
    headers = [(name.decode("latin-1"), value.decode("latin-1")) for name, value in start["headers"]]
    await fetch(
        "UPDATE idempotent_answer SET status = $4, headers = $5, body = $6"
        " WHERE actor = $1 AND key = $2 AND created_at = $3",
        *claim, start["status"], msgspec.json.encode(headers).decode(), as_text(body),
    )  # fmt: skip


async def _mark_not_kept(claim: _Claim) -> None:
    await _mark(claim, "not_kept", where="true")


async def _give_back(claim: _Claim) -> None:
    """Free the key of a request that changed nothing; say of any other that its answer is lost."""
    await fetch(
        "DELETE FROM idempotent_answer WHERE actor = $1 AND key = $2 AND created_at = $3 AND status IS NULL"
        " AND mark = ''",
        *claim,
    )
    await _mark(claim, "lost", where="status IS NULL AND mark = 'committed'")


async def _mark(claim: _Claim, mark: Literal["lost", "not_kept"], *, where: str) -> None:
    await fetch(
        "UPDATE idempotent_answer SET mark = $4, claimed_until = created_at + $5"
        f" WHERE actor = $1 AND key = $2 AND created_at = $3 AND {where}",
        *claim, mark, KEEP_FOR,
    )  # fmt: skip


async def _replay(kept: Row, send: Send) -> None:
    headers: Sequence[tuple[str, str]] = msgspec.json.decode(kept["headers"])
    raw = [(name.encode("latin-1"), value.encode("latin-1")) for name, value in headers]
    raw.append((b"idempotent-replayed", b"true"))
    await send({"type": "http.response.start", "status": kept["status"], "headers": raw})
    await send({"type": "http.response.body", "body": as_bytes(kept["body"]), "more_body": False})


def as_text(body: bytes) -> str:
    """Write bytes as text that a column takes; `as_bytes` reads them.

    >>> as_bytes(as_text(bytes(range(256)))) == bytes(range(256))
    True
    """
    return body.decode("latin-1").replace(_NUL, _NUL_WRITTEN)


def as_bytes(text: str) -> bytes:
    """Read what `as_text` wrote."""
    return text.replace(_NUL_WRITTEN, _NUL).encode("latin-1")


async def _sweep(now: datetime) -> None:
    await fetch("DELETE FROM idempotent_answer WHERE created_at < $1", now - KEEP_FOR)


JOBS = [Job("idempotency.sweep", timedelta(hours=1), _sweep)]
