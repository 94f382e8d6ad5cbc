"""The office's letters, the demonstration's, and the page that stops a kind of letters."""

import dataclasses

import pytest

from events_app.outreach.rules import OptOutKind, opt_out_token
from events_app.outreach.schemas import Letter
from events_app.platform.db import fetch
from events_app.platform.web.wiring import wiring_of
from tests.conftest import SECRET
from tests.factories.accounts import make_account, make_member, make_office
from tests.factories.outreach import make_mail, make_mail_settings, make_recipient

HOSTILE = Letter(subject='<script>alert("1")</script>', heading="Tin", paragraphs=['<img src=x onerror="alert(1)">'])


async def test_an_organizer_finds_and_reads_the_office_s_letters(client, sign_in):
    office = await make_office()
    await sign_in(await make_member(office, role="organizer"))
    number = await make_mail(make_mail_settings(), office=office)
    await make_mail(
        make_mail_settings(),
        office=await make_office(),
        letter=Letter(subject="Của người khác", heading="x", paragraphs=["x"]),
    )
    listed = await client.get("/organizer/mails")
    assert listed.status_code == 200
    assert "Gian hàng B17 của bạn" in listed.text
    assert "Của người khác" not in listed.text
    assert "Lưu lại, chưa gửi" in listed.text
    shown = await client.get(f"/organizer/mails/{number}")
    assert shown.status_code == 200
    assert 'sandbox="allow-top-navigation-by-user-activation"' in shown.text
    assert "Hẹn gặp tại hội chợ." in shown.text
    body = await client.get(f"/organizer/mails/{number}/html")
    assert body.headers["content-type"] == "text/html; charset=utf-8"
    assert "Hẹn gặp tại hội chợ." in body.text


async def test_searching_takes_wildcards_as_plain_signs(client, sign_in):
    office = await make_office()
    await sign_in(await make_member(office, role="organizer"))
    await make_mail(make_mail_settings(), office=office)
    assert "Gian hàng B17" in (await client.get("/organizer/mails", params={"q": "b17"})).text
    assert "Không có thư nào phù hợp" in (await client.get("/organizer/mails", params={"q": "%"})).text
    assert "Không có thư nào phù hợp" in (await client.get("/organizer/mails", params={"state": "failed"})).text


async def test_a_long_list_goes_on_behind_a_cursor(client, sign_in):
    office = await make_office()
    await sign_in(await make_member(office, role="organizer"))
    for number in range(51):
        letter = Letter(subject=f"Thư số {number:03}", heading="x", paragraphs=["x"])
        await make_mail(make_mail_settings(), office=office, letter=letter)
    first = await client.get("/organizer/mails")
    assert "Thư số 050" in first.text
    assert "Thư số 000" not in first.text
    address = first.text.split('rel="next"')[0].rpartition('href="')[2].partition('"')[0].replace("&amp;", "&")
    assert "Thư số 000" in (await client.get(address)).text


async def test_another_office_s_letter_stays_closed(client, sign_in):
    await sign_in(await make_member(await make_office(), role="owner"))
    number = await make_mail(make_mail_settings(), office=await make_office())
    for path in ("", "/html"):
        assert (await client.get(f"/organizer/mails/{number}{path}")).status_code == 404
    assert (await client.post_form(f"/organizer/mails/{number}/send")).status_code == 404


async def test_a_letter_with_a_secret_link_is_for_its_reader_alone(client, sign_in):
    office = await make_office()
    await sign_in(await make_member(office, role="owner"))
    number = await make_mail(make_mail_settings(), topic="account.invited", office=office)
    assert (await client.get(f"/organizer/mails/{number}/html")).status_code == 404


async def test_gate_staff_and_strangers_do_not_read_letters(client, sign_in):
    assert (await client.get("/organizer/mails")).status_code == 303
    await sign_in(await make_member(await make_office(), role="gate"))
    assert (await client.get("/organizer/mails")).status_code == 403


