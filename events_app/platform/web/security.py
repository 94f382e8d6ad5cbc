"""Headers every answer carries, and what never reaches a log."""

import logging
import re
from typing import Any

from litestar.enums import ScopeType
from litestar.types import Message, Scope

_DIRECTIVES = (
    "default-src 'self'",
    "script-src 'self' 'wasm-unsafe-eval'",  # the gate's QR decoder is WebAssembly from our own origin
    "style-src 'self' 'unsafe-inline'",  # floor plans carry per-booth colours as style attributes
    "img-src 'self' data: blob:",
    "media-src 'self' blob:",
    "connect-src 'self'",
    "worker-src 'self' blob:",
    "frame-src 'self'",
    "frame-ancestors 'self'",
    "base-uri 'none'",
    "form-action 'self'",
    "object-src 'none'",
)
CONTENT_POLICY = "; ".join(_DIRECTIVES)

_HEADERS = {
    "Content-Security-Policy": CONTENT_POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Permissions-Policy": "camera=(self), geolocation=(), microphone=()",
    "Cross-Origin-Opener-Policy": "same-origin",
}

_RAW_HEADERS = [(name.lower().encode(), value.encode()) for name, value in _HEADERS.items()]

_FRAME = re.compile(r'[ |+]*File "[^"]*", line \d+(, in \S+)?')
_CODE = re.compile(r"[ |]* {4}\S")
_SECRET_PATHS = re.compile(r"(/calendars/p/|/passes/|/pass-invitations/|token=|[?&]key=)[^\s\"'&?./]+")


async def add_security_headers(message: Message, scope: Scope) -> None:
    """Litestar's `before_send` hook: headers that a handler has not set itself."""
    if message["type"] != "http.response.start" or scope["type"] != ScopeType.HTTP:
        return
    headers: list[tuple[bytes, bytes]] = message["headers"]  # type: ignore[assignment]  # a list until it is sent
    # Every answer passes here, a gate's thousands a second too: names are compared once, as bytes.
    present = dict(headers)
    headers.extend(pair for pair in _RAW_HEADERS if pair[0] not in present)
    if present.get(b"content-type", b"").startswith(b"text/html") and b"cache-control" not in present:
        headers.append((b"cache-control", b"private, no-cache"))


class RedactSecrets(logging.Filter):
    """Keeps tokens that travel in addresses out of every log line, and of what errors say in tracebacks."""

    def filter(self, record: logging.LogRecord) -> bool:
        text = record.getMessage()
        cleaned = redact(text)
        if cleaned != text:
            record.msg, record.args = cleaned, None
        if record.exc_info and not record.exc_text:
            record.exc_text = _PLAIN.formatException(record.exc_info)
        if record.exc_text:  # every formatter takes it as it is
            record.exc_text = redact(record.exc_text)
        return True


_PLAIN = logging.Formatter()


def redact(text: str) -> str:
    """Replace tokens in addresses. The places and the code of a traceback stay: files lie in folders named alike.

    >>> redact('GET /calendars/p/Zk3x.ics 200')
    'GET /calendars/p/….ics 200'
    >>> redact('  File "/srv/events_app/passes/operations/staff.py", line 9, in name_booth_staff')
    '  File "/srv/events_app/passes/operations/staff.py", line 9, in name_booth_staff'
    """
    if _SECRET_PATHS.search(text) is None:
        return text
    lines, in_frame = [], False
    for line in text.split("\n"):
        in_frame = _FRAME.fullmatch(line) is not None or (in_frame and _CODE.match(line) is not None)
        lines.append(line if in_frame else _SECRET_PATHS.sub(r"\1…", line))
    return "\n".join(lines)


def redact_logs(*names: str) -> None:
    """Attach the filter to the handlers of the given loggers and of the root."""
    for name in ("", *names):
        logger: Any = logging.getLogger(name)
        for handler in logger.handlers:
            handler.addFilter(RedactSecrets())
