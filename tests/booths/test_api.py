"""The contract of plans and booths for programs: one happy path and the refusals of each endpoint."""

from datetime import timedelta

import pytest

from tests.factories.accounts import make_member, make_office
from tests.factories.booths import booths_of, make_claim, make_floor_plan
from tests.factories.fairs import make_fair, slug_of
from tests.factories.producers import make_producer, make_producer_member

PLAN = {
    "halls": [{"code": "A", "name": "Sảnh A", "width": 30, "height": 20}],
    "booths": [
        {
            "code": "A01",
            "hall": "A",
            "zone": "Thực phẩm",
            "x": 1.5,
            "y": 2,
            "width": 3,
            "height": 3,
            "category": "corner",
            "utilities": ["power", "water"],
            "price": 2500000,
        },
        {"code": "A02", "hall": "A", "x": 4.5, "y": 2, "width": 3, "height": 3},
    ],
}


@pytest.fixture
async def office(database) -> int:
    return await make_office()


@pytest.fixture
async def staff(api, office):
    return await api.as_(await make_member(office))


@pytest.fixture
async def fair(office) -> int:
    return await make_floor_plan(await make_fair(office=office))


@pytest.fixture
async def producer(api, fair):
    return await api.as_(await make_producer_member())


async def test_plan_is_put_and_read(api, staff, office):
    slug = await slug_of(await make_fair(office=office))
    path = f"/api/v1/fairs/{slug}/floor-plan"
    assert (await api.get(path)).json()["code"] == "floor_plan_not_found"
    saved = await staff.put(path, json=PLAN)
    assert (saved.status_code, saved.json()["added"]) == (200, 2)
    plan = (await api.get(path)).json()
    assert plan["booths"][0] == PLAN["booths"][0]
    assert plan["halls"][0]["width"] == 30.0
    booths = (await api.get(f"/api/v1/fairs/{slug}/booths")).json()
    assert [(booth["code"], booth["state"], booth["holder"]) for booth in booths["items"]] == [
        ("A01", "available", None),
        ("A02", "available", None),
    ]


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"x": 28}, "booths.A02"),
        ({"x": 3}, "booths.A01"),
        ({"hall": "Z"}, "booths.A02"),
        ({"code": "A01"}, "booths.A01"),
        ({"width": 0}, "booths.A02"),
        ({"category": "huge"}, "booths[1].category"),
        ({"utilities": ["gas"]}, "booths[1].utilities[0]"),
        ({"colour": "red"}, "colour"),
        ({"x": -1}, "booths[1].x"),
    ],
)
async def test_unsound_plan_is_refused_by_the_booth(staff, office, change, field):
    slug = await slug_of(await make_fair(office=office))
    plan = PLAN | {"booths": [PLAN["booths"][0], PLAN["booths"][1] | change]}
    answer = await staff.put(f"/api/v1/fairs/{slug}/floor-plan", json=plan)
    assert answer.status_code == 422
    assert field in answer.json()["errors"]


async def test_plan_that_loses_a_holder_names_them(staff, fair):
    booths = await booths_of(fair)
    await make_claim(booths["A05"], await make_producer(name="HTX Mật ong"))
    answer = await staff.put(f"/api/v1/fairs/{await slug_of(fair)}/floor-plan", json=PLAN)
    assert (answer.status_code, answer.json()["code"]) == (409, "floor_plan_in_use")
    assert answer.json()["touched"] == [{"booth": "A05", "producer": "HTX Mật ong"}]


async def test_hold_is_put_again_confirmed_and_deleted(producer, fair):
    booth = (await booths_of(fair))["A01"]
    path = f"/api/v1/booths/{booth}"
    first = await producer.put(f"{path}/hold")
    assert (first.status_code, first.json()["expires_at"]) == (200, "2026-11-24T02:30:00Z")
    assert (await producer.put(f"{path}/hold")).json() == first.json()
    assert (await producer.put(f"{path}/confirmation")).json()["state"] == "assigned"
    assert (await producer.delete(f"{path}/hold")).status_code == 204
    assert (await producer.put(f"{path}/confirmation")).json()["code"] == "hold_not_found"


async def test_hold_is_refused_with_exact_codes(api, producer, fair):
    booths = await booths_of(fair)
    await make_claim(booths["A01"])
    await make_claim(booths["A02"], state="assigned")
    held = await producer.put(f"/api/v1/booths/{booths['A01']}/hold")
    assigned = await producer.put(f"/api/v1/booths/{booths['A02']}/hold")
    for code in ("A03", "A04", "A05"):
        assert (await producer.put(f"/api/v1/booths/{booths[code]}/hold")).status_code == 200
    many = await producer.put(f"/api/v1/booths/{booths['A06']}/hold")
    assert [each.status_code for each in (held, assigned, many)] == [409, 409, 409]
    assert [each.json()["code"] for each in (held, assigned, many)] == [
        "booth_already_held",
        "booth_already_assigned",
        "too_many_holds",
    ]
    assert held.json()["until"] == "2026-11-24T02:30:00Z"
    assert (await api.put(f"/api/v1/booths/{booths['A07']}/hold")).status_code == 401
    assert (await producer.put("/api/v1/booths/999999/hold")).json()["code"] == "booth_not_found"


