"""Open gates and pair the phones that scan there."""

import secrets
from datetime import datetime, timedelta
from typing import Final

import msgspec

from events_app.accounts.rules import read_name
from events_app.accounts.tokens import hash_token
from events_app.fairs.operations import enter_fair
from events_app.fairs.queries import find_fair
from events_app.fairs.rules import Deed
from events_app.passes.errors import DeviceNotFound, GateClosed, GateNotFound, PairingUsed
from events_app.passes.operations.plan import bump_plan_revision
from events_app.passes.queries.gates import DEVICE_KEY_PREFIX
from events_app.passes.schemas import Gate, PairedDevice, Pairing
from events_app.passes.tables import GateDevice, GatePairing
from events_app.platform.actor import Actor
from events_app.platform.audit import record_audit
from events_app.platform.db import fetch, transaction
from events_app.platform.live import notify
from events_app.platform.rows import insert_row

PAIRING_LASTS: Final = timedelta(minutes=15)


async def open_gate(slug: str, name: str, *, acting: Actor, now: datetime) -> Gate:
    """Open a gate.

    Raises:
        GateNameTaken: The fair has one of that name.
    """
    fair = await find_fair(slug, acting=acting, now=now)
    acting.ensure_organizes(fair.office)
    name = read_name(name, longest=80)
    async with transaction():
        await enter_fair(fair.id, Deed.PREPARE, now=now)
        rows = await fetch(
            "INSERT INTO gate (fair, name, created_at) VALUES ($1, $2, $3) RETURNING id", fair.id, name, now
        )
        gate = rows[0]["id"]
        await bump_plan_revision(fair.id, now=now)
        await record_audit(acting, "gate.opened", subject="gate", subject_id=gate, office=fair.office, now=now)
        await notify(f"fair:{fair.id}:gates")
    return Gate(gate, name, None)


async def close_gate(gate: int, *, acting: Actor, now: datetime) -> None:
    """Close a gate: nothing is scanned there any more. Twice is once."""
    async with transaction():
        fair = await _lock_gate(gate, acting=acting)
        await fetch("UPDATE gate SET closed_at = $2 WHERE id = $1 AND closed_at IS NULL", gate, now)
        await bump_plan_revision(fair.id, now=now)
        await record_audit(acting, "gate.closed", subject="gate", subject_id=gate, office=fair.office, now=now)
        await notify(f"fair:{fair.id}:gates")


async def reopen_gate(gate: int, *, acting: Actor, now: datetime) -> None:
    """Open a closed gate again. Twice is once."""
    async with transaction():
        await _enter_fair_of(gate, acting=acting, now=now)
        fair = await _lock_gate(gate, acting=acting)
        await fetch("UPDATE gate SET closed_at = NULL WHERE id = $1", gate)
        await bump_plan_revision(fair.id, now=now)
        await record_audit(acting, "gate.reopened", subject="gate", subject_id=gate, office=fair.office, now=now)
        await notify(f"fair:{fair.id}:gates")


async def pair_device(gate: int, name: str, *, acting: Actor, now: datetime) -> PairedDevice:
    """Give a phone its own key, for the gates of this fair only. The key is shown once."""
    name = read_name(name, longest=80)
    async with transaction():
        await _enter_fair_of(gate, acting=acting, now=now)
        fair = await _lock_gate(gate, acting=acting, must_be_open=True)
        return await _add_device(gate, name, fair, acting=acting, now=now)


async def invite_device(gate: int, name: str, *, acting: Actor, now: datetime) -> str:
    """Make the code of a pairing QR: whoever opens it first, within minutes, is the phone."""
    name = read_name(name, longest=80)
    code = secrets.token_urlsafe(18)
    async with transaction():
        await _enter_fair_of(gate, acting=acting, now=now)
        await _lock_gate(gate, acting=acting, must_be_open=True)
        pairing = {
            "gate": gate,
            "name": name,
            "code_hash": hash_token(code),
            "created_at": now,
            "expires_at": now + PAIRING_LASTS,
        }
        await insert_row(GatePairing, pairing)
    return code


