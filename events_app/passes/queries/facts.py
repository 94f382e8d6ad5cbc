"""What the gates of a fair go by, read together: the fair's days, its rules, gates and public keys.

These reads join `fair` and `venue` directly: a gate asks them in the middle of a queue of people, and the
statement that decides scans compares the revisions found here.
"""

import msgspec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from events_app.passes.queries.days import read_fair_days
from events_app.passes.queries.figures import people_inside
from events_app.passes.rules import DEFAULT_RULES, Entries, FairDays, KindRule, PassKind
from events_app.platform.db import fetch


class GateFacts(msgspec.Struct, frozen=True):
    """Everything a scan is judged by, besides what became of the pass.

    `keys` are the office's public keys by key id, without those that leaked.
    """

    office: int
    slug: str
    days: FairDays
    revision: int
    plan_revision: int
    capacity: int | None
    rules: dict[PassKind, KindRule]
    gate_names: dict[int, str]
    open_gates: frozenset[int]
    keys: dict[int, Ed25519PublicKey]


_FAIR = """
SELECT f.id AS fair, f.office, f.slug, f.status, f.revision, f.capacity, v.time_zone,
  coalesce(n.revision, 0) AS plan_revision
FROM fair f JOIN venue v ON v.id = f.venue LEFT JOIN pass_plan n ON n.fair = f.id WHERE f.id = $1
"""


async def read_gate_facts(fair: int) -> GateFacts | None:
    """Read the facts of a fair; None when there is no such fair.

    The revisions are read first: whatever changes meanwhile is newer than they say, and is noticed by them.
    """
    rows = await fetch(_FAIR, fair)
    if not rows:
        return None
    row = rows[0]
    gates = await fetch("SELECT id, name, closed_at FROM gate WHERE fair = $1 ORDER BY id", fair)
    return GateFacts(
        office=row["office"],
        slug=row["slug"],
        days=await read_fair_days(fair, row["status"], row["time_zone"]),
        revision=row["revision"],
        plan_revision=row["plan_revision"],
        capacity=row["capacity"],
        rules=await read_rules(fair),
        gate_names={gate["id"]: gate["name"] for gate in gates},
        open_gates=frozenset(gate["id"] for gate in gates if gate["closed_at"] is None),
        keys=await read_public_keys(row["office"]),
    )


async def read_rules(fair: int) -> dict[PassKind, KindRule]:
    """Read the rule of every kind: the fair's own where it has one, else the rule of the house."""
    rules = dict(DEFAULT_RULES)
    for row in await fetch("SELECT kind, entries, gates FROM pass_rule WHERE fair = $1", fair):
        gates = None if row["gates"] is None else frozenset(row["gates"])
        rules[PassKind(row["kind"])] = KindRule(Entries(row["entries"]), gates)
    return rules


async def read_public_keys(office: int) -> dict[int, Ed25519PublicKey]:
    """Read an office's public keys by key id, without those that leaked."""
    rows = await fetch("SELECT key_id, public_key FROM signing_key WHERE office = $1 AND distrusted_at IS NULL", office)
    return {row["key_id"]: Ed25519PublicKey.from_public_bytes(row["public_key"]) for row in rows}


async def read_public_keys_of_fair(fair: int) -> dict[int, Ed25519PublicKey]:
    """Read the public keys of the office that holds a fair, whichever it is; none for a fair that is not."""
    rows = await fetch("SELECT office FROM fair WHERE id = $1", fair)
    return await read_public_keys(rows[0]["office"]) if rows else {}


async def find_fair_of_gate(gate: int) -> int | None:
    """Return the fair a gate belongs to."""
    rows = await fetch("SELECT fair FROM gate WHERE id = $1", gate)
    return rows[0]["fair"] if rows else None


class ScannedPass(msgspec.Struct, frozen=True):
    """A pass found by its number instead of by its code."""

    serial: int
    fair: int
    kind: PassKind
    key_id: int
    first_day: int
    last_day: int
    day_set: int | None


async def find_scanned_pass(serial: int) -> ScannedPass | None:
    """Find what the code of a pass would say, for a number typed at the gate."""
    rows = await fetch(
        "SELECT serial, fair, kind, key_id, first_day, last_day, day_set FROM entry_pass WHERE serial = $1", serial
    )
    return msgspec.convert(dict(rows[0]), ScannedPass) if rows else None


async def count_inside(fair: int, day: int) -> int:
    """Count the people inside: entered on this day of the fair, and not seen to leave."""
    rows = await fetch(f"SELECT {people_inside('$1', '$2')} AS people", fair, day)
    return int(rows[0]["people"])
