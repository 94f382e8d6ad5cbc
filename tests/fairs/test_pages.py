"""The organizer's pages of fairs: what is typed stays, refusals stand at their fields, decisions are figures first."""

import io
from datetime import date

import openpyxl
import pytest

from events_app.platform.db import fetch
from tests.factories.accounts import make_member, make_office
from tests.factories.fairs import make_fair, make_programme_session, slug_of

FORM = {
    "kind": "fair",
    "title_vi": "Hội chợ OCOP Hà Nội",
    "title_en": "Hanoi OCOP fair",
    "starts_on": "2026-12-12",
    "ends_on": "2026-12-16",
    "opens": "08:30",
    "closes": "21:00",
    "special_hours": "16/12 8:30-17:00",
    "venue_name_vi": "Cung Quần Ngựa",
    "time_zone": "Asia/Ho_Chi_Minh",
}
REASON = {"reason_vi": "Bão số 5"}


@pytest.fixture
async def office(database) -> int:
    return await make_office()


@pytest.fixture
async def organizer(sign_in, office):
    return await sign_in(await make_member(office))


async def test_fair_is_planned_by_form(organizer):
    assert (await organizer.get("/organizer/fairs/new")).status_code == 200
    saved = await organizer.post_form("/organizer/fairs/new", FORM)
    assert (saved.status_code, saved.headers["location"]) == (303, "/organizer/fairs/hoi-cho-ocop-ha-noi-2026")
    shown = await organizer.get(saved.headers["location"])
    assert "Hội chợ OCOP Hà Nội" in shown.text
    [row] = await fetch("SELECT opening_hours FROM fair")
    assert '"2026-12-16"' in row["opening_hours"]


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"starts_on": "2026-02-31"}, "field-starts_on"),
        ({"ends_on": "2026-12-01"}, "The last day must not come before the first."),
        ({"title_vi": ""}, "field-title_vi"),
        ({"venue_name_vi": ""}, "field-venue_name_vi"),
        ({"slug": "../organizer"}, "An address is made of small letters"),
        ({"special_hours": "mai"}, "“mai” is not a day with hours."),
        ({"special_hours": "31/2 8:00-9:00"}, "“31/2 8:00-9:00” is not a day with hours."),
        ({"closes": ""}, "field-closes"),
        ({"title_vi": "x" * 300}, "At most 200 characters."),
    ],
)
async def test_refused_form_keeps_what_was_typed(organizer, change, sentence):
    refused = await organizer.post_form("/organizer/fairs/new?lang=en", FORM | {"title_en": "Kept words"} | change)
    assert refused.status_code == 422
    assert sentence in refused.text
    assert "Kept words" in refused.text


async def test_typed_html_stays_text(organizer):
    shown = await organizer.post_form("/organizer/fairs/new", FORM | {"title_vi": "<script>alert(1)</script>"})
    page = await organizer.get(shown.headers["location"])
    assert "<script>alert(1)" not in page.text
    assert "&lt;script&gt;alert(1)" in page.text


async def test_form_of_an_existing_fair_saves_back_what_it_showed(organizer, office):
    slug = await slug_of(await make_fair(office=office))
    shown = await organizer.get(f"/organizer/fairs/{slug}/edit")
    assert 'value="2026-12-12"' in shown.text
    saved = await organizer.post_form(
        f"/organizer/fairs/{slug}/edit", FORM | {"slug": slug, "revision": "1", "capacity": "3000"}
    )
    assert saved.headers["location"] == f"/organizer/fairs/{slug}"
    [row] = await fetch("SELECT capacity, revision FROM fair")
    assert (row["capacity"], row["revision"]) == (3000, 2)


async def test_stale_form_shows_both_versions_and_can_be_saved_then(organizer, office):
    slug = await slug_of(await make_fair(office=office))
    path = f"/organizer/fairs/{slug}/edit?lang=en"
    await organizer.post_form(path, FORM | {"title_vi": "Tên của đồng nghiệp", "revision": "1", "slug": slug})
    mine = FORM | {"title_vi": "Tên của tôi", "revision": "1", "slug": slug}
    stale = await organizer.post_form(path, mine)
    assert stale.status_code == 409
    assert "Tên của đồng nghiệp" in stale.text
    assert 'value="Tên của tôi"' in stale.text
    assert 'name="revision" value="2"' in stale.text
    assert (await organizer.post_form(path, mine | {"revision": "2"})).status_code == 303


