"""What SQL one request sends, written down by asyncpg itself, and the same again as a script for `pgbench`."""

import re
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from enum import Enum
from typing import Any, NamedTuple

from events_app.app import create_app
from events_app.platform.db import engine
from events_app.platform.settings import load_settings


class Recorded(NamedTuple):
    """Statements with their values, and which values vary from one run of the script to the next."""

    statements: list[tuple[str, tuple[Any, ...]]]
    variables: Mapping[int, str]
    texts: Mapping[str, str]


class Call(NamedTuple):
    """One request of somebody who carries a bearer key."""

    method: str
    path: str
    token: str


async def recorded_statements(dsn: str, first: Call, second: Call) -> list[tuple[str, tuple[Any, ...]]]:
    """Send two requests through the whole application; return what the second sent to the database, in order.

    The first is there because asyncpg asks for types it has not met, once a connection.
    """
    environ = {"DATABASE_URL": dsn, "EVENTS_APP_SECRET": "s" * 40, "EVENTS_APP_SCHEDULER": "off"}
    app = create_app(load_settings({**environ, "EVENTS_APP_POOL_SIZE": "2", "EVENTS_APP_DATA_DIR": "."}))
    seen: list[tuple[str, tuple[Any, ...]]] = []
    async with app.lifespan():
        await _ask(app, first)
        pool = engine().pool
        assert pool is not None
        for holder in pool._holders:  # noqa: SLF001 - asyncpg has no public list of its connections
            if holder._con is not None:  # noqa: SLF001
                holder._con.add_query_logger(lambda record: seen.append((record.query, tuple(record.args or ()))))  # noqa: SLF001
        await _ask(app, second)
    return seen


async def _ask(app: Any, call: Call) -> None:
    told: list[int] = []
    scope = {
        "type": "http",
        "asgi": {"version": "3.0"},
        "http_version": "1.1",
        "method": call.method,
        "scheme": "http",
        "path": call.path,
        "raw_path": call.path.encode(),
        "query_string": b"",
        "root_path": "",
        "headers": [(b"host", b"127.0.0.1"), (b"authorization", f"Bearer {call.token}".encode())],
        "client": ("127.0.0.1", 1),
        "server": ("127.0.0.1", 80),
        "state": {},
    }

    async def receive() -> dict[str, Any]:
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(message: dict[str, Any]) -> None:
        if message["type"] == "http.response.start":
            told.append(message["status"])

    await app(scope, receive, send)
    if told != [200]:
        raise SystemExit(f"{call.method} {call.path} answered {told}")


def written_for_pgbench(recorded: Recorded) -> Iterable[str]:
    """Write each statement with its values in place of `$1`, the varying ones as variables."""
    for query, values in recorded.statements:
        text = " ".join(query.split()).rstrip(";")
        for number in range(len(values), 0, -1):
            text = text.replace(f"${number}", _literal(values[number - 1], recorded))
        yield text + ";"


def _literal(value: Any, recorded: Recorded) -> str:
    if isinstance(value, list | tuple):
        return f"ARRAY[{', '.join(_literal(each, recorded) for each in value)}]"
    if value is None or isinstance(value, bool):
        return "NULL" if value is None else str(value).lower()
    if isinstance(value, int):
        return f"{recorded.variables.get(value, str(value))}::bigint"
    text = str(value.value if isinstance(value, Enum) else value)
    if isinstance(value, bytes):
        text = rf"\x{value.hex()}"
    kind = _KINDS.get(type(value), "")
    return recorded.texts.get(text) or _quoted(text) + kind


def _quoted(text: str) -> str:
    """A literal; `pgbench` sees variables in literals too, so that a colon before a letter ends one."""
    return "'" + re.sub(r":(?=[A-Za-z_])", ":' || '", text.replace("'", "''")) + "'"


_KINDS = {bytes: "::bytea", datetime: "::timestamptz", date: "::date"}
