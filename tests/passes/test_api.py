"""The contract of passes and check-ins."""

import asyncio
from datetime import timedelta
from uuid import uuid4

import pytest

from events_app.passes.operations import code_of
from events_app.passes.rules import PassKind
from events_app.platform.db import fetch
from tests.clock import NOW
from tests.factories.passes import make_code, make_gate_site, make_pass, scan_body

HOLDER = {"name": "Nguyễn Văn Hùng", "email": "hung@vidu.vn", "phone": "0912 345 678"}


async def scan(phone, site, code, **changes):
    answer = await phone.post("/api/v1/check-ins", json=scan_body(site, code, **changes))
    assert answer.status_code == 200, answer.text
    return answer.json()


async def test_visitor_takes_a_pass_without_an_account(api, site):
    answer = await api.post(
        f"/api/v1/fairs/{site.slug}/passes",
        json={"kind": "visitor", "holder": HOLDER, "consent": {"version": "2026-11"}},
    )
    assert answer.status_code == 201
    body = answer.json()
    assert set(body) == {"id", "serial", "code", "kind", "state", "links"}
    assert set(body["links"]) == {"page", "pdf", "svg", "png"}
    assert len(body["code"]) == 126


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"holder": HOLDER}, "consent"),
        ({"holder": {"name": ""}, "consent": {"version": "1"}}, "holder.name"),
        ({"holder": {**HOLDER, "phone": "12"}, "consent": {"version": "1"}}, "phone"),
        ({"holder": {**HOLDER, "email": "khong-phai"}, "consent": {"version": "1"}}, "email"),
        ({"holder": HOLDER, "consent": {"version": "1"}, "age": 7}, "age"),
        ({"holder": HOLDER, "consent": {"version": "1"}, "kind": "king"}, "kind"),
        ({"holder": HOLDER, "consent": {"version": "1"}, "first_day": 9}, "days"),
    ],
)
async def test_incomplete_wish_for_a_pass_names_its_field(api, site, body, field):
    answer = await api.post(f"/api/v1/fairs/{site.slug}/passes", json=body)
    assert answer.status_code == 422
    assert list(answer.json()["errors"]) == [field]


async def test_exhibitor_pass_is_not_open_to_everybody(api, site):
    body = {"kind": "exhibitor", "holder": HOLDER, "consent": {"version": "1"}}
    answer = await api.post(f"/api/v1/fairs/{site.slug}/passes", json=body)
    assert (answer.status_code, answer.json()["code"]) == (403, "kind_not_open")
    office = await api.as_(site.organizer.id)
    assert (await office.post(f"/api/v1/fairs/{site.slug}/passes", json=body)).status_code == 201


async def test_same_idempotency_key_gives_the_same_pass(api, site):
    body = {"holder": HOLDER, "consent": {"version": "1"}}
    headers = {"Idempotency-Key": str(uuid4())}
    first = await api.post(f"/api/v1/fairs/{site.slug}/passes", json=body, headers=headers)
    again = await api.post(f"/api/v1/fairs/{site.slug}/passes", json=body, headers=headers)
    assert first.json() == again.json()
    assert (await fetch("SELECT count(*) AS n FROM entry_pass"))[0]["n"] == 1


async def test_first_scan_is_admitted_and_second_says_when_and_where(phone, site):
    code = await make_code(site)
    first = await scan(phone, site, code)
    assert (first["result"], first["reason"], first["first_seen"]) == ("admitted", None, None)
    assert (first["kind"], first["day"], first["days"]) == ("visitor", 2, 5)
    second = await scan(phone, site, code)
    assert (second["result"], second["reason"]) == ("refused", "already_in")
    assert second["first_seen"]["gate"] == {"id": site.gate, "name": "Cổng chính"}


async def test_repeated_scan_id_gets_its_first_answer(phone, site):
    code = await make_code(site)
    body = scan_body(site, code)
    first = await phone.post("/api/v1/check-ins", json=body)
    await scan(phone, site, code)
    again = await phone.post("/api/v1/check-ins", json=body)
    assert first.json() == again.json()
    assert again.json()["result"] == "admitted"
    assert (await fetch("SELECT count(*) AS n FROM check_in"))[0]["n"] == 2


