"""The register and its imports for programs."""

import os
from datetime import date

import pytest

from tests.factories.accounts import make_account, make_member, make_office
from tests.factories.places import find_place
from tests.factories.producers import (
    make_certificate,
    make_graded_product,
    make_producer,
    make_producer_member,
    make_product,
)

pytestmark = pytest.mark.usefixtures("places")
EXCEL = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@pytest.fixture
async def office():
    return await make_office()


@pytest.fixture
async def organizer(api, office):
    return await api.as_(await make_member(office))


async def test_a_producer_is_entered_read_and_changed(organizer, office):
    place = await find_place("Huyện Gia Lâm")
    made = await organizer.post(
        "/api/v1/producers",
        json={"name": "HTX  Hoà Bình", "tax_code": "0100233488", "phone": "0901 246 228", "place": place},
    )
    assert made.status_code == 201, made.text
    producer = made.json()
    assert (producer["name"], producer["kind"], producer["phone"], producer["office"]) == (
        "HTX Hoà Bình", "cooperative", "+84901246228", office,
    )  # fmt: skip
    path = f"/api/v1/producers/{producer['id']}"
    changed = await organizer.patch(path, json={"revision": 1, "phone": "024 3825 1234"})
    assert (changed.status_code, changed.json()["phone"], changed.json()["revision"]) == (200, "+842438251234", 2)
    stale = await organizer.patch(path, json={"revision": 1, "phone": "0901246228"})
    assert (stale.status_code, stale.json()["code"]) == (409, "stale_revision")
    assert stale.json()["current"]["phone"] == "+842438251234"
    found = await organizer.get("/api/v1/producers", params={"search": "hoa binh"})
    assert [item["id"] for item in found.json()["items"]] == [producer["id"]]


@pytest.mark.parametrize(
    ("sent", "field", "code"),
    [
        ({"name": "A", "tax_code": "0100233489"}, "tax_code", "tax_code_wrong_check"),
        ({"name": "A", "phone": "09123"}, "phone", "invalid_phone"),
        ({"name": "A", "email": "a@b"}, "email", "invalid_email"),
        ({"name": "A", "website": "javascript:alert(1)"}, "website", "invalid_website"),
        ({"name": "A", "place": 999_999_999}, "place", "place_not_found"),
        ({"name": ""}, "name", "too_short"),
        ({"name": 7}, "name", "wrong_type"),
        ({"tax_code": ""}, "name", "missing"),
        ({"name": "A", "colour": "red"}, "colour", "unknown_field"),
        ({"name": "A" * 301}, "name", "too_long"),
    ],
)
async def test_wrong_fields_are_named_with_a_sentence(organizer, sent, field, code):
    answer = await organizer.post("/api/v1/producers", json=sent)
    assert answer.status_code == 422
    assert [error["code"] for error in answer.json()["errors"][field]] == [code]
    assert answer.json()["errors"][field][0]["detail"]


async def test_a_tax_code_belongs_to_one_producer_of_an_office(organizer):
    await organizer.post("/api/v1/producers", json={"name": "A", "tax_code": "0100233488"})
    again = await organizer.post("/api/v1/producers", json={"name": "B", "tax_code": "0100233488"})
    assert (again.status_code, again.json()["code"]) == (409, "tax_code_taken")


async def test_contact_is_shown_to_the_office_and_the_producer_only(api, organizer, office):
    producer = await make_producer(office)
    member = await api.as_(await make_producer_member(producer))
    stranger = await api.as_(await make_member(await make_office()))
    path = f"/api/v1/producers/{producer}"
    assert (await organizer.get(path)).json()["phone"] == "+84912345678"
    assert (await member.get(path)).json()["phone"] == "+84912345678"
    assert (await stranger.get(path)).json()["phone"] is None
    assert (await api.get(path)).json()["tax_code"] is None


