"""The pages of passes, gates and the scanner, without JavaScript."""

import asyncio
import io
import re

import openpyxl
import pytest
import zxingcpp
from PIL import Image

from events_app.passes.links import pass_token
from events_app.passes.operations import code_of, revoke_pass
from events_app.platform.db import fetch
from tests.clock import NOW
from tests.conftest import SECRET
from tests.factories.passes import make_code, make_gate_site, make_pass, scan_body

FILLED = {"name": "Nguyễn Thị Thuỳ Dương", "phone": "0912 345 678", "email": "", "day": "", "consent": "on"}


async def nonce_of(client, site):
    form = await client.get(f"/fairs/{site.slug}/pass")
    assert form.status_code == 200
    return re.search(r'name="nonce" value="([^"]+)"', form.text).group(1)


async def test_consent_is_never_ticked_beforehand(client, site):
    page = (await client.get(f"/fairs/{site.slug}/pass")).text
    assert re.search(r'<input[^>]*name="consent"[^>]*>', page)
    assert not re.search(r'<input[^>]*name="consent"[^>]*checked', page)


async def test_visitor_takes_a_pass_and_sees_it(client, site):
    answer = await client.post_form(f"/fairs/{site.slug}/pass", {**FILLED, "nonce": await nonce_of(client, site)})
    assert answer.status_code == 303
    page = await client.get(answer.headers["location"])
    assert page.status_code == 200
    assert "Nguyễn Thị Thuỳ Dương" in page.text
    assert page.headers["referrer-policy"] == "no-referrer"
    kept = (await fetch("SELECT consent_version, consent_channel, consent_at FROM entry_pass"))[0]
    assert tuple(kept) == ("2026-11", "web", NOW)


async def test_form_found_again_by_back_gives_another_person_a_pass_of_their_own(client, site):
    form = {**FILLED, "nonce": await nonce_of(client, site)}
    mother = await client.post_form(f"/fairs/{site.slug}/pass", {**form, "name": "Trần Thị Mẹ"})
    son = await client.post_form(f"/fairs/{site.slug}/pass", {**form, "name": "Trần Văn Con"})
    again = await client.post_form(f"/fairs/{site.slug}/pass", {**form, "name": " Trần Văn  Con "})
    assert "Trần Văn Con" in (await client.get(son.headers["location"])).text
    assert mother.headers["location"] != son.headers["location"] == again.headers["location"]
    names = await fetch("SELECT holder_name FROM entry_pass ORDER BY id")
    assert [row["holder_name"] for row in names] == ["Trần Thị Mẹ", "Trần Văn Con"]


async def test_form_sent_many_times_at_once_for_two_people_gives_two_passes(client, site):
    form = {**FILLED, "nonce": await nonce_of(client, site)}
    people = ["Trần Thị Mẹ", "Trần Văn Con"] * 5
    answers = await asyncio.gather(
        *(client.post_form(f"/fairs/{site.slug}/pass", {**form, "name": name}) for name in people)
    )
    assert {answer.status_code for answer in answers} == {303}
    assert len({answer.headers["location"] for answer in answers}) == 2
    assert (await fetch("SELECT count(*) AS n FROM entry_pass"))[0]["n"] == 2


async def test_same_form_sent_twice_gives_one_pass(client, site):
    form = {**FILLED, "nonce": await nonce_of(client, site)}
    answers = [await client.post_form(f"/fairs/{site.slug}/pass", form) for _ in range(2)]
    assert answers[0].headers["location"] == answers[1].headers["location"]
    assert (await fetch("SELECT count(*) AS n FROM entry_pass"))[0]["n"] == 1


async def test_everything_wrong_is_said_at_once_and_what_was_typed_stays(client, site):
    form = {**FILLED, "nonce": "n", "phone": "12", "email": "lan@", "consent": ""}
    answer = await client.post_form(f"/fairs/{site.slug}/pass", form)
    assert answer.status_code == 422
    for field in ("consent", "phone", "email"):
        assert f'id="error-{field}"' in answer.text
    assert 'value="Nguyễn Thị Thuỳ Dương"' in answer.text
    assert (await fetch("SELECT count(*) AS n FROM entry_pass"))[0]["n"] == 0


