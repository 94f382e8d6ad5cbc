"""Pages around the plan: the editor's answers, earlier plans, paper, and who is where."""

import json
import re

import pytest

from events_app.floor_plans import queries
from events_app.platform.db import fetch
from tests.factories.accounts import make_member, make_office
from tests.factories.booths import booths_of, make_application, make_claim, make_floor_plan
from tests.factories.fairs import make_fair, slug_of
from tests.factories.producers import make_producer, make_product


@pytest.fixture
async def office(database) -> int:
    return await make_office()


@pytest.fixture
async def fair(office) -> int:
    return await make_floor_plan(await make_fair(office=office))


@pytest.fixture
async def organizer(sign_in, office):
    return await sign_in(await make_member(office))


async def desk(fair: int) -> str:
    return f"/organizer/fairs/{await slug_of(fair)}/booths"


def start_of(page: str) -> dict:
    return json.loads(re.search(r'id="plan-start">(.*?)</script>', page, re.DOTALL)[1])


async def send(browser, path: str, plan, **headers):
    await browser.get("/language/vi")
    token = {"x-csrftoken": browser.cookies["events_csrf"]}
    asks = {"accept": "application/json", "content-type": "application/json"}
    content = plan if isinstance(plan, bytes) else json.dumps(plan)
    return await browser.post(path, content=content, headers=asks | token | headers)


async def test_editor_begins_with_the_plan_its_holders_and_wishes(organizer, fair):
    await make_claim((await booths_of(fair))["A01"], await make_producer(name="HTX </script><b>"), state="assigned")
    await make_application(fair, await make_producer(name="HTX Chè"), zones=("Thực phẩm",))
    page = (await organizer.get(f"{await desk(fair)}/plan")).text
    start = start_of(page)
    assert len(start["plan"]["booths"]) == 10
    assert start["holders"] == {"A01": "HTX </script><b>"}
    assert start["wishes"] == {"Thực phẩm": ["HTX Chè"]}
    assert "<b>" not in page


async def test_editor_of_a_fair_without_a_plan_begins_with_an_empty_hall(organizer, office):
    start = start_of((await organizer.get(f"{await desk(await make_fair(office=office))}/plan")).text)
    assert (start["plan"]["revision"], len(start["plan"]["halls"]), start["plan"]["booths"]) == (0, 1, [])


async def test_editor_is_shown_what_it_would_change_and_saves(organizer, fair):
    path = f"{await desk(fair)}/plan"
    await make_claim((await booths_of(fair))["A01"], await make_producer(name="HTX Sen"), state="assigned")
    plan = start_of((await organizer.get(path)).text)["plan"]
    plan["booths"][0]["price"] = 5
    shown = await send(organizer, f"{path}/preview", plan)
    assert shown.json()["touched"] == [{"booth": "A01", "producer": "HTX Sen"}]
    assert (await queries.floor_plan_of(fair)).revision == 1
    assert (await send(organizer, path, plan)).json()["revision"] == 2
    late = await send(organizer, path, plan)
    assert (late.status_code, late.json()["code"], late.json()["revision"]) == (409, "stale_revision", 2)
    assert late.json()["current"]["booths"][0]["price"] == 5


async def test_editor_is_told_in_words_what_is_refused(organizer, fair):
    path = f"{await desk(fair)}/plan"
    await make_claim((await booths_of(fair))["A10"], await make_producer(name="HTX Sen"))
    plan = start_of((await organizer.get(path)).text)["plan"]
    lost = await send(organizer, path, plan | {"booths": plan["booths"][:9]})
    assert (lost.status_code, lost.json()["holders"]) == (409, "A10 HTX Sen")
    plan["booths"][1]["x"] = plan["booths"][0]["x"]
    plan["booths"][2]["x"] = 900
    plan["booths"][3]["code"] = plan["booths"][4]["code"]
    hall = plan["halls"][0]
    hall["fixtures"].append({"kind": "stage", "x": hall["width"] - 1, "y": 0, "width": 2, "height": 2, "label": ""})
    refused = await send(organizer, path, plan)
    assert refused.status_code == 422
    codes = {wrong["code"] for some in refused.json()["errors"].values() for wrong in some}
    assert codes == {"overlap", "outside_hall", "code_twice", "fixture_outside"}
    for nonsense in (b"{", b'{"halls": 3}', b""):
        assert (await send(organizer, path, nonsense)).status_code == 422


async def test_editor_of_another_office_or_of_nobody_is_closed(client, sign_in, fair):
    path = f"{await desk(fair)}/plan"
    signed_out = await send(client, path, {"halls": [], "booths": []})
    assert (signed_out.status_code, signed_out.json()["code"]) == (401, "sign_in_required")
    stranger = await sign_in(await make_member(await make_office()))
    assert (await stranger.get(path)).status_code == 403
    assert (await send(stranger, path, {"halls": [], "booths": []})).status_code == 403
    assert (await send(stranger, path, {"halls": [], "booths": []}, **{"x-csrftoken": "wrong"})).status_code == 403
    for other in ("versions", "versions/1", "sheet", "plan.xlsx", "template.xlsx", "plan.pdf"):
        assert (await stranger.get(f"{await desk(fair)}/{other}")).status_code == 403


