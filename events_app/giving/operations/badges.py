"""Print badges by the batch: ordered by the office, drawn in the background, taken over when a worker dies.

Each part is a row of its own, written under the lease (`platform.leases`), so a killed worker loses at most the part it
was drawing.
"""

import logging
from datetime import datetime
from typing import Any, Final

import msgspec

from events_app.fairs.queries import fair_by_id, find_fair
from events_app.giving.drawing import draw_badges, join_parts
from events_app.giving.errors import NobodyToPrint, PrintRunAtWork, PrintRunCannotChange
from events_app.giving.queries.badges import TO_PRINT, find_print_run
from events_app.giving.tables import PrintRun, PrintRunPass
from events_app.passes.operations import Signer, code_of, days_shown
from events_app.passes.queries import days_of, find_passes_in_order
from events_app.passes.rules import PassKind, serial_shown
from events_app.passes.words import KINDS
from events_app.platform.actor import Actor
from events_app.platform.audit import record_audit
from events_app.platform.db import fetch, transaction
from events_app.platform.i18n import Locale, _, parse_locale, use_locale
from events_app.platform.i18n.formats import format_days
from events_app.platform.leases import LeaseLostError, Leases
from events_app.platform.live import notify
from events_app.platform.rows import insert_row, insert_rows, update_row
from events_app.platform.typesetting import DocumentFailed
from events_app.producers.queries import producers_by_ids

logger = logging.getLogger(__name__)

PART: Final = 200
_MOST_ATTEMPTS: Final = 4
_WHOLE: Final = 0
_LEASES: Final = Leases(
    table="print_run",
    seconds=45,
    todo="state IN ('waiting', 'drawing')",
    on_claim=("state = 'drawing'", "attempts = attempts + 1"),
)


class _Lease(msgspec.Struct, frozen=True):
    """A run this process works on, under a name nobody else has."""

    run: int
    worker: str
    fair: int
    badges: int
    locale: Locale
    attempts: int


async def order_badges(
    slug: str, kind: PassKind | None, *, only_new: bool, locale: Locale, acting: Actor, now: datetime
) -> int:
    """Fix which passes are printed, in the order of kind and name, and let the drawing begin.

    Raises:
        NobodyToPrint: No valid pass fits.
        PrintRunAtWork: Another batch of the fair is being drawn.
    """
    fair = await find_fair(slug, acting=acting, now=now)
    acting.ensure_organizes(fair.office)
    async with transaction():
        # Whoever presses twice waits here and then finds the first one's batch at work.
        await fetch("SELECT pg_advisory_xact_lock(hashtextextended($1, 0))", f"print-run:{fair.id}")
        if await fetch("SELECT id FROM print_run WHERE fair = $1 AND state IN ('waiting', 'drawing')", fair.id):
            raise PrintRunAtWork
        passes = [row["id"] for row in await fetch(TO_PRINT, fair.id, kind, only_new)]
        if not passes:
            raise NobodyToPrint
        run = {
            "fair": fair.id,
            "account": acting.id if acting.kind == "person" else None,
            "kind": kind,
            "locale": locale,
            "badges": len(passes),
            "created_at": now,
        }
        made = await insert_row(PrintRun, run)
        places = [{"run": made["id"], "entry_pass": number, "place": place} for place, number in enumerate(passes, 1)]
        await insert_rows(PrintRunPass, places)
        await _audit_run(acting, "print_run.ordered", made["id"], fair.office, now, badges=len(passes))
    return int(made["id"])


async def cancel_badges(run: int, *, acting: Actor, now: datetime) -> None:
    """Stop a batch; what was drawn of it is thrown away. Twice is once."""
    async with transaction():
        found, office = await _lock_run(run, acting=acting)
        if found.state == "cancelled":
            return
        if not found.is_busy:
            raise PrintRunCannotChange
        ended = {"state": "cancelled", "finished_at": now, "worker": None, "lease_until": None}
        await update_row(PrintRun, ended, where={"id": run})
        await fetch("DELETE FROM print_run_part WHERE run = $1", run)
        await _audit_run(acting, "print_run.cancelled", run, office, now)
        await notify(channel(run))


async def mark_badges(run: int, *, printed: bool, acting: Actor, now: datetime) -> None:
    """Say that a batch came out of the printer, or that it did not after all. Twice is once."""
    async with transaction():
        found, office = await _lock_run(run, acting=acting)
        if found.state != "ready":
            raise PrintRunCannotChange
        await fetch("UPDATE print_run SET printed_at = $2 WHERE id = $1", run, now if printed else None)
        await _audit_run(acting, "print_run.printed" if printed else "print_run.not_printed", run, office, now)


