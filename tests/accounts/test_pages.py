"""The pages of accounts as a browser without JavaScript sees them."""

import re
from datetime import timedelta

import pytest

from events_app.accounts import operations
from events_app.accounts.operations.sessions import Visit
from events_app.accounts.pages.account import device_name
from events_app.platform.db import fetch, transaction
from events_app.platform.outbox import list_dead
from events_app.platform.web.auth import KEPT_FORM_COOKIE, SESSION_COOKIE
from tests.factories.accounts import PASSWORD, make_account, make_member, make_office
from tests.factories.outbox import make_dead_letter

SENTENCE = "cốm làng Vòng tháng tám"


async def token_of(topic):
    rows = await fetch(
        "SELECT payload::jsonb->>'link' AS link, created_at FROM outbox_message WHERE topic = $1 ORDER BY id DESC",
        topic,
    )
    async with transaction():
        link = await operations.reveal_link(int(rows[0]["link"]), now=rows[0]["created_at"])
    return link.token


class TestSignIn:
    async def test_an_organizer_goes_to_the_desk_with_a_careful_cookie(self, client):
        await make_member(await make_office(), role="organizer", email="lan@vidu.vn")
        answer = await client.post_form("/sign-in", {"email": "lan@vidu.vn", "password": PASSWORD})
        assert (answer.status_code, answer.headers["location"]) == (303, "/organizer")
        cookie = next(line for line in answer.headers.get_list("set-cookie") if line.startswith(SESSION_COOKIE))
        assert "HttpOnly" in cookie
        assert "SameSite=lax" in cookie
        assert "Path=/" in cookie

    @pytest.mark.parametrize(("role", "home"), [("gate", "/gate/"), (None, "/producer")])
    async def test_everybody_goes_to_their_own_home(self, client, role, home):
        account = await make_account(email="lan@vidu.vn")
        if role:
            await make_member(await make_office(), role=role, account=account)
        answer = await client.post_form("/sign-in", {"email": "lan@vidu.vn", "password": PASSWORD})
        assert answer.headers["location"] == home

    async def test_a_wanted_page_comes_first_but_never_another_site(self, client):
        await make_account(email="lan@vidu.vn")
        typed = {"email": "lan@vidu.vn", "password": PASSWORD}
        answer = await client.post_form("/sign-in", {**typed, "next": "/producer/fairs?kind=fair"})
        assert answer.headers["location"] == "/producer/fairs?kind=fair"
        answer = await client.post_form("/sign-in", {**typed, "next": "//evil.example"})
        assert answer.headers["location"] == "/producer"

    async def test_a_refusal_keeps_the_address_and_forgets_the_password(self, client):
        answer = await client.post_form("/sign-in", {"email": "lan@vidu.vn", "password": "sai mất rồi"})
        assert answer.status_code == 401
        assert 'value="lan@vidu.vn"' in answer.text
        assert "sai mất rồi" not in answer.text
        assert "không khớp" in answer.text

    async def test_too_many_tries_say_how_long_to_wait(self, client):
        for _ in range(9):
            answer = await client.post_form("/sign-in", {"email": "lan@vidu.vn", "password": "sai mất rồi"})
        assert answer.status_code == 429
        assert "9:15" in answer.text

    async def test_missing_fields_are_named(self, client):
        answer = await client.post_form("/sign-in", {"email": "lan@vidu.vn", "password": ""})
        assert answer.status_code == 422
        assert 'aria-invalid="true"' in answer.text

    async def test_the_demonstration_offers_three_sign_ins(self, client):
        answer = await client.get("/sign-in")
        assert answer.status_code == 200
        for email in ("organizer@demo.example", "producer@demo.example", "gate@demo.example"):
            assert f'value="{email}"' in answer.text

    async def test_signing_out_ends_the_session_on_the_server(self, client, sign_in):
        await sign_in(await make_account())
        token = client.cookies[SESSION_COOKIE]
        assert (await client.get("/account")).status_code == 200
        assert (await client.post_form("/sign-out")).status_code == 303
        client.cookies.set(SESSION_COOKIE, token)
        answer = await client.get("/account")
        assert answer.status_code == 303
        assert answer.headers["location"].startswith("/sign-in?next=%2Faccount")

    async def test_a_form_without_its_csrf_token_is_refused(self, client, sign_in):
        await sign_in(await make_account())
        answer = await client.post(
            "/account/profile", data={"name": "Kẻ lạ", "locale": "vi"}, headers={"sec-fetch-site": "cross-site"}
        )
        assert answer.status_code == 403


TYPED = {"name": "Trần Thị Lan", "email": "lan@vidu.vn", "phone": "0912 345 678", "password": SENTENCE}


