"""One fair from plan to gate, as three people live it, in Vietnamese; leaves the pictures the README shows.

An organizer plans a fair, takes over the list of producers as offices keep it, draws the plan and announces a
livestream. A producer holds and confirms a booth. A visitor takes a pass without an account. The gate admits the
pass once. A calendar program reads all of it. The clicks are the people's: by label, by the button's words.
"""

import asyncio
import re
from datetime import date, datetime, timedelta
from io import BytesIO
from pathlib import Path

import httpx
import pytest
import zxingcpp
from icalendar import Calendar
from PIL import Image
from playwright.async_api import Browser, BrowserContext, Page, expect

from events_app.platform.i18n import translate
from events_app.platform.i18n.formats import VIETNAM
from tests.journeys.pictures import keep_picture

ROOT = Path(__file__).resolve().parents[2]
LIST = ROOT / "events_app" / "demo" / "data" / "danh-sach-san-pham-ocop.xlsx"
DESK = {"width": 1280, "height": 860}
PHONE = {"width": 390, "height": 844}
# A busy machine answers late; a broken page does not answer at all.
expect.set_options(timeout=20_000)

TITLE = "Tuần hàng OCOP Tây Hồ: Sen và cốm"
STREAM = "Phiên chợ Sen Tây Hồ"


def vi(message: str, **facts: object) -> str:
    """The words on the screen: a journey in Vietnamese survives a better translation, but not a missing one."""
    words = translate("vi", message, **facts)
    assert words != message % facts
    return words


def starting(message: str) -> re.Pattern[str]:
    """The words before the first fact of a sentence."""
    words = vi(message, num="#", code="#", booth="#", time="#")
    return re.compile("^" + re.escape(words.split("#")[0].strip()))


@pytest.fixture(scope="module")
def today() -> date:
    return datetime.now(VIETNAM).date()


async def somebody(chromium: Browser, base: str, viewport: dict[str, int], **options) -> tuple[BrowserContext, Page]:
    context = await chromium.new_context(
        viewport=viewport,
        locale="vi-VN",
        timezone_id="Asia/Ho_Chi_Minh",
        base_url=base,
        reduced_motion="reduce",
        **options,
    )
    context.set_default_timeout(20_000)
    return context, await context.new_page()


async def sign_in(page: Page, email: str) -> None:
    await page.goto("/sign-in")
    await page.get_by_label(vi("E-mail"), exact=True).fill(email)
    await page.get_by_label(vi("Password"), exact=True).fill("demo-demo")
    await page.get_by_role("button", name=vi("Sign in"), exact=True).click()
    await page.wait_for_url(lambda address: "/sign-in" not in address)


async def import_the_list(page: Page) -> None:
    await page.goto("/organizer/imports")
    await page.locator("#field-file").set_input_files(LIST)
    await page.get_by_role("button", name=vi("Read and show the preview")).click()
    await expect(page.get_by_role("button", name=starting("Write %(num)s row into the register"))).to_be_visible(
        timeout=60_000
    )
    await expect(page.get_by_role("table", name=vi("Rows of the list"))).to_be_visible()
    await keep_picture(page, "import")
    await page.get_by_role("link", name=vi("With errors"), exact=True).click()
    await expect(page.locator("tbody tr strong").first).to_be_visible()
    await page.get_by_role("button", name=starting("Write %(num)s row into the register")).click()
    await expect(page.get_by_role("link", name=vi("Take this import back…"))).to_be_visible(timeout=60_000)


async def plan_a_fair(page: Page, today: date) -> str:
    await page.goto("/organizer/fairs/new")
    await page.locator("#field-title_vi").fill(TITLE)
    await page.locator("#field-title_en").fill("Tây Hồ OCOP Week: lotus and green rice")
    await page.locator("#field-kind").select_option("product_week")
    await page.locator("#field-summary_vi").fill("Sen Tây Hồ, cốm Vòng và hơn bảy trăm sản phẩm OCOP của Hà Nội.")
    await page.locator("#field-starts_on").fill(today.isoformat())
    await page.locator("#field-ends_on").fill((today + timedelta(days=4)).isoformat())
    await page.locator("#field-opens").fill("08:00")
    await page.locator("#field-closes").fill("21:30")
    await page.locator("#field-venue_name_vi").fill("Phố đi bộ Trịnh Công Sơn")
    await page.locator("#field-venue_address").fill("Trịnh Công Sơn, Tây Hồ, Hà Nội")
    await page.get_by_role("button", name=vi("Save the draft")).click()
    await page.wait_for_url(re.compile(r"/organizer/fairs/(?!new)[^/]+$"))
    return page.url.rpartition("/")[2]


