"""The livestream's pages as a browser without JavaScript meets them."""

import io
from datetime import timedelta

import openpyxl
import pytest

from events_app.livestream import operations, queries
from events_app.livestream.schemas import Reason, SessionPatch
from events_app.platform.db import fetch
from events_app.platform.i18n import Bilingual
from tests.factories.accounts import make_account, make_member, make_office, make_organizer
from tests.factories.livestream import TOMORROW_EVENING, make_host, make_line_up, make_session, make_studio
from tests.factories.producers import make_graded_product, make_producer, make_product, producer_actor

pytestmark = pytest.mark.usefixtures("database")


@pytest.fixture
async def organizer():
    return await make_organizer()


@pytest.fixture
async def desk(client, sign_in, organizer):
    return await sign_in(organizer.id)


async def a_form(organizer, **changes):
    office = organizer.organized_offices[0]
    given = {
        "title_vi": "Trà và mật ong",
        "day": "2026-11-25",
        "starts": "20:00",
        "ends": "22:00",
        "studio": await make_studio(office),
        "host": await make_host(office),
        "platform": "facebook",
        "stream_url": "https://www.facebook.com/ocop/live",
    }
    return given | changes


# --- viewers ---


async def test_list_shows_what_is_announced_only(client, organizer):
    await make_session(organizer, title="Trà Thái Nguyên")
    await make_session(organizer, title="Bản nháp kín", studio=None, host=None)
    page = (await client.get("/livestreams")).text
    assert "Trà Thái Nguyên" in page
    assert "Bản nháp kín" not in page


async def test_empty_list_offers_the_calendar(client):
    page = (await client.get("/livestreams")).text
    assert "Hiện chưa công bố phiên nào" in page
    assert "/calendars/livestreams.ics" in page
    assert "No session is announced just now" in (await client.get("/livestreams?lang=en")).text


async def test_past_sessions_stand_on_their_own_tab(client, organizer, clock):
    await make_session(organizer, title="Phiên cũ")
    clock.advance(timedelta(days=3))
    assert "Phiên cũ" not in (await client.get("/livestreams")).text
    assert "Phiên cũ" in (await client.get("/livestreams?when=past")).text


async def test_session_shows_products_with_stars_in_force_and_the_address(client, organizer):
    product = await make_graded_product(stars=4, name="Mật ong hoa nhãn")
    session = await make_session(organizer, title="<script>alert(1)</script>")
    await make_line_up(session, product, acting=organizer)
    page = (await client.get(f"/livestreams/{session.id}")).text
    assert "Mật ong hoa nhãn" in page
    assert "4 sao" in page
    assert "https://www.facebook.com/ocophanoi/live" in page
    assert "<script>alert(1)" not in page
    assert f"/calendars/livestreams/{session.id}.ics" in page


async def test_cancelled_session_says_why_first(client, organizer, now):
    session = await make_session(organizer)
    await operations.cancel_session(session.id, Reason("Mất điện cả khu"), acting=organizer, now=now)
    page = (await client.get(f"/livestreams/{session.id}")).text
    assert "Phiên này đã hủy" in page
    assert "Mất điện cả khu" in page
    assert "facebook.com/ocophanoi/live" not in page


async def test_stopped_session_hides_its_address(client, organizer, now):
    session = await make_session(organizer)
    await operations.edit_session(session.id, SessionPatch(revision=1, status="live"), acting=organizer, now=now)
    await operations.take_down(session.id, Reason("Sai công dụng"), acting=organizer, now=now)
    page = (await client.get(f"/livestreams/{session.id}")).text
    assert "Sai công dụng" in page
    assert "facebook.com/ocophanoi/live" not in page


async def test_draft_is_not_found_by_strangers(client, organizer):
    draft = await make_session(organizer, studio=None, host=None)
    assert (await client.get(f"/livestreams/{draft.id}")).status_code == 404
    assert (await client.get("/livestreams/99999")).status_code == 404


@pytest.fixture
async def shop(organizer):
    """A session with one product: (session id, product)."""
    product = await make_product(await make_producer(name="HTX Mật Ong Ba Vì"))
    session = await make_session(organizer)
    await make_line_up(session, product, acting=organizer)
    return session.id, product


def an_order(product, **changes):
    given = {"product": product, "quantity": 2, "buyer_name": "Nam", "buyer_phone": "0912345678", "consent": "on"}
    return given | changes


async def test_consent_is_never_ticked_beforehand(client, shop):
    page = (await client.get(f"/livestreams/{shop[0]}")).text
    box = page[page.index('id="field-consent"') - 80 : page.index('id="field-consent"') + 200]
    assert "checked" not in box


