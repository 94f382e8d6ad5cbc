"""Signing keys: rotated without voiding a pass, refused when they leak."""

import asyncio
import base64

from events_app.passes.operations import code_of
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
