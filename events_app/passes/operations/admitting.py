"""One statement that decides a whole group of scans.

Scans that wait while a statement runs go into the next one, so a commit is shared by everybody who waited
for it, and every answer still waits for its own commit. The group must not hold one scan id or one pass
twice; its makers see to that. What PostgreSQL decides: whether the scan was seen before, whether the facts it
was judged by still hold, what became of the pass, and who takes a slot first (the constraint, not a read
before the write).

Order matters where groups of several processes meet: admissions are taken in the order of pass and slot, all
of them before the first check-in, and check-ins in the order of scan ids, so two groups never wait for each
other in a circle.
"""

from collections.abc import Sequence
from datetime import datetime
from enum import IntEnum
from typing import Any, Final
from uuid import UUID

import asyncpg
import msgspec

from events_app.passes.rules import Direction, PassKind, Reason
from events_app.platform.db import SomebodyWasFaster, fetch

# Its parameters are the fields of `JudgedScan` in their order; it reads and writes four tables, so it stays SQL.
DECIDE: Final = """
WITH scan AS (
  SELECT * FROM unnest(
    $1::uuid[], $2::bigint[], $3::bigint[], $4::bigint[], $5::bigint[], $6::bytea[], $7::text[], $8::text[],
    $9::smallint[], $10::smallint[], $11::text[], $12::timestamptz[], $13::timestamptz[], $14::bool[],
    $15::bool[], $16::text[], $17::bool[], $18::int[], $19::int[]
  ) AS s (scan_id, fair, gate, device, serial, digest, kind, direction, day, slot, reason, scanned_at,
    happened_at, clock_off, offline, decided, typed, fair_revision, plan_revision)
), judged AS (
  SELECT s.*, p.id AS pass,
    f.revision <> s.fair_revision OR coalesce(n.revision, 0) <> s.plan_revision AS stale,
    d.revoked_at IS NOT NULL AS device_revoked,
    CASE
      WHEN s.serial IS NULL THEN s.reason
      WHEN p.id IS NULL THEN 'unknown'
      WHEN p.code_digest <> s.digest AND NOT s.typed THEN 'forged'
      WHEN s.direction = 'out' THEN NULL
      WHEN p.state = 'erased' THEN 'revoked'
      WHEN p.state <> 'valid' THEN p.state
      ELSE s.reason
    END AS why
  FROM scan s
  JOIN fair f ON f.id = s.fair
  LEFT JOIN pass_plan n ON n.fair = s.fair
  LEFT JOIN gate_device d ON d.id = s.device
  LEFT JOIN entry_pass p ON p.serial = s.serial
  WHERE NOT EXISTS (SELECT FROM check_in c WHERE c.scan_id = s.scan_id)
), decidable AS (
  SELECT * FROM judged WHERE NOT stale AND (offline OR NOT device_revoked)
), newly_admitted AS (
  INSERT INTO admission (entry_pass, slot, fair, gate, day, scan_id, admitted_at)
  SELECT pass, slot, fair, gate, day, scan_id, happened_at FROM decidable
  WHERE why IS NULL AND direction = 'in' ORDER BY pass, slot
  ON CONFLICT (entry_pass, slot) DO NOTHING
  RETURNING scan_id
), newly_left AS (
  UPDATE admission a SET left_at = r.happened_at FROM decidable r
  WHERE r.direction = 'out' AND r.why IS NULL
    AND a.entry_pass = r.pass AND a.left_at IS NULL AND a.admitted_at <= r.happened_at
), decided_scan AS (
  SELECT r.*, a.admitted_at AS first_at, a.gate AS first_gate,
    CASE
      WHEN r.why IS NOT NULL THEN r.why
      WHEN r.direction = 'out' OR t.scan_id IS NOT NULL THEN NULL
      WHEN a.left_at IS NULL AND coalesce(a.day = r.day, true) THEN 'already_in'
      ELSE 'already_used'
    END AS outcome
  FROM decidable r
  LEFT JOIN newly_admitted t ON t.scan_id = r.scan_id
  LEFT JOIN admission a ON a.entry_pass = r.pass AND a.slot = r.slot AND r.direction = 'in'
), recorded AS (
  INSERT INTO check_in (scan_id, fair, gate, device, entry_pass, kind, code_digest, direction, day, slot,
    result, reason, scanned_at, happened_at, received_at, clock_off, offline, typed, decided, conflict,
    late_device)
  SELECT scan_id, fair, gate, device, CASE WHEN outcome = 'forged' THEN NULL ELSE pass END,
    CASE WHEN outcome IN ('forged', 'unknown') THEN NULL ELSE kind END, digest, direction, day, slot,
    CASE WHEN outcome IS NULL THEN 'admitted' ELSE 'refused' END, outcome, scanned_at,
    happened_at, $20, clock_off, offline, typed, decided,
    coalesce(offline AND decided = 'admitted' AND direction = 'in' AND outcome IS NOT NULL, false),
    device_revoked
  FROM decided_scan ORDER BY scan_id
)
SELECT s.scan_id, e.outcome, e.first_at, e.first_gate,
  CASE WHEN e.scan_id IS NOT NULL THEN 0 WHEN j.scan_id IS NULL THEN 1 WHEN j.stale THEN 2 ELSE 3 END AS handling
FROM scan s LEFT JOIN judged j ON j.scan_id = s.scan_id LEFT JOIN decided_scan e ON e.scan_id = s.scan_id
"""

