"""How an organizer draws a plan: by keys alone, or by pointer. Every function ends on the editor's page."""

import re
from collections.abc import Sequence
from datetime import date, timedelta

from playwright.async_api import BrowserContext, Locator, Page, expect

from events_app.floor_plans.pages.editor_words import editor_words
from events_app.platform.i18n import translate, use_locale
from tests.journeys.people import PASSWORD

MOST_STOPS = 80


def said(name: str, /, **facts: object) -> str:
    """What the editor says in Vietnamese."""
    with use_locale("vi"):
        sentence = editor_words()[name]
    return sentence.format(**facts)


async def plan_an_empty_fair(page: Page, today: date, title: str) -> str:
    """A draft of a fair without a plan; gives its address."""
    await page.goto("/organizer/fairs/new")
    await page.locator("#field-title_vi").fill(title)
    await page.locator("#field-title_en").fill(title)
    await page.locator("#field-kind").select_option("fair")
    await page.locator("#field-summary_vi").fill("Hội chợ để vẽ sơ đồ.")
    await page.locator("#field-starts_on").fill((today + timedelta(days=60)).isoformat())
    await page.locator("#field-ends_on").fill((today + timedelta(days=63)).isoformat())
    await page.locator("#field-opens").fill("08:00")
    await page.locator("#field-closes").fill("21:30")
    await page.locator("#field-venue_name_vi").fill("Cung Văn hóa Hữu nghị")
    await page.locator("#field-venue_address").fill("91 Trần Hưng Đạo, Hà Nội")
    await page.locator("form:has(#field-title_vi) button[type=submit]").last.click()
    await page.wait_for_url(re.compile(r"/organizer/fairs/(?!new)[^/]+$"))
    return page.url.rpartition("/")[2]


async def keep_fair_with_plan(context: BrowserContext, today: date, title: str, zones: Sequence[str | None]) -> str:
    """A draft of a fair with a row of three booths for each zone named, kept through the API; gives its address."""
    program = context.request
    signed_in = await program.post(
        "/api/v1/login", data={"email": "organizer@demo.example", "password": PASSWORD}, fail_on_status_code=True
    )
    headers = {"authorization": f"Bearer {(await signed_in.json())['token']}"}
    fair = {
        "kind": "fair",
        "title": {"vi": title},
        "starts_on": (today + timedelta(days=60)).isoformat(),
        "ends_on": (today + timedelta(days=63)).isoformat(),
        "venue": {"name": {"vi": "Cung Văn hóa Hữu nghị"}, "address": "91 Trần Hưng Đạo, Hà Nội"},
    }
    kept = await program.post("/api/v1/fairs", data=fair, headers=headers, fail_on_status_code=True)
    slug = str((await kept.json())["slug"])
    size = {"width": 3, "height": 3}
    booths = [
        {"code": f"{letter}{place + 1:02d}", "hall": "A", "x": 3 + 3 * place, "y": 3 + 6 * row, "zone": zone, **size}
        for row, (letter, zone) in enumerate(zip("ABCDEFGH", zones, strict=False))
        for place in range(3)
    ]
    hall = {"code": "A", "name": {"vi": "Nhà A"}, "width": 30, "height": 20}
    plan = {"halls": [hall], "booths": booths}
    address = f"/api/v1/fairs/{slug}/floor-plan"
    await program.put(address, data=plan, headers=headers, fail_on_status_code=True)
    return slug


async def open_editor(page: Page, slug: str) -> None:
    """Open the editor and wait until it answers."""
    await page.goto(f"/organizer/fairs/{slug}/booths/plan")
    await expect(page.locator("html[data-editor=ready]")).to_have_count(1)


async def tab_to(page: Page, goal: Locator) -> None:
    """Press Tab until something has the focus, as somebody without a mouse does."""
    for _stop in range(MOST_STOPS):
        if await goal.evaluate("element => element === document.activeElement"):
            return
        await page.keyboard.press("Tab")
    raise AssertionError(f"Tab does not reach {goal}")


async def write(page: Page, goal: Locator, text: str) -> None:
    """Go to a field by Tab and write over what stands there."""
    await tab_to(page, goal)
    await page.keyboard.press("Control+A")
    await page.keyboard.type(text)


