"""`/api/v1/stream-sessions`: one happy path each, and the refusals."""

from datetime import timedelta

import pytest

from events_app.livestream.rules import CONSENT_VERSION
from tests.factories.accounts import make_account, make_member, make_office, make_organizer
from tests.factories.livestream import TOMORROW_EVENING, make_host, make_line_up, make_session, make_studio
from tests.factories.producers import make_graded_product, make_producer, make_product, producer_actor

pytestmark = pytest.mark.usefixtures("database")

PATH = "/api/v1/stream-sessions"


@pytest.fixture
async def organizer():
    return await make_organizer()


@pytest.fixture
async def desk(api, organizer):
    return await api.as_(organizer.id)


def a_body(**changes):
    starts = changes.pop("starts_at", TOMORROW_EVENING)
    given = {
        "title": {"vi": "Đặc sản vùng cao", "en": "Highland specialities"},
        "starts_at": starts.isoformat(),
        "ends_at": (starts + timedelta(hours=2)).isoformat(),
        "studio": "Phòng A",
        "host": "Lê Thu Hà",
        "platform": "tiktok",
        "stream_url": "https://www.tiktok.com/@ocop/live",
    }
    return given | changes


async def test_session_is_planned_read_and_listed(desk, api):
    made = await desk.post(PATH, json=a_body())
    assert made.status_code == 201
    body = made.json()
    assert (body["status"], body["studio"]["name"], body["host"]["name"]) == ("scheduled", "Phòng A", "Lê Thu Hà")
    read = (await api.get(f"{PATH}/{body['id']}")).json()
    assert read["stream_url"] == "https://www.tiktok.com/@ocop/live"
    listed = (await api.get(PATH)).json()
    assert (listed["total"], listed["next"], [each["id"] for each in listed["items"]]) == (1, None, [body["id"]])


@pytest.mark.parametrize(
    ("second", "code"),
    [({"host": "Trần Minh"}, "studio_taken"), ({"studio": "Phòng B"}, "host_taken")],
)
async def test_clash_answers_409_with_the_clashing_session(desk, second, code):
    first = (await desk.post(PATH, json=a_body())).json()
    answer = await desk.post(PATH, json=a_body(starts_at=TOMORROW_EVENING + timedelta(hours=1)) | second)
    assert answer.status_code == 409
    body = answer.json()
    assert (body["code"], body["session"]["id"]) == (code, first["id"])
    assert body["session"]["title"] == {"vi": "Đặc sản vùng cao", "en": "Highland specialities"}
    assert body["free_from"].startswith("2026-11-25T15:00:00")


async def test_producer_clash_answers_409(desk):
    producer = await make_producer()
    one, two = await make_product(producer), await make_product(producer)
    first = (await desk.post(PATH, json=a_body(products=[one]))).json()
    other = (await desk.post(PATH, json=a_body(studio="B", host="C"))).json()
    answer = await desk.put(f"{PATH}/{other['id']}/line-up", json={"items": [{"product": two}]})
    assert (answer.status_code, answer.json()["code"]) == (409, "producer_taken")
    assert answer.json()["session"]["id"] == first["id"]


async def test_repeated_write_gets_the_first_answer(desk):
    key = {"Idempotency-Key": "phien-1"}
    first = await desk.post(PATH, json=a_body(), headers=key)
    again = await desk.post(PATH, json=a_body(), headers=key)
    assert (again.status_code, again.json()) == (201, first.json())
    assert (await desk.get(PATH)).json()["total"] == 1


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"ends_at": TOMORROW_EVENING.isoformat()}, "ends_at"),
        ({"title": {"vi": ""}}, "title"),
        ({"stream_url": "javascript:alert(1)"}, "stream_url"),
        ({"platform": "radio"}, "platform"),
        ({"starts_at_": "x"}, "starts_at_"),
        ({"studio": None, "status": "scheduled"}, "studio"),
        ({"title": {"vi": "a" * 300}}, "title"),
        ({"products": [987654]}, "items"),
    ],
)
async def test_bad_input_answers_422_at_its_field(desk, changes, field):
    answer = await desk.post(PATH, json=a_body() | changes)
    assert answer.status_code == 422
    assert field in answer.json()["errors"]


async def test_edit_asks_for_the_revision_that_was_seen(desk):
    made = (await desk.post(PATH, json=a_body())).json()
    path = f"{PATH}/{made['id']}"
    changed = await desk.patch(path, json={"revision": made["revision"], "title": "Tên mới"})
    assert changed.json()["title"]["vi"] == "Tên mới"
    stale = await desk.patch(path, json={"revision": made["revision"], "title": "Tên khác"})
    assert (stale.status_code, stale.json()["code"]) == (409, "stale_revision")
    assert stale.json()["current"]["title"]["vi"] == "Tên mới"


async def test_cancellation_frees_the_studio(desk):
    made = (await desk.post(PATH, json=a_body())).json()
    answer = await desk.put(f"{PATH}/{made['id']}/cancellation", json={"reason": "Người livestream ốm"})
    assert (answer.status_code, answer.json()["status"]) == (200, "cancelled")
    assert (await desk.post(PATH, json=a_body())).status_code == 201


async def test_line_up_is_set_in_order_with_stars_in_force(desk, organizer):
    graded, plain = await make_graded_product(stars=4), await make_product()
    session = await make_session(organizer)
    items = {"items": [{"product": plain}, {"product": graded, "price": 150_000, "note": "quà tặng kèm"}]}
    answer = await desk.put(f"{PATH}/{session.id}/line-up", json=items)
    assert answer.status_code == 200
    shown = [(item["product"], item["stars"], item["price"]) for item in answer.json()["items"]]
    assert shown == [(plain, None, None), (graded, 4, 150_000)]
    read = await desk.get(f"{PATH}/{session.id}/line-up")
    assert read.json() == answer.json()


