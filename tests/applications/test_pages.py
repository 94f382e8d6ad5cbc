"""The pages of applications: a producer applies, the office looks over and offers, the producer answers."""

import io

import openpyxl
import pytest

from events_app.platform.db import fetch
from tests.factories.accounts import make_member, make_office
from tests.factories.booths import booths_of, make_application, make_call, make_claim, make_floor_plan
from tests.factories.fairs import make_fair, slug_of
from tests.factories.producers import make_producer, make_producer_member, make_product


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


async def mine(fair: int) -> str:
    return f"/producer/fairs/{await slug_of(fair)}/application"


async def desk(fair: int) -> str:
    return f"/organizer/fairs/{await slug_of(fair)}/applications"


async def state() -> list[str]:
    return [row["state"] for row in await fetch("SELECT state FROM booth_application ORDER BY id")]


async def test_producer_keeps_a_draft_and_hands_it_in(member, fair, own):
    await make_call(fair)
    product = await make_product(own, name="Mật ong bạc hà")
    path = await mine(fair)
    assert "Mật ong bạc hà" in (await member.get(path)).text
    fields = {"booths_wanted": "1", "zone_1": "Thực phẩm", "note": "Gần cửa", "hand_in": "false"}
    assert (await member.post_form(path, fields)).headers["location"] == path
    assert await state() == ["draft"]
    lacking = await member.post_form(f"{path}?lang=en", fields | {"hand_in": "true", "revision": "1"})
    assert lacking.status_code == 422
    assert "Say with which products you come." in lacking.text
    assert "Gần cửa" in lacking.text
    fields |= {"products": str(product), "revision": "1", "hand_in": "true"}
    assert (await member.post_form(path, fields)).status_code == 303
    assert await state() == ["submitted"]
    assert (await member.post_form(path, fields)).status_code == 409


async def test_closed_call_shows_no_form(member, fair):
    assert 'name="booths_wanted"' not in (await member.get(await mine(fair))).text
    assert (await member.post_form(await mine(fair), {"booths_wanted": "1"})).status_code == 409


async def test_offer_is_answered_on_the_page(member, organizer, fair, own, sign_in):
    application = await make_application(fair, own, state="approved")
    booth = (await booths_of(fair))["A01"]
    one = f"{await desk(fair)}/{application}"
    assert "A01" in (await organizer.get(one)).text
    assert (await organizer.post_form(f"{one}/offer", {"booth": str(booth)})).status_code == 303
    [row] = await fetch("SELECT account FROM producer_member")
    producer = await sign_in(row["account"])
    page = (await producer.get(await mine(fair))).text
    assert 'value="accepted"' in page
    assert 'class="countdown"' in page
    fields = {"application": str(application), "answer": "accepted"}
    assert (await producer.post_form(f"{await mine(fair)}/answer", fields)).status_code == 303
    assert await state() == ["accepted"]
    late = await producer.post_form(f"{await mine(fair)}/answer", fields | {"answer": "refused"})
    assert late.status_code == 409


async def test_application_is_withdrawn_by_its_producer(member, fair, own):
    application = await make_application(fair, own)
    fields = {"application": str(application), "answer": "withdraw", "revision": "1"}
    assert (await member.post_form(f"{await mine(fair)}/answer", fields)).status_code == 303
    assert await state() == ["withdrawn"]


async def test_office_opens_the_call_and_enters_one_for_a_producer(organizer, fair):
    path = await desk(fair)
    assert (await organizer.get(path)).status_code == 200
    call = {"is_open": "on", "closes_on": "2026-12-01", "groups": ["food", "drink"], "min_stars": "3"}
    assert (await organizer.post_form(f"{path}/call", call)).headers["location"] == path
    [row] = await fetch("SELECT closes_at, groups FROM application_call")
    assert (row["closes_at"].isoformat(), row["groups"]) == ("2026-12-01T16:59:59+00:00", ["drink", "food"])
    assert (await organizer.post_form(f"{path}/call", call | {"closes_on": "31/2"})).status_code == 422
    producer = await make_producer(name="HTX Chè Ba Vì")
    entered = await organizer.post_form(path, {"producer": str(producer), "booths_wanted": "2"})
    assert entered.status_code == 303
    assert "HTX Chè Ba Vì" in (await organizer.get(path)).text
    assert (await organizer.post_form(path, {"producer": str(producer)})).status_code == 409


