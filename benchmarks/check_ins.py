"""Scans per second through the whole service, against `pgbench` running the statement of one scan.

Both sides decide scans of passes that may come and go freely, so that every scan writes both its rows (an
admission and a check-in), on the same database, fsync on. `pgbench` runs the statement for one scan a time; the
service puts the scans that wait while a statement runs into the next one. Every answer waits for its commit.
"""

import asyncio
import os
import random
import re
import time
from datetime import UTC, datetime
from pathlib import Path
from statistics import quantiles
from typing import Any, NamedTuple
from uuid import uuid4

import httpx

from benchmarks.fairs import add_days
from benchmarks.load import load
from benchmarks.measured import Comparison, Side
from benchmarks.pgbench import pgbench
from benchmarks.service import WORKERS, Service
from events_app.passes.code import CodePayload, KindCode, write_code
from events_app.passes.operations import Signer, open_gate, pair_device
from events_app.passes.operations.admitting import DECIDE
from events_app.piccolo_app import find_tables
from events_app.platform.actor import SYSTEM
from events_app.platform.db import connected, fetch, transaction
from events_app.platform.settings import kept_secret

SIZES = [
    int(size)
    for size in os.environ.get("EVENTS_APP_BENCH_PASSES", "10000,1000000,10000000").replace("_", "").split(",")
]
"""Passes in the table, one size after the other; the table grows."""

SIGNED = 20_000
PAD_AT_ONCE = 500_000
CALLERS = (16, 64)
SECONDS = int(os.environ.get("EVENTS_APP_BENCH_SECONDS", "30"))
BATCH_ROWS = 500
BATCH_CALLERS = 4
FLAT = 0.2

OURS = "HTTP, device key, base45, rules, grouped statement, commit, JSON"
THEIRS = "the same statement with one scan (below), commit"


class Site(NamedTuple):
    """What the load needs: the fair, its office's key, its gate and phone, and the first number of a pass."""

    fair: int
    slug: str
    office: int
    key_id: int
    gate: int
    device: int
    token: str
    first: int
    signer: Signer


def measure(service: Service, folder: Path) -> list[Comparison]:
    """Measure 16 and 64 callers at every size, each side warmed up and one after the other; then a phone's batches."""
    site = asyncio.run(open_site(service, folder))
    codes, script = folder / "codes.txt", folder / "one_scan.sql"
    lua = Path(__file__).with_name("check_ins.lua")
    comparisons: list[Comparison] = []
    filled = 0
    for size in SIZES:
        asyncio.run(fill(service, site, filled, size, codes))
        filled = size
        script.write_text(_one_scan(site, size), encoding="utf-8")
        if size == SIZES[0]:
            print(f"pgbench runs:\n\n```sql\n{script.read_text().strip()}\n```\n", flush=True)
            print(f"the service runs, for a group of scans:\n\n```sql{DECIDE}```\n", flush=True)
        arguments = (str(codes), str(site.gate), site.token)
        for callers in CALLERS:
            load(service.url, OURS, callers=callers, seconds=3, script=lua, arguments=arguments)
            ours = load(service.url, OURS, callers=callers, seconds=SECONDS, script=lua, arguments=arguments)
            pgbench(service.dsn, script, THEIRS, clients=callers, seconds=2)
            yardstick = pgbench(service.dsn, script, THEIRS, clients=callers, seconds=SECONDS)
            sizes = f"{size:,} passes, {callers} callers, {SECONDS} s, {WORKERS} workers"
            name = f"Check-ins / pgbench with one scan, {callers} callers, {size:,} passes"
            comparisons.append(Comparison(name, sizes, ours, yardstick))
    _say_how_flat(comparisons)
    single = max((one.ours for one in comparisons), key=lambda side: side.per_second)
    batches = asyncio.run(_send_batches(service, site, codes.read_text(encoding="ascii").split()))
    sizes = f"{BATCH_CALLERS} phones, {BATCH_ROWS} rows a batch, {SECONDS} s"
    return [*comparisons, Comparison("Rows of batches / the fastest single scans", sizes, batches, single)]


def _say_how_flat(comparisons: list[Comparison]) -> None:
    """Print how far the ratio strays between the sizes."""
    for place, callers in enumerate(CALLERS):
        ratios = [one.ratio for one in comparisons[place :: len(CALLERS)]]
        spread = (max(ratios) - min(ratios)) / max(ratios)
        kept = "kept" if spread <= FLAT else "not kept"
        print(f"- {callers} callers: ratios {', '.join(f'{ratio:.2f}' for ratio in ratios)} at {SIZES};", end=" ")
        print(f"spread {spread:.0%}, aim {FLAT:.0%}: {kept}", flush=True)
    print()