async def test_late_confirmation_answers_410(producer, fair, clock):
    booth = (await booths_of(fair))["A01"]
    await producer.put(f"/api/v1/booths/{booth}/hold")
    clock.advance(timedelta(minutes=30))
    late = await producer.put(f"/api/v1/booths/{booth}/confirmation")
    assert (late.status_code, late.json()["code"]) == (410, "hold_expired")


async def test_organizer_extends_with_and_without_a_body(staff, producer, fair):
    booth = (await booths_of(fair))["A01"]
    await producer.put(f"/api/v1/booths/{booth}/hold")
    path = f"/api/v1/booths/{booth}/extension"
    assert (await staff.put(path)).json()["expires_at"] == "2026-11-24T03:00:00Z"
    assert (await staff.put(path, json={"minutes": 15})).json()["expires_at"] == "2026-11-24T03:15:00Z"
    until = {"until": "2026-11-24T12:00:00+07:00"}
    assert (await staff.put(path, json=until)).json()["expires_at"] == until["until"]
    assert (await staff.put(path, json={"until": "2026-11-24T12:00:00"})).status_code == 422
    assert (await producer.put(path)).json()["code"] == "not_your_office"


async def test_assignment_is_put_and_deleted(staff, producer, fair):
    booth, other = (await booths_of(fair))["A01"], await make_producer()
    path = f"/api/v1/booths/{booth}/assignment"
    given = await staff.put(path, json={"producer": other})
    assert (given.status_code, given.json()["state"]) == (200, "assigned")
    refused = await staff.put(path, json={"producer": await make_producer()})
    assert refused.json()["code"] == "booth_already_assigned"
    assert (await staff.put(path, json={"producer": 999999})).json()["code"] == "producer_unknown"
    assert (await producer.put(path, json={"producer": other})).status_code == 403
    assert (await staff.delete(path)).status_code == 204


async def test_swap_is_one_request(staff, fair):
    booths = await booths_of(fair)
    one, two = await make_producer(), await make_producer()
    await make_claim(booths["A01"], one, state="assigned")
    await make_claim(booths["A02"], two, state="assigned")
    path = f"/api/v1/fairs/{await slug_of(fair)}/booth-moves"
    moves = [{"from": booths["A01"], "to": booths["A02"]}, {"from": booths["A02"], "to": booths["A01"]}]
    done = await staff.post(path, json={"moves": moves})
    assert [(each["code"], each["producer"]) for each in done.json()["booths"]] == [("A02", one), ("A01", two)]
    onto = await staff.post(path, json={"moves": moves[:1]})
    assert (onto.status_code, onto.json()["code"]) == (409, "booth_already_assigned")
    assert (await staff.post(path, json={"moves": []})).json()["code"] == "moves_unclear"


async def test_blocked_booth_says_so(staff, producer, fair):
    booth = (await booths_of(fair))["A01"]
    assert (await staff.put(f"/api/v1/booths/{booth}/block", json={"reason": "Cột nhà"})).status_code == 204
    assert (await producer.put(f"/api/v1/booths/{booth}/hold")).json()["code"] == "booth_blocked"
    assert (await staff.delete(f"/api/v1/booths/{booth}/block")).status_code == 204
    assert (await producer.put(f"/api/v1/booths/{booth}/hold")).status_code == 200


async def test_drafts_plan_is_not_shown_to_strangers(api, office):
    fair = await make_floor_plan(await make_fair(office=office, status="draft"))
    for part in ("floor-plan", "booths"):
        assert (await api.get(f"/api/v1/fairs/{await slug_of(fair)}/{part}")).status_code == 404


async def test_history_of_a_plan_is_read_and_gone_back_in(api, staff, fair):
    path = f"/api/v1/fairs/{await slug_of(fair)}/floor-plan"
    shown = await staff.post(f"{path}/preview", json=PLAN)
    assert (shown.status_code, shown.json()["removed"]) == (200, 8)
    await staff.put(path, json=PLAN)
    history = (await staff.get(f"{path}/versions")).json()
    assert (history["revision"], [each["booths"] for each in history["versions"]]) == (2, [2, 10])
    old = (await staff.get(f"{path}/versions/1")).json()
    assert len(old["plan"]["booths"]) == 10
    assert (await staff.get(f"{path}/versions/7")).json()["code"] == "plan_version_not_found"
    stale = await staff.post(f"{path}/versions/1/restoration", json={"revision": 1})
    assert (stale.status_code, stale.json()["code"]) == (409, "stale_revision")
    assert (await staff.post(f"{path}/versions/1/restoration", json={"revision": 2})).json()["added"] == 8
    stranger = await api.as_(await make_member(await make_office()))
    assert (await stranger.get(f"{path}/versions")).status_code == 403
    assert (await stranger.get(f"{path}/versions/1")).status_code == 403
    assert (await stranger.post(f"{path}/versions/1/restoration", json={})).status_code == 403
    assert (await stranger.post(f"{path}/preview", json=PLAN)).status_code == 403
