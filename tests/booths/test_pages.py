"""The pages of plans and booths: a producer chooses, an organizer places, everybody finds who is where."""

import io
import re
from datetime import date, timedelta

import openpyxl
import pytest

from events_app.platform.db import fetch
from tests.factories.accounts import make_member, make_office
from tests.factories.booths import booths_of, make_claim, make_floor_plan
from tests.factories.fairs import make_fair, slug_of
from tests.factories.producers import make_producer, make_producer_member

GRID = {
    "rows": "4",
    "columns": "6",
    "booth_width": "3",
    "booth_depth": "3",
    "aisle": "3",
    "margin": "3",
    "block": "3",
    "cross_aisle": "3",
    "back_to_back": "on",
    "numbering": "island",
    "hall_code": "A",
    "hall_name": "Sảnh A",
    "zones": "Thực phẩm: 1-2",
    "price": "0",
}


@pytest.fixture
async def office(database) -> int:
    return await make_office()


@pytest.fixture
async def fair(office) -> int:
    return await make_floor_plan(await make_fair(office=office))


@pytest.fixture
async def own(fair) -> int:
    return await make_producer(name="HTX Mật ong Tản Lĩnh")


@pytest.fixture
async def member(sign_in, own):
    return await sign_in(await make_producer_member(own))


@pytest.fixture
async def organizer(sign_in, office):
    return await sign_in(await make_member(office))


async def choice(fair: int) -> str:
    return f"/producer/fairs/{await slug_of(fair)}/booths"


async def desk(fair: int) -> str:
    return f"/organizer/fairs/{await slug_of(fair)}/booths"


async def live_states() -> list[str]:
    return [row["state"] for row in await fetch("SELECT state FROM booth_claim WHERE state <> 'closed' ORDER BY id")]


async def test_producer_holds_confirms_and_gives_back(member, fair):
    path, booth = await choice(fair), (await booths_of(fair))["A01"]
    assert f"{path}/{booth}/hold" in (await member.get(f"{path}?booth={booth}")).text
    held = await member.post_form(f"{path}/{booth}/hold")
    assert (held.status_code, held.headers["location"]) == (303, f"{path}?booth={booth}")
    page = (await member.get(held.headers["location"])).text
    assert 'class="countdown"' in page
    assert f"{path}/{booth}/confirmation" in page
    assert (await member.post_form(f"{path}/{booth}/confirmation")).status_code == 303
    assert await live_states() == ["assigned"]
    assert (await member.post_form(f"{path}/{booth}/release")).status_code == 303
    assert f"{path}/{booth}/hold" in (await member.get(f"{path}?booth={booth}")).text


async def test_double_click_and_back_button_hold_once(member, fair):
    path, booth = await choice(fair), (await booths_of(fair))["A01"]
    for _ in range(3):
        assert (await member.post_form(f"{path}/{booth}/hold")).status_code == 303
    assert await live_states() == ["held"]


async def test_late_comer_is_told_and_offered_what_is_free_nearby(member, fair):
    path, booths = await choice(fair), await booths_of(fair)
    await make_claim(booths["A03"])
    refused = await member.post_form(f"{path}/{booths['A03']}/hold?lang=en")
    assert refused.status_code == 409
    assert "Booth A03 is held until" in refused.text
    assert f"booth={booths['A02']}#choice" in refused.text


async def test_confirmation_that_comes_too_late_is_told(member, fair, own, now):
    path, booth = await choice(fair), (await booths_of(fair))["A01"]
    await make_claim(booth, own, expires_at=now)
    late = await member.post_form(f"{path}/{booth}/confirmation?lang=en")
    assert late.status_code == 410
    assert "ran out" in late.text


async def test_other_producers_hold_stays_nameless_on_the_plan(member, fair):
    await make_claim((await booths_of(fair))["A01"], await make_producer(name="HTX Bí Mật"))
    assert "HTX Bí Mật" not in (await member.get(await choice(fair))).text


async def test_member_of_two_producers_chooses_for_which(member, fair, own, now):
    account = (await fetch("SELECT account FROM producer_member"))[0]["account"]
    second = await make_producer(name="Hộ Hai")
    await make_producer_member(second, account=account)
    path, booth = await choice(fair), (await booths_of(fair))["A01"]
    assert f"producer={second}" in (await member.get(path)).text
    await member.post_form(f"{path}/{booth}/hold", {"producer": str(second)})
    [row] = await fetch("SELECT producer, expires_at FROM booth_claim")
    assert (row["producer"], row["expires_at"]) == (second, now + timedelta(minutes=30))
    stranger = await make_producer()
    assert (await member.post_form(f"{path}/{booth}/hold", {"producer": str(stranger)})).status_code == 403


async def test_open_fairs_show_free_booths_and_own_claims(member, fair, own):
    await make_claim((await booths_of(fair))["A01"], own)
    page = (await member.get("/producer/fairs?lang=en")).text
    assert "9 of 10 booths free" in page
    assert await choice(fair) in page
    assert (await member.get(f"/producer/fairs/{await slug_of(fair)}")).headers["location"] == await choice(fair)