async def test_markup_in_a_name_is_shown_as_text(client, site):
    form = {**FILLED, "name": "<script>alert(1)</script>", "nonce": "n"}
    answer = await client.post_form(f"/fairs/{site.slug}/pass", form)
    page = await client.get(answer.headers["location"])
    assert "&lt;script&gt;alert(1)" in page.text
    assert "<script>alert(1)" not in page.text


async def test_closed_registration_says_why_instead_of_asking(client, site):
    await fetch("UPDATE fair SET ends_on = '2026-11-23' WHERE id = $1", site.fair)
    await fetch("UPDATE fair_day SET taken_out = true, date = NULL WHERE fair = $1 AND number > 1", site.fair)
    page = await client.get(f"/fairs/{site.slug}/pass")
    assert "Hội chợ này đã kết thúc." in page.text
    assert 'name="nonce"' not in page.text


@pytest.mark.parametrize("kind", ["svg", "png", "pdf"])
async def test_pass_is_fetched_as_a_file(client, site, kind):
    given = await make_pass(site)
    answer = await client.get(f"/passes/{pass_token(given.id, SECRET)}.{kind}")
    assert answer.status_code == 200
    start = {"svg": b"<svg", "png": b"\x89PNG", "pdf": b"%PDF-"}[kind]
    assert answer.content.startswith(start)


async def test_picture_of_a_pass_reads_as_its_code(client, site):
    given = await make_pass(site)
    answer = await client.get(f"/passes/{pass_token(given.id, SECRET)}.png")
    [found] = zxingcpp.read_barcodes(Image.open(io.BytesIO(answer.content)))
    assert found.text == await code_of(given, signer=site.signer, now=NOW)


@pytest.mark.parametrize("change", [lambda t: t[:-1] + ("A" if t[-1] != "A" else "B"), lambda _: "x", lambda t: t[:8]])
async def test_pass_is_shown_to_nobody_without_its_address(client, site, change):
    given = await make_pass(site)
    assert (await client.get(f"/passes/{change(pass_token(given.id, SECRET))}")).status_code == 404


async def test_pass_given_back_no_longer_opens_the_gate(client, api, site):
    given = await make_pass(site)
    token = pass_token(given.id, SECRET)
    code = await code_of(given, signer=site.signer, now=NOW)
    assert (await client.post_form(f"/passes/{token}/return")).status_code == 303
    page = await client.get(f"/passes/{token}")
    assert "Đã trả lại" in page.text
    assert "pass-qr" not in page.text
    scan = await api.with_token(site.token).post("/api/v1/check-ins", json=scan_body(site, code))
    assert scan.json()["reason"] == "returned"


async def test_pass_handed_on_is_a_new_one_for_somebody_else(client, site):
    given = await make_pass(site)
    form = {"name": "Phạm Văn Bình", "consent": "on"}
    answer = await client.post_form(f"/passes/{pass_token(given.id, SECRET)}/hand-on", form)
    assert answer.status_code == 303
    assert "Phạm Văn Bình" in (await client.get(answer.headers["location"])).text
    assert (await fetch("SELECT state FROM entry_pass WHERE id = $1", given.id))[0]["state"] == "replaced"


async def test_pass_that_was_used_is_not_handed_on(client, api, site):
    given = await make_pass(site)
    code = await code_of(given, signer=site.signer, now=NOW)
    await api.with_token(site.token).post("/api/v1/check-ins", json=scan_body(site, code))
    form = {"name": "Phạm Văn Bình", "consent": "on"}
    answer = await client.post_form(f"/passes/{pass_token(given.id, SECRET)}/hand-on", form)
    assert answer.status_code == 409


