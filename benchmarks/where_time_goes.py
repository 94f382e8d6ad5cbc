"""Where the time of a page goes: one process, one request after another, shares by package.

    python -m benchmarks.where_time_goes /fairs/some-slug [requests]

Needs DATABASE_URL (a database with demo data) and EVENTS_APP_SECRET or EVENTS_APP_DATA_DIR.
"""

import asyncio
import cProfile
import os
import pstats
import sys
import time
from collections import Counter
from pathlib import Path
from typing import Any

from events_app.app import create_app
from events_app.platform.db import engine

WAITING = "waiting for the database"


def main() -> None:
    """Print the shares."""
    path = sys.argv[1]
    os.environ["EVENTS_APP_SCHEDULER"] = "off"
    requests = int(sys.argv[2]) if len(sys.argv) > 2 else 200  # noqa: PLR2004 - the second argument
    profile, plain_ms, statements = asyncio.run(_measure(path, requests))
    print(f"{path}: {plain_ms:.1f} ms a request without the profiler, {statements} SQL statements\n")
    shares = _shares(profile)
    total = sum(shares.values())
    print("| package | share | under the profiler |\n|---|---|---|")
    for package, seconds in shares.most_common(12):
        print(f"| {package} | {seconds / total:.0%} | {seconds / requests * 1000:.1f} ms |")
    print("\n| function | calls a request | its own time |\n|---|---|---|")
    for name, calls, own in _dearest(profile):
        print(f"| {name} | {calls / requests:.0f} | {own / requests * 1000:.2f} ms |")


async def _measure(path: str, requests: int) -> tuple[cProfile.Profile, float, int]:
    app = create_app()
    profile = cProfile.Profile()
    async with app.lifespan():
        for _ in range(20):
            await _get(app, path)
        began = time.perf_counter()
        for _ in range(requests):
            await _get(app, path)
        plain_ms = (time.perf_counter() - began) / requests * 1000
        statements = await _count_statements(app, path)
        profile.enable()
        for _ in range(requests):
            await _get(app, path)
        profile.disable()
    return profile, plain_ms, statements


async def _get(app: Any, path: str) -> None:
    """Call the application as a server does, without one."""
    told: list[int] = []
    scope = {
        "type": "http",
        "asgi": {"version": "3.0"},
        "http_version": "1.1",
        "method": "GET",
        "scheme": "http",
        "path": path,
        "raw_path": path.encode(),
        "query_string": b"",
        "root_path": "",
        "headers": [(b"host", b"127.0.0.1"), (b"accept", b"text/html")],
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
        raise SystemExit(f"{path} answered {told}")


async def _count_statements(app: Any, path: str) -> int:
    """Count what one request sends, by asyncpg's own query log."""
    seen: list[str] = []
    pool = engine().pool
    if pool is None:
        return 0
    connections = [holder._con for holder in pool._holders if holder._con is not None]  # noqa: SLF001 - no public list
    for connection in connections:
        connection.add_query_logger(lambda record: seen.append(record.query))
    await _get(app, path)
    return sum(not query.startswith(("SELECT pg_advisory_unlock_all", "BEGIN", "COMMIT")) for query in seen)


def _shares(profile: cProfile.Profile) -> Counter[str]:
    shares: Counter[str] = Counter()
    for (file, _line, function), (_calls, _all, own, _cumulative, _callers) in pstats.Stats(profile).stats.items():  # type: ignore[attr-defined] # not in the stubs
        shares[_package(file, function)] += own
    return shares


def _dearest(profile: cProfile.Profile, count: int = 12) -> list[tuple[str, int, float]]:
    """Return the functions that cost most by themselves."""
    found = [
        (f"{Path(file).name}:{function}", calls, own)
        for (file, _line, function), (_calls, calls, own, _cumulative, _callers) in pstats.Stats(profile).stats.items()  # type: ignore[attr-defined] # not in the stubs
        if "poll" not in function
    ]
    return sorted(found, key=lambda each: -each[2])[:count]


def _package(file: str, function: str) -> str:
    parts = Path(file).parts
    if "poll" in function and "select" in function:
        return WAITING
    if "site-packages" in parts:
        return parts[parts.index("site-packages") + 1]
    if "events_app" in parts:
        return "/".join(("events_app", *parts[parts.index("events_app") + 1 :][:2]))
    if file == "<template>" or file.endswith(".html"):
        return "templates"
    return "Python and its standard library"


if __name__ == "__main__":
    main()
