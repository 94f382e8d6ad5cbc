"""Signing keys: rotated without voiding a pass, refused when they leak."""

import asyncio
import base64
from datetime import timedelta
from uuid import uuid4

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from events_app.passes.code import CodePayload, sign, write_code
from events_app.passes.operations import CheckInDesk, code_of, facts_cache, record_batch
from events_app.passes.schemas import BatchInput, ScanInput
from events_app.platform.db import fetch
from tests.clock import NOW
from tests.factories.accounts import make_member
from tests.factories.passes import make_code, make_gate_site, make_pass, scan_body


async def scanned(phone, site, code):
    return (await phone.post("/api/v1/check-ins", json=scan_body(site, code))).json()


def keys_page(site):
    return f"/organizer/office/{site.office}/signing-keys"


async def test_pass_of_an_earlier_key_still_comes_in(client, sign_in, phone, site):
    await sign_in(site.organizer.id)
    old = await make_code(site)
    assert (await client.post_form(f"{keys_page(site)}/rotate", {"in_use": "1"})).status_code == 303
    new = await make_code(site)
    assert [(await scanned(phone, site, code))["result"] for code in (old, new)] == ["admitted", "admitted"]
    package = (await phone.get(f"/api/v1/fairs/{site.slug}/gate-package")).json()
    assert list(package["public_keys"]) == ["1", "2"]
    page = (await client.get(keys_page(site))).text
    rows = await fetch("SELECT public_key, private_key FROM signing_key ORDER BY key_id")
    assert all(base64.b64encode(row["public_key"]).decode() in page for row in rows)
    assert all(base64.b64encode(row["private_key"]).decode() not in page for row in rows)


@pytest.mark.parametrize("days", [None, [1, 2]], ids=["every day", "days nobody knew"])
@pytest.mark.parametrize("late", [False, True], ids=["at the gate", "in a batch"])
async def test_key_the_office_began_to_sign_with_a_moment_ago_is_known_at_once(site, late, days):
    desk, later = CheckInDesk(), NOW + timedelta(seconds=2)
    before = ScanInput(gate=site.gate, scan_id=uuid4(), scanned_at=NOW, code=await make_code(site))
    assert (await desk.record_check_in(before, acting=site.organizer, now=NOW)).result == "admitted"
    await site.signer.rotate_key(site.office, in_use=1, acting=site.organizer, now=NOW)
    code = await code_of(await make_pass(site, days=days), signer=site.signer, now=NOW)
    assert (await scanned_by(desk, site, code, late=late, now=later)).result == "admitted"


async def test_made_up_codes_read_the_keys_at_most_once_a_second(site, monkeypatch):
    desk, reads = CheckInDesk(), []
    monkeypatch.setattr(facts_cache, "read_gate_facts", counting(reads, facts_cache.read_gate_facts))
    given = await make_pass(site, days=[1, 2])
    for key in (given.key_id, 77):
        payload = CodePayload(key, given.fair, given.serial, given.kind.code, day_set=9)
        forged = write_code(sign(payload, Ed25519PrivateKey.generate()))
        for milliseconds in range(0, 900, 100):
            now = NOW + timedelta(milliseconds=milliseconds)
            assert (await scanned_by(desk, site, forged, now=now)).reason in {"forged", "unknown"}
    assert len(reads) == 1


def counting(reads, read):
    async def count(fair):
        reads.append(fair)
        return await read(fair)

    return count


async def scanned_by(desk, site, code, *, late=False, now):
    if not late:
        scan = ScanInput(gate=site.gate, scan_id=uuid4(), scanned_at=now, code=code)
        return await desk.record_check_in(scan, acting=site.organizer, now=now)
    batch = BatchInput([scan_body(site, code, scanned_at=now.isoformat())])
    return (await record_batch(desk, batch, acting=site.organizer, now=now)).results[0]


async def test_pressed_twice_it_is_rotated_once(client, sign_in, site):
    await sign_in(site.organizer.id)
    await make_pass(site)
    await asyncio.gather(*(client.post_form(f"{keys_page(site)}/rotate", {"in_use": "1"}) for _ in range(4)))
    assert (await fetch("SELECT count(*) AS n FROM signing_key"))[0]["n"] == 2


async def test_passes_of_a_leaked_key_are_forged_from_then_on(client, sign_in, phone, site):
    await sign_in(site.organizer.id)
    given = await make_pass(site)
    old = await code_of(given, signer=site.signer, now=NOW)
    await client.post_form(f"{keys_page(site)}/rotate", {"in_use": "1"})
    await client.post_form(f"{keys_page(site)}/1/distrust")
    assert (await scanned(phone, site, old))["reason"] == "forged"
    package = (await phone.get(f"/api/v1/fairs/{site.slug}/gate-package")).json()
    assert list(package["public_keys"]) == ["2"]


async def test_key_in_use_is_not_distrusted_without_another_one(client, sign_in, site):
    await sign_in(site.organizer.id)
    await make_pass(site)
    await client.post_form(f"{keys_page(site)}/1/distrust")
    assert (await fetch("SELECT distrusted_at FROM signing_key"))[0]["distrusted_at"] is None


async def test_keys_are_the_owners_alone(client, sign_in, site):
    await make_pass(site)
    for account in (await make_member(site.office, role="organizer"), (await make_gate_site()).organizer.id):
        await sign_in(account)
        assert (await client.get(keys_page(site))).status_code == 403
        assert (await client.post_form(f"{keys_page(site)}/rotate", {"in_use": "1"})).status_code == 403