async def _lock_run(run: int, *, acting: Actor) -> Any:
    await fetch("SELECT id FROM print_run WHERE id = $1 FOR UPDATE", run)
    found = await find_print_run(run, acting=acting)
    [row] = await fetch("SELECT office FROM fair WHERE id = $1", found.fair)
    return found, row["office"]


async def work_on_badges(signer: Signer, now: datetime) -> int:
    """Draw what was ordered; any number of processes may call it at once. Returns how many runs were ended."""
    ended = 0
    while (lease := await _claim_run()) is not None:
        try:
            await _draw_run(lease, signer, now)
        except LeaseLostError:
            logger.info("Print run %s was cancelled or taken over", lease.run)
        ended += 1
    return ended


async def _claim_run() -> _Lease | None:
    row = await _LEASES.claim(returning="fair, badges, locale, attempts")
    if row is None:
        return None
    locale = parse_locale(row["locale"]) or "vi"
    return _Lease(row["id"], row["worker"], row["fair"], row["badges"], locale, row["attempts"])


async def _draw_run(lease: _Lease, signer: Signer, now: datetime) -> None:
    if lease.attempts > _MOST_ATTEMPTS:
        await _end_run(lease, "failed", None, now)
        return
    drawn = {row["number"] for row in await fetch("SELECT number FROM print_run_part WHERE run = $1", lease.run)}
    parts = -(-lease.badges // PART)
    try:
        for number in range(1, parts + 1):
            if number not in drawn:
                content = await draw_badges(await _badge_sheet(lease, number, signer, now))
                await _keep_part(lease, number, content)
        rows = await fetch("SELECT content FROM print_run_part WHERE run = $1 ORDER BY number", lease.run)
        whole = await join_parts([row["content"] for row in rows])
    except DocumentFailed:
        logger.warning("Print run %s could not be drawn, attempt %s", lease.run, lease.attempts)
        await _LEASES.give_back(lease.run, lease.worker)
        return
    await _end_run(lease, "ready", whole, now)


async def _badge_sheet(lease: _Lease, number: int, signer: Signer, now: datetime) -> dict[str, Any]:
    rows = await fetch(
        "SELECT entry_pass FROM print_run_pass WHERE run = $1 AND place > $2 AND place <= $3 ORDER BY place",
        lease.run,
        (number - 1) * PART,
        number * PART,
    )
    passes = await find_passes_in_order([row["entry_pass"] for row in rows])
    fair = await fair_by_id(lease.fair, now=now)
    companies = await producers_by_ids({found.producer for found in passes if found.producer})
    days = await days_of(fair)
    names = {number: found.name for number, found in companies.items()}
    with use_locale(lease.locale):
        return {
            "title": fair.title.text(),
            "lang": lease.locale,
            "days": format_days(fair.starts_on, fair.ends_on, lease.locale) if fair.starts_on and fair.ends_on else "",
            "badges": [
                {
                    "name": found.holder_name or "",
                    "kind": _(KINDS[found.kind]),
                    "tone": found.kind.value,
                    "company": names.get(found.producer or 0, ""),
                    "serial": serial_shown(found.serial),
                    "valid": "" if days.all_opened_by(found.opened) else days_shown(found, days),
                    "qr": await code_of(found, signer=signer, now=now),
                }
                for found in passes
            ],
        }


async def _keep_part(lease: _Lease, number: int, content: bytes) -> None:
    """Write a part and show how far the run is, as long as it is still ours."""
    async with transaction():
        await _LEASES.renew(lease.run, lease.worker, drawn=min(lease.badges, number * PART))
        await fetch(
            "INSERT INTO print_run_part (run, number, content) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING",
            lease.run,
            number,
            content,
        )
        await notify(channel(lease.run))


async def _end_run(lease: _Lease, state: str, whole: bytes | None, now: datetime) -> None:
    async with transaction():
        drawn = {"drawn": lease.badges} if state == "ready" else {}
        await _LEASES.give_back(lease.run, lease.worker, state=state, finished_at=now, **drawn)
        await fetch("DELETE FROM print_run_part WHERE run = $1", lease.run)
        if whole is not None:
            await fetch(
                "INSERT INTO print_run_part (run, number, content) VALUES ($1, $2, $3)", lease.run, _WHOLE, whole
            )
        await notify(channel(lease.run))


def channel(run: int) -> str:
    """Where the page of a run listens."""
    return f"print-run:{run}"


async def _audit_run(acting: Actor, action: str, run: int, office: int, now: datetime, **data: Any) -> None:
    await record_audit(acting, action, subject="print_run", subject_id=run, office=office, data=data, now=now)