async def lay_the_floor_plan(page: Page, slug: str) -> None:
    await page.goto(f"/organizer/fairs/{slug}/booths/grid")
    await page.get_by_label(vi("Rows of booths")).fill("6")
    await page.get_by_label(vi("Booths a row")).fill("12")
    await page.get_by_label(vi("Zones by rows")).fill("Sen và trà: 1-2\nThực phẩm: 3-4\nThủ công mỹ nghệ: 5-6")
    await page.get_by_role("button", name=vi("Save the plan")).click()
    await page.wait_for_url(re.compile(rf"/organizer/fairs/{slug}/booths/?$"))


async def publish(page: Page, slug: str) -> None:
    await page.goto(f"/organizer/fairs/{slug}")
    await page.get_by_role("button", name=vi("Publish…")).click()
    await page.get_by_role("button", name=vi("Publish"), exact=True).click()
    await expect(page.get_by_role("link", name=vi("The public page"))).to_be_visible()


async def announce_a_livestream(page: Page, slug: str, today: date) -> None:
    await page.goto("/organizer/livestreams/new")
    await page.locator("#field-title_vi").fill(STREAM)
    await page.locator("#field-day").fill((today + timedelta(days=2)).isoformat())
    await page.locator("#field-starts").fill("19:30")
    await page.locator("#field-ends").fill("21:00")
    await page.locator("#field-new_studio").fill("Phòng livestream Hồ Tây")
    await page.locator("#field-new_host").fill("Bùi Mai Anh")
    await page.locator("#field-stream_url").fill("https://live.vidu.vn/sen-tay-ho")
    value = await page.locator("#field-fair option", has_text=TITLE).get_attribute("value")
    await page.locator("#field-fair").select_option(value, force=True)
    await page.get_by_role("button", name=vi("Announce the session")).click()
    await page.wait_for_url(re.compile(r"/organizer/livestreams/\d+"))


async def open_a_gate(page: Page, slug: str) -> str:
    """Open a gate and give the address that pairs a phone with it."""
    await page.goto(f"/organizer/fairs/{slug}/gates")
    await page.get_by_label(vi("Name of a new gate")).fill("Cổng Trịnh Công Sơn")
    await page.get_by_role("button", name=vi("Open a gate")).click()
    await page.get_by_role("button", name=vi("Show the pairing QR")).click()
    return await page.get_by_label(vi("Pairing address")).input_value()


async def take_a_booth(page: Page, slug: str) -> str:
    """Hold the first free booth, confirm it, and give its code."""
    await page.goto("/producer/fairs")
    await page.get_by_role("listitem").filter(has_text=TITLE).get_by_role("link", name=vi("Choose a booth")).click()
    await page.wait_for_url(re.compile(f"/producer/fairs/{slug}/booths"))
    await page.get_by_text(vi("The plan as a list")).click()
    await page.locator("details[open] a[href*='booth=']").first.click()
    hold = page.get_by_role("button", name=starting("Hold %(booth)s for %(time)s"))
    await expect(hold).to_be_visible()
    await keep_picture(page, "producer-booth")
    await hold.click()
    confirm = page.get_by_role("button", name=starting("Confirm booth %(booth)s"))
    await confirm.click()
    await expect(page.get_by_text(vi("Yours"), exact=True).first).to_be_visible()
    code = await page.locator("ul.todo .time-box b").first.inner_text()
    await page.goto("/producer")
    await keep_picture(page, "producer-home")
    return code


async def take_a_pass(page: Page, slug: str) -> str:
    """Take a pass and give its code, read from the picture on the screen by another decoder than ours."""
    await page.goto(f"/fairs/{slug}")
    await expect(page.get_by_text(STREAM).first).to_be_visible()
    await keep_picture(page, "fair")
    await page.get_by_role("link", name=vi("Take a pass")).first.click()
    await page.get_by_label(vi("Your name")).fill("Hoàng Thị Bích")
    await page.locator("#field-email").fill("bich@vidu.vn")
    consent = page.locator("#field-consent")
    await expect(consent).not_to_be_checked()
    await page.get_by_role("button", name=vi("Take my pass")).click()
    assert page.url.endswith("/pass"), "without consent there is no pass"
    await consent.check()
    await page.get_by_role("button", name=vi("Take my pass")).click()
    await page.wait_for_url(re.compile("/passes/"))
    await keep_picture(page, "pass")
    drawn = Image.open(BytesIO(await page.locator(".pass-qr").screenshot(scale="device")))
    [found] = zxingcpp.read_barcodes(drawn)
    assert found.format == zxingcpp.BarcodeFormat.QRCode
    return found.text


