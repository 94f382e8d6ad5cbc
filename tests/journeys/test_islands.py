"""What JavaScript adds to pages that work without it: one submit a click, no lost words, keyboard, theme in place."""

import pytest
from playwright.async_api import Browser, BrowserContext, Page, expect

from events_app.platform.i18n import translate
from tests.journeys.people import sign_in

pytestmark = pytest.mark.browser


@pytest.fixture
async def context(demo_server, chromium: Browser):
    context = await chromium.new_context(
        base_url=demo_server.url, viewport={"width": 1280, "height": 900}, reduced_motion="reduce"
    )
    context.set_default_timeout(60_000)
    yield context
    await context.close()


@pytest.fixture
async def page(context: BrowserContext) -> Page:
    return await context.new_page()


async def test_double_click_sends_a_form_once(page: Page):
    await page.goto("/sign-in")
    await page.fill("#field-email", "nobody@demo.example")
    await page.fill("#field-password", "wrong-wrong")
    sent = []
    page.on("request", lambda request: sent.append(request.url) if request.method == "POST" else None)
    await page.locator("form:has(#field-password) button[type=submit]").dblclick(no_wait_after=True)
    await expect(page.locator(".errors-summary")).to_be_visible(timeout=60_000)
    assert len(sent) == 1
    await expect(page.locator(".errors-summary")).to_be_focused()


async def test_form_without_network_keeps_what_was_typed(page: Page, context: BrowserContext):
    await page.goto("/password-reset")
    await page.fill("#field-email", "lan@vidu.vn")
    await context.set_offline(True)
    await page.press("#field-email", "Enter")
    await expect(page.locator(".notice-bar")).to_have_text(
        translate("vi", "No network. What you typed is still here: try again in a moment.")
    )
    assert await page.input_value("#field-email") == "lan@vidu.vn"
    await context.set_offline(False)
    await expect(page.locator(".notice-bar")).to_be_hidden()


async def test_theme_changes_in_place_and_is_there_before_the_next_page_shows(page: Page):
    await page.goto("/fairs")
    await page.get_by_label(translate("vi", "Light or dark")).click()
    await page.get_by_role("link", name=translate("vi", "Dark"), exact=True).click()
    assert await page.evaluate("document.documentElement.dataset.theme") == "dark"
    answer = await page.goto("/")
    assert answer is not None
    assert '<html lang="vi" data-theme="dark">' in await answer.text()


async def test_keyboard_reaches_the_content_first_and_closes_menus(page: Page):
    await page.goto("/fairs")
    await page.keyboard.press("Tab")
    await expect(page.get_by_role("link", name=translate("vi", "Skip to the content"))).to_be_focused()
    await page.keyboard.press("Enter")
    await expect(page.locator("#main")).to_be_focused()
    menu = page.get_by_label(translate("vi", "Light or dark"))
    await menu.focus()
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("link", name=translate("vi", "Dark"), exact=True)).to_be_visible()
    await page.keyboard.press("Tab")
    await page.keyboard.press("Escape")
    await expect(page.get_by_role("link", name=translate("vi", "Dark"), exact=True)).to_be_hidden()
    await expect(menu).to_be_focused()


async def test_question_before_a_step_that_matters_begins_at_the_harmless_answer(
    page: Page, context: BrowserContext, demo_server
):
    await sign_in(context, demo_server.url, "organizer@demo.example")
    await page.goto("/organizer/fairs?status=draft")
    await page.locator("tbody th a").first.click()
    trigger = page.locator("button[popovertarget=publish]:not([popovertargetaction])")
    await trigger.focus()
    await page.keyboard.press("Enter")
    box = page.locator(".confirm:popover-open")
    await expect(box.get_by_role("button", name=translate("vi", "Keep as it is"))).to_be_focused()
    for _stop in range(8):
        await page.keyboard.press("Tab")
        assert await box.evaluate("box => box.contains(document.activeElement)")
    await page.keyboard.press("Escape")
    await expect(box).to_have_count(0)
    await expect(trigger).to_be_focused()


async def test_pages_work_without_javascript(chromium: Browser, demo_server):
    context = await chromium.new_context(base_url=demo_server.url, java_script_enabled=False)
    context.set_default_timeout(60_000)
    page = await context.new_page()
    await page.goto("/theme/dark?next=/fairs")
    assert await page.get_attribute("html", "data-theme") == "dark"
    await page.fill("main input[name=q]", "mien nui")
    await page.press("main input[name=q]", "Enter")
    await expect(page.locator(".event-card h3").first).to_contain_text("miền núi")
    await page.goto("/sign-in")
    await page.fill("#field-email", "producer@demo.example")
    await page.fill("#field-password", "demo-demo")
    await page.press("#field-password", "Enter")
    await page.goto("/producer")
    await expect(page.get_by_role("heading", name=translate("vi", "Next for you"))).to_be_visible()
    await context.close()