async def test_back_button_after_saving_tells_of_the_newer_state(organizer, office):
    slug = await slug_of(await make_fair(office=office))
    path = f"/organizer/fairs/{slug}/edit"
    fields = FORM | {"revision": "1", "slug": slug}
    assert (await organizer.post_form(path, fields)).status_code == 303
    assert (await organizer.post_form(path, fields)).status_code == 409


async def test_fair_is_published_taken_back_and_published(organizer, office):
    slug = await slug_of(await make_fair(office=office, status="draft"))
    home = f"/organizer/fairs/{slug}"
    assert "publish" in (await organizer.get(home)).text
    for step in ("publication", "publication", "unpublication", "publication"):
        assert (await organizer.confirm_form(f"{home}/{step}")).status_code == 303
    [row] = await fetch("SELECT status FROM fair")
    assert row["status"] == "published"


async def test_postponement_is_previewed_before_it_is_done(organizer, office):
    fair = await make_fair(office=office, slug="cho-tet-2026")
    await make_programme_session(fair, title_vi="Lễ khai mạc")
    path = "/organizer/fairs/cho-tet-2026/postponement"
    preview = await organizer.get(f"{path}?starts_on=2027-01-09&reason_vi=B%C3%A3o&lang=en")
    assert "Parts of the programme that go with their days, at the same hours: 1" in preview.text
    assert "cho-tet-2027" in preview.text
    [row] = await fetch("SELECT status FROM fair")
    assert row["status"] == "published"
    done = await organizer.confirm_form(path, REASON | {"starts_on": "2027-01-09"})
    assert done.headers["location"] == "/organizer/fairs/cho-tet-2027"
    assert "Bão số 5" in (await organizer.get(done.headers["location"])).text


async def test_postponement_without_reason_or_into_the_past_is_refused(organizer, office):
    slug = await slug_of(await make_fair(office=office))
    path = f"/organizer/fairs/{slug}/postponement?lang=en"
    assert (await organizer.confirm_form(path, {"starts_on": "2026-12-20"})).status_code == 422
    past = await organizer.post_form(path, REASON | {"starts_on": "2026-11-20"})
    assert past.status_code == 422
    assert "New days must lie ahead" in past.text


async def test_fair_waiting_for_its_days_shows_how_to_set_them(organizer, office):
    slug = await slug_of(await make_fair(office=office))
    await organizer.confirm_form(f"/organizer/fairs/{slug}/postponement", REASON)
    assert f"/organizer/fairs/{slug}/postponement" in (await organizer.get(f"/organizer/fairs/{slug}")).text


async def test_cancellation_needs_its_reason_and_closes_the_fair(organizer, office):
    slug = await slug_of(await make_fair(office=office))
    home = f"/organizer/fairs/{slug}"
    assert (await organizer.confirm_form(f"{home}/cancellation", {"reason_vi": ""})).status_code == 422
    assert (await organizer.confirm_form(f"{home}/cancellation", REASON)).status_code == 303
    assert (await organizer.post_form(f"{home}/publication")).status_code == 409
    closed = await organizer.post_form(f"{home}/edit", FORM | {"revision": "2"})
    assert closed.status_code == 409
    assert "Hội chợ OCOP Hà Nội" in closed.text


async def test_copy_leads_to_its_form(organizer, office):
    slug = await slug_of(await make_fair(office=office, title_vi="Hội chợ Xuân 2026"))
    copied = await organizer.post_form(f"/organizer/fairs/{slug}/copies", {"starts_on": "2027-12-11"})
    assert copied.headers["location"] == "/organizer/fairs/hoi-cho-xuan-2027/edit"


async def test_legal_step_is_noted_and_taken_back(organizer, office):
    slug = await slug_of(await make_fair(office=office))
    path = f"/organizer/fairs/{slug}/filings/dossier"
    await organizer.post_form(path, {"done_on": "2026-11-10"})
    [row] = await fetch("SELECT dossier_sent_on FROM fair")
    assert row["dossier_sent_on"] == date(2026, 11, 10)
    await organizer.post_form(path, {})
    [row] = await fetch("SELECT dossier_sent_on FROM fair")
    assert row["dossier_sent_on"] is None


PART = {
    "title_vi": "Toạ đàm",
    "kind": "talk",
    "day": "2026-12-12",
    "starts": "10:00",
    "ends": "11:00",
    "room": "Phòng B",
}