async def accept_pairing(code: str, *, acting: Actor, now: datetime) -> Pairing:
    """Turn a pairing code into a phone's key, once.

    Raises:
        PairingUsed: It was used, is too old, or was never one.
    """
    async with transaction():
        asked = await fetch(
            "SELECT g.fair FROM gate_pairing p JOIN gate g ON g.id = p.gate WHERE p.code_hash = $1", hash_token(code)
        )
        if not asked:
            raise PairingUsed
        await enter_fair(asked[0]["fair"], Deed.PREPARE, now=now)
        rows = await fetch(
            "SELECT id, gate, name FROM gate_pairing"
            " WHERE code_hash = $1 AND device IS NULL AND expires_at > $2 FOR UPDATE",
            hash_token(code),
            now,
        )
        if not rows:
            raise PairingUsed
        gate = rows[0]["gate"]
        [place] = await fetch(
            "SELECT g.fair AS id, f.office, f.slug, g.closed_at FROM gate g"
            " JOIN fair f ON f.id = g.fair WHERE g.id = $1",
            gate,
        )
        if place["closed_at"] is not None:
            raise GateClosed
        fair = _FairOfGate(place["id"], place["office"])
        device = await _add_device(gate, rows[0]["name"], fair, acting=acting, now=now)
        await fetch("UPDATE gate_pairing SET device = $2 WHERE id = $1", rows[0]["id"], device.id)
    return Pairing(device.id, device.token, gate, place["slug"])


async def revoke_device(device: int, *, acting: Actor, now: datetime) -> None:
    """Take a phone's key back. Scans it still holds are accepted once more, marked. Twice is once."""
    async with transaction():
        rows = await fetch(
            "SELECT g.fair, f.office FROM gate_device d JOIN gate g ON g.id = d.gate"
            " JOIN fair f ON f.id = g.fair WHERE d.id = $1 FOR UPDATE OF d",
            device,
        )
        if not rows:
            raise DeviceNotFound
        acting.ensure_organizes(rows[0]["office"])
        await fetch("UPDATE gate_device SET revoked_at = $2 WHERE id = $1 AND revoked_at IS NULL", device, now)
        await record_audit(
            acting,
            "gate_device.revoked",
            subject="gate_device",
            subject_id=device,
            office=rows[0]["office"],
            now=now,
        )
        await notify(f"fair:{rows[0]['fair']}:gates")


class _FairOfGate(msgspec.Struct, frozen=True):
    id: int
    office: int


async def _lock_gate(gate: int, *, acting: Actor, must_be_open: bool = False) -> _FairOfGate:
    rows = await fetch(
        "SELECT g.fair AS id, f.office, g.closed_at FROM gate g JOIN fair f ON f.id = g.fair"
        " WHERE g.id = $1 FOR UPDATE OF g",
        gate,
    )
    if not rows:
        raise GateNotFound
    acting.ensure_organizes(rows[0]["office"])
    if must_be_open and rows[0]["closed_at"] is not None:
        raise GateClosed
    return _FairOfGate(rows[0]["id"], rows[0]["office"])


async def _enter_fair_of(gate: int, *, acting: Actor, now: datetime) -> None:
    """Prepare under the fair of a gate, before the gate is locked."""
    rows = await fetch("SELECT g.fair, f.office FROM gate g JOIN fair f ON f.id = g.fair WHERE g.id = $1", gate)
    if not rows:
        raise GateNotFound
    acting.ensure_organizes(rows[0]["office"])
    await enter_fair(rows[0]["fair"], Deed.PREPARE, now=now)


async def _add_device(gate: int, name: str, fair: _FairOfGate, *, acting: Actor, now: datetime) -> PairedDevice:
    token = DEVICE_KEY_PREFIX + secrets.token_urlsafe(32)
    phone = {"gate": gate, "name": name, "token_hash": hash_token(token), "created_at": now}
    device = (await insert_row(GateDevice, phone))["id"]
    await record_audit(
        acting,
        "gate_device.paired",
        subject="gate_device",
        subject_id=device,
        office=fair.office,
        data={"gate": gate},
        now=now,
    )
    await notify(f"fair:{fair.id}:gates")
    return PairedDevice(device, token)
