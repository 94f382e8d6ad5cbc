"""The contract of fairs for programs: one happy path and the refusals of each endpoint."""

from datetime import date

import pytest

from tests.factories.accounts import make_member, make_office
from tests.factories.fairs import make_fair, make_programme_session, slug_of

FAIR = {
    "kind": "fair",
    "title": {"vi": "Hội chợ OCOP Hà Nội", "en": "Hanoi OCOP fair"},
    "summary": {"vi": "Đặc sản của mỗi làng"},
    "starts_on": "2026-12-12",
    "ends_on": "2026-12-16",
    "opening_hours": [{"opens": "08:30", "closes": "21:00"}],
    "venue": {"name": "Cung Quần Ngựa", "address": "30 Văn Cao", "latitude": 21.04, "longitude": 105.81},
    "region": "red_river_delta",
}
TALK = {
    "title": {"vi": "Toạ đàm"},
    "kind": "talk",
    "starts_at": "2026-12-12T10:00:00+07:00",
    "ends_at": "2026-12-12T11:00:00+07:00",
    "room": "Phòng B",
    "speakers": ["Bà Hoa"],
}


@pytest.fixture
async def office(database) -> int:
    return await make_office()


@pytest.fixture
async def staff(api, office):
    return await api.as_(await make_member(office))


async def test_fair_goes_from_plan_to_public(api, staff):
    created = await staff.post("/api/v1/fairs", json=FAIR)
    assert created.status_code == 201
    fair = created.json()
    assert (fair["slug"], fair["status"], fair["revision"]) == ("hoi-cho-ocop-ha-noi-2026", "draft", 1)
    assert fair["venue"]["time_zone"] == "Asia/Ho_Chi_Minh"
    path = f"/api/v1/fairs/{fair['slug']}"
    assert (await api.get(path)).status_code == 404
    assert (await staff.put(f"{path}/publication")).json()["status"] == "published"
    public = (await api.get(path)).json()
    assert (public["starts_on"], public["title"]["en"]) == ("2026-12-12", "Hanoi OCOP fair")


async def test_list_shows_strangers_only_what_is_public(api, staff, office):
    await make_fair(office=office, status="draft")
    published = await make_fair(office=office)
    strangers = (await api.get("/api/v1/fairs")).json()
    assert ([fair["id"] for fair in strangers["items"]], strangers["total"]) == ([published], 1)
    assert (await staff.get("/api/v1/fairs")).json()["total"] == 2


async def test_list_goes_on_where_the_cursor_says(api, office):
    fairs = [await make_fair(office=office) for _ in range(3)]
    first = (await api.get("/api/v1/fairs", params={"limit": 2})).json()
    second = (await api.get("/api/v1/fairs", params={"limit": 2, "cursor": first["next"]})).json()
    assert [fair["id"] for fair in first["items"] + second["items"]] == fairs[::-1]
    assert second["next"] is None


async def test_limit_above_two_hundred_is_refused(api):
    assert (await api.get("/api/v1/fairs", params={"limit": 201})).status_code == 422


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"ends_on": "2026-12-11"}, "ends_on"),
        ({"starts_on": "2026-02-31"}, "starts_on"),
        ({"title": {"vi": ""}}, "title"),
        ({"slug": "../organizer"}, "slug"),
        ({"kind": "party"}, "kind"),
        ({"colour": "red"}, "colour"),
        ({"venue": {"name": ""}}, "venue.name"),
        ({"opening_hours": [{"opens": "25:00", "closes": "26:00"}]}, "opening_hours[0].opens"),
        ({"capacity": "many"}, "capacity"),
    ],
)
async def test_wrong_field_is_refused_by_its_name(staff, change, field):
    answer = await staff.post("/api/v1/fairs", json=FAIR | change)
    assert answer.status_code == 422
    assert answer.headers["content-type"] == "application/problem+json"
    assert field in answer.json()["errors"]


async def test_missing_field_is_named(staff):
    answer = await staff.post("/api/v1/fairs", json={"kind": "fair"})
    assert (answer.status_code, list(answer.json()["errors"])) == (422, ["title"])


async def test_refusal_speaks_the_callers_language(staff):
    wrong = FAIR | {"ends_on": "2026-12-11"}
    english = await staff.post("/api/v1/fairs", json=wrong, headers={"accept-language": "en"})
    vietnamese = await staff.post("/api/v1/fairs", json=wrong, headers={"accept-language": "vi"})
    assert english.json()["errors"]["ends_on"][0]["detail"] == "The last day must not come before the first."
    assert vietnamese.json()["errors"]["ends_on"][0]["detail"] == "Ngày cuối không được trước ngày đầu."


async def test_strangers_and_producers_plan_nothing(api, office):
    assert (await api.post("/api/v1/fairs", json=FAIR)).status_code == 401
    gate = await api.as_(await make_member(office, role="gate"))
    assert (await gate.post("/api/v1/fairs", json=FAIR)).status_code == 403


