"""What happens at the gate besides scanning: a pass made on the spot, and phones in bad shape."""

import asyncio
from datetime import timedelta
from uuid import uuid4

import pytest

from events_app.passes.operations import code_of
from events_app.platform.db import fetch
from tests.clock import NOW
from tests.factories.passes import make_code, make_gate_site, make_pass, scan_body

CONSENT = {"version": "2026-11"}


def wanted(**changes):
    return {"request_id": str(uuid4()), **changes}


async def make(phone, site, body):
    return await phone.post(f"/api/v1/gates/{site.gate}/passes", json=body)


async def test_pass_without_a_name_opens_the_gate_today_only(phone, site):
    answer = await make(phone, site, wanted())
    assert answer.status_code == 201
    row = (await fetch("SELECT kind, first_day, last_day, holder_name, consent_version FROM entry_pass"))[0]
    assert tuple(row) == ("visitor", 2, 2, None, None)
    scan = await phone.post("/api/v1/check-ins", json=scan_body(site, answer.json()["code"]))
    assert scan.json()["result"] == "admitted"


async def test_name_is_kept_only_with_consent(phone, site):
    refused = await make(phone, site, wanted(holder={"name": "Lan"}))
    assert (refused.status_code, refused.json()["code"]) == (422, "consent_missing")
    given = await make(phone, site, wanted(holder={"name": "Lan"}, consent=CONSENT))
    assert given.status_code == 201
    row = (await fetch("SELECT holder_name, consent_channel FROM entry_pass"))[0]
    assert tuple(row) == ("Lan", "desk")


async def test_lost_answer_and_double_press_give_one_pass(phone, site):
    body = wanted()
    answers = await asyncio.gather(*(make(phone, site, body) for _ in range(6)))
    assert len({answer.text for answer in answers}) == 1
    assert (await fetch("SELECT count(*) AS n FROM entry_pass"))[0]["n"] == 1


async def test_one_request_id_for_two_people_is_refused_for_the_second(phone, site):
    body = wanted(holder={"name": "Lan"}, consent=CONSENT)
    first = await make(phone, site, body)
    other = await make(phone, site, {**body, "holder": {"name": "Hương"}})
    unnamed = await make(phone, site, wanted(request_id=body["request_id"]))
    again = await make(phone, site, {**body, "holder": {"name": " Lan "}})
    assert (other.status_code, other.json()["code"]) == (422, "idempotency_key_reused")
    assert (unnamed.status_code, unnamed.json()["code"]) == (422, "idempotency_key_reused")
    assert again.text == first.text
    assert (await fetch("SELECT count(*) AS n FROM entry_pass"))[0]["n"] == 1


async def test_race_of_two_people_under_one_request_id_gives_one_pass(phone, site):
    bodies = [wanted(request_id="5b0e3b5c-9d1c-4b38-8f2f-0a2d7d0b7a11", holder={"name": name}, consent=CONSENT)
              for name in ("Lan", "Hương") * 4]  # fmt: skip
    answers = await asyncio.gather(*(make(phone, site, body) for body in bodies))
    assert sorted(answer.status_code for answer in answers) == [201] * 4 + [422] * 4
    assert len({answer.text for answer in answers if answer.status_code == 201}) == 1
    assert (await fetch("SELECT count(*) AS n FROM entry_pass"))[0]["n"] == 1


async def test_pass_of_before_digests_were_kept_is_still_found(phone, site):
    body = wanted()
    first = await make(phone, site, body)
    await fetch("UPDATE entry_pass SET request_digest = NULL")
    assert (await make(phone, site, body)).text == first.text


async def test_closed_registration_does_not_close_the_gate_but_the_quota_does(phone, api, site):
    await fetch("UPDATE pass_plan SET registration_closes_at = $1, daily_quota = 1", NOW)
    online = await api.post(f"/api/v1/fairs/{site.slug}/passes", json={"holder": {"name": "Lan"}, "consent": CONSENT})
    assert (online.status_code, online.json()["code"]) == (409, "registration_closed")
    assert (await make(phone, site, wanted())).status_code == 201
    full = await make(phone, site, wanted())
    assert (full.status_code, full.json()["code"]) == (409, "day_is_full")


async def test_race_for_the_last_pass_of_the_day_gives_one(phone, site):
    await fetch("UPDATE pass_plan SET daily_quota = 1")
    answers = await asyncio.gather(*(make(phone, site, wanted()) for _ in range(8)))
    assert sorted(answer.status_code for answer in answers) == [201] + [409] * 7


async def test_only_paired_phones_make_passes(api, phone, site):
    assert (await make(api, site, wanted())).status_code == 403
    stranger = api.with_token((await make_gate_site()).token)
    assert (await make(stranger, site, wanted())).status_code == 403
    office = await api.as_(site.organizer.id)
    await office.put(f"/api/v1/devices/{site.device}/revocation")
    assert (await make(phone, site, wanted())).json()["code"] == "device_revoked"


