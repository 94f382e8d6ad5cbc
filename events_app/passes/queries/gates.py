"""Gates, phones, what a phone needs to work alone, and who a phone's key belongs to."""

import base64
from datetime import datetime, timedelta
from typing import Final

import msgspec

from events_app.accounts.tokens import hash_token
from events_app.fairs.queries import find_fair
from events_app.passes.errors import GateNotFound
from events_app.passes.queries.days import days_of
from events_app.passes.queries.facts import count_inside, read_public_keys, read_rules
from events_app.passes.queries.passes import fair_for_gate
from events_app.passes.rules import PassKind, PassState
from events_app.passes.schemas import (
    Device,
    Gate,
    GateName,
    GatePackage,
    PackageDay,
    PackageFair,
    PackageRule,
    Plan,
)
from events_app.platform.actor import Actor
from events_app.platform.db import fetch

_IDENTITY_LASTS: Final = timedelta(seconds=10)
_MOST_REMEMBERED: Final = 5000
DEVICE_KEY_PREFIX: Final = "gate_"


async def list_gates(slug: str, *, acting: Actor, now: datetime) -> list[Gate]:
    """List a fair's gates with their phones, for its office."""
    fair = await find_fair(slug, acting=acting, now=now)
    acting.ensure_staffs_gate(fair.office)
    devices = await fetch(
        "SELECT d.gate, d.id, d.name, d.created_at AS paired_at, d.last_seen_at, d.waiting, d.package_at,"
        " d.revoked_at FROM gate_device d JOIN gate g ON g.id = d.gate WHERE g.fair = $1 ORDER BY d.id",
        fair.id,
    )
    by_gate: dict[int, list[Device]] = {}
    for row in devices:
        facts = dict(row)
        by_gate.setdefault(facts.pop("gate"), []).append(msgspec.convert(facts, Device))
    gates = await fetch("SELECT id, name, closed_at FROM gate WHERE fair = $1 ORDER BY id", fair.id)
    return [Gate(row["id"], row["name"], row["closed_at"], by_gate.get(row["id"], [])) for row in gates]


async def find_gate(gate: int) -> tuple[int, str]:
    """Return the fair and the name of a gate.

    Raises:
        GateNotFound: There is none.
    """
    rows = await fetch("SELECT fair, name FROM gate WHERE id = $1", gate)
    if not rows:
        raise GateNotFound
    return rows[0]["fair"], rows[0]["name"]


async def read_plan(fair: int) -> Plan:
    """Return how a fair gives passes, its own rules or the house's."""
    rows = await fetch(
        "SELECT registration_open, registration_closes_at, daily_quota, booth_passes, revision FROM pass_plan"
        " WHERE fair = $1",
        fair,
    )
    settings = dict(rows[0]) if rows else _DEFAULT_PLAN
    return Plan(**settings, rules=await _package_rules(fair))


_DEFAULT_PLAN: Final = {
    "registration_open": True,
    "registration_closes_at": None,
    "daily_quota": None,
    "booth_passes": 4,
    "revision": 0,
}


async def _package_rules(fair: int) -> dict[PassKind, PackageRule]:
    return {
        kind: PackageRule(rule.entries, None if rule.gates is None else sorted(rule.gates))
        for kind, rule in (await read_rules(fair)).items()
    }


async def read_gate_package(
    slug: str, *, since: datetime | None = None, waiting: int | None = None, acting: Actor, now: datetime
) -> GatePackage:
    """Gather what a phone needs to decide alone; with `since` only entries taken after it.

    Raises:
        DeviceRevoked: The phone was unpaired.
    """
    fair = await fair_for_gate(slug, acting=acting, now=now)
    days = await days_of(fair)
    states = await fetch(
        "SELECT CASE state WHEN 'erased' THEN 'revoked' ELSE state END AS state, array_agg(serial) AS serials"
        " FROM entry_pass WHERE fair = $1 AND state <> 'valid' GROUP BY 1",
        fair.id,
    )
    entries = await fetch(
        "SELECT p.serial, a.slot, extract(epoch FROM a.admitted_at)::bigint AS at, a.gate"
        " FROM admission a JOIN entry_pass p ON p.id = a.entry_pass"
        " WHERE a.fair = $1 AND a.slot IS NOT NULL AND ($2::timestamptz IS NULL OR a.admitted_at >= $2)"
        " ORDER BY a.id",
        fair.id,
        since,
    )
    if acting.kind == "device":
        await fetch(
            "UPDATE gate_device SET package_at = $2, last_seen_at = $2, waiting = coalesce($3, waiting) WHERE id = $1",
            acting.id,
            now,
            waiting,
        )
    gates = await fetch("SELECT id, name FROM gate WHERE fair = $1 AND closed_at IS NULL ORDER BY id", fair.id)
    day = days.day_at(now)
    return GatePackage(
        made_at=now,
        inside=0 if day is None else await count_inside(fair.id, day),
        since=since,
        fair=PackageFair(
            fair.id,
            fair.slug,
            fair.title,
            days.status,
            fair.starts_on,
            days.count,
            fair.time_zone,
            calendar=[
                PackageDay(
                    span.day.number,
                    span.date,
                    int(span.starts.timestamp()),
                    int(span.ends.timestamp()),
                    span.day.open_to_all,
                )
                for span in days.spans()
            ],
            day_sets={number: sorted(named) for number, named in days.sets.items()},
        ),
        public_keys={
            key_id: base64.b64encode(key.public_bytes_raw()).decode("ascii")
            for key_id, key in (await read_public_keys(fair.office)).items()
        },
        rules=await _package_rules(fair.id),
        gates=[GateName(row["id"], row["name"]) for row in gates],
        not_valid={PassState(row["state"]): sorted(row["serials"]) for row in states},
        entries=[(row["serial"], row["slot"], row["at"], row["gate"]) for row in entries],
    )


class _Known(msgspec.Struct, frozen=True):
    actor: Actor
    read_at: datetime


_known: dict[bytes, _Known] = {}


async def find_device_actor(token: str, now: datetime) -> Actor | None:
    """Say whose key a bearer token is, when it is a phone's.

    Who a phone is never changes and is remembered for a few seconds; whether it was revoked is asked where it
    matters, in the statement that records its scans: a revoked phone may still hand in what it holds.
    """
    if not token.startswith(DEVICE_KEY_PREFIX):
        return None
    token_hash = hash_token(token)
    known = _known.get(token_hash)
    if known is not None and timedelta() <= now - known.read_at < _IDENTITY_LASTS:
        return known.actor
    rows = await fetch(
        "UPDATE gate_device d SET last_seen_at = $2 FROM gate g WHERE d.token_hash = $1 AND g.id = d.gate"
        " RETURNING d.id, d.name, g.fair",
        token_hash,
        now,
    )
    if not rows:
        _known.pop(token_hash, None)
        return None
    if len(_known) >= _MOST_REMEMBERED:
        _known.clear()
    actor = Actor(kind="device", id=rows[0]["id"], name=rows[0]["name"], device_fair=rows[0]["fair"])
    _known[token_hash] = _Known(actor, now)
    return actor