async def test_order_is_sent_once_though_clicked_twice(client, shop):
    session, product = shop
    fields = an_order(product, request_key="one-form")
    for _click in range(2):
        answer = await client.post_form(f"/livestreams/{session}/orders", fields)
        assert answer.status_code == 303
    assert len(await queries.list_orders(session=session)) == 1
    assert "HTX Mật Ong Ba Vì" in (await client.get(f"/livestreams/{session}")).text


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"consent": ""}, "consent"),
        ({"buyer_phone": "12"}, "buyer_phone"),
        ({"buyer_name": ""}, "buyer_name"),
        ({"quantity": "0"}, "quantity"),
        ({"quantity": "hai"}, "quantity"),
        ({"product": "999"}, "product"),
        ({"note": "x" * 501}, "note"),
    ],
)
async def test_order_refused_at_its_field_keeps_what_was_typed(client, shop, changes, field):
    session, product = shop
    answer = await client.post_form(
        f"/livestreams/{session}/orders", an_order(product, buyer_address="Đông Anh") | changes
    )
    assert answer.status_code == 422
    assert f'id="error-{field}"' in answer.text
    assert "Đông Anh" in answer.text
    assert await queries.list_orders(session=session) == []


async def test_no_order_form_after_the_session(client, shop, clock):
    clock.advance(timedelta(days=4))
    page = (await client.get(f"/livestreams/{shop[0]}")).text
    assert "buyer_phone" not in page
    answer = await client.post_form(f"/livestreams/{shop[0]}/orders", an_order(shop[1]))
    assert answer.status_code == 422
    assert "Nhận đặt hàng từ khi công bố" in answer.text


# --- the desk ---


@pytest.mark.parametrize("path", ["", "/week", "/new", ".xlsx"])
async def test_desk_is_for_organizers(client, sign_in, path):
    assert (await client.get(f"/organizer/livestreams{path}")).status_code == 303
    await sign_in(await make_account())
    assert (await client.get(f"/organizer/livestreams{path}")).status_code == 403


async def test_session_is_announced_from_the_form(desk, organizer):
    answer = await desk.post_form("/organizer/livestreams/new", await a_form(organizer, step="scheduled"))
    assert answer.status_code == 303
    [session] = await queries.list_public_sessions(now=TOMORROW_EVENING - timedelta(days=1))
    assert session.starts_at == TOMORROW_EVENING
    page = (await desk.get(answer.headers["location"])).text
    assert "Trà và mật ong" in page
    assert "Đã công bố" in page


async def test_draft_is_saved_without_a_slot(desk, organizer):
    form = await a_form(organizer, step="draft", studio="", host="")
    assert (await desk.post_form("/organizer/livestreams/new", form)).status_code == 303
    [row] = await fetch("SELECT status FROM stream_session")
    assert row["status"] == "draft"


async def test_end_before_start_is_after_midnight(desk, organizer):
    form = await a_form(organizer, starts="22:30", ends="00:30", step="scheduled")
    await desk.post_form("/organizer/livestreams/new", form)
    [row] = await fetch("SELECT ends_at - starts_at AS lasts FROM stream_session")
    assert row["lasts"] == timedelta(hours=2)


async def test_clash_stands_at_its_field_with_the_session_and_the_free_time(desk, organizer):
    studio = await make_studio(organizer.organized_offices[0])
    other = await make_session(organizer, studio=studio, title="Phiên đã có")
    form = await a_form(organizer, studio=studio, starts="21:00", ends="22:00", step="scheduled")
    refused = await desk.post_form("/organizer/livestreams/new", form)
    assert refused.status_code == 422
    assert 'id="error-studio"' in refused.text
    assert "Phiên đã có" in refused.text
    assert f"/organizer/livestreams/{other.id}" in refused.text
    assert 'value="2026-11-25T15:00:00+00:00"' in refused.text
    assert "Trà và mật ong" in refused.text
    taken = await desk.post_form("/organizer/livestreams/new", form | {"take": "2026-11-25T15:00:00+00:00"})
    assert taken.status_code == 303
    starts = [row["starts_at"] for row in await fetch("SELECT starts_at FROM stream_session ORDER BY id")]
    assert starts[1] == TOMORROW_EVENING + timedelta(hours=2)