ANSWERS: Final = """
SELECT c.scan_id, c.code_digest, c.direction, c.result, c.reason, c.kind, c.day, c.conflict, c.happened_at,
  a.admitted_at AS first_at, a.gate AS first_gate
FROM check_in c
LEFT JOIN admission a ON a.entry_pass = c.entry_pass AND a.slot = c.slot AND a.scan_id <> c.scan_id
  AND c.reason IN ('already_in', 'already_used')
WHERE c.scan_id = ANY($1::uuid[])
"""


class Handling(IntEnum):
    """What became of a scan in its group."""

    decided = 0
    seen_before = 1
    judged_by_old_facts = 2
    device_revoked = 3


class JudgedScan(msgspec.Struct, frozen=True):
    """A scan ready for the statement. `serial` is None when the pass's own state cannot change the answer."""

    scan_id: UUID
    fair: int
    gate: int
    device: int | None
    serial: int | None
    digest: bytes
    kind: PassKind | None
    direction: Direction
    day: int | None
    slot: int | None
    reason: Reason | None
    scanned_at: datetime
    happened_at: datetime
    clock_off: bool
    offline: bool
    decided: str | None
    typed: bool
    fair_revision: int
    plan_revision: int


class Decision(msgspec.Struct, frozen=True):
    """What the statement said of one scan."""

    handling: Handling
    reason: Reason | None = None
    first_at: datetime | None = None
    first_gate: int | None = None


class KeptAnswer(msgspec.Struct, frozen=True):
    """The first answer a scan got, as it was kept."""

    scan_id: UUID
    code_digest: bytes
    direction: Direction
    result: str
    reason: Reason | None
    kind: PassKind | None
    day: int | None
    conflict: bool
    happened_at: datetime
    first_at: datetime | None
    first_gate: int | None


_TRIES: Final = 6
_HANDLINGS: Final = list(Handling)
_REASONS: Final[dict[str | None, Reason | None]] = {None: None, **{reason.value: reason for reason in Reason}}


def _columns(scans: Sequence[JudgedScan]) -> list[list[Any]]:
    return [list(column) for column in zip(*map(msgspec.structs.astuple, scans), strict=True)]


async def decide(scans: Sequence[JudgedScan], *, now: datetime) -> dict[UUID, Decision]:
    """Decide a group; each scan is committed when this returns.

    A group that meets a scan id or a lock of another process's group is run again: then it sees what the
    other one committed.
    """
    columns = _columns(scans)
    for _ in range(_TRIES):
        try:
            rows = await fetch(DECIDE, *columns, now)
        except (asyncpg.UniqueViolationError, SomebodyWasFaster):
            continue
        return {
            row["scan_id"]: Decision(
                _HANDLINGS[row["handling"]], _REASONS[row["outcome"]], row["first_at"], row["first_gate"]
            )
            for row in rows
        }
    raise SomebodyWasFaster


async def read_answers(scan_ids: Sequence[UUID]) -> dict[UUID, KeptAnswer]:
    """Read the first answers of scans that were seen before."""
    rows = await fetch(ANSWERS, list(scan_ids))
    return {row["scan_id"]: msgspec.convert(dict(row), KeptAnswer) for row in rows}