async def test_office_decides_with_score_and_words(organizer, fair):
    application = await make_application(fair)
    one = f"{await desk(fair)}/{application}"
    fields = {"revision": "1", "score": "74", "reply": "Bổ sung nhãn", "decision": "more_information"}
    assert (await organizer.post_form(f"{one}/decision", fields)).status_code == 303
    page = (await organizer.get(one)).text
    assert "Bổ sung nhãn" in page
    assert 'value="74"' in page
    assert (await organizer.post_form(f"{one}/decision", fields)).status_code == 409
    assert (await organizer.post_form(f"{one}/decision", fields | {"revision": "2", "score": "101"})).status_code == 422
    assert await state() == ["more_information"]


async def test_taken_booth_is_not_offered(organizer, fair):
    application = await make_application(fair, state="approved")
    booth = (await booths_of(fair))["A01"]
    await make_claim(booth)
    refused = await organizer.post_form(f"{await desk(fair)}/{application}/offer", {"booth": str(booth)})
    assert refused.status_code == 409


async def test_applications_are_exported_by_rank(organizer, fair):
    await make_application(fair, await make_producer(name="=SUM(A1)"), score=10)
    await make_application(fair, await make_producer(name="HTX Đầu bảng"), score=90)
    answer = await organizer.get(f"{await desk(fair)}/list.xlsx?lang=en")
    sheet = openpyxl.load_workbook(io.BytesIO(answer.content)).active
    assert [row[1].value for row in sheet.iter_rows(min_row=2)] == ["HTX Đầu bảng", "'=SUM(A1)"]


@pytest.mark.parametrize("language", ["vi", "en"])
async def test_every_state_of_an_application_can_be_shown(organizer, fair, own, language, sign_in):
    await make_call(fair)
    account = await make_producer_member(own)
    states = ("submitted", "more_information", "approved", "waitlisted", "declined", "accepted", "refused", "lapsed")
    for each in states:
        await fetch("DELETE FROM booth_application")
        application = await make_application(fair, own, state=each)
        for path in (await desk(fair), f"{await desk(fair)}/{application}"):
            assert (await organizer.get(f"{path}?lang={language}")).status_code == 200
    producer = await sign_in(account)
    for each in states:
        await fetch("UPDATE booth_application SET state = $1, answer_until = submitted_at", each)
        assert (await producer.get(f"{await mine(fair)}?lang={language}")).status_code == 200


async def test_other_offices_see_no_applications(client, sign_in, fair):
    application = await make_application(fair)
    stranger = await sign_in(await make_member(await make_office()))
    assert (await stranger.get(await desk(fair))).status_code == 403
    assert (await stranger.get(f"{await desk(fair)}/{application}")).status_code == 403
    client.cookies.clear()
    assert (await client.get(await mine(fair))).headers["location"].startswith("/sign-in")


async def test_the_decision_is_printed_for_its_producer_and_office_only(sign_in, organizer, fair, own):
    application = await make_application(fair, own, state="waitlisted")
    desk_letter, own_letter = f"{await desk(fair)}/{application}/letter.pdf", f"{await mine(fair)}/letter.pdf"
    assert (await organizer.get(desk_letter)).content.startswith(b"%PDF")
    producer = await sign_in(await make_producer_member(own))
    printed = await producer.get(own_letter)
    assert printed.headers["content-disposition"].startswith("inline; filename=")
    stranger = await sign_in(await make_producer_member(await make_producer()))
    assert (await stranger.get(own_letter)).status_code == 404
    other = await sign_in(await make_member(await make_office()))
    assert (await other.get(desk_letter)).status_code in {403, 404}


async def test_office_sets_a_day_to_answer_and_takes_decisions_back_on_the_page(organizer, fair, own):
    await make_call(fair)
    application = await make_application(fair, own)
    path = f"{await desk(fair)}/{application}"
    assert 'name="answer_on"' in (await organizer.get(path)).text

    async def decide(revision, decision, **more):
        fields = {"revision": str(revision), "score": "0", "reply": "", "decision": decision, **more}
        return await organizer.post_form(f"{path}/decision", fields)

    assert (await decide(1, "more_information", answer_on="2020-01-01")).status_code == 422
    assert (await decide(1, "more_information", answer_on="2099-01-02")).status_code == 303
    [row] = await fetch("SELECT revision, answer_until FROM booth_application WHERE id = $1", application)
    assert row["answer_until"].isoformat().startswith("2099-01-02T16:59:59")
    assert (await decide(row["revision"], "declined")).status_code == 303
    assert 'value="submitted"' in (await organizer.get(path)).text
    assert (await decide(row["revision"] + 1, "submitted")).status_code == 303
    [row] = await fetch("SELECT state FROM booth_application WHERE id = $1", application)
    assert row["state"] == "submitted"
