"""The composed pages as people read them."""

import re
import sys
from datetime import UTC, date, datetime, timedelta

import msgspec
import pytest

from events_app.platform.db import fetch
from tests.clock import NOW
from tests.factories.accounts import make_account, make_member, make_office
from tests.factories.booths import booths_of, make_claim, make_floor_plan
from tests.factories.fairs import make_fair, make_programme_session, slug_of
from tests.factories.producers import (
    make_certificate,
    make_graded_product,
    make_producer,
    make_producer_member,
    make_product,
)


def text_of(html: str) -> str:
    """What is read, without markup and with single spaces."""
    body = html[html.index("<main") : html.index("</main>")]
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", body))


async def test_home_says_what_is_on_today(client):
    await make_fair(title_vi="Tuần hàng OCOP Hà Đông", starts_on=date(2026, 11, 22), ends_on=date(2026, 11, 27))
    running = await make_fair(title_vi="Hội chợ Mùa vàng", starts_on=date(2026, 11, 24), ends_on=date(2026, 11, 24))
    await make_programme_session(running, title_vi="Toạ đàm", starts_at=datetime(2026, 11, 24, 7, 0, tzinfo=UTC))
    await make_programme_session(running, title_vi="Đã xong", starts_at=datetime(2026, 11, 24, 0, 0, tzinfo=UTC))
    await make_fair(title_vi="Festival trà và sen")
    page = text_of((await client.get("/")).text)
    assert "Đang diễn ra · 2 sự kiện" in page
    assert "Hôm nay, thứ Ba 24/11" in page
    assert "8:30 –21:00 Tuần hàng OCOP Hà Đông" in page
    assert "14:00 chương trình Toạ đàm" in page
    assert "Đã xong" not in page
    assert "Mở cửa thứ Bảy 12/12 Festival trà và sen" in page


async def test_empty_home_offers_the_calendar(client):
    page = await client.get("/")
    assert "Chưa có sự kiện nào được lên lịch" in page.text
    assert 'href="/calendars"' in page.text


async def test_language_switch_stays(client):
    await make_fair()
    assert "Đặc sản của mỗi làng" in (await client.get("/")).text
    await client.get("/language/en?next=/")
    assert "What every village makes" in (await client.get("/")).text
    assert "Northern mountains OCOP fair" in (await client.get("/")).text


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("q=mien+nui", {"Hội chợ OCOP miền núi phía Bắc"}),
        ("q=HOI+CHO", {"Hội chợ OCOP miền núi phía Bắc"}),
        ("kind=festival", {"Festival trà và sen"}),
        ("region=south", {"Festival trà và sen"}),
        ("month=2027-01", {"Festival trà và sen"}),
        ("when=past", {"Tuần hàng cũ"}),
        ("when=all", {"Tuần hàng cũ", "Festival trà và sen", "Hội chợ OCOP miền núi phía Bắc"}),
        ("kind=nonsense&month=xx&region=%00&when=never", {"Festival trà và sen", "Hội chợ OCOP miền núi phía Bắc"}),
        ("q=khong-co", set()),
    ],
)
async def test_list_of_events_is_filtered(client, query, found):
    await make_fair()
    await make_fair(
        title_vi="Festival trà và sen",
        kind="festival",
        region="south",
        starts_on=date(2027, 1, 3),
        ends_on=date(2027, 1, 4),
    )
    await make_fair(title_vi="Tuần hàng cũ", starts_on=date(2026, 3, 1), ends_on=date(2026, 3, 4))
    await make_fair(title_vi="Bản nháp", status="draft")
    page = await client.get(f"/fairs?{query}")
    assert page.status_code == 200
    assert set(re.findall(r'<h3><a href="/fairs/[^"]+">([^<]+)</a>', page.text)) == found


async def test_list_of_events_goes_on_a_next_page(client):
    for number in range(25):
        await make_fair(title_vi=f"Hội chợ {number}")
    first = (await client.get("/fairs?q=hoi")).text
    assert first.count('class="event-card"') == 24
    assert "/fairs?q=hoi&amp;page=2" in first
    assert (await client.get("/fairs?q=hoi&page=2")).text.count('class="event-card"') == 1


async def test_fair_page_tells_everything(client):
    fair = await make_fair(summary_vi="Đặc sản vùng cao", starts_on=date(2026, 12, 12))
    await make_programme_session(fair, title_vi="Toạ đàm truy xuất", speakers=("Bà Hoa",))
    await make_floor_plan(fair, rows=1, columns=3)
    producer = await make_producer(name="HTX Mật ong Tản Lĩnh")
    await make_graded_product(producer, stars=4)
    booths = await booths_of(fair)
    await make_claim(booths["A01"], producer, state="assigned")
    page = text_of((await client.get(f"/fairs/{await slug_of(fair)}")).text)
    for expected in (
        "Đặc sản vùng cao",
        "thứ Bảy 12/12",
        "9:00–10:00 Toạ đàm truy xuất",
        "Bà Hoa",
        "HTX Mật ong Tản Lĩnh",
        "gian A01 · 1 sản phẩm",
        "Hằng ngày: 08:30–21:00",
        "Đang nhận đăng ký gian · còn 18 ngày",
    ):
        assert expected in page