async def test_stale_revision_answers_with_the_current_state(staff, office):
    slug = await slug_of(await make_fair(office=office))
    path = f"/api/v1/fairs/{slug}"
    assert (await staff.patch(path, json={"revision": 1, "capacity": 3000})).json()["revision"] == 2
    stale = await staff.patch(path, json={"revision": 1, "capacity": 10})
    assert (stale.status_code, stale.json()["code"]) == (409, "stale_revision")
    assert (stale.json()["current"]["capacity"], stale.json()["revision"]) == (3000, 2)


async def test_patch_without_revision_is_refused(staff, office):
    slug = await slug_of(await make_fair(office=office))
    assert (await staff.patch(f"/api/v1/fairs/{slug}", json={"capacity": 1})).status_code == 422


async def test_old_address_still_leads_to_the_fair(api, staff, office):
    await make_fair(office=office, slug="cho-cu")
    await staff.patch("/api/v1/fairs/cho-cu", json={"revision": 1, "slug": "cho-moi"})
    assert (await api.get("/api/v1/fairs/cho-cu")).json()["slug"] == "cho-moi"


async def test_postponement_with_and_without_days(staff, office):
    slug = await slug_of(await make_fair(office=office))
    path = f"/api/v1/fairs/{slug}/postponement"
    unknown = (await staff.put(path, json={"starts_on": None, "ends_on": None, "reason": "Bão"})).json()
    assert (unknown["status"], unknown["starts_on"], unknown["phase"]) == ("postponed", None, "undated")
    body = {"starts_on": "2026-12-19", "ends_on": "2026-12-23", "reason": {"vi": "Bão", "en": "Typhoon"}}
    known = (await staff.put(path, json=body)).json()
    assert (known["starts_on"], known["previous_starts_on"]) == ("2026-12-19", "2026-12-12")
    assert known["reason"]["en"] == "Typhoon"
    backwards = body | {"ends_on": "2026-12-18"}
    assert (await staff.put(path, json=backwards)).json()["code"] == "postponed_backwards"
    assert (await staff.put(path, json={"reason": ""})).json()["code"] == "reason_missing"


async def test_cancelled_fair_refuses_to_be_published(staff, office):
    slug = await slug_of(await make_fair(office=office))
    cancelled = await staff.put(f"/api/v1/fairs/{slug}/cancellation", json={"reason": "Thiếu kinh phí"})
    assert cancelled.json()["status"] == "cancelled"
    refused = await staff.put(f"/api/v1/fairs/{slug}/publication")
    assert (refused.status_code, refused.json()["code"]) == (409, "fair_cancelled")


async def test_unpublished_fair_is_gone_for_strangers(api, staff, office):
    slug = await slug_of(await make_fair(office=office))
    assert (await staff.delete(f"/api/v1/fairs/{slug}/publication")).json()["status"] == "draft"
    assert (await api.get(f"/api/v1/fairs/{slug}")).json()["code"] == "fair_not_found"


async def test_programme_is_edited_by_program(api, staff, office):
    slug = await slug_of(await make_fair(office=office))
    path = f"/api/v1/fairs/{slug}/programme"
    created = await staff.post(path, json=TALK)
    assert created.status_code == 201
    clash = await staff.post(path, json=TALK | {"title": {"vi": "Khác"}})
    assert (clash.status_code, clash.json()["code"]) == (409, "room_taken")
    assert clash.json()["session"] == created.json()["id"]
    one = f"/api/v1/programme-sessions/{created.json()['id']}"
    assert (await staff.patch(one, json={"revision": 1, "room": "Phòng C"})).json()["room"] == "Phòng C"
    listed = (await api.get(path)).json()
    assert (listed["total"], listed["items"][0]["speakers"]) == (1, ["Bà Hoa"])
    assert (await staff.delete(one)).status_code == 204
    assert (await staff.delete(one)).status_code == 404


async def test_programme_time_without_offset_is_refused(staff, office):
    slug = await slug_of(await make_fair(office=office))
    answer = await staff.post(f"/api/v1/fairs/{slug}/programme", json=TALK | {"starts_at": "2026-12-12T10:00:00"})
    assert (answer.status_code, list(answer.json()["errors"])) == (422, ["starts_at"])


async def test_other_offices_programme_is_closed(api, office):
    session = await make_programme_session(await make_fair(office=office))
    stranger = await api.as_(await make_member(await make_office()))
    answer = await stranger.patch(f"/api/v1/programme-sessions/{session}", json={"revision": 1, "room": "X"})
    assert (answer.status_code, answer.json()["code"]) == (403, "not_your_office")


async def test_repeated_write_with_one_key_gets_the_first_answer(staff):
    key = {"idempotency-key": "plan-1"}
    first = await staff.post("/api/v1/fairs", json=FAIR, headers=key)
    second = await staff.post("/api/v1/fairs", json=FAIR, headers=key)
    assert first.json() == second.json()
    assert (await staff.get("/api/v1/fairs")).json()["total"] == 1


async def test_days_are_local_days_of_the_venue(api, staff, clock, office):
    slug = await slug_of(await make_fair(office=office, starts_on=date(2026, 11, 25), ends_on=date(2026, 11, 25)))
    clock.instant = clock.instant.replace(hour=17)  # midnight in Hanoi
    assert (await api.get(f"/api/v1/fairs/{slug}")).json()["phase"] == "running"
