"""The live page and the figures by gate and hour."""

import html
import io
import json
import re
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import openpyxl

from events_app.passes.queries import figures_of_passes, read_live_counts
from events_app.platform.db import fetch
from tests.clock import NOW
from tests.factories.passes import make_code, make_gate_site, scan_body


async def crowd(phone, site):
    """Two come in at nine by a phone without network, one now; one leaves; one is refused; one has no pass."""
    early = (NOW - timedelta(hours=1)).isoformat()
    codes = [await make_code(site) for _ in range(3)]
    rows = [scan_body(site, code, result="admitted", scanned_at=early) for code in codes[:2]]
    await phone.post("/api/v1/check-ins/batch", json={"scans": rows})
    for direction in ("in", "in", "out"):
        await phone.post("/api/v1/check-ins", json=scan_body(site, codes[2], direction=direction))
    walk = {"gate": site.gate, "scan_id": str(uuid4()), "scanned_at": NOW.isoformat(), "people": 1}
    await phone.post("/api/v1/walk-ins", json=walk)


def charts(text):
    return [json.loads(html.unescape(found)) for found in re.findall(r'data-chart="([^"]+)"', text)]


async def test_live_page_says_who_is_inside_by_chart_and_by_table(client, sign_in, phone, site):
    await sign_in(site.organizer.id)
    await crowd(phone, site)
    page = (await client.get(f"/organizer/fairs/{site.slug}/live")).text
    inside, hours = charts(page)
    assert (max(inside["series"][0]["values"]), inside["series"][0]["values"][-1]) == (3, 3)
    assert hours["series"][0]["values"] == [2, 2]
    assert page.count('<th scope="row" class="tabular">') == 2
    assert f'data-live="fair:{site.fair}:gates"' in page
    assert "Điện thoại 1" in page


async def test_quiet_morning_has_no_chart_and_no_fault(client, sign_in, site):
    await sign_in(site.organizer.id)
    page = await client.get(f"/organizer/fairs/{site.slug}/live")
    assert page.status_code == 200
    assert charts(page.text) == []


async def test_figures_by_gate_and_hour_are_taken_home(client, sign_in, phone, site):
    await sign_in(site.organizer.id)
    await crowd(phone, site)
    answer = await client.get(f"/organizer/fairs/{site.slug}/results.xlsx")
    sheet = openpyxl.load_workbook(io.BytesIO(answer.content)).active
    rows = [[cell.value for cell in row[1:]] for row in sheet.iter_rows(min_row=2)]
    assert [row[2:] for row in rows] == [[2, 0, 0, 0], [1, 1, 1, 1]]
    assert rows[0][1] == "Cổng chính"


async def test_whoever_came_before_midnight_did_not_come_today_however_late_the_phone_says_so(
    client, sign_in, phone, site
):
    await sign_in(site.organizer.id)
    last_night = (NOW - timedelta(hours=14)).isoformat()
    rows = [
        scan_body(site, await make_code(site), result="admitted", scanned_at=last_night),
        scan_body(site, await make_code(site), result="admitted", scanned_at=NOW.isoformat()),
    ]
    await phone.post("/api/v1/check-ins/batch", json={"scans": rows})
    counts = await read_live_counts(site.slug, acting=site.organizer, now=NOW)
    assert (counts.entered_today, [gate.entered for gate in counts.gates]) == (1, [1])


async def test_inside_is_of_the_day_it_is_at_the_venue(site):
    await make_code(site)
    admit = (
        "INSERT INTO admission (entry_pass, fair, gate, day, slot, scan_id, admitted_at)"
        " SELECT id, fair, $2, $3, $3, gen_random_uuid(), $4 FROM entry_pass WHERE fair = $1"
    )
    await fetch(admit, site.fair, site.gate, 2, NOW)
    await fetch(admit, site.fair, site.gate, 6, NOW)

    async def inside(*moment):
        return (await figures_of_passes([site.fair], now=datetime(2026, 11, *moment, tzinfo=UTC)))[site.fair].inside

    assert await inside(23, 16, 59) == 0, "It is still the first day in Hanoi."
    assert await inside(23, 17, 0) == 1
    assert await inside(28, 2) == 0, "The fair has five days."


async def test_live_page_of_another_office_is_closed(client, sign_in, site):
    await sign_in((await make_gate_site()).organizer.id)
    for path in ("live", "results.xlsx"):
        assert (await client.get(f"/organizer/fairs/{site.slug}/{path}")).status_code == 403
