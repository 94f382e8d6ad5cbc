"""The plan editor in a real browser: by keys alone, by pointer, with two people, without network."""

from collections.abc import Sequence
from datetime import date, datetime

import pytest
from playwright.async_api import Browser, BrowserContext, Page, expect

from events_app.platform.i18n import translate
from events_app.platform.i18n.formats import VIETNAM
from tests.journeys.drawing import (
    draw_hall_by_keys,
    keep_fair_with_plan,
    open_editor,
    plan_an_empty_fair,
    said,
    save_by_keys,
    tab_to,
)

pytestmark = pytest.mark.browser

ZONES = {"Thực phẩm": 4, "Đồ uống": 2, "Thủ công mỹ nghệ": 2}


@pytest.fixture
def today() -> date:
    return datetime.now(VIETNAM).date()


@pytest.fixture
async def context(demo_server, chromium: Browser, organizer_signed_in):
    context = await chromium.new_context(
        base_url=demo_server.url,
        viewport={"width": 1280, "height": 900},
        reduced_motion="reduce",
        locale="vi-VN",
        storage_state=organizer_signed_in,
    )
    context.set_default_timeout(20_000)
    yield context
    await context.close()


@pytest.fixture
async def page(context: BrowserContext) -> Page:
    page = await context.new_page()
    wrong = []
    page.on("pageerror", lambda error: wrong.append(str(error)))
    page.wrong = wrong
    return page


async def plan_of(page: Page, slug: str) -> dict:
    answer = await page.request.get(f"/organizer/fairs/{slug}/booths/plan")
    text = await answer.text()
    start = await page.evaluate(
        "html => JSON.parse(new DOMParser().parseFromString(html, 'text/html').getElementById('plan-start').text)", text
    )
    return start["plan"]


async def small_plan(page: Page, today, title: str, zones: Sequence[str | None] = (None, None)) -> str:
    """A fair with two rows of three booths, open in the editor."""
    slug = await keep_fair_with_plan(page.context, today, title, zones)
    await open_editor(page, slug)
    return slug


@pytest.mark.long
async def test_hall_of_120_booths_is_drawn_by_keys_alone(page: Page, today):
    slug = await plan_an_empty_fair(page, today, "Vẽ bằng bàn phím")
    await open_editor(page, slug)
    await draw_hall_by_keys(page, zones=ZONES)
    await expect(page.locator("#plan-count")).to_have_text(said("count", count=120))
    await expect(page.locator("#plan-faults")).to_be_hidden()

    await tab_to(page, page.locator("#plan-stage"))
    await page.keyboard.press("Control+a")
    await page.keyboard.press("Delete")
    await expect(page.locator("#plan-count")).to_have_text(said("count", count=0))
    await page.keyboard.press("Control+z")
    await expect(page.locator("#plan-count")).to_have_text(said("count", count=120))
    await page.keyboard.press("Control+y")
    await page.keyboard.press("Control+z")
    await save_by_keys(page)

    saved = await plan_of(page, slug)
    codes = [booth["code"] for booth in saved["booths"]]
    assert codes == [f"{letter}{number:02d}" for letter in "ABCDEFGH" for number in range(1, 16)]
    first, last = saved["booths"][0], saved["booths"][-1]
    assert (first["x"], first["y"], last["x"], last["y"]) == (3, 3, 45, 45)
    assert [sum(booth["zone"] == zone for booth in saved["booths"]) for zone in ZONES] == [60, 30, 30]
    await page.reload()
    await expect(page.locator(".plan-booth")).to_have_count(120)
    assert page.wrong == []


async def test_arrows_move_resize_and_say_where(page: Page, today):
    await small_plan(page, today, "Phím mũi tên")
    booth = page.get_by_role("button", name="A01").first
    await tab_to(page, booth)
    await page.keyboard.press("ArrowLeft")
    await expect(page.locator("#plan-said")).to_have_text(said("where", name="A01", x=2.5, y=3, width=3, height=3))
    await page.keyboard.press("Shift+ArrowRight")
    await page.keyboard.press("Shift+ArrowRight")
    await expect(page.locator("#plan-said")).to_have_text(
        f"{said('where', name='A01', x=2.5, y=3, width=4, height=3)} {said('overlap', one='A01', other='A02')}"
    )
    await expect(page.locator("#plan-faults li")).to_have_text([said("overlap", one="A01", other="A02")])
    await page.keyboard.press("Control+s")
    await expect(page.locator("#dialog-save")).to_contain_text("A01")
    await page.keyboard.press("Escape")
    await page.keyboard.press("Control+z")
    await page.keyboard.press("Control+z")
    await page.keyboard.press("Control+d")
    await page.keyboard.press("?")
    await expect(page.locator("#dialog-help")).to_be_visible()
    assert page.wrong == []