class TestSignUp:
    async def test_from_the_form_to_the_confirmed_account(self, client):
        answer = await client.post_form("/sign-up", TYPED)
        assert answer.headers["location"] == "/sign-up/sent"
        sent = await client.get("/sign-up/sent")
        assert "lan@vidu.vn" in sent.text
        token = await token_of("account.signed_up")
        shown = await client.get("/sign-up/confirm", params={"token": token})
        assert shown.status_code == 200
        assert shown.headers["referrer-policy"] == "no-referrer"
        wrong = await client.post_form("/sign-up/confirm", {"token": token, "password": "mật khẩu khác hẳn"})
        assert wrong.status_code == 422
        answer = await client.post_form("/sign-up/confirm", {"token": token, "password": SENTENCE})
        assert (answer.status_code, answer.headers["location"]) == (303, "/producer/new")
        assert (await client.get(answer.headers["location"])).status_code == 200
        assert SESSION_COOKIE in client.cookies
        assert (await client.get("/sign-up/confirm", params={"token": token})).status_code == 410

    async def test_wrong_fields_keep_what_was_typed(self, client):
        answer = await client.post_form("/sign-up", {**TYPED, "email": "lan", "password": "ngắn"})
        assert answer.status_code == 422
        assert 'value="Trần Thị Lan"' in answer.text
        assert 'id="error-email"' in answer.text
        assert 'id="error-password"' in answer.text

    async def test_html_in_a_name_stays_text(self, client, sign_in):
        account = await make_account(name='<img src=x onerror="alert(1)">')
        await sign_in(account)
        answer = await client.get("/account")
        assert "<img src=x" not in answer.text
        assert "&lt;img src=x" in answer.text


class TestRecovery:
    async def test_the_answer_does_not_tell_who_has_an_account(self, client):
        await make_account(email="lan@vidu.vn")
        known = await client.post_form("/password-reset", {"email": "lan@vidu.vn"})
        unknown = await client.post_form("/password-reset", {"email": "ai@vidu.vn"})
        assert (known.status_code, known.headers["location"], known.text) == (
            unknown.status_code,
            unknown.headers["location"],
            unknown.text,
        )

    async def test_the_letter_s_link_sets_a_password(self, client):
        await make_account(email="lan@vidu.vn")
        await client.post_form("/password-reset", {"email": "lan@vidu.vn"})
        token = await token_of("account.reset_requested")
        assert "lan@vidu.vn" in (await client.get("/password-reset/new", params={"token": token})).text
        short = await client.post_form("/password-reset/new", {"token": token, "password": "ngắn"})
        assert short.status_code == 422
        answer = await client.post_form("/password-reset/new", {"token": token, "password": SENTENCE})
        assert answer.status_code == 303
        assert (await client.get("/account")).status_code == 200


class TestAccount:
    async def test_profile_password_and_keys(self, client, sign_in):
        await sign_in(await make_account(email="lan@vidu.vn"))
        answer = await client.post_form("/account/profile", {"name": "Trần Lan", "phone": "12", "locale": "vi"})
        assert answer.status_code == 422
        assert 'value="Trần Lan"' in answer.text
        answer = await client.post_form("/account/profile", {"name": "Trần Lan", "phone": "", "locale": "en"})
        assert answer.status_code == 303
        assert "My account" in (await client.get("/account")).text
        answer = await client.post_form("/account/password", {"current": "sai mất rồi", "new": SENTENCE})
        assert answer.status_code == 422
        answer = await client.post_form("/account/password", {"current": PASSWORD, "new": SENTENCE})
        assert answer.status_code == 303
        made = await client.post_form("/account/keys", {"key_name": "Máy quét", "scope": "gate", "days": "30"})
        assert made.status_code == 200
        assert made.headers["cache-control"] == "private, no-store"
        token = re.search(r'value="(ea_[^"]+)"', made.text).group(1)
        listed = (await client.get("/account")).text
        assert "Máy quét" in listed
        assert token not in listed
        number = (await fetch("SELECT id FROM api_key"))[0]["id"]
        assert (await client.post_form(f"/account/keys/{number}/revoke")).status_code == 303
        assert (await client.post_form(f"/account/keys/{number}/revoke")).status_code == 404

    async def test_the_address_changes_by_the_letter_s_link(self, client, sign_in):
        await sign_in(await make_account(email="lan@vidu.vn"))
        answer = await client.post_form("/account/email", {"email": "lan.moi@vidu.vn", "password": PASSWORD})
        assert answer.status_code == 303
        token = await token_of("account.email_change_requested")
        assert "lan.moi@vidu.vn" in (await client.get("/account/email/confirm", params={"token": token})).text
        assert (await client.post_form("/account/email/confirm", {"token": token})).status_code == 303
        assert "lan.moi@vidu.vn" in (await client.get("/account")).text

    async def test_other_devices_are_listed_and_signed_out(self, client, sign_in, now):
        account = await make_account(email="lan@vidu.vn")
        await sign_in(account)
        phone = "Mozilla/5.0 (iPhone; CPU iPhone OS 19_0 like Mac OS X) Version/19.0 Mobile/15E148 Safari/604.1"
        other = await operations.sign_in(
            "lan@vidu.vn", PASSWORD, visit=Visit("203.0.113.7", phone), demo=False, now=now
        )
        listed = (await client.get("/account")).text
        assert "Safari · iPhone" in listed
        number = (await fetch("SELECT id FROM login_session WHERE user_agent = $1", phone))[0]["id"]
        assert (await client.post_form(f"/account/sessions/{number}/end")).status_code == 303
        assert (await client.post_form("/account/sessions/end-others")).status_code == 303
        assert other.token
        assert "Safari · iPhone" not in (await client.get("/account")).text

    def test_devices_have_short_names(self):
        assert (
            device_name("Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 Chrome/130.0 Safari/537.36 Edg/130.0")
            == "Edge · Windows"
        )
        assert device_name("curl/8.5.0") == "curl/8.5.0"
        assert device_name("") != ""