async def test_earlier_plans_are_listed_looked_at_and_stand_again(organizer, fair):
    path = await desk(fair)
    plan = start_of((await organizer.get(f"{path}/plan")).text)["plan"]
    await send(organizer, f"{path}/plan", plan | {"booths": plan["booths"][:8]})
    assert "/booths/versions/1" in (await organizer.get(f"{path}/versions")).text
    old = await organizer.get(f"{path}/versions/1?lang=en")
    assert old.text.count('class="booth booth-available"') == 10
    assert "2 booths are added, 0 change, 0 go." in old.text
    late = await organizer.post_form(f"{path}/versions/1/restoration?seen=1")
    assert late.status_code == 409
    assert len(await booths_of(fair)) == 8
    done = await organizer.post_form(f"{path}/versions/1/restoration?seen=2")
    assert done.headers["location"] == path
    assert len(await booths_of(fair)) == 10
    assert (await organizer.get(f"{path}/versions/99")).status_code == 404


async def test_earlier_plan_that_would_lose_a_holder_is_shown_with_the_reason(organizer, fair):
    path = await desk(fair)
    plan = start_of((await organizer.get(f"{path}/plan")).text)["plan"]
    more = [*plan["booths"], plan["booths"][0] | {"code": "Z1", "x": 50}]
    plan["halls"][0]["width"] = 60
    await send(organizer, f"{path}/plan", plan | {"booths": more})
    await make_claim((await booths_of(fair))["Z1"], await make_producer(name="HTX Sen"), state="assigned")
    shown = await organizer.get(f"{path}/versions/1?lang=en")
    assert "Z1 HTX Sen" in shown.text
    assert "restoration" not in shown.text


async def test_fair_without_a_plan_has_no_earlier_ones(organizer, office):
    assert (await organizer.get(f"{await desk(await make_fair(office=office))}/versions")).status_code == 404


@pytest.mark.parametrize("paper", ["a3", "a4"])
async def test_plan_is_printed_with_who_is_where(organizer, fair, paper):
    await make_claim((await booths_of(fair))["A01"], await make_producer(name="HTX <Sen> & Trà"), state="assigned")
    for path in (f"{await desk(fair)}/plan.pdf", f"/fairs/{await slug_of(fair)}/plan.pdf"):
        answer = await organizer.get(f"{path}?paper={paper}")
        assert (answer.status_code, answer.headers["content-type"]) == (200, "application/pdf")
        assert answer.content.startswith(b"%PDF")
        sides = re.search(rb"/MediaBox\s*\[\s*0 0 ([\d.]+) ([\d.]+)", answer.content)
        assert round(float(sides[1]) / 72 * 25.4) == {"a3": 420, "a4": 297}[paper]


async def test_unknown_paper_and_plans_that_are_not_there(client, fair, office):
    slug = await slug_of(fair)
    assert (await client.get(f"/fairs/{slug}/plan.pdf?paper=a0")).status_code == 422
    empty = await slug_of(await make_fair(office=office))
    assert (await client.get(f"/fairs/{empty}/plan.pdf")).status_code == 404


@pytest.mark.parametrize("q", ["co-giang", "CO GIANG", "cơ giảng", "chả cá", "cha ca"])
async def test_who_is_where_finds_producers_and_products_without_marks(client, fair, q):
    await make_claim((await booths_of(fair))["A01"], await make_producer(), state="assigned")
    found = await make_producer(name="HTX Cơ Giảng")
    await make_product(found, name="Chả cá thu")
    await make_claim((await booths_of(fair))["A05"], found, state="assigned")
    page = (
        await client.get(f"/fairs/{await slug_of(fair)}/booths", params={"q": q.replace("-", " "), "lang": "en"})
    ).text
    assert "1 booth found" in page
    assert page.count("booth-pinned") == 1
    assert ("Chả cá thu" in page) == (q in {"chả cá", "cha ca"})


async def test_who_is_where_finds_codes_and_says_when_nobody_is_found(client, fair):
    path = f"/fairs/{await slug_of(fair)}/booths"
    assert "1 booth found" in (await client.get(path, params={"q": "a07", "lang": "en"})).text
    nobody = (await client.get(path, params={"q": "<script>", "lang": "en"})).text
    assert "Nobody and nothing of that name" in nobody
    assert '<script>"' not in nobody


async def test_product_of_an_unsettled_hold_tells_nothing(client, fair):
    holder = await make_producer(name="HTX Bí Mật")
    await make_product(holder, name="Rượu nếp")
    await make_claim((await booths_of(fair))["A01"], holder)
    page = (await client.get(f"/fairs/{await slug_of(fair)}/booths", params={"q": "rượu nếp", "lang": "en"})).text
    assert "Nobody and nothing of that name" in page


async def test_smallest_booth_is_wide_enough_for_a_thumb(client, fair):
    await fetch("UPDATE booth SET width = 200, height = 200 WHERE fair = $1", fair)
    plan = await client.get(f"/fairs/{await slug_of(fair)}/booths")
    width = int(re.search(r"min-width: (\d+)px", plan.text)[1])
    seen = float(re.search(r'viewBox="-40 -40 (\d+)', plan.text)[1])
    assert width / seen * 200 >= 44