async def drag(page: Page, start: tuple[float, float], end: tuple[float, float]) -> None:
    await page.mouse.move(*start)
    await page.mouse.down()
    for step in range(1, 9):
        await page.mouse.move(*(one + (two - one) * step / 8 for one, two in zip(start, end, strict=True)))
    await page.mouse.up()


async def middle_of(page: Page, selector: str) -> tuple[float, float]:
    box = await page.locator(selector).first.bounding_box()
    assert box is not None
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


async def test_pointer_drags_snaps_resizes_and_draws(page: Page, today):
    await small_plan(page, today, "Vẽ bằng chuột")
    await page.keyboard.press("Escape")
    one = page.locator(".plan-booth").filter(has_text="A01").locator("rect")
    box = await one.bounding_box()
    assert box is not None
    metre = box["width"] / 3
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    await drag(page, (x, y), (x - metre * 1.1, y + metre * 0.4))
    fields = page.locator("#plan-panel")
    await expect(fields.locator("[name=x]")).to_have_value("2")
    await expect(fields.locator("[name=y]")).to_have_value("3.5")
    # Near its neighbour the booth is drawn to the very edge.
    x, y = await middle_of(page, ".plan-booth.chosen rect")
    await drag(page, (x, y), (x + metre * 0.9, y - metre * 0.4))
    await expect(fields.locator("[name=x]")).to_have_value("3")
    corner = await middle_of(page, ".handle[data-edge=nw]")
    await drag(page, corner, (corner[0] - metre, corner[1] - metre))
    await expect(fields.locator("[name=x]")).to_have_value("2")
    await expect(fields.locator("[name=width]")).to_have_value("4")
    await page.keyboard.press("Control+z")
    await expect(fields.locator("[name=width]")).to_have_value("3")
    # A frame around the lower row chooses it; a drawing tool draws.
    row = await page.locator(".plan-booth").filter(has_text="B01").locator("rect").bounding_box()
    end = await page.locator(".plan-booth").filter(has_text="B03").locator("rect").bounding_box()
    assert row is not None
    assert end is not None
    await drag(
        page,
        (row["x"] - metre, row["y"] - metre),
        (end["x"] + end["width"] - metre, end["y"] + end["height"] - metre),
    )
    await expect(page.locator(".plan-booth.chosen")).to_have_count(3)
    await page.locator("button[data-tool=booth]").click()
    await drag(page, (row["x"], row["y"] + metre * 3.5), (row["x"] + metre * 6, row["y"] + metre * 5.5))
    await expect(fields.locator("[name=width]")).to_have_value("6")
    await expect(page.locator(".plan-booth")).to_have_count(7)
    assert page.wrong == []


async def test_wheel_zooms_and_the_hand_pans(page: Page, today):
    await small_plan(page, today, "Phóng to thu nhỏ")
    before = await page.locator(".plan-booth rect").first.bounding_box()
    await page.mouse.move(*await middle_of(page, "#plan-stage"))
    await page.mouse.wheel(0, -400)
    await page.wait_for_function(
        "width => document.querySelector('.plan-booth rect').getBoundingClientRect().width > width * 1.3",
        arg=before["width"],
    )
    await page.locator("button[data-tool=pan]").click()
    place = await middle_of(page, ".plan-booth rect")
    stage = await middle_of(page, "#plan-stage")
    await drag(page, stage, (stage[0] + 120, stage[1] + 40))
    moved = await middle_of(page, ".plan-booth rect")
    assert (round(moved[0] - place[0]), round(moved[1] - place[1])) == (120, 40)
    await expect(page.locator("#plan-state")).to_have_attribute("data-saved", "true")


async def change_width(page: Page, metres: str) -> None:
    await page.locator("#plan-panel [name=hall_width]").fill(metres)
    await page.locator("#plan-panel [name=hall_width]").press("Tab")


async def test_stage_left_outside_by_a_smaller_hall_is_a_fault(page: Page, today):
    slug = await small_plan(page, today, "Sân khấu ngoài khu")
    before = await plan_of(page, slug)
    await page.locator("#plan-kind").select_option("stage")
    wide = before["halls"][0]["width"]
    for name, metres in (("width", 4), ("x", wide - 4)):
        await page.locator(f"#plan-panel [name={name}]").fill(str(metres))
        await page.locator(f"#plan-panel [name={name}]").press("Tab")
    await page.locator("#plan-stage").focus()
    await page.keyboard.press("Escape")
    faults = page.locator("#plan-faults li")
    await expect(faults).to_have_count(0)
    await change_width(page, str(wide - 1))
    await expect(faults).to_have_text([said("fixtureOutside", kind=translate("vi", "Stage"))])
    await page.keyboard.press("Control+s")
    await expect(page.locator("#dialog-save")).to_contain_text(f"{wide - 4} m")
    assert (await plan_of(page, slug))["halls"] == before["halls"]


