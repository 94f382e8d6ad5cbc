"""Units for programs and on the organizer's page."""

import pytest

from tests.factories.accounts import make_member, make_office
from tests.factories.places import have_places


@pytest.fixture(autouse=True)
async def places(database):
    await have_places()


async def test_units_are_found_by_name_and_day(api):
    answer = await api.get("/api/v1/places", params={"q": "ba dinh", "on": "2026-11-24", "level": "commune"})
    found = answer.json()
    assert [place["name"]["vi"] for place in found["items"]] == ["Phường Ba Đình"]
    assert found["total"] == 1
    assert (await api.get("/api/v1/places", params={"level": "village"})).status_code == 422
    assert (await api.get("/api/v1/places", params={"on": "2026-02-31"})).status_code == 422


async def test_a_former_unit_is_converted(api):
    answer = await api.get("/api/v1/places/00019/conversion", params={"on": "2025-06-30"})
    assert len(answer.json()["options"]) == 4
    missing = await api.get("/api/v1/places/99999/conversion")
    assert (missing.status_code, missing.json()["code"]) == (404, "place_not_found")


async def test_the_page_shows_where_a_former_unit_lies_today(client, sign_in):
    assert (await client.get("/organizer/places")).status_code == 303
    browser = await sign_in(await make_member(await make_office()))
    page = await browser.get("/organizer/places", params={"q": "điện biên"})
    assert "4 đơn vị: cần người chọn" in page.text
    assert "Phường Văn Miếu - Quốc Tử Giám" in page.text
    empty = await browser.get("/organizer/places", params={"q": "<script>"})
    assert "Không có đơn vị hành chính nào mang tên này" in empty.text
    assert 'value="&lt;script&gt;"' in empty.text