async def test_held_booth_names_nobody_in_public(client):
    fair = await make_floor_plan(await make_fair(), rows=1, columns=3)
    producer = await make_producer(name="HTX Kín Tiếng")
    await make_claim((await booths_of(fair))["A01"], producer, state="held")
    assert "HTX Kín Tiếng" not in (await client.get(f"/fairs/{await slug_of(fair)}")).text


async def test_old_address_leads_to_the_present_one(client):
    fair = await make_fair(slug="hoi-cho-moi")
    await fetch("INSERT INTO fair_alias (slug, fair, created_at) VALUES ('hoi-cho-cu', $1, $2)", fair, NOW)
    answer = await client.get("/fairs/hoi-cho-cu")
    assert (answer.status_code, answer.headers["location"]) == (301, "/fairs/hoi-cho-moi")


@pytest.mark.parametrize(
    "path", ["/fairs/khong-co", "/fairs/%2e%2e%2fetc", "/art/x.svg", "/art/fair.south.13.1.svg", "/theme/red"]
)
async def test_unknown_address_gets_a_page_that_says_so(client, path):
    answer = await client.get(path)
    assert answer.status_code == 404
    assert "Không tìm thấy" in answer.text


async def test_draft_is_not_public(client):
    fair = await make_fair(status="draft")
    slug = await slug_of(fair)
    assert (await client.get(f"/fairs/{slug}")).status_code == 404
    assert (await client.get(f"/fairs/{slug}/picture.png")).status_code == 404


async def test_cancelled_fair_gives_its_reason_and_no_pass(client):
    fair = await make_fair(status="cancelled", reason_vi="Bão số 9")
    page = (await client.get(f"/fairs/{await slug_of(fair)}")).text
    assert "Bão số 9" in page
    assert f"/fairs/{await slug_of(fair)}/pass" not in page


async def test_postponed_fair_without_a_date_says_the_old_one(client):
    await make_fair(
        status="postponed", starts_on=None, ends_on=None,
        previous_starts_on=date(2026, 11, 28), previous_ends_on=date(2026, 12, 2),
    )  # fmt: skip
    page = text_of((await client.get("/fairs")).text)
    assert "Hoãn · ngày mới sẽ báo" in page
    assert "Trước đây: 28/11–02/12/2026" in page


async def test_markup_in_a_title_stays_text(client):
    evil = "</script><script>alert(1)</script><b>"
    fair = await make_fair(title_vi=evil, summary_vi=evil)
    page = (await client.get(f"/fairs/{await slug_of(fair)}")).text
    assert "<script>alert" not in page
    [data] = re.findall(r'<script type="application/ld\+json">(.*?)</script>', page, re.DOTALL)
    event = msgspec.json.decode(data)
    assert (event["name"], event["@type"], event["startDate"]) == (evil, "Event", "2026-12-12")


async def test_picture_for_shared_links_is_a_png(client):
    fair = await make_fair()
    answer = await client.get(f"/fairs/{await slug_of(fair)}/picture.png")
    assert answer.headers["content-type"] == "image/png"
    width, height = (int.from_bytes(answer.content[start : start + 4], "big") for start in (16, 20))
    assert (width, height) == (1200, 630)


async def test_art_may_be_kept_for_ever(client):
    answer = await client.get("/art/fair.anywhere.12.7.svg")
    assert answer.headers["content-type"].startswith("image/svg+xml")
    assert "immutable" in answer.headers["cache-control"]


async def test_theme_is_read_before_the_first_byte(client):
    assert "data-theme" not in (await client.get("/")).text.split(">", 2)[1]
    answer = await client.get("/theme/dark?next=//evil.example")
    assert (answer.status_code, answer.headers["location"]) == (303, "/")
    assert '<html lang="vi" data-theme="dark">' in (await client.get("/")).text
    await client.get("/theme/system")
    assert '<html lang="vi" >' in (await client.get("/")).text


@pytest.mark.parametrize("path", ["/organizer", "/organizer/year", "/organizer/year.xlsx?year=2026", "/producer"])
async def test_homes_ask_strangers_to_sign_in(client, path):
    answer = await client.get(path)
    assert answer.status_code == 303
    assert answer.headers["location"].startswith("/sign-in?next=%2F")


async def test_each_home_is_for_its_own_people(client, sign_in):
    browser = await sign_in(await make_account())
    assert (await browser.get("/organizer")).status_code == 403
    answer = await browser.get("/producer")
    assert (answer.status_code, answer.headers["location"]) == (303, "/producer/new")


