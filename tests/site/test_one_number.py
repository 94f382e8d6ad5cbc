"""One number, one meaning: pages that show the same figure show the same number."""

import re
from datetime import timedelta
from uuid import uuid4

import pytest

from events_app.passes.rules import PassKind
from events_app.platform.db import fetch
from tests.clock import NOW
from tests.factories.accounts import make_member, make_office
from tests.factories.booths import booths_of, make_claim, make_floor_plan
from tests.factories.fairs import make_fair, slug_of
from tests.factories.passes import make_code, make_gate_site, scan_body
from tests.factories.producers import make_producer, make_producer_member
from tests.site.test_pages import text_of


def figures(text: str, pattern: str) -> tuple[int, ...]:
    found = re.search(pattern, text)
    assert found is not None, f"{pattern} is not on the page: {text}"
    return tuple(int(group) for group in found.groups())


@pytest.fixture
async def hall():
    """Ten booths: two taken (one though blocked), one held, one offered, two of whom the time is past, one blocked."""
    office = await make_office()
    fair = await make_floor_plan(await make_fair(office=office, title_vi="Hội chợ Mùa vàng"))
    booths = await booths_of(fair)
    await make_claim(booths["A01"], state="assigned")
    await make_claim(booths["A02"], state="assigned")
    await make_claim(booths["A03"], state="held", expires_at=NOW + timedelta(minutes=9))
    await make_claim(booths["A04"], state="offered", expires_at=NOW + timedelta(days=1))
    await make_claim(booths["A05"], state="held", expires_at=NOW)
    await make_claim(booths["A06"], state="offered", expires_at=NOW - timedelta(days=1))
    await fetch("UPDATE booth SET blocked = true WHERE id = ANY($1)", [booths["A02"], booths["A07"]])
    return office, await slug_of(fair)


async def test_booths_taken_are_as_many_on_every_page(client, sign_in, hall):
    office, slug = hall
    public = text_of((await client.get(f"/fairs/{slug}")).text)
    browser = await sign_in(await make_member(office))
    year = text_of((await browser.get("/organizer/year?year=2026")).text)
    home = text_of((await browser.get("/organizer")).text)
    desk = text_of((await browser.get(f"/organizer/fairs/{slug}/booths")).text)

    taken = figures(desk, r"Đã có chủ (\d+) / (\d+)")
    assert taken == (2, 9)
    assert figures(year, r"Gian đã có chủ (\d+) / (\d+)") == taken
    assert figures(home, r"Mở cửa thứ Bảy 12/12 .*?(\d+) / (\d+) ") == taken
    assert (len(set(re.findall(r"gian (A\d\d)", public))), *figures(public, r"Gian hàng (\d+) ")) == taken


async def test_holds_that_run_out_are_those_the_plan_shows_as_held(client, sign_in, hall):
    office, slug = hall
    browser = await sign_in(await make_member(office))
    home = text_of((await browser.get("/organizer")).text)
    desk = text_of((await browser.get(f"/organizer/fairs/{slug}/booths")).text)
    assert figures(home, r"Gian đang giữ sắp hết giờ: (\d+)") == figures(desk, r"Đang giữ (\d+) ") == (2,)


async def test_free_booths_are_as_many_wherever_a_producer_looks(client, sign_in, hall):
    _, slug = hall
    browser = await sign_in(await make_producer_member(await make_producer()))
    home = text_of((await browser.get("/producer")).text)
    fairs = text_of((await browser.get("/producer/fairs")).text)
    plan = text_of((await browser.get(f"/producer/fairs/{slug}/booths")).text)
    free = figures(home, r"còn (\d+)/(\d+) gian trống")
    assert free == (5, 9)
    assert figures(fairs, r"còn (\d+)/(\d+) gian trống") == free
    assert figures(plan, r"Thực phẩm còn (\d+)/(\d+)") == free


async def test_inside_now_and_entered_today_are_the_same_at_home_and_live(client, sign_in, api):
    """One stays, one left, one came in twice, one has no pass; and a phone tells late of one who came last night."""
    site = await make_gate_site()
    phone = api.with_token(site.token)
    staying, leaving, yesterday = [await make_code(site) for _ in range(3)]
    again = await make_code(site, acting=site.organizer, kind=PassKind.exhibitor)
    last_night = (NOW - timedelta(hours=14)).isoformat()
    rows = [scan_body(site, yesterday, result="admitted", scanned_at=last_night)]
    await phone.post("/api/v1/check-ins/batch", json={"scans": rows})
    scans = [(staying, "in"), (leaving, "in"), (leaving, "out"), (again, "in"), (again, "out"), (again, "in")]
    for code, direction in scans:
        await phone.post("/api/v1/check-ins", json=scan_body(site, code, direction=direction))
    walk = {"gate": site.gate, "scan_id": str(uuid4()), "scanned_at": NOW.isoformat(), "people": 1}
    await phone.post("/api/v1/walk-ins", json=walk)

    browser = await sign_in(site.organizer.id)
    home = text_of((await browser.get("/organizer")).text)
    live = text_of((await browser.get(f"/organizer/fairs/{site.slug}/live")).text)
    inside = figures(live, r"Đang ở trong (\d+) ")
    entered = figures(live, r"Lượt vào hôm nay (\d+) ")
    assert figures(home, r"đang ở trong: (\d+)") == inside
    assert figures(home, r"Lượt vào hôm nay (\d+) ") == entered
    assert (inside, entered) == ((2,), (4,))