async def test_plan_is_drawn_and_listed_with_the_same_booths(member, fair):
    page = (await member.get(f"{await choice(fair)}?lang=en")).text
    drawn = re.findall(r'aria-label="\s*Booth (A\d\d),', page)
    listed = re.findall(r'<th scope="row"><a class="link" [^>]*>(A\d\d)</a>', page)
    assert drawn == listed == [f"A{number:02d}" for number in range(1, 11)]


async def test_visitor_finds_who_is_where_without_diacritics(client, fair, own):
    booths = await booths_of(fair)
    await make_claim(booths["A04"], own, state="assigned")
    await make_claim(booths["A05"], await make_producer(name="HTX Bí Mật"))
    path = f"/fairs/{await slug_of(fair)}/booths"
    page = (await client.get(f"{path}?q=mat+ong&lang=en")).text
    assert "1 booth found" in page
    assert "HTX Mật ong Tản Lĩnh" in page
    assert "HTX Bí Mật" not in page


async def test_old_address_of_a_plan_leads_to_the_present_one(client, office):
    fair = await make_floor_plan(await make_fair(office=office, slug="cho-moi"))
    await fetch("INSERT INTO fair_alias (slug, fair, created_at) VALUES ('cho-cu', $1, now())", fair)
    moved = await client.get("/fairs/cho-cu/booths")
    assert (moved.status_code, moved.headers["location"]) == (301, "/fairs/cho-moi/booths")


async def test_organizer_gives_takes_back_and_blocks(organizer, fair):
    path, booth = await desk(fair), (await booths_of(fair))["A01"]
    producer = await make_producer((await fetch("SELECT office FROM fair"))[0]["office"], name="HTX Chè Ba Vì")
    assert "HTX Chè Ba Vì" in (await organizer.get(f"{path}?booth={booth}")).text
    given = await organizer.post_form(f"{path}/{booth}/assignment", {"producer": str(producer)})
    assert given.headers["location"] == f"{path}?booth={booth}"
    assert "HTX Chè Ba Vì" in (await organizer.get(given.headers["location"])).text
    occupied = await organizer.post_form(f"{path}/{booth}/block?lang=en", {"reason": "Cột"})
    assert occupied.status_code == 409
    assert "belongs to HTX Chè Ba Vì" in occupied.text
    assert (await organizer.post_form(f"{path}/{booth}/unassignment")).status_code == 303
    assert (await organizer.post_form(f"{path}/{booth}/block", {"reason": "Cột nhà"})).status_code == 303
    assert "Cột nhà" in (await organizer.get(f"{path}?booth={booth}")).text
    assert (await organizer.post_form(f"{path}/{booth}/unblock")).status_code == 303


async def test_organizer_extends_and_releases_a_hold(organizer, fair, now):
    path, booth = await desk(fair), (await booths_of(fair))["A01"]
    await make_claim(booth)
    assert (await organizer.post_form(f"{path}/{booth}/extension", {"minutes": "45"})).status_code == 303
    [row] = await fetch("SELECT expires_at FROM booth_claim")
    assert row["expires_at"] == now + timedelta(minutes=75)
    assert (await organizer.post_form(f"{path}/{booth}/extension", {"minutes": "viele"})).status_code == 422
    assert (await organizer.post_form(f"{path}/{booth}/release")).status_code == 303
    assert await live_states() == []


async def test_organizer_moves_and_swaps(organizer, fair):
    path, booths = await desk(fair), await booths_of(fair)
    one, two = await make_producer(), await make_producer()
    await make_claim(booths["A01"], one, state="assigned")
    await make_claim(booths["A02"], two, state="assigned")
    await organizer.post_form(f"{path}/{booths['A01']}/move", {"to": str(booths["A02"])})
    await organizer.post_form(f"{path}/{booths['A01']}/move", {"to": str(booths["A10"])})
    rows = await fetch("SELECT booth, producer FROM booth_claim WHERE state <> 'closed'")
    assert {row["producer"]: row["booth"] for row in rows} == {one: booths["A02"], two: booths["A10"]}


async def test_terms_of_choosing_are_set(organizer, fair):
    path = await desk(fair)
    await organizer.post_form(f"{path}/terms", {"minutes": "60", "cap": "2"})
    [row] = await fetch("SELECT hold_minutes, hold_cap, holds_open FROM floor_plan")
    assert tuple(row) == (60, 2, False)
    assert (await organizer.post_form(f"{path}/terms", {"minutes": "0", "cap": "2"})).status_code == 422


async def test_grid_is_shown_before_it_is_saved(organizer, office):
    fair = await make_fair(office=office)
    path = await desk(fair)
    assert "/booths/grid" in (await organizer.get(path)).text
    assert (await organizer.get(f"{path}/grid")).status_code == 200
    preview = await organizer.get(f"{path}/grid", params=GRID | {"lang": "en"})
    assert preview.text.count('class="booth booth-available"') == 24
    assert await booths_of(fair) == {}
    assert (await organizer.post_form(f"{path}/grid", GRID)).headers["location"] == path
    assert len(await booths_of(fair)) == 24