# Key by key over the debugging line a busy machine is slower than any hand scanner: the burst happens in the page.
# The keys are struck first (an event carries the time it was made) and met one after the other.
_BURST = """text => [...text, "Enter"]
  .map(key => new KeyboardEvent("keydown", {key, bubbles: true, cancelable: true}))
  .forEach(struck => document.dispatchEvent(struck))"""


async def scan(page: Page, code: str) -> str:
    """A hand scanner types the code and Enter; give the word the screen answers."""
    await page.evaluate(_BURST, code)
    await expect(page.locator("#gate-verdict")).to_be_visible()
    return await page.locator("#gate-verdict").inner_text()


async def letters_in(base: str, *subjects: str) -> None:
    """Wait until the post room has written these; it does within seconds, and nothing rings when it has."""
    async with httpx.AsyncClient(base_url=base) as reader:
        async with asyncio.timeout(40):
            while True:
                listed = (await reader.get("/demo/mails")).text
                if all(subject in listed for subject in subjects):
                    return
                await asyncio.sleep(0.3)


async def feed(base: str, path: str) -> tuple[Calendar, httpx.Response]:
    async with httpx.AsyncClient(base_url=base) as program:
        answer = await program.get(path)
        assert answer.status_code == 200
        again = await program.get(path, headers={"if-none-match": answer.headers["etag"]})
        assert again.status_code == 304
        return Calendar.from_ical(answer.content), answer


@pytest.mark.browser
async def test_one_fair_from_plan_to_gate(living_demo, chromium: Browser, today):
    base = living_demo.url
    desk, organizer = await somebody(chromium, base, DESK)
    await organizer.goto("/")
    await keep_picture(organizer, "home")
    await sign_in(organizer, "organizer@demo.example")
    assert await organizer.locator("html").get_attribute("lang") == "vi"
    await keep_picture(organizer, "organizer-home")

    await import_the_list(organizer)
    slug = await plan_a_fair(organizer, today)
    await lay_the_floor_plan(organizer, slug)
    await publish(organizer, slug)
    await announce_a_livestream(organizer, slug, today)
    pairing = await open_a_gate(organizer, slug)

    phone, producer = await somebody(chromium, base, PHONE, device_scale_factor=2, has_touch=True)
    await sign_in(producer, "producer@demo.example")
    booth = await take_a_booth(producer, slug)
    await organizer.goto(f"/organizer/fairs/{slug}/booths")
    drawn = organizer.locator("svg title").filter(has_text=re.compile(rf"\b{booth}\b")).first
    await expect(drawn).to_contain_text("HTX Mật ong")
    await keep_picture(organizer, "floor-plan")

    pocket, visitor = await somebody(chromium, base, PHONE, device_scale_factor=2, has_touch=True)
    code = await take_a_pass(visitor, slug)

    post, gate = await somebody(chromium, base, PHONE, device_scale_factor=2, permissions=["camera"])
    await gate.goto(pairing)
    await expect(gate.locator("#gate-type")).to_be_visible()
    first = await scan(gate, code)
    assert vi("Please come in").lower() in first.lower(), first
    await keep_picture(gate, "gate")
    await expect(gate.locator("#gate-verdict")).to_be_hidden()
    second = await scan(gate, code)
    assert vi("Not admitted").lower() in second.lower(), second
    await keep_picture(gate, "gate-refused")

    all_fairs, _ = await feed(base, "/calendars/fairs.ics")
    assert TITLE in [str(event["summary"]) for event in all_fairs.walk("VEVENT")]
    own, answer = await feed(base, f"/calendars/fairs/{slug}.ics")
    assert answer.headers["content-type"] == "text/calendar; charset=utf-8"
    [entry] = [event for event in own.walk("VEVENT") if str(event["summary"]) == TITLE]
    assert (entry["dtstart"].dt, entry["dtend"].dt) == (today, today + timedelta(days=5))
    streams, _ = await feed(base, "/calendars/livestreams.ics")
    assert any(STREAM in str(event["summary"]) for event in streams.walk("VEVENT"))

    await letters_in(base, vi("Booth %(booth)s is yours", booth=booth), vi("Your pass for %(fair)s", fair=TITLE))
    await organizer.goto("/organizer/mails")
    await keep_picture(organizer, "mails")
    for context in (desk, phone, pocket, post):
        await context.close()