async def test_scan_id_of_another_code_is_a_conflict(phone, site):
    body = scan_body(site, await make_code(site))
    await phone.post("/api/v1/check-ins", json=body)
    answer = await phone.post("/api/v1/check-ins", json={**body, "code": await make_code(site)})
    assert (answer.status_code, answer.json()["code"]) == (409, "scan_id_reused")


async def test_leaving_and_coming_back_the_same_day_is_already_used(phone, site):
    code = await make_code(site)
    await scan(phone, site, code)
    assert (await scan(phone, site, code, direction="out"))["result"] == "admitted"
    assert (await scan(phone, site, code))["reason"] == "already_used"


async def test_exhibitor_comes_and_goes_freely(phone, site):
    code = await make_code(site, kind=PassKind.exhibitor, acting=site.organizer)
    answers = [await scan(phone, site, code) for _ in range(3)]
    assert [answer["result"] for answer in answers] == ["admitted"] * 3


async def test_revoked_replaced_and_returned_passes_are_refused_by_name(phone, api, site):
    office = await api.as_(site.organizer.id)
    revoked, replaced = await make_pass(site), await make_pass(site)
    codes = [await site_code(site, one) for one in (revoked, replaced)]
    assert (await office.put(f"/api/v1/passes/{revoked.id}/revocation")).json()["state"] == "revoked"
    fresh = await office.put(f"/api/v1/passes/{replaced.id}/replacement")
    assert fresh.status_code == 200
    assert (await scan(phone, site, codes[0]))["reason"] == "revoked"
    assert (await scan(phone, site, codes[1]))["reason"] == "replaced"
    assert (await scan(phone, site, fresh.json()["code"]))["result"] == "admitted"
    again = await office.put(f"/api/v1/passes/{replaced.id}/replacement")
    assert again.json() == fresh.json()


async def site_code(site, found):
    return await code_of(found, signer=site.signer, now=NOW)


async def test_pass_for_other_days_is_not_today(phone, site):
    assert (await scan(phone, site, await make_code(site, first_day=3)))["reason"] == "not_today"


async def test_pass_of_another_fair_is_told_apart_from_a_forged_one(phone, site):
    other = await make_gate_site()
    assert (await scan(phone, site, await make_code(other)))["reason"] == "wrong_fair"


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("WIFI:T:WPA;S:Cafe Hồ Tây;P:matkhau123;;", "unknown"),
        ("https://example.vn/khuyen-mai", "unknown"),
        ("VE1:ABC", "forged"),
        ("VE1:" + ":" * 122, "forged"),
        ("x" * 8000, "unknown"),
    ],
)
async def test_text_that_is_no_pass_is_refused_with_200(phone, site, text, reason):
    assert (await scan(phone, site, text))["reason"] == reason


async def test_truncated_or_altered_code_is_forged(phone, site):
    code = await make_code(site)
    for forged in (code[:-1], code[:60], code[:-3] + ("000" if code[-3:] != "000" else "111")):
        assert (await scan(phone, site, forged))["reason"] == "forged"
    assert (await scan(phone, site, code))["result"] == "admitted"


async def test_cancelled_fair_refuses_at_once(phone, site):
    codes = [await make_code(site), await make_code(site)]
    await scan(phone, site, codes[0])
    await fetch(
        "UPDATE fair SET status = 'cancelled', reason_vi = 'Bão', revision = revision + 1 WHERE id = $1",
        site.fair,
    )
    assert (await scan(phone, site, codes[1]))["reason"] == "cancelled_fair"


async def test_typed_serial_finds_the_pass_but_scanned_digits_do_not(phone, site):
    given = await make_pass(site)
    answer = await phone.post(
        "/api/v1/check-ins",
        json={key: value for key, value in scan_body(site, "").items() if key != "code"}
        | {"serial": str(given.serial)},
    )
    assert answer.json()["result"] == "admitted"
    assert (await scan(phone, site, str(given.serial)))["reason"] == "unknown"


async def test_only_a_paired_phone_of_this_fair_scans(api, phone, site):
    code = await make_code(site)
    assert (await api.post("/api/v1/check-ins", json=scan_body(site, code))).status_code == 403
    stranger = api.with_token((await make_gate_site()).token)
    answer = await stranger.post("/api/v1/check-ins", json=scan_body(site, code))
    assert (answer.status_code, answer.json()["code"]) == (403, "gate_of_another_fair")
    unknown = api.with_token("gate_nobody")
    assert (await unknown.post("/api/v1/check-ins", json=scan_body(site, code))).status_code == 401
    assert (await phone.post("/api/v1/check-ins", json=scan_body(site, code, gate=99))).status_code == 404


