"""Booths from an empty hall to a refill, as an organizer and producers live it; leaves pictures for the README.

An organizer draws a hall of 120 booths by keys, opens the call and enters 150 applications; a producer hands its own
in on a phone. The assignment is run and published, two producers swap, three withdraw, and the booths that came free
are offered again while nobody else moves.
"""

import re
from datetime import UTC, date, datetime, timedelta

import asyncpg
import httpx
import pytest
from playwright.async_api import Browser, Page, expect

from events_app.platform.i18n.formats import VIETNAM
from tests.journeys.drawing import draw_hall_by_keys, open_editor, plan_an_empty_fair, save_by_keys
from tests.journeys.pictures import keep_picture
from tests.journeys.test_whole_thread import DESK, PHONE, publish, sign_in, somebody, starting, vi

pytestmark = [pytest.mark.browser, pytest.mark.long]

TITLE = "Hội chợ OCOP Thủ đô: Mùa vàng"
ZONES = {"Thực phẩm": 4, "Đồ uống": 2, "Thủ công mỹ nghệ": 2}
APPLICATIONS = 150
BOOTHS = 120
Program = httpx.AsyncClient


@pytest.fixture(scope="module")
def today() -> date:
    return datetime.now(VIETNAM).date()


async def draw_the_hall(page: Page, slug: str) -> None:
    await open_editor(page, slug)
    await draw_hall_by_keys(page, zones=ZONES)
    await save_by_keys(page)
    await keep_picture(page, "plan-editor")


async def open_the_call(page: Page, slug: str, today: date) -> None:
    await page.goto(f"/organizer/fairs/{slug}/applications/call")
    await page.locator("#field-is_open").check()
    await page.locator("#field-closes_on").fill((today + timedelta(days=20)).isoformat())
    await page.locator("#field-booths_most").fill("3")
    await page.get_by_role("button", name=vi("Save the call")).click()
    await page.wait_for_url(re.compile(rf"/organizer/fairs/{slug}/applications"))


async def apply_on_a_phone(page: Page, slug: str) -> None:
    """A producer hands in its own application."""
    await page.goto(f"/producer/fairs/{slug}/application")
    await page.locator("[name=products]").first.check()
    await page.get_by_role("button", name=vi("Hand it in")).click()
    await expect(page.get_by_role("button", name=vi("Save the changes"))).to_be_visible()
    await keep_picture(page, "application-phone")


async def enter_applications(office: Program, database: asyncpg.Connection, slug: str, count: int) -> None:
    """The office enters what producers hand in by telephone: wishes and sizes as they come."""
    rows = await database.fetch(
        "SELECT p.id, min(x.id) AS product FROM producer p JOIN product x ON x.producer = p.id"
        " JOIN fair f ON f.office = p.office AND f.slug = $1"
        " WHERE NOT EXISTS (SELECT FROM booth_application a WHERE a.producer = p.id AND a.fair = f.id)"
        " GROUP BY p.id ORDER BY p.id LIMIT $2",
        slug,
        count,
    )
    zones = list(ZONES)
    for number, row in enumerate(rows):
        wished = (zones[number % 7 % 3 :] + zones)[: number % 4]
        answer = await office.post(
            f"/api/v1/fairs/{slug}/applications",
            json={
                "producer": row["id"],
                "state": "submitted",
                "products": [row["product"]],
                "booths_wanted": 2 if number % 9 == 0 else 1,
                "zones": list(dict.fromkeys(wished)),
            },
        )
        assert answer.status_code == 201, answer.text
    assert len(rows) == count


async def run_and_publish(page: Page, slug: str) -> None:
    """Start the run, watch it end, and publish it."""
    await page.goto(f"/organizer/fairs/{slug}/assignment")
    await keep_picture(page, "assignment")
    await page.get_by_role("button", name=vi("Start the run")).click()
    await page.wait_for_url(re.compile(r"/assignment/\d+$"))
    await expect(page.get_by_role("button", name=vi("Publish…"))).to_be_visible(timeout=90_000)
    await keep_picture(page, "assignment-run")
    await page.get_by_role("button", name=vi("Publish…")).click()
    await page.get_by_role("button", name=vi("Publish"), exact=True).click()
    await expect(page.get_by_role("heading", name=vi("Booths that came free"))).to_be_visible()


async def who_is_where(office: Program, slug: str) -> dict[str, int]:
    """The holder of each booth that is given or offered."""
    booths = (await office.get(f"/api/v1/fairs/{slug}/booths")).json()["items"]
    return {booth["code"]: booth["holder"]["id"] for booth in booths if booth["holder"]}