async def test_only_the_office_changes_a_name(api, office):
    producer = await make_producer(office)
    member = await api.as_(await make_producer_member(producer))
    path = f"/api/v1/producers/{producer}"
    refused = await member.patch(path, json={"revision": 1, "name": "HTX Khác"})
    assert (refused.status_code, refused.json()["code"]) == (403, "only_the_office")
    assert (await member.patch(path, json={"revision": 1, "phone": "0901246228"})).status_code == 200
    stranger = await api.as_(await make_account())
    assert (await stranger.patch(path, json={"revision": 2, "phone": ""})).json()["code"] == "not_your_office"
    assert (await api.patch(path, json={"revision": 2})).status_code == 401


async def test_a_product_shows_stars_only_while_its_certificate_is_in_force(organizer, office):
    producer = await make_producer(office)
    made = await organizer.post(
        f"/api/v1/producers/{producer}/products",
        json={
            "name": "Mật ong hoa nhãn",
            "group": "food",
            "certificate": {"issued_on": "2024-05-12", "decision_number": "12/QĐ-UBND", "points": "69.99"},
        },
    )
    assert (made.status_code, made.json()["stars"], made.json()["expires_on"]) == (201, 3, "2027-05-12")
    old = await make_product(producer, name="Trà sen")
    await make_certificate(old, issued_on=date(2020, 1, 5))
    listed = (await organizer.get(f"/api/v1/producers/{producer}/products")).json()
    assert [(item["name"], item["stars"], item["last_stars"]) for item in listed["items"]] == [
        ("Mật ong hoa nhãn", 3, 3),
        ("Trà sen", None, 4),
    ]
    twice = await organizer.post(f"/api/v1/producers/{producer}/products", json={"name": "trà SEN", "group": "drink"})
    assert (twice.status_code, twice.json()["code"]) == (409, "product_name_taken")


async def test_points_that_give_other_stars_are_refused(organizer, office):
    product = await make_product(await make_producer(office))
    path = f"/api/v1/products/{product}/certificates"
    wrong = {"issued_on": "2025-05-12", "decision_number": "1", "stars": 4, "points": 90}
    answer = await organizer.post(path, json=wrong)
    assert answer.json()["errors"]["points"][0]["code"] == "points_give_other_stars"
    future = {"issued_on": "2026-11-25", "decision_number": "1", "stars": 4}
    assert (await organizer.post(path, json=future)).json()["errors"]["issued_on"][0]["code"] == "date_in_future"


async def test_lists_are_paged_in_vietnamese_order(organizer, office):
    for name in ("HTX Đông", "HTX Dừa", "HTX An", "HTX Ăn"):
        await make_producer(office, name=name)
    first = (await organizer.get("/api/v1/producers", params={"limit": 3})).json()
    second = (await organizer.get("/api/v1/producers", params={"limit": 3, "cursor": first["next"]})).json()
    names = [item["name"] for page in (first, second) for item in page["items"]]
    assert (names, first["total"], second["next"]) == (["HTX An", "HTX Ăn", "HTX Dừa", "HTX Đông"], 4, None)


async def test_lists_narrow_by_stars_group_place_and_force(organizer, office):
    place = await find_place("Huyện Gia Lâm")
    four = await make_producer(office, name="A", place=place)
    await make_graded_product(four, stars=4, group="food")
    five = await make_producer(office, name="B")
    await make_graded_product(five, stars=5, group="drink")

    async def names(**narrowed):
        answer = await organizer.get("/api/v1/producers", params=narrowed)
        return [item["name"] for item in answer.json()["items"]]

    assert await names(stars=5) == ["B"]
    assert await names(group="food") == ["A"]
    assert await names(place=place) == ["A"]
    assert await names(in_force="no") == []
    assert await names(in_force="yes", on="2020-01-01") == []
    assert (await organizer.get("/api/v1/producers", params={"stars": 6})).status_code == 422


