"""The screens the README shows, taken from the demo: each is complete, none is larger than 150 kB."""

from dataclasses import dataclass

import pytest
from playwright.async_api import Browser

from tests.journeys.people import sign_in
from tests.journeys.pictures import FOLDER, KEPT, take_picture

ORGANIZER = "organizer@demo.example"
FLAGSHIP = "hoi-cho-ocop-mien-nui-phia-bac"


@dataclass(frozen=True)
class Shown:
    """One screen: where it is, who sees it, and words that must be readable on it."""

    name: str
    path: str
    words: str
    email: str = ""
    width: int = 1280
    height: int = 900
    theme: str = "light"
    locale: str = "vi"


SCREENS = (
    Shown("fair-plan", "/fairs/{flagship}#plan-title", "Tìm chủ thể trên sơ đồ"),
    Shown("year-dark", "/organizer/year", "Xuất Excel", ORGANIZER, theme="dark"),
    Shown("home-phone-en", "/", "What every village makes", width=390, height=844, theme="dark", locale="en"),
)


@pytest.mark.browser
@pytest.mark.long
@pytest.mark.parametrize("shown", SCREENS, ids=lambda shown: shown.name)
async def test_screen_is_complete_and_small(demo_server, chromium: Browser, shown, tmp_path):
    context = await chromium.new_context(
        viewport={"width": shown.width, "height": shown.height}, reduced_motion="reduce", locale="vi-VN"
    )
    cookies = {"theme": shown.theme, "events_locale": shown.locale}
    await context.add_cookies(
        [{"name": name, "value": value, "url": demo_server.url} for name, value in cookies.items()]
    )
    if shown.email:
        await sign_in(context, demo_server.url, shown.email)
    page = await context.new_page()
    await page.goto(f"{demo_server.url}/fairs?q={FLAGSHIP.replace('-', '+')}")
    flagship = str(await page.locator(".event-card h3 a").first.get_attribute("href")).rsplit("/", 1)[1]
    await page.goto(demo_server.url + shown.path.format(flagship=flagship))
    assert await page.evaluate("document.fonts.ready.then(() => true)")
    assert shown.words in await page.inner_text("body")
    assert await page.evaluate("document.fonts.check('700 16px \"Be Vietnam Pro\"')")
    assert await page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    picture = (FOLDER if KEPT else tmp_path) / f"{shown.name}.png"
    await take_picture(page, picture)
    assert 10_000 < picture.stat().st_size < 150_000
    await context.close()