async def test_taking_the_free_time_for_a_draft_announces_nothing(desk, organizer):
    studio = await make_studio(organizer.organized_offices[0])
    await make_session(organizer, studio=studio)
    form = await a_form(organizer, studio=studio)
    refused = await desk.post_form("/organizer/livestreams/new", form | {"step": "draft"})
    assert 'name="last_step" value="draft"' in refused.text
    again = form | {"take": "2026-11-25T15:00:00+00:00", "last_step": "draft"}
    assert (await desk.post_form("/organizer/livestreams/new", again)).status_code == 303
    assert [row["status"] for row in await fetch("SELECT status FROM stream_session ORDER BY id")] == [
        "scheduled",
        "draft",
    ]


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"title_vi": ""}, "title_vi"),
        ({"day": "2026-02-31"}, "day"),
        ({"starts": "25:00"}, "starts"),
        ({"stream_url": "javascript:x"}, "stream_url"),
        ({"platform": "radio"}, "platform"),
        ({"host": ""}, "host"),
        ({"title_vi": "x" * 20_001}, "title_vi"),
    ],
)
async def test_bad_form_is_refused_at_its_field(desk, organizer, changes, field):
    answer = await desk.post_form("/organizer/livestreams/new", await a_form(organizer, step="scheduled") | changes)
    assert answer.status_code == 422
    assert f'id="error-{field}"' in answer.text
    assert await fetch("SELECT 1 FROM stream_session") == []


async def test_edit_saves_and_a_stale_one_is_told(desk, organizer, now):
    session = await make_session(organizer)
    form = await a_form(organizer, revision=1, title_vi="Tên sửa")
    path = f"/organizer/livestreams/{session.id}/edit"
    assert "Mật ong và trà vùng cao" in (await desk.get(path)).text
    assert (await desk.post_form(path, form)).status_code == 303
    stale = await desk.post_form(path, form | {"title_vi": "Tên khác"})
    assert stale.status_code == 422
    assert "Tên khác" in stale.text
    assert (await queries.session_by_id(session.id)).title.vi == "Tên sửa"


async def test_another_offices_session_is_not_edited(desk, client):
    other = await make_session(await make_organizer(await make_office()))
    path = f"/organizer/livestreams/{other.id}"
    assert (await desk.get(path)).status_code == 404
    assert (await desk.get(f"{path}/edit")).status_code == 403
    answer = await desk.post_form(f"{path}/cancellation", {"reason_vi": "x"})
    assert answer.status_code == 403


async def test_line_up_is_built_without_javascript(desk, organizer):
    session = await make_session(organizer)
    path = f"/organizer/livestreams/{session.id}"
    tea, honey = await make_product(name="Trà shan tuyết"), await make_product(name="Mật ong bạc hà")
    found = (await desk.get(f"{path}/products", params={"q": "tra shan"})).text
    assert "Trà shan tuyết" in found
    for product in (tea, honey):
        added = await desk.post_form(f"{path}/line-up", {"product": product, "action": "add", "price": "90000"})
        assert added.status_code == 303
    await desk.post_form(f"{path}/line-up", {"product": honey, "action": "up"})
    [row] = await fetch("SELECT array_agg(product ORDER BY position) AS order FROM line_up_item")
    assert row["order"] == [honey, tea]
    await desk.post_form(f"{path}/line-up", {"product": tea, "action": "remove"})
    assert await fetch("SELECT product FROM line_up_item") == [(honey,)]


async def test_going_live_is_refused_with_what_is_missing_then_done(desk, organizer):
    product = await make_product()
    session = await make_session(organizer, host=await make_host(organizer.organized_offices[0], checked=False))
    await make_line_up(session, product, acting=organizer)
    path = f"/organizer/livestreams/{session.id}"
    page = (await desk.get(path)).text
    assert "Chưa xác minh danh tính người livestream." in page
    revision = (await queries.session_by_id(session.id)).revision
    refused = await desk.post_form(f"{path}/step", {"step": "live", "revision": revision})
    assert refused.status_code == 409
    assert "Chưa đủ điều kiện lên sóng" in refused.text
    check = {"identity_method": "in_person", "papers": "HĐ 3"}
    assert (await desk.post_form(f"/organizer/hosts/{session.host.id}/identity-check", check)).status_code == 303
    [seller] = await queries.list_sellers(session.id)
    assert (await desk.post_form(f"{path}/sellers/{seller.producer}/papers-check")).status_code == 303
    done = await desk.post_form(f"{path}/step", {"step": "live", "revision": revision})
    assert done.status_code == 303
    assert "đã xem hồ sơ của một chủ thể" in (await desk.get(path)).text


async def test_cancelling_needs_its_reason(desk, organizer):
    session = await make_session(organizer)
    path = f"/organizer/livestreams/{session.id}/cancellation"
    assert (await desk.post_form(path, {"reason_vi": ""})).status_code == 422
    assert (await desk.post_form(path, {"reason_vi": "Ốm", "reason_en": "Ill"})).status_code == 303
    assert (await queries.session_by_id(session.id)).reason == Bilingual("Ốm", "Ill")