async def test_programme_is_edited_by_form(organizer, office):
    slug = await slug_of(await make_fair(office=office))
    path = f"/organizer/fairs/{slug}/programme?lang=en"
    assert (await organizer.post_form(path, PART)).status_code == 303
    clash = await organizer.post_form(path, PART | {"title_vi": "Trùng giờ"})
    assert clash.status_code == 409
    assert "“Phòng B” is taken by “Toạ đàm”" in clash.text
    assert 'value="Trùng giờ"' in clash.text
    [row] = await fetch("SELECT id, starts_at FROM programme_session")
    assert row["starts_at"].hour == 3
    one = f"/organizer/fairs/{slug}/programme/{row['id']}"
    assert 'value="10:00"' in (await organizer.get(one)).text
    assert (await organizer.post_form(one, PART | {"revision": "1", "room": "Phòng C"})).status_code == 303
    assert (await organizer.post_form(one, PART | {"revision": "1"})).status_code == 409
    assert (await organizer.post_form(f"{one}/removal")).status_code == 303
    assert await fetch("SELECT FROM programme_session") == []


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"ends": "09:00"}, "ends"),
        ({"day": "2026-12-30"}, "starts"),
        ({"day": "31/2"}, "day"),
        ({"starts": "25:00"}, "starts"),
    ],
)
async def test_part_at_an_impossible_time_is_refused_at_its_field(organizer, office, change, field):
    slug = await slug_of(await make_fair(office=office))
    refused = await organizer.post_form(f"/organizer/fairs/{slug}/programme", PART | change)
    assert refused.status_code == 422
    assert f'id="error-{field}"' in refused.text
    assert 'value="Toạ đàm"' in refused.text


async def test_list_finds_without_diacritics_and_exports_harmlessly(organizer, office):
    await make_fair(office=office, title_vi="=CMD() Tuần hàng Hà Đông")
    await make_fair(office=office, title_vi="Chợ Tết")
    await make_fair(title_vi="Của cơ quan khác")
    found = (await organizer.get("/organizer/fairs?q=ha+dong")).text
    assert "Tuần hàng Hà Đông" in found
    assert "Chợ Tết" not in found
    everything = (await organizer.get("/organizer/fairs")).text
    assert "Của cơ quan khác" not in everything
    sheet = openpyxl.load_workbook(io.BytesIO((await organizer.get("/organizer/fairs/export.xlsx")).content)).active
    titles = [row[0].value for row in sheet.iter_rows(min_row=2)]
    assert sorted(titles) == ["'=CMD() Tuần hàng Hà Đông", "Chợ Tết"]
    assert all(cell.data_type != "f" for row in sheet.iter_rows() for cell in row)


async def test_programme_export_names_its_columns(organizer, office):
    fair = await make_fair(office=office)
    await make_programme_session(fair)
    answer = await organizer.get(f"/organizer/fairs/{await slug_of(fair)}/programme.xlsx?lang=en")
    sheet = openpyxl.load_workbook(io.BytesIO(answer.content)).active
    assert [cell.value for cell in sheet[1]] == ["Starts at", "Ends at", "Title", "Kind", "Room", "Speakers"]


async def test_empty_list_offers_the_first_step(organizer):
    assert 'href="/organizer/fairs/new"' in (await organizer.get("/organizer/fairs")).text


async def test_strangers_and_other_offices_see_nothing(client, organizer, office):
    other = await slug_of(await make_fair())
    draft = await slug_of(await make_fair(status="draft"))
    assert (await organizer.get(f"/organizer/fairs/{other}")).status_code == 403
    assert (await organizer.get(f"/organizer/fairs/{draft}")).status_code == 404
    client.cookies.clear()
    assert (await client.get("/organizer/fairs")).headers["location"].startswith("/sign-in")


@pytest.mark.parametrize("language", ["vi", "en"])
@pytest.mark.parametrize("status", ["draft", "published", "postponed", "cancelled"])
async def test_every_state_can_be_shown_in_both_languages(organizer, office, status, language):
    dates = {"starts_on": None, "ends_on": None} if status == "postponed" else {}
    fair = await make_fair(office=office, status=status, **dates)
    await make_programme_session(fair, scheduled=status != "postponed")
    slug = await slug_of(fair)
    for part in ("", "/edit", "/programme", "/postponement"):
        answer = await organizer.get(f"/organizer/fairs/{slug}{part}?lang={language}")
        assert answer.status_code == 200
    assert (await organizer.get(f"/organizer/fairs?lang={language}")).status_code == 200