async def test_office_finds_revokes_and_restores_a_pass(client, sign_in, site):
    await sign_in(site.organizer.id)
    given = await make_pass(site, name="Đỗ Minh Khuê")
    await make_pass(site, name="Trần Văn Hùng")
    listed = await client.get(f"/organizer/fairs/{site.slug}/passes", params={"q": "do minh khue"})
    assert "Đỗ Minh Khuê" in listed.text
    assert "Trần Văn Hùng" not in listed.text
    here = f"/organizer/fairs/{site.slug}/passes/{given.id}"
    await client.post_form(f"{here}/revoke", {"reason": "Mất thẻ"})
    shown = await client.get(here)
    assert "Đã thu hồi" in shown.text
    assert "Mất thẻ" in shown.text
    await client.post_form(f"{here}/restore")
    assert "Có hiệu lực" in (await client.get(here)).text


async def test_office_gives_a_press_pass_and_replaces_it(client, sign_in, site):
    await sign_in(site.organizer.id)
    base = f"/organizer/fairs/{site.slug}/passes"
    answer = await client.post_form(f"{base}/new", {"name": "Lê An", "kind": "press", "consent": "on"})
    assert answer.status_code == 303
    replaced = await client.post_form(f"{answer.headers['location']}/replace")
    assert replaced.headers["location"] != answer.headers["location"]
    again = await client.post_form(f"{answer.headers['location']}/replace")
    assert again.headers["location"] == replaced.headers["location"]


async def test_erased_person_leaves_the_counts(client, sign_in, site):
    await sign_in(site.organizer.id)
    given = await make_pass(site, name="Người Xin Xóa")
    await client.post_form(f"/organizer/fairs/{site.slug}/passes/{given.id}/erase")
    page = await client.get(f"/organizer/fairs/{site.slug}/passes")
    assert "Người Xin Xóa" not in page.text
    row = (await fetch("SELECT holder_name, holder_phone, folded, state FROM entry_pass"))[0]
    assert tuple(row) == (None, None, "", "erased")
    gone = await client.get(f"/passes/{pass_token(given.id, SECRET)}.pdf")
    assert gone.status_code == 410


async def test_list_is_taken_home_as_excel_without_formulas(client, sign_in, site):
    await sign_in(site.organizer.id)
    await make_pass(site, name="=HYPERLINK(1)")
    answer = await client.get(f"/organizer/fairs/{site.slug}/passes.xlsx")
    sheet = openpyxl.load_workbook(io.BytesIO(answer.content)).active
    assert sheet["B2"].value == "'=HYPERLINK(1)"
    assert sheet["B2"].data_type == "s"


async def test_rules_are_changed_on_their_page(client, sign_in, site):
    await sign_in(site.organizer.id)
    form = dict.fromkeys(("visitor", "exhibitor", "buyer", "press", "staff", "vip"), "once")
    answer = await client.post_form(f"/organizer/fairs/{site.slug}/passes/rules", {**form, "daily_quota": "7"})
    assert answer.status_code == 303
    plan = (await fetch("SELECT registration_open, daily_quota FROM pass_plan"))[0]
    assert tuple(plan) == (False, 7)
    assert "không nhận thẻ" not in (await client.get("/")).text
    assert 'name="nonce"' not in (await client.get(f"/fairs/{site.slug}/pass")).text


async def test_gates_page_counts_and_pairs(client, sign_in, api, site):
    await sign_in(site.organizer.id)
    phone = api.with_token(site.token)
    code = await make_code(site)
    for _ in range(2):
        await phone.post("/api/v1/check-ins", json=scan_body(site, code))
    page = await client.get(f"/organizer/fairs/{site.slug}/gates")
    assert "Cổng chính" in page.text
    live = await client.get(f"/organizer/fairs/{site.slug}/live")
    assert f'data-live="fair:{site.fair}:check-ins"' in live.text
    assert "Thẻ này đang ở bên trong" in live.text
    pairing = await client.post_form(f"/organizer/fairs/{site.slug}/gates/{site.gate}/pairing", {"name": "Máy của An"})
    secret = re.search(r"#pair=([\w-]+)", pairing.text).group(1)
    paired = await api.post("/api/v1/gate-pairings", json={"code": secret})
    assert (paired.status_code, paired.json()["fair"]) == (201, site.slug)
    assert (await api.post("/api/v1/gate-pairings", json={"code": secret})).status_code == 410
    mine = api.with_token(paired.json()["token"])
    answer = await mine.post("/api/v1/check-ins", json=scan_body(site, code))
    assert answer.json()["reason"] == "already_in"