class TestOffice:
    async def test_an_owner_edits_invites_and_exports(self, client, sign_in):
        office = await make_office(name_vi="Văn phòng Điều phối NTM Hà Nội")
        await sign_in(await make_member(office, role="owner"))
        shown = await client.get("/organizer/office")
        assert shown.status_code == 200
        assert "Văn phòng Điều phối NTM Hà Nội" in shown.text
        home = f"/organizer/office/{office}"
        edit = {"name_vi": "Văn phòng A", "revision": "1", "website": "vidu.vn"}
        assert (await client.post_form(f"{home}/profile", edit)).status_code == 303
        stale = await client.post_form(f"{home}/profile", {**edit, "name_vi": "Văn phòng B"})
        assert stale.status_code == 409
        assert 'value="Văn phòng B"' in stale.text
        assert 'name="revision" value="2"' in stale.text
        bad = await client.post_form(f"{home}/staff", {"invited_email": "x", "invited_name": "Mới", "role": "gate"})
        assert bad.status_code == 422
        assert 'id="error-invited_email"' in bad.text
        invite = {"invited_email": "moi@vidu.vn", "invited_name": "Mới", "role": "gate"}
        assert (await client.post_form(f"{home}/staff", invite)).status_code == 303
        assert "moi@vidu.vn" in (await client.get("/organizer/office")).text
        excel = await client.get(f"{home}/staff.xlsx")
        assert excel.status_code == 200
        assert excel.content.startswith(b"PK")
        token = await token_of("account.invited")
        answer = await client.post_form("/invitations", {"token": token, "name": "Mới", "password": SENTENCE})
        assert answer.headers["location"] == "/gate/"

    async def test_an_organizer_reads_but_does_not_change_people(self, client, sign_in):
        office = await make_office()
        owner = await make_member(office, role="owner")
        await sign_in(await make_member(office, role="organizer"))
        assert (await client.get("/organizer/office")).status_code == 200
        home = f"/organizer/office/{office}"
        assert (await client.post_form(f"{home}/staff/{owner}/remove")).status_code == 403
        assert (await client.post_form(f"{home}/staff/{owner}/role", {"role": "gate"})).status_code == 403
        assert (await client.post_form(f"{home}/profile", {"name_vi": "X", "revision": "1"})).status_code == 403

    async def test_work_that_was_given_up_is_shown_to_an_owner_who_has_it_tried_again(self, client, sign_in, clock):
        await make_dead_letter(clock.now())
        office = await make_office()
        await sign_in(await make_member(office, role="owner"))
        shown = await client.get("/organizer/office")
        assert "Quá hai ngày chưa làm được" in shown.text
        assert "fair.moved" in shown.text
        assert "a secret of another office" not in shown.text
        assert "Not done for two days" in (await client.get("/organizer/office?lang=en")).text
        [letter] = await list_dead()
        retry = f"/organizer/office/{office}/undelivered/{letter.id}/retry"
        assert (await client.post_form(retry)).status_code == 303
        assert await list_dead() == []
        assert "Quá hai ngày chưa làm được" not in (await client.get("/organizer/office")).text
        assert (await client.post_form(retry)).status_code == 404
        audit = await fetch("SELECT office, data FROM audit_entry WHERE action = 'outbox.retried'")
        assert [row["office"] for row in audit] == [office]

    async def test_who_does_not_own_the_office_has_nothing_tried_again(self, client, sign_in, clock):
        await make_dead_letter(clock.now())
        office, other = await make_office(), await make_office()
        await make_member(other, role="owner")
        await sign_in(await make_member(office, role="organizer"))
        assert "fair.moved" not in (await client.get("/organizer/office")).text
        [letter] = await list_dead()
        for number in (office, other):
            answer = await client.post_form(f"/organizer/office/{number}/undelivered/{letter.id}/retry")
            assert answer.status_code == 403
        assert await list_dead() == [letter]

    async def test_another_office_stays_closed(self, client, sign_in):
        other = await make_office()
        await sign_in(await make_member(await make_office(), role="owner"))
        assert (await client.get(f"/organizer/office?office={other}")).status_code == 403
        assert (await client.get(f"/organizer/office/{other}/staff.xlsx")).status_code == 403

    async def test_the_gate_s_staff_does_not_see_the_office(self, client, sign_in):
        await sign_in(await make_member(await make_office(), role="gate"))
        assert (await client.get("/organizer/office")).status_code == 403

    async def test_the_last_owner_reads_why_they_cannot_go(self, client, sign_in):
        office = await make_office()
        owner = await make_member(office, role="owner")
        await sign_in(owner)
        answer = await client.post_form(f"/organizer/office/{office}/staff/{owner}/remove")
        assert answer.status_code == 409
        assert "chủ quản" in answer.text or "người phụ trách" in answer.text


