"""Scans per second through the whole service, against `pgbench` running the statement of one scan.

Both sides decide scans of passes that may come and go freely, so that every scan writes both its rows (an
admission and a check-in), on the same database, fsync on. `pgbench` runs the statement for one scan a time; the
service puts the scans that wait while a statement runs into the next one. Every answer waits for its commit.
"""

import asyncio
import os
import re
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

from benchmarks.load import load
from benchmarks.measured import Comparison
from benchmarks.pgbench import pgbench
from benchmarks.service import WORKERS, Service
from events_app.passes.code import CodePayload, KindCode, write_code
from events_app.passes.operations import Signer, open_gate, pair_device
from events_app.passes.operations.admitting import DECIDE
from events_app.piccolo_app import find_tables
from events_app.platform.actor import SYSTEM
from events_app.platform.db import connected, fetch, transaction
from events_app.platform.settings import kept_secret

PASSES = int(os.environ.get("EVENTS_APP_BENCH_PASSES", "100000"))
SIGNED = 20_000
CALLERS = (16, 64)
SECONDS = 10

OURS = "HTTP, device key, base45, rules, grouped statement, commit, JSON"
THEIRS = "the same statement with one scan (below), commit"


class Site(NamedTuple):
    """What the load needs: the fair, its gate and phone, and where the padding of passes begins."""

    fair: int
    gate: int
    device: int
    token: str
    codes: Path
    first_pass: int


def measure(service: Service, folder: Path) -> list[Comparison]:
    """Measure 16 and 64 callers, each side warmed up and one after the other."""
    site = asyncio.run(_prepare(service, folder))
    script = folder / "one_scan.sql"
    script.write_text(_one_scan(site), encoding="utf-8")
    print(f"pgbench runs:\n\n```sql\n{script.read_text().strip()}\n```\n", flush=True)
    print(f"the service runs, for a group of scans:\n\n```sql{DECIDE}```\n", flush=True)
    lua = Path(__file__).with_name("check_ins.lua")
    arguments = (str(site.codes), str(site.gate), site.token)
    comparisons = []
    for callers in CALLERS:
        load(service.url, OURS, callers=callers, seconds=3, script=lua, arguments=arguments)
        ours = load(service.url, OURS, callers=callers, seconds=SECONDS, script=lua, arguments=arguments)
        pgbench(service.dsn, script, THEIRS, clients=callers, seconds=2)
        yardstick = pgbench(service.dsn, script, THEIRS, clients=callers, seconds=SECONDS)
        sizes = f"{PASSES:,} passes, {callers} callers, {SECONDS} s, {WORKERS} workers"
        comparisons.append(Comparison(f"Check-ins / pgbench with one scan, {callers} callers", sizes, ours, yardstick))
    return comparisons


async def _prepare(service: Service, folder: Path) -> Site:
    """Make a fair of today with passes that come and go freely: some signed, the rest to fill the table."""
    now = datetime.now(UTC)
    async with connected(service.dsn, tables=find_tables()):
        [fair] = await fetch(
            "INSERT INTO fair (office, slug, kind, title_vi, venue, starts_on, ends_on, status, created_at,"
            " changed_at, published_at) SELECT office, 'check-in-bench', 'fair', 'Bench', venue, current_date - 1,"
            " current_date + 3, 'published', $1, $1, $1 FROM fair WHERE status = 'published' LIMIT 1"
            " RETURNING id, office",
            now,
        )
        await fetch(
            "INSERT INTO fair_alias (slug, fair, created_at) VALUES ('check-in-bench', $1, $2)", fair["id"], now
        )
        gate = await open_gate("check-in-bench", "Bench", acting=SYSTEM, now=now)
        device = await pair_device(gate.id, "Bench", acting=SYSTEM, now=now)
        signer = Signer(kept_secret(folder / "data"))
        async with transaction():
            key_id = await signer.key_in_use(fair["office"], now=now)
        [last] = await fetch("SELECT coalesce(max(id), 0) AS id FROM entry_pass")
        codes = folder / "codes.txt"
        digests = []
        with codes.open("w", encoding="ascii") as file:
            for number in range(last["id"] + 1, last["id"] + 1 + SIGNED):
                payload = CodePayload(key_id, fair["id"], number * 10, KindCode.staff, 1, 5)
                code = await signer.sign(payload, office=fair["office"])
                digests.append(code.digest)
                file.write(write_code(code) + "\n")
        await _insert(fair["id"], key_id, last["id"], digests, now)
        await fetch("ANALYZE entry_pass")
    return Site(fair["id"], gate.id, device.id, device.token, codes, last["id"] + 1 + SIGNED)


async def _insert(fair: int, key_id: int, last: int, digests: list[bytes], now: datetime) -> None:
    """The padding carries a digest of zeros, which pgbench shows; its serials need no check digit."""
    columns = (
        "INSERT INTO entry_pass (id, serial, fair, kind, key_id, code_digest, first_day, last_day, state_at,"
        " created_at)"
    )
    await fetch(
        f"{columns} SELECT $1 + n, ($1 + n) * 10, $2, 'staff', $3, digest, 1, 5, $4, $4"
        " FROM unnest($5::bytea[]) WITH ORDINALITY AS signed (digest, n)",
        last,
        fair,
        key_id,
        now,
        digests,
    )
    for start in range(SIGNED, PASSES, 50_000):
        await fetch(
            f"{columns} SELECT $1 + n, ($1 + n) * 10, $2, 'staff', $3, decode(repeat('00', 16), 'hex'), 1, 5, $4, $4"
            " FROM generate_series($5::bigint, $6::bigint) AS n",
            last,
            fair,
            key_id,
            now,
            start + 1,
            min(start + 50_000, PASSES),
        )


def _one_scan(site: Site) -> str:
    """Write the statement with the values of one scan in place of its parameters."""
    values = [
        "ARRAY[gen_random_uuid()]",
        f"ARRAY[{site.fair}]",
        f"ARRAY[{site.gate}]",
        f"ARRAY[{site.device}]",
        "ARRAY[:serial]",
        "ARRAY[decode(repeat('00', 16), 'hex')]",
        "ARRAY['staff']",
        "ARRAY['in']",
        "ARRAY[2]",
        "ARRAY[NULL]",
        "ARRAY[NULL]",
        "ARRAY[now()]",
        "ARRAY[now()]",
        "ARRAY[false]",
        "ARRAY[false]",
        "ARRAY[NULL]",
        "ARRAY[false]",
        "ARRAY[1]",
        "ARRAY[1]",
        "now()",
    ]
    statement = re.sub(r"\$(\d+)", lambda place: values[int(place[1]) - 1], DECIDE)
    first, last = site.first_pass, site.first_pass + max(PASSES - SIGNED, 2) - 2
    return f"\\set number random({first}, {last})\n\\set serial :number * 10\n{statement.strip()};\n"