async def test_gate_staff_watch_but_change_nothing(client, sign_in, site):
    from tests.factories.accounts import make_member

    await sign_in(await make_member(site.office, role="gate"))
    page = await client.get(f"/organizer/fairs/{site.slug}/gates")
    assert page.status_code == 200
    assert "/pairing" not in page.text
    assert (await client.post_form(f"/organizer/fairs/{site.slug}/gates", {"name": "Cổng lậu"})).status_code == 403
    assert (await client.get(f"/organizer/fairs/{site.slug}/passes")).status_code == 403


async def test_conflicts_are_listed_and_exported(client, sign_in, api, site):
    await sign_in(site.organizer.id)
    phone = api.with_token(site.token)
    code = await make_code(site, name="Vào Hai Lần")
    await phone.post("/api/v1/check-ins", json=scan_body(site, code))
    await phone.post("/api/v1/check-ins/batch", json={"scans": [scan_body(site, code, result="admitted")]})
    page = await client.get(f"/organizer/fairs/{site.slug}/conflicts")
    assert "Vào Hai Lần" in page.text
    for name in ("conflicts", "check-ins"):
        answer = await client.get(f"/organizer/fairs/{site.slug}/{name}.xlsx")
        assert openpyxl.load_workbook(io.BytesIO(answer.content)).active.max_row > 1


async def test_scanner_is_installable_and_keeps_its_files(client, site):
    page = await client.get("/gate/")
    assert 'rel="manifest"' in page.text
    manifest = (await client.get("/gate/manifest.webmanifest")).json()
    assert manifest["start_url"] == "/gate/"
    for icon in manifest["icons"]:
        assert (await client.get(icon["src"])).content.startswith(b"\x89PNG")
    assert (await client.get("/gate/icons/7")).status_code == 404
    worker = await client.get("/sw.js")
    assert worker.headers["content-type"].startswith("text/javascript")
    kept = re.search(r"const KEPT = \[(.+?)\];", worker.text).group(1)
    assert ".wasm" in kept
    assert "http" not in kept


async def test_pages_of_another_office_are_closed(client, sign_in, site):
    stranger = await make_gate_site()
    await sign_in(stranger.organizer.id)
    given = await make_pass(site)
    for path in ("passes", "gates", f"passes/{given.id}", "conflicts", "passes.xlsx", "check-ins.xlsx", "passes/rules"):
        assert (await client.get(f"/organizer/fairs/{site.slug}/{path}")).status_code == 403, path


async def test_pages_are_written_in_english_too(client, site):
    await client.get("/language/en")
    page = await client.get(f"/fairs/{site.slug}/pass")
    assert "Take my pass" in page.text
    given = await make_pass(site)
    await revoke_pass(given.id, acting=site.organizer, now=NOW)
    assert "This pass does not open the gate." in (await client.get(f"/passes/{pass_token(given.id, SECRET)}")).text


async def test_pass_is_sent_again_only_to_who_left_an_address_and_while_it_opens_the_gate(client, sign_in, site):
    await sign_in(site.organizer.id)
    base = f"/organizer/fairs/{site.slug}/passes"
    silent = await make_pass(site)
    assert (await client.post_form(f"{base}/{silent.id}/send")).status_code == 409
    await fetch("UPDATE entry_pass SET holder_email = 'lan@vidu.vn' WHERE id = $1", silent.id)
    assert "/send" in (await client.get(f"{base}/{silent.id}")).text
    assert (await client.post_form(f"{base}/{silent.id}/send")).status_code == 303
    sent = await fetch("SELECT count(*) AS n FROM outbox_message WHERE topic = 'pass.issued'")
    assert sent[0]["n"] == 1
    await revoke_pass(silent.id, acting=site.organizer, now=NOW)
    assert (await client.post_form(f"{base}/{silent.id}/send")).status_code == 409