class TestKeptForm:
    async def test_what_was_typed_survives_an_ended_session(self, client, sign_in, clock):
        account = await make_account(email="lan@vidu.vn")
        await sign_in(account)
        clock.advance(timedelta(days=1))
        answer = await client.post_form(
            "/account/profile", {"name": "Trần Thị Lan Hương", "phone": "", "locale": "vi", "password": "bí mật"}
        )
        assert answer.headers["location"] == "/sign-in?next=%2Fkept-form"
        assert client.cookies[KEPT_FORM_COOKIE]
        assert "giữ lại" in (await client.get(answer.headers["location"])).text
        back = await client.post_form("/sign-in", {"email": "lan@vidu.vn", "password": PASSWORD, "next": "/kept-form"})
        assert back.headers["location"] == "/kept-form"
        shown = await client.get("/kept-form")
        assert "Trần Thị Lan Hương" in shown.text
        assert "bí mật" not in shown.text
        fields = dict(re.findall(r'<textarea name="([^"]+)" hidden>\n(.*?)</textarea>', shown.text, re.DOTALL))
        assert fields == {"name": "Trần Thị Lan Hương", "phone": "", "locale": "vi"}
        sent = await client.post_form("/kept-form", fields)
        assert (sent.status_code, sent.headers["location"]) == (307, "/account/profile")
        done = await client.post_form(sent.headers["location"], fields)
        assert done.status_code == 303
        assert "Trần Thị Lan Hương" in (await client.get("/account")).text
        assert (await client.post_form("/kept-form", fields)).status_code == 410

    async def test_another_person_at_the_computer_does_not_see_it(self, client, sign_in, clock):
        await sign_in(await make_account(email="lan@vidu.vn"))
        clock.advance(timedelta(days=1))
        await client.post_form("/account/profile", {"name": "Trần Thị Lan Hương", "locale": "vi"})
        await make_account(email="khac@vidu.vn")
        await client.post_form("/sign-in", {"email": "khac@vidu.vn", "password": PASSWORD, "next": "/kept-form"})
        answer = await client.get("/kept-form")
        assert answer.status_code == 410
        assert "Lan Hương" not in answer.text

    async def test_a_form_from_another_site_is_not_kept(self, client):
        await client.get("/language/vi")
        headers = {"x-csrftoken": client.cookies["events_csrf"], "sec-fetch-site": "cross-site"}
        answer = await client.post("/account/profile", data={"name": "Kẻ lạ"}, headers=headers)
        assert answer.headers["location"] == "/sign-in?next=%2Faccount%2Fprofile"
        assert KEPT_FORM_COOKIE not in client.cookies
        assert await fetch("SELECT 1 FROM kept_form") == []

    async def test_a_form_whose_csrf_cookie_has_ended_is_kept(self, client, sign_in):
        await sign_in(await make_account())
        answer = await client.post(
            "/account/profile", data={"name": "Lan", "_csrf_token": "cũ"}, headers={"sec-fetch-site": "same-origin"}
        )
        assert answer.status_code == 303
        assert "kept-form" in answer.headers["location"]
        kept = await client.get("/kept-form")
        assert kept.status_code == 200
        assert "cũ" not in kept.text

    async def test_it_can_be_thrown_away(self, client, sign_in):
        await sign_in(await make_account())
        await client.post("/account/profile", data={"name": "Lan"}, headers={"sec-fetch-site": "same-origin"})
        assert (await client.post_form("/kept-form/drop")).status_code == 303
        assert await fetch("SELECT 1 FROM kept_form") == []