async def open_site(service: Service, folder: Path, *, slug: str = "check-in-bench") -> Site:
    """Make a fair of today with a gate and a phone; its passes may come and go freely."""
    now = datetime.now(UTC)
    async with connected(service.dsn, tables=find_tables()):
        [fair] = await fetch(
            "INSERT INTO fair (office, slug, kind, title_vi, venue, starts_on, ends_on, status, created_at,"
            " changed_at, published_at) SELECT office, $2, 'fair', 'Bench', venue, current_date - 1,"
            " current_date + 3, 'published', $1, $1, $1 FROM fair WHERE status = 'published' ORDER BY office LIMIT 1"
            " RETURNING id, office",
            now,
            slug,
        )
        await fetch("INSERT INTO fair_alias (slug, fair, created_at) VALUES ($1, $2, $3)", slug, fair["id"], now)
        await add_days(fair["id"])
        gate = await open_gate(slug, "Bench", acting=SYSTEM, now=now)
        device = await pair_device(gate.id, "Bench", acting=SYSTEM, now=now)
        signer = Signer(kept_secret(folder / "data"))
        async with transaction():
            key_id = await signer.key_in_use(fair["office"], now=now)
        [last] = await fetch("SELECT coalesce(max(id), 0) AS id FROM entry_pass")
    first = last["id"] + 1
    return Site(fair["id"], slug, fair["office"], key_id, gate.id, device.id, device.token, first, signer)


async def fill(service: Service, site: Site, filled: int, size: int, codes: Path) -> None:
    """Let the table grow to `size` passes, and sign some that lie evenly among all of them.

    The others carry a digest of zeros; their serials need no check digit.
    """
    now = datetime.now(UTC)
    async with connected(service.dsn, tables=find_tables()):
        for start in range(filled, size, PAD_AT_ONCE):
            await fetch(
                "INSERT INTO entry_pass (id, serial, fair, kind, key_id, code_digest, first_day, last_day, state_at,"
                " created_at) SELECT $1 + n, ($1 + n) * 10, $2, 'staff', $3, decode(repeat('00', 16), 'hex'), 1, 5,"
                " $4, $4 FROM generate_series($5::bigint, $6::bigint) AS n",
                site.first,
                site.fair,
                site.key_id,
                now,
                start,
                min(start + PAD_AT_ONCE, size) - 1,
            )
        numbers = [site.first + size * place // min(SIGNED, size) for place in range(min(SIGNED, size))]
        digests = []
        with codes.open("w", encoding="ascii") as file:
            for number in numbers:
                payload = CodePayload(site.key_id, site.fair, number * 10, KindCode.staff, 1, 5)
                code = await site.signer.sign(payload, office=site.office)
                digests.append(code.digest)
                file.write(write_code(code) + "\n")
        await fetch(
            "UPDATE entry_pass p SET code_digest = n.digest FROM unnest($1::bigint[], $2::bytea[]) AS n (id, digest)"
            " WHERE p.id = n.id",
            numbers,
            digests,
        )
        await fetch("VACUUM (ANALYZE) entry_pass")
        await fetch("CHECKPOINT")


async def _send_batches(service: Service, site: Site, texts: list[str]) -> Side:
    """Send what phones collected, from a few phones at once, and count the rows that were answered."""
    chance = random.Random(1)
    rows = failures = 0
    times: list[float] = []
    began = time.perf_counter()
    end = began + SECONDS

    def batch() -> dict[str, Any]:
        said = datetime.now(UTC).isoformat()
        scans = [
            {"code": code, "gate": site.gate, "scan_id": str(uuid4()), "scanned_at": said, "result": "admitted"}
            for code in chance.sample(texts, min(BATCH_ROWS, len(texts)))
        ]
        return {"scans": scans, "sent_at": said}

    async def phone() -> None:
        nonlocal rows, failures
        headers = {"Authorization": f"Bearer {site.token}"}
        async with httpx.AsyncClient(base_url=service.url, headers=headers, timeout=60) as client:
            while time.perf_counter() < end:
                body = batch()
                asked = time.perf_counter()
                answer = await client.post("/api/v1/check-ins/batch", json=body)
                times.append((time.perf_counter() - asked) * 1000)
                rows += answer.json()["taken"] if answer.is_success else 0
                failures += 0 if answer.is_success else 1

    await asyncio.gather(*(phone() for _ in range(BATCH_CALLERS)))
    cuts = quantiles(times, n=100)
    took = time.perf_counter() - began
    return Side(
        f"batches of {BATCH_ROWS} rows, each row answered after its commit", rows / took, cuts[49], cuts[98], failures
    )


def _one_scan(site: Site, size: int) -> str:
    """Write the statement with the values of one scan in place of its parameters.

    The scan is a typed one, so that no pass needs its real digest; it reads and writes the same rows.
    """
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
        "ARRAY[true]",
        "ARRAY[1]",
        "ARRAY[1]",
        "now()",
    ]
    statement = re.sub(r"\$(\d+)", lambda place: values[int(place[1]) - 1], DECIDE)
    first, last = site.first, site.first + size - 1
    return f"\\set number random({first}, {last})\n\\set serial :number * 10\n{statement.strip()};\n"