async def test_revoked_phone_may_not_scan_but_hands_in_what_it_holds(api, phone, site):
    code = await make_code(site)
    office = await api.as_(site.organizer.id)
    assert (await office.put(f"/api/v1/devices/{site.device}/revocation")).status_code == 204
    answer = await phone.post("/api/v1/check-ins", json=scan_body(site, code))
    assert (answer.status_code, answer.json()["code"]) == (403, "device_revoked")
    late = await phone.post("/api/v1/check-ins/batch", json={"scans": [scan_body(site, code, result="admitted")]})
    assert late.json()["results"][0]["result"] == "admitted"
    assert (await fetch("SELECT late_device, offline FROM check_in"))[0]["late_device"]


async def test_batch_answers_each_row_and_survives_a_bad_one(phone, site):
    code = await make_code(site)
    good = scan_body(site, code, result="admitted", scanned_at=(NOW - timedelta(hours=1)).isoformat())
    rows = [{"scan_id": str(uuid4()), "code": 7}, good, good, "nonsense", {**good, "code": await make_code(site)}]
    answer = (await phone.post("/api/v1/check-ins/batch", json={"scans": rows})).json()
    assert [row["error"] and row["error"]["code"] for row in answer["results"]] == [
        "invalid_input", None, None, "invalid_input", "scan_id_reused",
    ]  # fmt: skip
    assert (answer["taken"], answer["refused_rows"]) == (2, 3)
    again = (await phone.post("/api/v1/check-ins/batch", json={"scans": rows})).json()
    assert again == answer
    assert (await fetch("SELECT count(*) AS n FROM check_in"))[0]["n"] == 1


async def test_two_phones_that_admitted_one_pass_alone_are_a_conflict(api, phone, site):
    code = await make_code(site)
    early = scan_body(site, code, result="admitted", scanned_at=(NOW - timedelta(minutes=30)).isoformat())
    late = scan_body(site, code, result="admitted", scanned_at=(NOW - timedelta(minutes=20)).isoformat())
    first = await phone.post("/api/v1/check-ins/batch", json={"scans": [late]})
    second = await phone.post("/api/v1/check-ins/batch", json={"scans": [early]})
    assert not first.json()["results"][0]["conflict"]
    row = second.json()["results"][0]
    assert (row["result"], row["reason"], row["conflict"]) == ("refused", "already_in", True)
    kept = await fetch("SELECT scan_id FROM check_in WHERE conflict")
    assert [str(one["scan_id"]) for one in kept] == [early["scan_id"]]


async def test_clock_two_days_wrong_is_corrected_and_flagged(phone, site):
    wrong = NOW - timedelta(days=2)
    body = {
        "scans": [scan_body(site, await make_code(site), scanned_at=wrong.isoformat())],
        "sent_at": wrong.isoformat(),
    }
    assert (await phone.post("/api/v1/check-ins/batch", json=body)).json()["results"][0]["result"] == "admitted"
    kept = (await fetch("SELECT scanned_at, happened_at, clock_off FROM check_in"))[0]
    assert (kept["scanned_at"], kept["happened_at"], kept["clock_off"]) == (wrong, NOW, True)


async def test_batch_of_too_many_rows_is_refused_with_the_limit(phone):
    answer = await phone.post("/api/v1/check-ins/batch", json={"scans": [{}] * 5001})
    assert (answer.status_code, answer.json()["most"]) == (422, 5000)


async def test_race_of_many_scans_admits_once(phone, site):
    code = await make_code(site)
    answers = await asyncio.gather(*(scan(phone, site, code) for _ in range(60)))
    assert [answer["result"] for answer in answers].count("admitted") == 1
    assert {answer["reason"] for answer in answers} == {None, "already_in"}
    assert all(answer["first_seen"] for answer in answers if answer["reason"])


async def test_race_of_one_scan_id_writes_one_row(phone, site):
    body = scan_body(site, await make_code(site))
    answers = await asyncio.gather(*(phone.post("/api/v1/check-ins", json=body) for _ in range(60)))
    assert {answer.text for answer in answers} == {answers[0].text}
    assert (await fetch("SELECT count(*) AS n FROM check_in"))[0]["n"] == 1


