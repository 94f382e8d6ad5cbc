"""What the organizer watches: who is inside, through which gate, why people are refused, where phones disagree."""

from datetime import datetime
from uuid import UUID

import msgspec

from events_app.fairs.queries import find_fair
from events_app.passes.queries.days import days_of
from events_app.passes.queries.figures import figures_of_passes, happened_since
from events_app.passes.rules import Direction, PassKind, Reason
from events_app.platform.actor import Actor
from events_app.platform.db import fetch


class GateCount(msgspec.Struct, frozen=True):
    """One gate today."""

    id: int
    name: str
    entered: int
    left: int
    refused: int
    walked_in: int
    last_at: datetime | None


class ReasonCount(msgspec.Struct, frozen=True):
    """How often a reason was said today."""

    reason: Reason
    times: int


class LiveCounts(msgspec.Struct, frozen=True, kw_only=True):
    """The fair right now."""

    day: int | None
    inside: int
    capacity: int | None
    entered_today: int
    walked_in_today: int
    gates: list[GateCount]
    reasons: list[ReasonCount]
    conflicts: int


async def read_live_counts(slug: str, *, acting: Actor, now: datetime) -> LiveCounts:
    """Count what the gates of a fair did today, for its office."""
    fair = await find_fair(slug, acting=acting, now=now)
    acting.ensure_staffs_gate(fair.office)
    days = await days_of(fair)
    since = days.begin_of_day_at(now)
    gates = await _count_by_gate(fair.id, since)
    figures = (await figures_of_passes([fair.id], now=now))[fair.id]
    return LiveCounts(
        day=days.position_of(days.day_at(now)),
        inside=figures.inside,
        capacity=fair.capacity,
        entered_today=figures.entered_today,
        walked_in_today=sum(gate.walked_in for gate in gates),
        gates=gates,
        reasons=await _count_by_reason(fair.id, since),
        conflicts=figures.conflicts,
    )


async def _count_by_gate(fair: int, since: datetime) -> list[GateCount]:
    rows = await fetch(
        "SELECT g.id, g.name, coalesce(c.entered, 0) AS entered, coalesce(c.gone, 0) AS left,"
        " coalesce(c.refused, 0) AS refused, c.last_at, coalesce(w.people, 0) AS walked_in"
        " FROM gate g LEFT JOIN ("
        "  SELECT gate, count(*) FILTER (WHERE result = 'admitted' AND direction = 'in') AS entered,"
        "  count(*) FILTER (WHERE result = 'admitted' AND direction = 'out') AS gone,"
        "  count(*) FILTER (WHERE result = 'refused') AS refused, max(received_at) AS last_at"
        f"  FROM check_in i WHERE fair = $1 AND {happened_since('i', '$2')} GROUP BY gate) c ON c.gate = g.id"
        f" LEFT JOIN (SELECT gate, sum(people) AS people FROM walk_in o WHERE fair = $1 AND {happened_since('o', '$2')}"
        "  GROUP BY gate) w ON w.gate = g.id"
        " WHERE g.fair = $1 ORDER BY g.id",
        fair,
        since,
    )
    return [msgspec.convert(dict(row), GateCount) for row in rows]


async def _count_by_reason(fair: int, since: datetime) -> list[ReasonCount]:
    rows = await fetch(
        f"SELECT reason, count(*) AS times FROM check_in i WHERE fair = $1 AND {happened_since('i', '$2')}"
        " AND result = 'refused' GROUP BY 1 ORDER BY 2 DESC, 1",
        fair,
        since,
    )
    return [msgspec.convert(dict(row), ReasonCount) for row in rows]


class AdmissionConflict(msgspec.Struct, frozen=True, kw_only=True):
    """Somebody a phone let in alone, and the entry the pass had been used for."""

    scan_id: UUID
    at: datetime
    gate: str
    device: str | None
    reason: Reason
    serial: int | None
    kind: PassKind | None
    holder_name: str | None
    first_at: datetime | None
    first_gate: str | None
    clock_off: bool
    late_device: bool


async def list_conflicts(slug: str, *, acting: Actor, now: datetime) -> list[AdmissionConflict]:
    """List conflicts for the office, the latest first; 500 at most."""
    fair = await find_fair(slug, acting=acting, now=now)
    acting.ensure_organizes(fair.office)
    rows = await fetch(
        "SELECT c.scan_id, c.happened_at AS at, g.name AS gate, d.name AS device, c.reason, p.serial, c.kind,"
        " p.holder_name, a.admitted_at AS first_at, fg.name AS first_gate, c.clock_off, c.late_device"
        " FROM check_in c JOIN gate g ON g.id = c.gate LEFT JOIN gate_device d ON d.id = c.device"
        " LEFT JOIN entry_pass p ON p.id = c.entry_pass"
        " LEFT JOIN admission a ON a.entry_pass = c.entry_pass AND a.slot = c.slot"
        " LEFT JOIN gate fg ON fg.id = a.gate"
        " WHERE c.fair = $1 AND c.conflict ORDER BY c.id DESC LIMIT 500",
        fair.id,
    )
    return [msgspec.convert(dict(row), AdmissionConflict) for row in rows]


class ScanLine(msgspec.Struct, frozen=True, kw_only=True):
    """One scan of the log."""

    at: datetime
    received_at: datetime
    gate: str
    direction: Direction
    result: str
    reason: Reason | None
    kind: PassKind | None
    serial: int | None
    offline: bool


async def all_scans(slug: str, *, acting: Actor, now: datetime) -> list[ScanLine]:
    """Return the log of a fair's scans for a file; no names, so that it is no profile of anybody."""
    fair = await find_fair(slug, acting=acting, now=now)
    acting.ensure_organizes(fair.office)
    rows = await fetch(
        "SELECT c.happened_at AS at, c.received_at, g.name AS gate, c.direction, c.result, c.reason, c.kind,"
        " p.serial, c.offline FROM check_in c JOIN gate g ON g.id = c.gate"
        " LEFT JOIN entry_pass p ON p.id = c.entry_pass WHERE c.fair = $1 ORDER BY c.id LIMIT 500000",
        fair.id,
    )
    return [msgspec.convert(dict(row), ScanLine) for row in rows]