async def test_desk_begins_with_what_is_most_urgent(client, sign_in):
    office = await make_office()
    fair = await make_floor_plan(await make_fair(office=office), rows=1, columns=3)
    await make_claim((await booths_of(fair))["A01"], state="held")
    other = await make_fair(title_vi="Hội chợ của người khác")
    browser = await sign_in(await make_member(office))
    page = text_of((await browser.get("/organizer")).text)
    hold = page.index("Gian đang giữ sắp hết giờ: 1")
    dossier = page.index("Gửi hồ sơ đăng ký tổ chức tới Sở Công Thương")
    assert hold < dossier
    assert "Trễ hạn hồ sơ gửi Sở Công Thương: hạn là 12/11/2026" in page
    assert await slug_of(other) not in page


async def test_desk_counts_certificates_that_end_soon(client, sign_in):
    office = await make_office()
    producer = await make_producer(office)
    await make_certificate(await make_product(producer), issued_on=date(2023, 12, 20))
    renewed = await make_product(producer)
    await make_certificate(renewed, issued_on=date(2023, 12, 20))
    await make_certificate(renewed, issued_on=date(2026, 11, 1))
    browser = await sign_in(await make_member(office))
    page = text_of((await browser.get("/organizer")).text)
    assert "Giấy chứng nhận hết hạn trong 60 ngày tới: 1" in page
    assert "Sớm nhất là 20/12/2026" in page


async def test_quiet_desk_says_so(client, sign_in):
    browser = await sign_in(await make_member(await make_office()))
    page = (await browser.get("/organizer")).text
    assert "Không có việc nào đang chờ" in page
    assert 'href="/organizer/fairs/new"' in page


async def test_desk_costs_the_same_with_one_fair_or_many(client, sign_in, monkeypatch):
    office = await make_office()
    browser = await sign_in(await make_member(office))
    counted = []

    async def counting(sql, *values):
        counted.append(sql)
        return await fetch(sql, *values)

    for name, module in list(sys.modules.items()):
        if name.startswith("events_app.") and getattr(module, "fetch", None) is fetch:
            monkeypatch.setattr(module, "fetch", counting)
    await make_fair(office=office)
    await browser.get("/organizer")
    few = len(counted)
    for _number in range(6):
        await make_fair(office=office)
    counted.clear()
    await browser.get("/organizer")
    assert len(counted) == few > 0


async def test_year_shows_each_fair_in_its_months(client, sign_in):
    office = await make_office()
    await make_fair(office=office, starts_on=date(2026, 6, 28), ends_on=date(2026, 7, 2))
    browser = await sign_in(await make_member(office))
    page = (await browser.get("/organizer/year?year=2026")).text
    assert [int(month) for month in re.findall(r'month-bar[^"]*"><span class="sr-only">tháng (\d+)', page)] == [6, 7]
    assert "Năm 2027 chưa có sự kiện" in (await browser.get("/organizer/year?year=2027")).text


async def test_year_can_be_taken_to_excel(client, sign_in):
    office = await make_office()
    await make_fair(office=office, title_vi="=1+1")
    browser = await sign_in(await make_member(office))
    answer = await browser.get("/organizer/year.xlsx?year=2026")
    assert answer.headers["content-type"].startswith("application/vnd.openxmlformats")
    assert answer.content.startswith(b"PK")


@pytest.mark.parametrize("year", ["abc", "1", "99999"])
async def test_year_that_is_none_is_refused_with_a_sentence(client, sign_in, year):
    browser = await sign_in(await make_member(await make_office()))
    answer = await browser.get(f"/organizer/year?year={year}")
    assert answer.status_code == 422
    assert "Xin xem lại nội dung đã nhập" in answer.text


async def test_producer_reads_the_next_step_first(client, sign_in):
    fair = await make_floor_plan(await make_fair(), rows=1, columns=3)
    producer = await make_producer(name="HTX Mật ong Tản Lĩnh")
    await make_claim((await booths_of(fair))["A02"], producer, state="held", expires_at=NOW + timedelta(minutes=9))
    product = await make_product(producer, name="Mật ong hoa nhãn")
    await make_certificate(product, issued_on=date(2023, 12, 1), stars=4)
    browser = await sign_in(await make_producer_member(producer))
    page = text_of((await browser.get("/producer")).text)
    assert "HTX Mật ong Tản Lĩnh" in page
    assert page.index("Xác nhận gian A02") < page.index("Đề nghị công nhận lại Mật ong hoa nhãn")
    assert "đến 9:09" in page
    assert "còn 7 ngày" in page


async def test_expired_hold_is_no_longer_mine(client, sign_in):
    fair = await make_floor_plan(await make_fair(), rows=1, columns=3)
    producer = await make_producer()
    await make_claim((await booths_of(fair))["A02"], producer, state="held", expires_at=NOW - timedelta(seconds=1))
    browser = await sign_in(await make_producer_member(producer))
    page = text_of((await browser.get("/producer")).text)
    assert "A02" not in page
    assert "còn 3/3 gian trống" in page


async def test_producer_sees_no_one_elses_booth(client, sign_in):
    fair = await make_floor_plan(await make_fair(), rows=1, columns=3)
    await make_claim((await booths_of(fair))["A01"], state="assigned")
    browser = await sign_in(await make_producer_member())
    page = text_of((await browser.get("/producer")).text)
    assert "Chưa có gian hàng" in page
    assert "A01" not in page