@pytest.mark.parametrize(
    ("change", "field"),
    [({"rows": "0"}, "rows"), ({"columns": "x"}, "columns"), ({"zones": "Thực phẩm"}, "zones"), ({"rows": ""}, "rows")],
)
async def test_grid_of_impossible_numbers_is_refused_at_its_field(organizer, office, change, field):
    path = await desk(await make_fair(office=office))
    refused = await organizer.post_form(f"{path}/grid", GRID | change)
    assert refused.status_code == 422
    assert f'id="error-{field}"' in refused.text


async def test_grid_that_would_lose_a_holder_names_them(organizer, fair):
    await make_claim((await booths_of(fair))["A10"], await make_producer(name="HTX Mật ong"))
    smaller = GRID | {"rows": "1", "columns": "3", "zones": ""}
    refused = await organizer.post_form(f"{await desk(fair)}/grid?lang=en", smaller)
    assert refused.status_code == 409
    assert "A10 HTX Mật ong" in refused.text
    assert len(await booths_of(fair)) == 10


async def test_booth_list_is_exported_harmlessly(organizer, fair):
    await make_claim((await booths_of(fair))["A01"], await make_producer(name="=HYPERLINK(1)"), state="assigned")
    answer = await organizer.get(f"{await desk(fair)}/list.xlsx?lang=en")
    sheet = openpyxl.load_workbook(io.BytesIO(answer.content)).active
    first = [cell.value for cell in sheet[2]]
    assert (sheet.max_row, first[0], first[9]) == (11, "A01", "'=HYPERLINK(1)")


@pytest.mark.parametrize("language", ["vi", "en"])
async def test_every_state_of_a_booth_can_be_shown(organizer, member, fair, own, language, now):
    booths = await booths_of(fair)
    await make_claim(booths["A01"], own)
    await make_claim(booths["A02"], state="assigned")
    await make_claim(booths["A03"], state="offered", expires_at=now + timedelta(days=1))
    await fetch("UPDATE booth SET blocked = true, blocked_reason = 'Cột' WHERE id = $1", booths["A04"])
    slug = await slug_of(fair)
    for code in ("A01", "A02", "A03", "A04", "A05"):
        for path in (f"/producer/fairs/{slug}/booths", f"/fairs/{slug}/booths"):
            answer = await member.get(f"{path}?booth={booths[code]}&lang={language}")
            assert answer.status_code == 200


@pytest.mark.parametrize("language", ["vi", "en"])
async def test_desk_shows_every_state(organizer, fair, language, now):
    booths = await booths_of(fair)
    await make_claim(booths["A01"])
    await make_claim(booths["A02"], state="assigned")
    await make_claim(booths["A03"], state="offered", expires_at=now + timedelta(days=1))
    await fetch("UPDATE booth SET blocked = true, blocked_reason = 'Cột' WHERE id = $1", booths["A04"])
    for code in ("A01", "A02", "A03", "A04", "A05"):
        answer = await organizer.get(f"{await desk(fair)}?booth={booths[code]}&lang={language}")
        assert answer.status_code == 200


async def test_doors_are_closed_to_others(client, sign_in, fair):
    path = await desk(fair)
    assert (await client.get(path)).headers["location"].startswith("/sign-in")
    stranger = await sign_in(await make_member(await make_office()))
    assert (await stranger.get(path)).status_code == 403
    assert (await stranger.get(await choice(fair))).status_code == 403


async def test_plan_of_another_fair_is_taken_over(organizer, fair, office):
    empty = await make_fair(office=office)
    path = await desk(empty)
    assert await slug_of(fair) in (await organizer.get(path)).text
    unknown = await organizer.post_form(f"{path}/copy", {"source": "khong-co"})
    assert unknown.status_code == 404
    copied = await organizer.post_form(f"{path}/copy", {"source": await slug_of(fair)})
    assert copied.headers["location"] == path
    assert list(await booths_of(empty)) == list(await booths_of(fair))


async def test_plan_of_another_office_is_not_there_to_copy(organizer, office):
    foreign = await make_floor_plan()
    path = await desk(await make_fair(office=office))
    refused = await organizer.post_form(f"{path}/copy", {"source": await slug_of(foreign)})
    assert refused.status_code == 403
    assert await slug_of(foreign) not in (await organizer.get(path)).text


async def test_attendance_is_noted_for_days_of_the_fair_that_have_come(organizer, office):
    running = await make_fair(office=office, starts_on=date(2026, 11, 23), ends_on=date(2026, 11, 26))
    booths = await booths_of(await make_floor_plan(running))
    producer = await make_producer()
    await make_claim(booths["A01"], producer, state="assigned")
    path = f"{await desk(running)}/{booths['A01']}/attendance"
    for day, status in (("2026-11-24", 303), ("2026-11-24", 303), ("2026-11-25", 422), ("2026-11-22", 422)):
        assert (await organizer.post_form(path, {"day": day})).status_code == status
    [row] = await fetch("SELECT producer, day FROM attendance")
    assert tuple(row) == (producer, date(2026, 11, 24))
    empty = f"{await desk(running)}/{booths['A02']}/attendance"
    nobody = await organizer.post_form(empty, {"day": "2026-11-24"})
    assert nobody.status_code == 409