async def test_html_in_a_letter_stays_text_in_a_locked_frame(client, sign_in):
    office = await make_office()
    await sign_in(await make_member(office, role="organizer"))
    number = await make_mail(
        make_mail_settings(), office=office, letter=HOSTILE, recipient=make_recipient(name="<b>Lan</b>")
    )
    for path in ("/organizer/mails", f"/organizer/mails/{number}", f"/organizer/mails/{number}/html"):
        answer = await client.get(path)
        assert answer.status_code == 200
        assert "<script>alert" not in answer.text
        assert "<img src=x" not in answer.text
        assert "<b>Lan" not in answer.text
    policy = (await client.get(f"/organizer/mails/{number}/html")).headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert policy.startswith("sandbox")


async def test_sending_again_without_a_server_says_why_not(client, sign_in):
    office = await make_office()
    await sign_in(await make_member(office, role="organizer"))
    number = await make_mail(make_mail_settings(), office=office)
    answer = await client.post_form(f"/organizer/mails/{number}/send")
    assert answer.status_code == 409
    assert "máy chủ thư" in answer.text


async def test_the_list_is_an_excel_file_too(client, sign_in):
    office = await make_office()
    await sign_in(await make_member(office, role="organizer"))
    await make_mail(
        make_mail_settings(), office=office, letter=Letter(subject="=HYPERLINK(1)", heading="x", paragraphs=["x"])
    )
    answer = await client.get("/organizer/mails.xlsx")
    assert answer.status_code == 200
    assert answer.content.startswith(b"PK")


async def test_the_demonstration_shows_every_letter_to_everybody(client):
    number = await make_mail(make_mail_settings(), topic="account.reset_requested")
    assert "Gian hàng B17 của bạn" in (await client.get("/demo/mails")).text
    assert (await client.get(f"/demo/mails/{number}")).status_code == 200
    assert "Hẹn gặp" in (await client.get(f"/demo/mails/{number}/html")).text
    assert (await client.get("/demo/mails/999")).status_code == 404


async def test_outside_the_demonstration_there_is_no_such_page(client, app):
    import msgspec

    number = await make_mail(make_mail_settings())
    before = wiring_of(app).settings
    app.state.wiring = dataclasses.replace(wiring_of(app), settings=msgspec.structs.replace(before, demo=False))
    try:
        for path in ("/demo/mails", f"/demo/mails/{number}", f"/demo/mails/{number}/html"):
            assert (await client.get(path)).status_code == 404
        assert "organizer@demo.example" not in (await client.get("/sign-in")).text
    finally:
        app.state.wiring = dataclasses.replace(wiring_of(app), settings=before)


class TestStopping:
    @pytest.fixture
    def address(self):
        return f"/mails/stop?for={opt_out_token('lan@vidu.vn', OptOutKind.FAIR_NEWS, secret=SECRET)}"

    async def test_reading_the_link_stops_nothing_pressing_the_button_does(self, client, address):
        asked = await client.get(address)
        assert "lan@vidu.vn" in asked.text
        assert await fetch("SELECT 1 FROM mail_opt_out") == []
        done = await client.post_form(address)
        assert done.status_code == 200
        assert [dict(row) for row in await fetch("SELECT email, kind FROM mail_opt_out")] == [
            {"email": "lan@vidu.vn", "kind": "fair_news"}
        ]

    async def test_a_mail_program_posts_by_itself(self, client, address):
        answer = await client.post(
            address, content="List-Unsubscribe=One-Click", headers={"content-type": "application/x-www-form-urlencoded"}
        )
        assert answer.status_code == 200
        assert len(await fetch("SELECT 1 FROM mail_opt_out")) == 1

    @pytest.mark.parametrize("token", ["", "abc", "abc.def"])
    async def test_a_changed_link_stops_nothing(self, client, token):
        for answer in (
            await client.get(f"/mails/stop?for={token}"),
            await client.post_form(f"/mails/stop?for={token}"),
        ):
            assert answer.status_code == 404
        assert await fetch("SELECT 1 FROM mail_opt_out") == []


async def test_every_page_speaks_english_too(client, sign_in):
    office = await make_office(name_en="Hanoi Office")
    await sign_in(await make_member(office, role="owner", account=await make_account(locale="en")))
    await client.get("/language/en")
    assert "E-mails" in (await client.get("/organizer/mails")).text
    assert "Nothing is sent from a demonstration" in (await client.get("/demo/mails")).text