async def swap(page: Page, office: Program, slug: str, one: str, other: str) -> None:
    """Swap two holders on the plan."""
    booths = (await office.get(f"/api/v1/fairs/{slug}/booths")).json()["items"]
    numbers = {booth["code"]: booth["id"] for booth in booths}
    await page.goto(f"/organizer/fairs/{slug}/booths?booth={numbers[one]}")
    await page.locator("#choice [name=to]").select_option(str(numbers[other]), force=True)
    await page.get_by_role("button", name=vi("Move or swap")).click()
    await expect(page.get_by_text(vi("Swapped."))).to_be_visible()


async def withdraw(page: Page, office: Program, producer: httpx.AsyncClient, slug: str, who: list[int]) -> None:
    """Three producers withdraw: the first on its page, two by program."""
    applications = (await office.get(f"/api/v1/fairs/{slug}/applications")).json()["items"]
    own = {each["producer"]: each for each in applications if each["producer"] in who}
    await page.goto(f"/producer/fairs/{slug}/application?producer={who[0]}")
    await page.get_by_role("button", name=vi("Withdraw…")).click()
    await page.get_by_role("button", name=vi("Withdraw"), exact=True).click()
    await expect(page.get_by_role("button", name=vi("Hand it in"))).to_be_visible()
    for each in who[1:]:
        body = {"state": "withdrawn", "revision": own[each]["revision"]}
        answer = await producer.patch(f"/api/v1/applications/{own[each]['id']}", json=body)
        assert answer.status_code == 200, answer.text


async def program(base: str, email: str) -> Program:
    """Somebody's own program, with a key of theirs."""
    async with httpx.AsyncClient(base_url=base) as stranger:
        answer = await stranger.post("/api/v1/login", json={"email": email, "password": "demo-demo"})
    return httpx.AsyncClient(base_url=base, headers={"authorization": f"Bearer {answer.json()['token']}"}, timeout=60)


async def test_a_hall_is_drawn_filled_published_swapped_and_refilled(living_demo, chromium: Browser, today):
    base = living_demo.url
    database = await asyncpg.connect(living_demo.database_url)
    desk, organizer = await somebody(chromium, base, DESK)
    await sign_in(organizer, "organizer@demo.example")
    slug = await plan_an_empty_fair(organizer, today, TITLE)
    await draw_the_hall(organizer, slug)
    await publish(organizer, slug)
    await open_the_call(organizer, slug, today)

    phone, producer = await somebody(chromium, base, PHONE, device_scale_factor=2, has_touch=True)
    await sign_in(producer, "producer@demo.example")
    await apply_on_a_phone(producer, slug)
    office, own = await program(base, "organizer@demo.example"), await program(base, "producer@demo.example")
    await enter_applications(office, database, slug, APPLICATIONS - 1)
    await organizer.goto(f"/organizer/fairs/{slug}/applications")
    await keep_picture(organizer, "applications")

    await run_and_publish(organizer, slug)
    published = await who_is_where(office, slug)
    assert len(published) == BOOTHS
    with_one = [code for code, holder in published.items() if list(published.values()).count(holder) == 1]
    one, other, *leaving = with_one[:5]
    await swap(organizer, office, slug, one, other)
    swapped = await who_is_where(office, slug)
    assert (swapped[one], swapped[other]) == (published[other], published[one])

    left = [published[code] for code in leaving]
    await act_for(database, "producer@demo.example", left)
    await withdraw(producer, office, own, slug, left)
    # Withdrawn offers pass on to a waiting list of their own; here nobody is on it, so the booths are free.
    assert set(swapped) - set(await who_is_where(office, slug)) == set(leaving)
    run = (await office.get(f"/api/v1/fairs/{slug}/assignment-runs")).json()["items"][0]["id"]
    await organizer.goto(f"/organizer/fairs/{slug}/assignment/{run}")
    await organizer.get_by_role("button", name=starting("Refill: offer to %(num)s producer…")).click()
    await organizer.get_by_role("button", name=vi("Offer them"), exact=True).click()
    nothing_left = "None that fits anybody who waits. When somebody withdraws, the booth is refilled here."
    await expect(organizer.get_by_text(vi(nothing_left))).to_be_visible()
    refilled = await who_is_where(office, slug)
    assert {code: holder for code, holder in refilled.items() if code not in leaving} == {
        code: holder for code, holder in swapped.items() if code not in leaving
    }, "nobody moves"
    assert set(refilled) == set(swapped)
    assert not {refilled[code] for code in leaving} & set(swapped.values())

    await organizer.goto(f"/organizer/fairs/{slug}/booths")
    await keep_picture(organizer, "plan-refilled")
    await database.close()
    for closing in (office, own):
        await closing.aclose()
    for context in (desk, phone):
        await context.close()


async def act_for(database: asyncpg.Connection, email: str, producers: list[int]) -> None:
    """Let one person act for these producers, as if each had invited them."""
    await database.execute(
        "INSERT INTO producer_member (producer, account, role, created_at)"
        " SELECT p, a.id, 'owner', $3 FROM unnest($2::bigint[]) AS p, account a WHERE a.email = $1",
        email,
        producers,
        datetime.now(UTC),
    )
