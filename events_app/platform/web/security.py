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
    """Keeps tokens that travel in addresses out of every log line."""

    def filter(self, record: logging.LogRecord) -> bool:
        text = record.getMessage()
        cleaned = redact(text)
        if cleaned != text:
            record.msg, record.args = cleaned, None
        return True


def redact(text: str) -> str:
    """Replace tokens in addresses.

    >>> redact('GET /calendars/p/Zk3x.ics 200')
    'GET /calendars/p/….ics 200'
    """
    return _SECRET_PATHS.sub(r"\1…", text)


def redact_logs(*names: str) -> None:
    """Attach the filter to the handlers of the given loggers and of the root."""
    for name in ("", *names):
        logger: Any = logging.getLogger(name)
        for handler in logger.handlers:
            handler.addFilter(RedactSecrets())