async def test_second_of_two_savers_loses_nothing(page: Page, context: BrowserContext, today):
    slug = await small_plan(page, today, "Hai người cùng vẽ")
    other = await context.new_page()
    await open_editor(other, slug)
    await change_width(page, "31")
    await save_by_keys(page)
    await other.evaluate("localStorage.clear()")
    await change_width(other, "44")
    await other.keyboard.press("Control+s")
    dialog = other.locator("#dialog-save")
    await expect(dialog).to_contain_text(said("fasterTitle"))
    await dialog.get_by_role("button", name=said("loadTheirs")).click()
    await expect(other.locator("#plan-panel [name=hall_width]")).to_have_value("31")
    await other.locator("#plan-stage").focus()
    await other.keyboard.press("Control+z")
    await expect(other.locator("#plan-panel [name=hall_width]")).to_have_value("44")
    await save_by_keys(other)
    assert (await plan_of(page, slug))["halls"][0]["width"] == 44
    # Now the first one comes late, and puts theirs over it.
    await change_width(page, "35")
    await page.keyboard.press("Control+s")
    await page.locator("#dialog-save").get_by_role("button", name=said("keepMine")).click()
    await expect(page.locator("#plan-state")).to_have_attribute("data-saved", "true")
    assert (await plan_of(page, slug))["halls"][0]["width"] == 35


async def test_nothing_is_lost_without_network_or_with_a_closed_tab(page: Page, context: BrowserContext, today):
    slug = await small_plan(page, today, "Mất mạng")
    await change_width(page, "37")
    await context.set_offline(True)
    await page.keyboard.press("Control+s")
    dialog = page.locator("#dialog-save")
    await expect(dialog).to_contain_text(said("lostTitle"))
    await context.set_offline(False)
    await page.close()
    again = await context.new_page()
    await open_editor(again, slug)
    await expect(again.locator("#plan-draft")).to_be_visible()
    await expect(again.locator("#plan-panel [name=hall_width]")).to_have_value("37")
    await save_by_keys(again)
    assert (await plan_of(again, slug))["halls"][0]["width"] == 37
    await open_editor(again, slug)
    await expect(again.locator("#plan-draft")).to_be_hidden()


async def test_answer_lost_on_its_way_is_recognised(page: Page, today):
    """The plan was saved, but nobody heard: saving again is no quarrel with oneself."""
    slug = await small_plan(page, today, "Mất câu trả lời")
    await change_width(page, "39")

    async def swallow(route) -> None:
        await route.fetch()
        await route.abort()

    await page.route(f"**/organizer/fairs/{slug}/booths/plan", swallow)
    await page.keyboard.press("Control+s")
    dialog = page.locator("#dialog-save")
    await expect(dialog).to_contain_text(said("lostTitle"))
    await page.unroute(f"**/organizer/fairs/{slug}/booths/plan")
    await dialog.get_by_role("button", name=said("tryAgain")).click()
    await expect(page.locator("#plan-state")).to_have_attribute("data-saved", "true")
    await expect(dialog).to_be_hidden()
    assert (await plan_of(page, slug))["revision"] == 2


async def test_zone_in_use_is_renamed_not_removed(page: Page, today):
    slug = await small_plan(page, today, "Khu vực đang dùng", ("Thực phẩm", "Đồ uống"))
    trouble = page.locator("#panel-trouble")
    await page.get_by_label(said("zoneRemove", zone="Đồ uống")).click()
    await expect(trouble).to_have_text(said("zoneUsed", zone="Đồ uống", count=3))
    await page.locator("[name=zone_vi]").nth(1).fill("Thực phẩm")
    await page.keyboard.press("Tab")
    await expect(trouble).to_have_text(said("zoneTwice", zone="Thực phẩm"))
    await page.locator("[name=zone_vi]").nth(1).fill("Trà và cà phê")
    await page.keyboard.press("Tab")
    await save_by_keys(page)
    saved = await plan_of(page, slug)
    assert [zone["name"]["vi"] for zone in saved["zones"]] == ["Thực phẩm", "Trà và cà phê"]
    assert [booth["zone"] for booth in saved["booths"]][3:] == ["Trà và cà phê"] * 3
    assert page.wrong == []