async def test_no_pass_is_made_on_a_day_without_the_fair(phone, clock, site):
    clock.advance(timedelta(days=30))
    answer = await make(phone, site, wanted())
    assert (answer.status_code, answer.json()["code"]) == (409, "fair_is_past")


async def test_replay_of_yesterdays_batch_changes_nothing(phone, clock, site):
    rows = [scan_body(site, await make_code(site), result="admitted") for _ in range(3)]
    batch = {"scans": rows, "sent_at": NOW.isoformat()}
    first = (await phone.post("/api/v1/check-ins/batch", json=batch)).json()
    clock.advance(timedelta(days=1))
    again = (await phone.post("/api/v1/check-ins/batch", json=batch)).json()
    assert again == first
    counts = await fetch("SELECT (SELECT count(*) FROM check_in) AS c, (SELECT count(*) FROM admission) AS a")
    assert tuple(counts[0]) == (3, 3)


@pytest.mark.parametrize("days", [-2, 2])
async def test_clock_two_days_wrong_either_way_is_kept_as_said_corrected_and_flagged(phone, site, days):
    said = NOW + timedelta(days=days)
    body = {"scans": [scan_body(site, await make_code(site), scanned_at=said.isoformat())], "sent_at": said.isoformat()}
    row = (await phone.post("/api/v1/check-ins/batch", json=body)).json()["results"][0]
    assert row["result"] == "admitted"
    kept = (await fetch("SELECT scanned_at, happened_at, received_at, clock_off FROM check_in"))[0]
    assert tuple(kept) == (said, NOW, NOW, True)


async def test_revoked_phone_hands_in_twice_and_is_counted_once(phone, api, site):
    body = {"scans": [scan_body(site, await make_code(site), result="admitted")]}
    office = await api.as_(site.organizer.id)
    await office.put(f"/api/v1/devices/{site.device}/revocation")
    first = (await phone.post("/api/v1/check-ins/batch", json=body)).json()
    assert (await phone.post("/api/v1/check-ins/batch", json=body)).json() == first
    rows = await fetch("SELECT late_device FROM check_in")
    assert [row["late_device"] for row in rows] == [True]


async def test_fifty_thousand_rows_are_refused_with_the_limit_and_none_is_taken(phone, site):
    row = scan_body(site, await make_code(site), result="admitted")
    answer = await phone.post("/api/v1/check-ins/batch", json={"scans": [row] * 50_000})
    assert (answer.status_code, answer.json()["most"]) == (422, 5000)
    assert (await fetch("SELECT count(*) AS n FROM check_in"))[0]["n"] == 0


async def test_other_version_of_a_code_is_forged_and_not_a_fault(phone, site):
    code = await make_code(site)
    for other in (code.replace("VE1:", "VE2:"), code.replace("VE1:", "ve9:")):
        answer = await phone.post("/api/v1/check-ins", json=scan_body(site, other))
        assert (answer.status_code, answer.json()["result"]) == (200, "refused")


async def test_pass_revoked_while_the_gate_was_offline_is_a_conflict(phone, api, site):
    given = await make_pass(site)
    code = await code_of(given, signer=site.signer, now=NOW)
    office = await api.as_(site.organizer.id)
    await office.put(f"/api/v1/passes/{given.id}/revocation")
    body = {"scans": [scan_body(site, code, result="admitted")]}
    row = (await phone.post("/api/v1/check-ins/batch", json=body)).json()["results"][0]
    assert (row["result"], row["reason"], row["conflict"]) == ("refused", "revoked", True)


async def test_erased_person_leaves_every_figure_as_it_was(phone, api, site):
    given = await make_pass(site, name="Người Xin Xóa")
    code = await code_of(given, signer=site.signer, now=NOW)
    await phone.post("/api/v1/check-ins", json=scan_body(site, code))
    office = await api.as_(site.organizer.id)
    figures = "SELECT gate, day, count(*) AS n FROM check_in WHERE result = 'admitted' GROUP BY 1, 2"
    before = [tuple(row) for row in await fetch(figures)]
    assert (await office.put(f"/api/v1/passes/{given.id}/erasure")).status_code == 200
    assert [tuple(row) for row in await fetch(figures)] == before
    texts = await fetch(
        "SELECT string_agg(t::text, ' ') AS all FROM (SELECT to_jsonb(p) AS t FROM entry_pass p"
        " UNION ALL SELECT to_jsonb(c) FROM check_in c UNION ALL SELECT to_jsonb(a) FROM admission a) x"
    )
    assert "Xin" not in texts[0]["all"]
