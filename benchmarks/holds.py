"""Holds per second on distinct booths through the whole service, against `pgbench` running the same SQL.

The statements are not copied by hand: one hold is made through the service's own handler while asyncpg writes down
every statement it sends, and `pgbench` repeats just these, with another booth, fair and producer each time. Both
sides run on the same database, fsync on; every hold is a booth nobody has had before and waits for its commit.
"""

import asyncio
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, NamedTuple

from benchmarks.fairs import add_days
from benchmarks.load import load
from benchmarks.measured import Comparison
from benchmarks.pgbench import pgbench
from benchmarks.recording import Call, Recorded, recorded_statements, written_for_pgbench
from benchmarks.service import WORKERS, Service
from events_app.accounts.tokens import hash_token, new_token
from events_app.piccolo_app import find_tables
from events_app.platform.db import connected, fetch

CALLERS = 16
SECONDS = 10
BOOTHS_A_FAIR = 300
OURS_FAIRS = 100
A_CLIENT = 4_500
YARDSTICK_FAIRS = CALLERS * A_CLIENT // BOOTHS_A_FAIR
FAIRS = 1 + OURS_FAIRS + YARDSTICK_FAIRS

OURS = "HTTP, bearer key, rules, the statements of one hold (below), JSON"
THEIRS = "the same statements, in one script"


class Ground(NamedTuple):
    """Fairs of 300 booths each with consecutive numbers; the first fair is for the recording alone."""

    first_fair: int
    first_booth: int
    first_producer: int
    tokens: list[str]


