"""The first pages of everybody in `make test`, every page in `make soak`: axe finds nothing serious or critical.

In light and in dark; each fits a phone, and the console stays silent.
"""

from collections.abc import Sequence
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.async_api import Browser, ConsoleMessage, Page

from tests.journeys.people import sign_in
from tests.journeys.walking import kind_of_page, walk
from tests.servers import ServerProcess

pytestmark = pytest.mark.browser

AXE = (Path(__file__).resolve().parents[2] / "frontend/node_modules/axe-core/axe.min.js").read_text()
_RUN = """
async (options) => (await axe.run(document, {resultTypes: ['violations'], ...options})).violations
  .filter(found => ['serious', 'critical'].includes(found.impact))
  .map(found => `${found.id}: ${found.nodes.slice(0, 3).map(node => node.target.join(' ')).join(' | ')}`)
"""
# The thirteenth row of a table says nothing about markup that the first twelve did not, and takes as long.
_FEWER = """
() => document.querySelectorAll('tbody, ul, ol, g, select, optgroup')
  .forEach(many => [...many.children].slice(12).forEach(one => one.remove()))
"""
# Only contrast depends on the theme.
_THEMES: dict[str, dict[str, object]] = {"light": {}, "dark": {"runOnly": ["color-contrast"]}}
_FAIR = "/organizer/fairs/"
PEOPLE = {
    "stranger": ("", ["/", "/fairs", "/sign-in", "/sign-up", "/password-reset", "/no-such-page"], ("/",)),
    "organizer": ("organizer@demo.example", ["/organizer"], ("/organizer", "/account", "/demo")),
    "organizer of a fair": ("organizer@demo.example", ["/organizer", "/organizer/fairs"], (_FAIR,)),
    "producer": ("producer@demo.example", ["/producer"], ("/producer", "/account")),
    "reviewer": ("reviewer@demo.example", ["/organizer/reviews"], ("/organizer",)),
    "gate": ("gate@demo.example", ["/gate/"], ("/gate",)),
}
_FEWEST = {"stranger": 12, "organizer": 20, "organizer of a fair": 20, "producer": 8, "reviewer": 2, "gate": 1}
# A plan that would lose a holder is shown with its refusal.
_EXPECTED = {"/no-such-page": 404, "/organizer/fairs/…/booths/grid": 409}


async def faults_of(page: Page, path: str, themes: Sequence[str]) -> list[str]:
    """What is wrong with a page in some themes and on a phone."""
    found = []
    await page.set_viewport_size({"width": 390, "height": 844})
    if await page.evaluate("document.documentElement.scrollWidth > innerWidth"):
        found.append(f"{path}: wider than a phone")
    await page.set_viewport_size({"width": 1280, "height": 900})
    await page.evaluate(_FEWER)
    await page.evaluate(AXE)
    for theme in themes:
        await page.evaluate("theme => { document.documentElement.dataset.theme = theme }", theme)
        violations = await page.evaluate(_RUN, _THEMES[theme])
        found += [f"{path} ({theme}): {violation}" for violation in violations]
    return found


async def faults_along(demo_server: ServerProcess, chromium: Browser, person: str, *, links: bool) -> list[str]:
    """What is wrong with the pages a person begins at; with `links` also every page behind them, and also in dark."""
    email, starts, within = PEOPLE[person]
    context = await chromium.new_context(
        viewport={"width": 1280, "height": 900}, reduced_motion="reduce", locale="vi-VN", service_workers="block"
    )
    faults: list[str] = []
    context.on("weberror", lambda error: faults.append(f"{error.page.url if error.page else ''}: {error.error}"))

    def hear(said: ConsoleMessage) -> None:
        address = str(said.location.get("url", ""))
        if said.type == "error" and kind_of_page(urlsplit(address).path) not in _EXPECTED:
            faults.append(f"{address}: {said.text}")

    context.on("console", hear)
    if email:
        await sign_in(context, demo_server.url, email)
    walked = []
    # The pages of a fair are as many as all others: they are a walk of their own, so that both cores have one.
    outside = (_FAIR,) if person == "organizer" else ()
    async for path, page in walk(context, demo_server.url, starts, within if links else (), outside):
        status = await page.evaluate("performance.getEntriesByType('navigation')[0].responseStatus")
        if status != _EXPECTED.get(kind_of_page(path), 200):
            faults.append(f"{path}: {status}")
        faults += await faults_of(page, path, list(_THEMES) if links else ["light"])
        walked.append(path)
    await context.close()
    assert len(walked) >= (_FEWEST[person] if links else len(starts)), walked
    return faults


@pytest.mark.parametrize("person", PEOPLE)
async def test_first_pages_are_accessible_and_quiet(demo_server, chromium: Browser, person):
    assert await faults_along(demo_server, chromium, person, links=False) == []


@pytest.mark.long
@pytest.mark.parametrize("person", PEOPLE)
async def test_every_page_is_accessible_and_quiet(demo_server, chromium: Browser, person):
    assert await faults_along(demo_server, chromium, person, links=True) == []