async def test_gate_package_has_what_a_phone_needs_and_no_names(phone, api, site):
    office = await api.as_(site.organizer.id)
    gone, came = await make_pass(site, name="Bí Mật"), await make_pass(site)
    await office.put(f"/api/v1/passes/{gone.id}/revocation")
    await scan(phone, site, await site_code(site, came))
    answer = await phone.get(f"/api/v1/fairs/{site.slug}/gate-package")
    assert answer.status_code == 200
    package = answer.json()
    assert package["not_valid"] == {"revoked": [gone.serial]}
    assert package["entries"] == [[came.serial, 2, int(NOW.timestamp()), site.gate]]
    assert package["rules"]["visitor"] == {"entries": "once_a_day", "gates": None}
    assert list(package["public_keys"]) == ["1"]
    assert "Bí Mật" not in answer.text


async def test_rules_of_a_kind_can_be_changed(phone, api, site):
    office = await api.as_(site.organizer.id)
    other = (await office.post(f"/api/v1/fairs/{site.slug}/gates", json={"name": "Cổng hồ"})).json()["id"]
    plan = {"rules": {"visitor": {"entries": "once", "gates": [other]}}, "daily_quota": 1}
    assert (await office.put(f"/api/v1/fairs/{site.slug}/pass-plan", json=plan)).status_code == 200
    code = await make_code(site)
    assert (await scan(phone, site, code))["reason"] == "wrong_gate"
    assert (await scan(phone, site, code, gate=other))["result"] == "admitted"
    full = await api.post(f"/api/v1/fairs/{site.slug}/passes", json={"holder": HOLDER, "consent": {"version": "1"}})
    assert (full.status_code, full.json()["code"]) == (409, "day_is_full")


async def test_hall_at_its_capacity_refuses_with_full(phone, clock, site):
    await fetch("UPDATE fair SET capacity = 1, revision = revision + 1 WHERE id = $1", site.fair)
    first, second = await make_code(site), await make_code(site)
    assert (await scan(phone, site, first))["result"] == "admitted"
    # The count is at most a second old; another phone asks later.
    clock.advance(timedelta(seconds=2))
    assert (await scan(phone, site, second))["reason"] == "full"


async def test_gate_of_the_same_name_is_refused(api, site):
    office = await api.as_(site.organizer.id)
    answer = await office.post(f"/api/v1/fairs/{site.slug}/gates", json={"name": "Cổng chính"})
    assert (answer.status_code, answer.json()["code"]) == (409, "gate_name_taken")


async def test_other_office_sees_neither_passes_nor_gates(api, site):
    stranger = await api.as_((await make_gate_site()).organizer.id)
    given = await make_pass(site)
    for method, path in [
        ("GET", f"/api/v1/fairs/{site.slug}/passes"),
        ("GET", f"/api/v1/fairs/{site.slug}/gates"),
        ("PUT", f"/api/v1/passes/{given.id}/revocation"),
        ("PUT", f"/api/v1/passes/{given.id}/replacement"),
        ("GET", f"/api/v1/fairs/{site.slug}/gate-package"),
        ("PUT", f"/api/v1/devices/{site.device}/revocation"),
    ]:
        assert (await stranger.request(method, path)).status_code == 403, path


async def test_passes_are_found_by_folded_name_phone_and_serial(api, site):
    office = await api.as_(site.organizer.id)
    await make_pass(site, name="Trần Thị Lan")
    body = {"holder": HOLDER, "consent": {"version": "1"}}
    given = (await api.post(f"/api/v1/fairs/{site.slug}/passes", json=body)).json()
    for words in ("nguyen van hung", "HÙNG", "0912345678", "345 678", str(given["serial"])):
        found = await office.get(f"/api/v1/fairs/{site.slug}/passes", params={"search": words})
        assert [item["id"] for item in found.json()["items"]] == [given["id"]], words


async def test_listing_goes_on_where_it_ended(api, site):
    office = await api.as_(site.organizer.id)
    given = [(await make_pass(site)).id for _ in range(3)]
    first = (await office.get(f"/api/v1/fairs/{site.slug}/passes", params={"limit": 2})).json()
    rest = (await office.get(f"/api/v1/fairs/{site.slug}/passes", params={"limit": 2, "cursor": first["next"]})).json()
    assert [item["id"] for item in first["items"] + rest["items"]] == given[::-1]
    assert (first["total"], rest["next"]) == (3, None)