def measure(service: Service, folder: Path) -> list[Comparison]:
    """Measure 16 callers, each side warmed up and one after the other."""
    ground = asyncio.run(_prepare(service))
    script = folder / "one_hold.sql"
    script.write_text(_script(service, ground), encoding="utf-8")
    print(f"pgbench runs, as one hold of the service did:\n\n```sql\n{script.read_text().strip()}\n```\n", flush=True)
    tokens = folder / "tokens.txt"
    tokens.write_text("\n".join(ground.tokens), encoding="ascii")
    first = ground.first_booth + BOOTHS_A_FAIR
    _load(service, tokens, first, seconds=3)
    ours = _load(service, tokens, first + OURS_FAIRS * BOOTHS_A_FAIR // 3, seconds=SECONDS)
    pgbench(service.dsn, script, THEIRS, clients=CALLERS, seconds=2, variables={"i": -1})
    yardstick = pgbench(service.dsn, script, THEIRS, clients=CALLERS, seconds=SECONDS, variables={"i": A_CLIENT // 4})
    sizes = f"{FAIRS * BOOTHS_A_FAIR:,} booths of {FAIRS} fairs, {CALLERS} callers, {SECONDS} s, {WORKERS} workers"
    return [Comparison("Holds of distinct booths / pgbench with the same SQL", sizes, ours, yardstick)]


def _load(service: Service, tokens: Path, first: int, *, seconds: int) -> Any:
    lua = Path(__file__).with_name("holds.lua")
    arguments = (str(tokens), str(first))
    return load(service.url, OURS, callers=CALLERS, seconds=seconds, script=lua, arguments=arguments)


def _script(service: Service, ground: Ground) -> str:
    """Record one hold and write it down for `pgbench`."""
    first, second = (
        Call("PUT", f"/api/v1/booths/{ground.first_booth + number}/hold", ground.tokens[number]) for number in range(2)
    )
    seen = asyncio.run(recorded_statements(service.dsn, first, second))
    producer = ground.first_producer + 1
    variables = {ground.first_booth + 1: ":booth", ground.first_fair: ":fair", producer: ":producer"}
    texts = {f"booths:{ground.first_fair}:{producer}": "'booths:' || :fair || ':' || :producer"}
    start = 1 + OURS_FAIRS
    head = [
        "\\set i :i + 1",
        f"\\set n {start * BOOTHS_A_FAIR} + :client_id * {A_CLIENT} + :i",
        f"\\set booth {ground.first_booth} + :n",
        f"\\set fair {ground.first_fair} + :n / {BOOTHS_A_FAIR}",
        f"\\set producer {ground.first_producer} + :n % {BOOTHS_A_FAIR}",
    ]
    return "\n".join([*head, *written_for_pgbench(Recorded(seen, variables, texts))]) + "\n"


async def _prepare(service: Service) -> Ground:
    """Make the fairs with their booths, and the producers with a key each."""
    now = datetime.now(UTC)
    async with connected(service.dsn, tables=find_tables()):
        # Numbers that nothing else has, so that the recording knows them again among all values.
        await fetch("SELECT setval('fair_id_seq', 7000000), setval('booth_id_seq', 8000000)")
        await fetch("SELECT setval('producer_id_seq', 9000000)")
        tokens = [new_token() for _ in range(BOOTHS_A_FAIR)]
        producer = await make_producers(tokens, now)
        [fair] = await fetch(
            "WITH made AS (INSERT INTO fair (office, slug, kind, title_vi, venue, starts_on, ends_on, status,"
            " created_at, changed_at, published_at) SELECT office, 'hold-bench-' || n, 'fair', 'Bench', venue,"
            " current_date + 30, current_date + 33, 'published', $1, $1, $1 FROM generate_series(1, $2::int) AS n,"
            " (SELECT office, venue FROM fair LIMIT 1) AS given RETURNING id) SELECT min(id) AS id FROM made",
            now,
            FAIRS,
        )
        await add_days(fair["id"])
        await fetch(
            "INSERT INTO floor_plan (fair, holds_open, hold_minutes, hold_cap, revision, created_at, changed_at)"
            " SELECT id, true, 30, 3, 1, $2, $2 FROM fair WHERE id >= $1 ORDER BY id",
            fair["id"],
            now,
        )
        await fetch(
            "INSERT INTO hall (plan, code, name_vi, name_en, width, height, position, fixtures) SELECT id, 'A', 'A',"
            " '', 10000, 10000, 0, '[]' FROM floor_plan WHERE fair >= $1 ORDER BY fair",
            fair["id"],
        )
        [booth] = await fetch(
            "WITH made AS (INSERT INTO booth (fair, hall, code, x, y, width, height, category, utilities, price,"
            " blocked, blocked_reason) SELECT p.fair, h.id, 'A' || n, n % 30 * 300, n / 30 * 300, 300, 300, 'small',"
            " '{power}', 2000000, false, '' FROM floor_plan p JOIN hall h ON h.plan = p.id,"
            " generate_series(0, $2::int - 1) AS n WHERE p.fair >= $1 ORDER BY p.fair, n RETURNING id)"
            " SELECT min(id) AS id FROM made",
            fair["id"],
            BOOTHS_A_FAIR,
        )
        await fetch("ANALYZE booth, fair, floor_plan, producer, login_session")
    return Ground(fair["id"], booth["id"], producer, tokens)


async def make_producers(tokens: list[str], now: datetime) -> int:
    """One producer with one member and one bearer key for each token; gives the first producer's number."""
    [first] = await fetch(
        "WITH made AS (INSERT INTO producer (office, name, kind, folded, name_key, sort_key, created_at, updated_at)"
        " SELECT office, 'Bench ' || n, kind, 'bench ' || n, 'bench', 'bench', $1, $1"
        " FROM generate_series(1, $2::int) AS n, (SELECT office, kind FROM producer LIMIT 1) AS given"
        " RETURNING id) SELECT min(id) AS id FROM made",
        now,
        len(tokens),
    )
    await fetch(
        "WITH people AS (INSERT INTO account (email, name, locale, password_hash, created_at, confirmed_at)"
        " SELECT 'hold-bench-' || n || '@example.org', 'Bench', 'vi', 'none', $1, $1"
        " FROM generate_series(1, cardinality($2::bytea[])) AS n RETURNING id, email),"
        " members AS (INSERT INTO producer_member (producer, account, role, created_at)"
        " SELECT $3 + split_part(split_part(email, '@', 1), '-', 3)::int - 1, id, 'owner', $1 FROM people)"
        " INSERT INTO login_session (account, token_hash, channel, created_at, last_seen_at, expires_at, address,"
        " user_agent) SELECT id, ($2::bytea[])[split_part(split_part(email, '@', 1), '-', 3)::int], 'bearer', $1, $1,"
        " $1 + interval '12 hours', '127.0.0.1', 'bench' FROM people",
        now,
        [hash_token(token) for token in tokens],
        first["id"],
    )
    return int(first["id"])