async def test_week_shows_each_studio_and_its_sessions(desk, organizer):
    office = organizer.organized_offices[0]
    studio = await make_studio(office, name="Phòng Xanh")
    await make_session(organizer, studio=studio, title="Trong tuần")
    page = (await desk.get("/organizer/livestreams/week?day=2026-11-25")).text
    assert "Phòng Xanh" in page
    assert "Trong tuần" in page
    assert f"/organizer/livestreams/new?day=2026-11-25&amp;studio={studio}" in page
    assert "Trong tuần" not in (await desk.get("/organizer/livestreams/week?day=2026-12-25")).text
    assert (await desk.get("/organizer/livestreams/week?day=31-02")).status_code == 200


async def test_studios_and_hosts_are_kept_on_one_page(desk):
    assert (await desk.post_form("/organizer/studios", {"name": "Phòng Đỏ"})).status_code == 303
    assert (await desk.post_form("/organizer/hosts", {"name": "Đỗ An", "phone": "0912"})).status_code == 303
    page = (await desk.get("/organizer/studios")).text
    assert "Phòng Đỏ" in page
    assert "Đỗ An" in page
    assert (await desk.post_form("/organizer/studios", {"name": ""})).status_code == 422
    [studio] = await fetch("SELECT id FROM studio")
    assert (await desk.post_form(f"/organizer/studios/{studio['id']}/retirement")).status_code == 303
    assert "Phòng Đỏ" not in (await desk.get("/organizer/studios")).text


async def test_lists_export_to_excel_and_cannot_execute(desk, organizer, shop, client):
    await make_session(organizer, title="=HYPERLINK(1)")
    answer = await desk.get("/organizer/livestreams.xlsx")
    rows = list(openpyxl.load_workbook(io.BytesIO(answer.content)).active.iter_rows(values_only=True))
    assert rows[0][0] == "Phiên livestream"
    assert "'=HYPERLINK(1)" in {row[0] for row in rows}
    await client.post_form(f"/livestreams/{shop[0]}/orders", an_order(shop[1], buyer_name="+Nam"))
    orders = await desk.get(f"/organizer/livestreams/{shop[0]}/orders.xlsx")
    sheet = openpyxl.load_workbook(io.BytesIO(orders.content)).active
    assert "'+Nam" in {cell.value for row in sheet.iter_rows() for cell in row}


async def test_list_is_searched_and_narrowed(desk, organizer):
    await make_session(organizer, title="Đặc sản Đông Anh")
    await make_session(organizer, title="Nháp", studio=None, host=None)
    assert "Nháp" not in (await desk.get("/organizer/livestreams?q=dong+anh")).text.split("<main")[1]
    assert "Đặc sản" not in (await desk.get("/organizer/livestreams?status=draft")).text.split("<main")[1]
    assert (await desk.get("/organizer/livestreams?status=bogus")).status_code == 200


# --- producers ---


async def test_producer_sees_own_slots_and_answers_orders(client, sign_in, organizer, now):
    seller = await producer_actor()
    product = await make_product(next(iter(seller.producer_ids)), name="Bưởi Diễn")
    session = await make_session(organizer, title="Phiên của tôi")
    await make_session(organizer, title="Phiên người khác")
    await make_line_up(session, product, acting=organizer)
    await client.post_form(f"/livestreams/{session.id}/orders", an_order(product))
    await sign_in(seller.id)
    page = (await client.get("/producer/livestreams")).text
    assert "Phiên của tôi" in page
    assert "Bưởi Diễn" in page
    assert "+84912345678" in page
    assert "Phiên người khác" not in page
    [order] = await queries.list_orders(session=session.id)
    answer = await client.post_form(f"/producer/livestreams/orders/{order.id}/answer", {"answer": "confirmed"})
    assert answer.status_code == 303
    erased = await client.post_form(f"/producer/livestreams/orders/{order.id}/erasure")
    assert erased.status_code == 303
    assert "+84912345678" not in (await client.get("/producer/livestreams")).text


async def test_orders_of_others_are_not_answered(client, sign_in, shop, organizer):
    await client.post_form(f"/livestreams/{shop[0]}/orders", an_order(shop[1]))
    [order] = await queries.list_orders(session=shop[0])
    await sign_in((await producer_actor()).id)
    answer = await client.post_form(f"/producer/livestreams/orders/{order.id}/answer", {"answer": "declined"})
    assert answer.status_code == 403


async def test_producers_page_is_for_producers(client, sign_in):
    await sign_in(await make_member(await make_office()))
    assert (await client.get("/producer/livestreams")).status_code == 403
