"""Phones in bad shape: an old list, a full memory, a page killed in the middle of a scan."""

import asyncio
import re
from contextlib import asynccontextmanager
from datetime import timedelta

import pytest
from playwright.async_api import async_playwright, expect

from events_app.passes.operations import code_of, invite_device
from events_app.platform.db import fetch
from events_app.platform.i18n.formats import VIETNAM
from tests.factories.passes import make_gate_site, make_pass
from tests.journeys.conftest import CHROMIUM

OLD_LIST = """
async () => {
  const answer = (ask) => new Promise((done) => { ask.onsuccess = () => done(ask.result); });
  const db = await answer(indexedDB.open("events-gate"));
  const change = db.transaction("facts", "readwrite");
  const facts = change.objectStore("facts");
  const list = await answer(facts.get("package"));
  facts.put({ ...list, made_at: new Date(Date.now() - 7 * 3600000).toISOString() }, "package");
  await new Promise((done) => { change.oncomplete = done; });
  db.close();
}
"""
FULL = """
() => {
  const put = IDBObjectStore.prototype.put;
  IDBObjectStore.prototype.put = function (...values) {
    if (this.name === "waiting") throw new DOMException("no room", "QuotaExceededError");
    return put.apply(this, values);
  };
}
"""


@pytest.fixture
async def site(database, now):
    return await make_gate_site(starts_on=(now - timedelta(days=1)).date(), ends_on=(now + timedelta(days=3)).date())


@asynccontextmanager
async def paired_phone(server, site, now):
    """A phone without a camera that is paired and has its list; a hand scanner types codes into it."""
    pairing = await invite_device(site.gate, "Điện thoại thử", acting=site.organizer, now=now)
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        phone = await browser.new_context(viewport={"width": 390, "height": 844}, locale="vi-VN")
        page = await phone.new_page()
        await page.goto(f"{server.url}/gate/#pair={pairing}")
        await expect(page.locator("#gate-where")).to_have_text("Cổng chính · vào")
        await page.evaluate("navigator.serviceWorker.ready")
        yield phone, page
        await browser.close()


async def hand_scan(page, code) -> None:
    """Type as a hand scanner does, faster than a person."""
    await page.keyboard.type(code)
    await page.keyboard.press("Enter")


async def test_phone_with_an_old_list_says_how_old(servers, site, now):
    async with paired_phone(servers[0], site, now) as (phone, page):
        await phone.set_offline(True)
        await page.evaluate(OLD_LIST)
        await page.reload()
        await expect(page.locator("#gate-offline")).to_contain_text(re.compile(r"cũ.*\d{1,2}:\d\d"))


@pytest.mark.parametrize("let_in", [True, False])
async def test_phone_alone_asks_about_days_it_does_not_know(servers, site, now, let_in):
    await make_pass(site)  # with the office's key, which the phone's list then knows
    async with paired_phone(servers[0], site, now) as (phone, page):
        await phone.set_offline(True)
        today = now.astimezone(VIETNAM).date()
        given = await make_pass(site, dates=[today, today + timedelta(days=2)])
        await hand_scan(page, await code_of(given, signer=site.signer, now=now))
        await expect(page.locator("#gate-verdict")).to_have_class(re.compile("gate-maybe"))
        await expect(page.locator("#gate-word")).to_have_text("Hãy hỏi lại")
        await page.locator("#gate-let-in" if let_in else "#gate-next").click()
        await expect(page.locator("body")).to_have_attribute("data-waiting", "1" if let_in else "0")
        await phone.set_offline(False)
        await expect(page.locator("body")).to_have_attribute("data-waiting", "0", timeout=30_000)
        rows = await fetch("SELECT result, decided, conflict FROM check_in")
        assert [tuple(row) for row in rows] == ([("admitted", "admitted", False)] if let_in else [])


async def test_full_memory_is_said_and_nobody_is_let_in_unseen(servers, site, now):
    code = await code_of(await make_pass(site), signer=site.signer, now=now)
    async with paired_phone(servers[0], site, now) as (phone, page):
        await phone.set_offline(True)
        await page.evaluate(FULL)
        await hand_scan(page, code)
        await expect(page.locator("#gate-verdict")).to_have_class(re.compile("gate-maybe"))
        await expect(page.locator("#gate-reason")).to_contain_text("Bộ nhớ")
        assert (await fetch("SELECT count(*) AS n FROM check_in"))[0]["n"] == 0


@pytest.mark.parametrize("arrives", [False, True])
async def test_page_killed_in_the_middle_of_a_scan_sends_it_when_it_is_opened_again(servers, site, now, arrives):
    code = await code_of(await make_pass(site), signer=site.signer, now=now)
    arrived = asyncio.Event()

    async def never_answer(route):
        if arrives:
            await route.fetch()
        arrived.set()

    async with paired_phone(servers[0], site, now) as (phone, page):
        await page.route("**/api/v1/check-ins", never_answer)
        await hand_scan(page, code)
        async with asyncio.timeout(60):
            await arrived.wait()
        # A browser lets what it held back go when its page is closed; without network it goes nowhere.
        await phone.set_offline(True)
        await page.close()
        await phone.set_offline(False)
        reopened = await phone.new_page()
        await reopened.goto(f"{servers[0].url}/gate/")
        await expect(reopened.locator("body")).to_have_attribute("data-waiting", "0", timeout=30_000)
        rows = await fetch("SELECT result, offline FROM check_in")
        assert [row["result"] for row in rows] == ["admitted"]
        # Whether what was held back still went out with the page, or was sent by the next one, is the browser's affair.
        assert not (arrives and rows[0]["offline"])