async def choose(page: Page, goal: Locator, label: str) -> None:
    """Go to a select by Tab, open its list, walk to an option and take it."""
    await tab_to(page, goal)
    labels = [text.strip() for text in await goal.locator("option").all_inner_texts()]
    stands = await goal.evaluate("select => select.selectedIndex")
    await page.keyboard.press("ArrowDown")
    steps = labels.index(label) - max(stands, 0)
    for _step in range(abs(steps)):
        await page.keyboard.press("ArrowDown" if steps > 0 else "ArrowUp")
    await page.keyboard.press("Enter")
    await expect(goal).to_be_focused()


async def draw_hall_by_keys(
    page: Page, *, rows: int = 8, columns: int = 15, zones: dict[str, int] | None = None
) -> None:
    """Draw a hall of `rows` times `columns` booths of 3 by 3 m on an empty plan, numbered A01 and so on.

    `zones` says how many rows each zone takes, from the top.
    """
    panel = page.locator("#plan-panel")
    await tab_to(page, page.locator("#plan-stage"))
    await page.keyboard.press("Enter")
    await write(page, panel.locator("[name=hall_width]"), str(3 * columns + 6))
    await write(page, panel.locator("[name=hall_height]"), str(6 * rows + 3))
    for zone in zones or {}:
        await tab_to(page, page.locator("#zone-add"))
        await page.keyboard.press("Enter")
        await page.keyboard.type(zone)
    await page.keyboard.press("Escape")

    await page.keyboard.press("n")
    await page.keyboard.press("Enter")
    await write(page, panel.locator("[name=x]"), "3")
    await write(page, panel.locator("[name=y]"), "3")
    await page.keyboard.press("Escape")
    await repeat_by_keys(page, columns - 1, gap="0", down=False)
    await repeat_by_keys(page, rows - 1, gap="3", down=True)
    await number_by_keys(page, "A")
    await put_rows_into_zones(page, zones or {})


async def repeat_by_keys(page: Page, count: int, *, gap: str, down: bool) -> None:
    """Repeat what is chosen."""
    await page.keyboard.press("Shift+D")
    dialog = page.locator("#dialog-repeat")
    await write(page, dialog.locator("[name=count]"), str(count))
    await write(page, dialog.locator("[name=gap]"), gap)
    direction = translate("vi", "downwards" if down else "to the right")
    await choose(page, dialog.locator("[name=direction]"), direction)
    await tab_to(page, dialog.locator("[type=submit]"))
    await page.keyboard.press("Enter")
    await expect(dialog).not_to_be_visible()


async def number_by_keys(page: Page, prefix: str) -> None:
    """Number what is chosen, each row under a letter of its own."""
    await page.keyboard.press("Shift+N")
    dialog = page.locator("#dialog-number")
    await write(page, dialog.locator("[name=prefix]"), prefix)
    letters = dialog.locator("[name=letters]")
    await tab_to(page, letters)
    if not await letters.is_checked():
        await page.keyboard.press("Space")
    await tab_to(page, dialog.locator("[type=submit]"))
    await page.keyboard.press("Enter")
    await expect(dialog).not_to_be_visible()


async def put_rows_into_zones(page: Page, zones: dict[str, int]) -> None:
    """Walk down the rows from the top and choose a zone for each."""
    stage, choice = page.locator("#plan-stage"), page.locator("#plan-panel [name=zone]")
    await page.keyboard.press("Escape")
    await tab_to(page, stage)
    await page.keyboard.press("Control+ArrowRight")
    for zone, count in zones.items():
        for _row in range(count):
            await page.keyboard.press("r")
            await page.keyboard.press("Enter")
            await choose(page, choice, zone)
            await page.keyboard.press("Escape")
            await page.keyboard.press("Control+ArrowDown")
    await page.keyboard.press("Escape")


async def save_by_keys(page: Page) -> None:
    """Save what was changed, and wait until the editor says it is done."""
    await expect(page.locator("#plan-state")).to_have_attribute("data-saved", "false")
    await page.keyboard.press("Control+s")
    await expect(page.locator("#plan-state")).to_have_attribute("data-saved", "true")