async def test_an_import_runs_from_file_to_undo(organizer, sample):
    started = await organizer.post("/api/v1/imports", files={"file": ("ds.xlsx", sample, EXCEL)})
    assert (started.status_code, started.json()["state"]) == (202, "reading")
    path = f"/api/v1/imports/{started.json()['id']}"
    preview = (await organizer.get(path, params={"limit": 2})).json()
    assert (preview["state"], preview["total"]) == ("preview", 310)
    assert {"sheet", "row", "action", "producer", "product", "errors"} <= preview["rows"][0].keys()
    skipped = (await organizer.get(path, params={"action": "skip"}, headers={"accept-language": "en"})).json()["rows"][
        0
    ]
    assert skipped["errors"] == [
        {
            "column": "address",
            "code": "unknown_district",
            "detail": "“huyện Hà Đôg” is not the name of a district. Did you mean “Quận Hà Đông”?",
        }
    ]
    accepted = await organizer.put(f"{path}/acceptance")
    assert (accepted.status_code, accepted.json()["state"]) == (200, "accepted")
    assert (await organizer.put(f"{path}/acceptance")).json()["state"] == "accepted"
    undone = await organizer.delete(f"{path}/acceptance")
    assert (undone.status_code, undone.json()["state"], undone.json()["kept"]) == (200, "undone", [])
    again = await organizer.put(f"{path}/acceptance")
    assert (again.status_code, again.json()["code"]) == (409, "import_undone")


async def test_an_import_belongs_to_its_office(api, organizer, sample):
    started = await organizer.post("/api/v1/imports", files={"file": ("ds.xlsx", sample, EXCEL)})
    stranger = await api.as_(await make_member(await make_office()))
    path = f"/api/v1/imports/{started.json()['id']}"
    assert (await stranger.get(path)).status_code == 404
    assert (await stranger.put(f"{path}/acceptance")).status_code == 404
    assert (await api.post("/api/v1/imports", files={"file": ("ds.xlsx", sample, EXCEL)})).status_code == 401
    producer = await api.as_(await make_account())
    assert (await producer.post("/api/v1/imports", files={"file": ("ds.xlsx", sample, EXCEL)})).status_code == 403
    assert (await organizer.post("/api/v1/imports", files={"x": ("a", b"1")})).json()["code"] == "file_missing"


async def test_staff_of_two_offices_say_for_which_one_a_list_is(api, office, sample):
    account = await make_member(office)
    other = await make_office()
    await make_member(other, account=account)
    person = await api.as_(account)
    file = {"file": ("ds.xlsx", sample, EXCEL)}
    unsaid = await person.post("/api/v1/imports", files=file)
    assert (unsaid.status_code, unsaid.json()["code"]) == (422, "which_office")
    said = await person.post("/api/v1/imports", files=file, data={"office": str(other)})
    assert said.status_code == 202
    assert (await person.get(f"/api/v1/imports/{said.json()['id']}")).json()["office"] == other
    strange = await person.post("/api/v1/imports", files=file, data={"office": str(await make_office())})
    assert strange.status_code == 403


async def test_a_list_of_several_megabytes_is_taken_and_a_larger_one_refused_in_words(organizer, sample):
    from tests.producers.lists import repacked

    padded = repacked(sample, add={"docProps/thumbnail.jpeg": os.urandom(5_000_000)})
    taken = await organizer.post("/api/v1/imports", files={"file": ("ds.xlsx", padded, EXCEL)})
    assert taken.status_code == 202, taken.text
    huge = await organizer.post("/api/v1/imports", files={"file": ("ds.xlsx", b"x" * 21_500_000, EXCEL)})
    assert (huge.status_code, huge.json()["errors"]["file"][0]["code"]) == (422, "too_large")
    endless = await organizer.post("/api/v1/imports", files={"file": ("ds.xlsx", b"x" * 23_000_000, EXCEL)})
    assert (endless.status_code, endless.json()["code"]) == (413, "too_large")