async def test_law_is_asked_before_going_live(desk, api, organizer):
    office = organizer.organized_offices[0]
    product = await make_product()
    session = await make_session(organizer, host=await make_host(office, checked=False), products=[product])
    path = f"{PATH}/{session.id}"
    refused = await desk.patch(path, json={"revision": session.revision, "status": "live"})
    assert (refused.status_code, refused.json()["code"]) == (409, "not_ready_for_air")
    assert refused.json()["missing"] == ["host_identity", "host_papers", "seller_papers"]
    check = {"identity_method": "vneid", "papers": "HĐ 1/2026"}
    await desk.put(f"/api/v1/hosts/{session.host.id}/identity-check", json=check)
    seller = (await api.get(f"{path}/line-up")).json()["items"][0]["producer"]
    assert (await desk.put(f"{path}/sellers/{seller}/papers-check")).status_code == 204
    live = await desk.patch(path, json={"revision": session.revision, "status": "live"})
    assert live.json()["status"] == "live"
    down = await desk.put(f"{path}/takedown", json={"reason": {"vi": "Nói quá công dụng"}})
    assert down.json()["taken_down_at"] is not None
    assert (await api.get(path)).json()["stream_url"] is None


def an_order(product, **changes):
    given = {
        "product": product,
        "quantity": 3,
        "buyer": {"name": "Phạm Nam", "phone": "0912345678"},
        "consent": {"version": CONSENT_VERSION},
    }
    return given | changes


async def test_viewer_orders_and_the_producer_answers(api, organizer):
    seller = await producer_actor()
    product = await make_product(next(iter(seller.producer_ids)))
    session = await make_session(organizer)
    await make_line_up(session, product, acting=organizer)
    placed = await api.post(f"{PATH}/{session.id}/orders", json=an_order(product))
    assert (placed.status_code, placed.json()["state"]) == (201, "handed")
    shop = await api.as_(seller.id)
    [order] = (await shop.get(f"{PATH}/{session.id}/orders")).json()["items"]
    assert (order["buyer_phone"], order["quantity"]) == ("+84912345678", 3)
    answered = await shop.patch(f"/api/v1/stream-orders/{order['id']}", json={"state": "confirmed"})
    assert answered.json()["state"] == "confirmed"


@pytest.mark.parametrize(
    "changes",
    [
        {"quantity": 0},
        {"quantity": 10**9},
        {"buyer": {"name": "", "phone": "0912345678"}},
        {"buyer": {"name": "A", "phone": "12"}},
        {"consent": {"version": "old"}},
        {"consent": None},
    ],
)
async def test_bad_order_answers_422(api, organizer, changes):
    product = await make_product()
    session = await make_session(organizer, products=[product])
    answer = await api.post(f"{PATH}/{session.id}/orders", json=an_order(product) | changes)
    assert answer.status_code == 422


async def test_strangers_see_no_orders_and_no_drafts(api, organizer):
    product = await make_product()
    session = await make_session(organizer, products=[product])
    draft = await make_session(organizer, studio=None, host=None)
    await api.post(f"{PATH}/{session.id}/orders", json=an_order(product))
    stranger = await api.as_(await make_account())
    assert (await stranger.get(f"{PATH}/{session.id}/orders")).status_code == 403
    assert (await api.get(f"{PATH}/{session.id}/orders")).status_code == 401
    assert (await stranger.get(f"{PATH}/{draft.id}")).status_code == 404
    other = await api.as_((await producer_actor()).id)
    assert (await other.get(f"{PATH}/{session.id}/orders")).json()["items"] == []


async def test_only_the_office_edits(api, organizer):
    session = await make_session(organizer)
    assert (await api.post(PATH, json=a_body())).status_code == 401
    outsider = await api.as_(await make_member(await make_office()))
    answer = await outsider.patch(f"{PATH}/{session.id}", json={"revision": 1, "title": "x"})
    assert (answer.status_code, answer.json()["code"]) == (403, "not_your_office")
    gate = await api.as_(await make_member(organizer.organized_offices[0], role="gate"))
    assert (await gate.post(PATH, json=a_body())).status_code == 403


async def test_list_is_narrowed_and_paged(desk, organizer):
    for number in range(3):
        await make_session(organizer, starts_at=TOMORROW_EVENING + timedelta(days=number))
    await make_session(organizer, studio=None, host=None)
    page = (await desk.get(PATH, params={"limit": 2})).json()
    assert (len(page["items"]), page["total"]) == (2, 4)
    rest = (await desk.get(PATH, params={"limit": 2, "cursor": page["next"]})).json()
    assert (len(rest["items"]), rest["next"]) == (2, None)
    assert (await desk.get(PATH, params={"status": "draft"})).json()["total"] == 1
    until = (TOMORROW_EVENING + timedelta(hours=3)).isoformat()
    assert (await desk.get(PATH, params={"until": until, "status": "scheduled"})).json()["total"] == 1


async def test_studios_and_hosts_of_the_office(desk, api, organizer):
    made = await desk.post("/api/v1/studios", json={"name": "Phòng C", "address": "Hà Đông"})
    assert made.status_code == 201
    assert [each["name"] for each in (await desk.get("/api/v1/studios")).json()["items"]] == ["Phòng C"]
    host = await desk.post("/api/v1/hosts", json={"name": "Đỗ An"})
    assert host.json()["identity_checked_on"] is None
    assert (await desk.get("/api/v1/hosts")).json()["total"] == 1
    assert (await api.get("/api/v1/studios")).status_code == 401
    await make_studio(await make_office())
    assert (await desk.get("/api/v1/studios")).json()["total"] == 1
