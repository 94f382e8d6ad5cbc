"""The live page and the figures by gate and hour."""

import html
import io
import json
import re
from datetime import timedelta
from uuid import uuid4

import openpyxl

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


async def test_live_page_of_another_office_is_closed(client, sign_in, site):
    await sign_in((await make_gate_site()).organizer.id)
    for path in ("live", "results.xlsx"):
        assert (await client.get(f"/organizer/fairs/{site.slug}/{path}")).status_code == 403
