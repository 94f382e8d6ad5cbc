"""Signing in, links, staff, keys and kept forms on a real database."""

import asyncio
from datetime import timedelta

import pytest

from events_app.accounts import errors, operations, queries, rules
from events_app.accounts.operations.sessions import Visit
from events_app.accounts.rules import Purpose, Role
from events_app.accounts.schemas import OfficeProfile
from events_app.platform.actor import ANONYMOUS, NotYourOffice
from events_app.platform.db import fetch, transaction
from events_app.platform.errors import InvalidInput, NotAllowed, StaleRevision
from events_app.platform.i18n import Bilingual
from tests.factories.accounts import PASSWORD, PRODUCT, actor_of, make_account, make_member, make_office

pytestmark = pytest.mark.usefixtures("database")

VISIT = Visit(address="203.0.113.7", user_agent="Firefox")


async def sign_in(email, password=PASSWORD, *, now, visit=VISIT, demo=False, **more):
    return await operations.sign_in(email, password, visit=visit, demo=demo, now=now, **more)


async def revealed(topic):
    """The token of the link named by the newest message of a topic, as the letter would carry it."""
    rows = await fetch(
        "SELECT payload::jsonb->>'link' AS link, created_at FROM outbox_message WHERE topic = $1 ORDER BY id DESC",
        topic,
    )
    async with transaction():
        link = await operations.reveal_link(int(rows[0]["link"]), now=rows[0]["created_at"])
    assert link is not None
    return link.token


async def topics():
    return [row["topic"] for row in await fetch("SELECT topic FROM outbox_message ORDER BY id")]


class TestSignIn:
    async def test_the_right_password_opens_a_session_that_the_cookie_proves(self, now):
        office = await make_office()
        account = await make_member(office, role="owner", email="lan@vidu.vn")
        session = await sign_in(" LAN@vidu.vn ", now=now)
        seen = await queries.authenticate_cookie(session.token, now)
        assert seen is not None
        assert (seen.account, seen.office_roles, seen.scopes) == (account, {office: "owner"}, None)
        assert await queries.authenticate_bearer(session.token, now) is None

    async def test_only_the_hash_of_the_token_is_stored(self, now):
        await make_account(email="lan@vidu.vn")
        session = await sign_in("lan@vidu.vn", now=now)
        rows = await fetch("SELECT s::text AS everything FROM login_session s")
        assert session.token not in rows[0]["everything"]

    @pytest.mark.parametrize("case", ["wrong password", "unknown", "disabled", "no address", "invited", "huge"])
    async def test_every_refusal_reads_the_same(self, now, case):
        await make_account(email="lan@vidu.vn", disabled_at=now if case == "disabled" else None)
        await make_account(email="moi@vidu.vn", password_hash="", confirmed_at=now)
        email = {"unknown": "ai@vidu.vn", "no address": "không phải", "invited": "moi@vidu.vn"}.get(case, "lan@vidu.vn")
        password = {"wrong password": "sai mất rồi", "invited": "", "huge": PASSWORD + "x" * 10_000}.get(case, PASSWORD)
        with pytest.raises(errors.CredentialsRefused):
            await sign_in(email, password, now=now)

    async def test_an_unknown_address_costs_the_same_work(self):
        """Timed in the work done, not in seconds: the decoy has the parameters of a real hash."""
        from argon2 import extract_parameters

        from events_app.accounts import passwords

        real = await passwords.hash_password(PASSWORD)
        assert extract_parameters(passwords._decoy()) == extract_parameters(real)
        assert not await passwords.password_matches(None, "nobody has this password")
        assert not await passwords.password_matches("", "nobody has this password")

    async def test_a_weak_hash_is_replaced_when_its_password_is_at_hand(self, now, monkeypatch):
        monkeypatch.setattr("events_app.accounts.passwords._HASHER", PRODUCT)
        account = await make_account(email="lan@vidu.vn")
        before = (await fetch("SELECT password_hash FROM account WHERE id = $1", account))[0]["password_hash"]
        await sign_in("lan@vidu.vn", now=now)
        after = (await fetch("SELECT password_hash FROM account WHERE id = $1", account))[0]["password_hash"]
        assert "m=8," in before
        assert "m=65536," in after
        await sign_in("lan@vidu.vn", now=now)

    async def test_an_unconfirmed_address_gets_its_link_again(self, now):
        await make_account(email="lan@vidu.vn", confirmed_at=None)
        with pytest.raises(errors.AddressNotConfirmed):
            await sign_in("lan@vidu.vn", now=now)
        assert await topics() == ["account.signed_up"]
        with pytest.raises(errors.CredentialsRefused):
            await sign_in("lan@vidu.vn", "sai mất rồi", now=now)

    async def test_the_demo_password_opens_nothing_outside_demo_mode(self, now):
        from events_app.accounts.passwords import hash_password

        await make_account(email="organizer@demo.example", password_hash=await hash_password("demo-demo"))
        with pytest.raises(errors.CredentialsRefused):
            await sign_in("organizer@demo.example", "demo-demo", now=now)
        assert await sign_in("organizer@demo.example", "demo-demo", demo=True, now=now)

    async def test_signing_in_ends_the_browser_s_former_session(self, now):
        await make_account(email="lan@vidu.vn")
        first = await sign_in("lan@vidu.vn", now=now)
        second = await sign_in("lan@vidu.vn", former_token=first.token, now=now)
        assert first.token != second.token
        assert await queries.authenticate_cookie(first.token, now) is None
        assert await queries.authenticate_cookie(second.token, now) is not None


class TestThrottle:
    async def test_guesses_at_one_account_are_stopped_and_go_on_after_a_pause(self, now):
        await make_account(email="lan@vidu.vn")
        for number in range(rules.TRIES_PER_EMAIL):
            with pytest.raises(errors.CredentialsRefused):
                await sign_in("lan@vidu.vn", f"đoán lần {number}", visit=Visit(f"203.0.113.{number}"), now=now)
        with pytest.raises(errors.TooManyAttempts) as refusal:
            await sign_in("lan@vidu.vn", now=now + timedelta(minutes=1))
        assert refusal.value.data["until"] == now + rules.WINDOW
        assert await sign_in("lan@vidu.vn", now=now + rules.WINDOW)

    async def test_a_success_forgets_the_account_s_failures(self, now):
        await make_account(email="lan@vidu.vn")
        for _ in range(rules.TRIES_PER_EMAIL - 1):
            with pytest.raises(errors.CredentialsRefused):
                await sign_in("lan@vidu.vn", "sai mất rồi", now=now)
        await sign_in("lan@vidu.vn", now=now)
        with pytest.raises(errors.CredentialsRefused):
            await sign_in("lan@vidu.vn", "sai mất rồi", now=now)

    async def test_guesses_from_one_address_at_many_accounts_are_stopped(self, now, monkeypatch):
        monkeypatch.setattr(rules, "TRIES_PER_ADDRESS", 3)
        for number in range(3):
            with pytest.raises(errors.CredentialsRefused):
                await sign_in(f"ai{number}@vidu.vn", "sai mất rồi", now=now)
        with pytest.raises(errors.TooManyAttempts):
            await sign_in("khac@vidu.vn", "sai mất rồi", now=now)
        with pytest.raises(errors.CredentialsRefused):
            await sign_in("khac@vidu.vn", "sai mất rồi", visit=Visit("198.51.100.1"), now=now)

    async def test_of_many_guesses_at_once_no_more_than_the_limit_are_checked(self, now):
        await make_account(email="lan@vidu.vn")
        outcomes = await asyncio.gather(
            *(sign_in("lan@vidu.vn", f"đoán lần {number}", now=now) for number in range(24)), return_exceptions=True
        )
        checked = sum(isinstance(outcome, errors.CredentialsRefused) for outcome in outcomes)
        refused = sum(isinstance(outcome, errors.TooManyAttempts) for outcome in outcomes)
        assert (checked, refused) == (rules.TRIES_PER_EMAIL, 24 - rules.TRIES_PER_EMAIL)

    async def test_tries_are_forgotten_with_their_addresses(self, now):
        with pytest.raises(errors.CredentialsRefused):
            await sign_in("lan@vidu.vn", "sai mất rồi", now=now)
        await operations.sweep_accounts(now=now + timedelta(hours=1))
        assert await fetch("SELECT 1 FROM sign_in_attempt") == []


class TestSessions:
    async def test_a_session_slides_with_use_but_is_rarely_written(self, now):
        await make_account(email="lan@vidu.vn")
        session = await sign_in("lan@vidu.vn", now=now)
        soon = await queries.authenticate_cookie(session.token, now + timedelta(minutes=5))
        later = now + timedelta(days=10)
        seen = await queries.authenticate_cookie(session.token, later)
        assert soon is not None
        assert not soon.touch_due
        assert seen is not None
        assert seen.touch_due
        await operations.note_use(seen, now=later)
        assert await queries.authenticate_cookie(session.token, now + timedelta(days=20)) is not None
        assert await queries.authenticate_cookie(session.token, now + timedelta(days=25)) is None

    async def test_signing_out_works_at_once(self, now):
        await make_account(email="lan@vidu.vn")
        session = await sign_in("lan@vidu.vn", now=now)
        await operations.sign_out(session.token, now=now)
        assert await queries.authenticate_cookie(session.token, now) is None
        await operations.sign_out(session.token, now=now)

    async def test_signing_out_everywhere_keeps_this_browser(self, now):
        acting = await actor_of(await make_account(email="lan@vidu.vn"))
        here, there = await sign_in("lan@vidu.vn", now=now), await sign_in("lan@vidu.vn", now=now)
        assert await operations.sign_out_everywhere(acting=acting, keep_token=here.token, now=now) == 1
        assert await queries.authenticate_cookie(here.token, now) is not None
        assert await queries.authenticate_cookie(there.token, now) is None

    async def test_nobody_ends_somebody_else_s_session(self, now):
        lan = await actor_of(await make_account(email="lan@vidu.vn"))
        other = await actor_of(await make_account())
        session = await sign_in("lan@vidu.vn", now=now)
        number = (await queries.list_sessions(lan.id, now))[0].id
        with pytest.raises(errors.SessionNotFound):
            await operations.revoke_session(number, acting=other, now=now)
        await operations.revoke_session(number, acting=lan, now=now)
        assert await queries.authenticate_cookie(session.token, now) is None

    async def test_a_disabled_account_is_signed_out_everywhere_at_once(self, now):
        account = await make_account(email="lan@vidu.vn")
        session = await sign_in("lan@vidu.vn", now=now)
        await fetch("UPDATE account SET disabled_at = $2 WHERE id = $1", account, now)
        assert await queries.authenticate_cookie(session.token, now) is None


async def sign_up(now, **changes):
    typed = {
        "email": "lan@vidu.vn",
        "name": "Trần Thị Lan",
        "phone": "0912345678",
        "password": "gạo nếp cái hoa vàng",
        **changes,
    }
    await operations.sign_up_producer(**typed, locale="vi", address="203.0.113.7", demo=False, now=now)


class TestSignUp:
    async def test_the_link_and_the_password_together_confirm_and_sign_in(self, now):
        await sign_up(now)
        token = await revealed("account.signed_up")
        session = await operations.confirm_email(token, "gạo nếp cái hoa vàng", visit=VISIT, now=now)
        account = await queries.load_account(session.account)
        assert account is not None
        assert (account.email, account.phone, account.confirmed_at) == ("lan@vidu.vn", "+84912345678", now)
        assert "account.confirmed" in await topics()

    async def test_the_link_alone_does_not_open_an_account_somebody_else_made(self, now):
        await sign_up(now, password="mật khẩu của kẻ lạ")
        token = await revealed("account.signed_up")
        with pytest.raises(InvalidInput) as refusal:
            await operations.confirm_email(token, "gạo nếp cái hoa vàng", visit=VISIT, now=now)
        assert refusal.value.fields["password"][0].code == "password_wrong"
        assert (await fetch("SELECT confirmed_at FROM account"))[0]["confirmed_at"] is None

    async def test_a_link_works_once_also_for_two_at_once(self, now):
        await sign_up(now)
        token = await revealed("account.signed_up")
        outcomes = await asyncio.gather(
            *(operations.confirm_email(token, "gạo nếp cái hoa vàng", visit=VISIT, now=now) for _ in range(4)),
            return_exceptions=True,
        )
        assert sum(isinstance(outcome, errors.LinkSpent) for outcome in outcomes) == 3

    async def test_a_link_ends_after_two_days(self, now):
        await sign_up(now)
        token = await revealed("account.signed_up")
        with pytest.raises(errors.LinkSpent):
            await operations.confirm_email(token, "gạo nếp cái hoa vàng", visit=VISIT, now=now + timedelta(hours=48))

    async def test_all_wrong_fields_are_named_together(self, now):
        with pytest.raises(InvalidInput) as refusal:
            await sign_up(now, email="lan", name=" ", phone="12", password="ngắn")
        assert set(refusal.value.fields) == {"email", "name", "phone", "password"}

    async def test_signing_up_an_address_that_has_an_account_changes_nothing_but_tells_its_owner(self, now):
        account = await make_account(email="lan@vidu.vn", name="Trần Thị Lan")
        await sign_up(now, name="Kẻ lạ")
        assert await topics() == ["account.sign_up_repeated"]
        stored = await queries.load_account(account)
        assert stored is not None
        assert stored.name == "Trần Thị Lan"
        assert await sign_in("lan@vidu.vn", now=now)

    async def test_many_sign_ups_of_one_address_at_once_make_one_account(self, now):
        await asyncio.gather(*(sign_up(now) for _ in range(4)))
        assert len(await fetch("SELECT 1 FROM account")) == 1
        assert len(await fetch("SELECT 1 FROM one_time_token WHERE used_at IS NULL")) == 1

    async def test_letters_to_one_address_are_limited(self, now):
        for _ in range(rules.TRIES_PER_EMAIL):
            await sign_up(now)
        with pytest.raises(errors.TooManyAttempts):
            await sign_up(now)


class TestPasswords:
    async def test_a_reset_sets_the_password_confirms_ends_sessions_and_signs_in(self, now):
        account = await make_account(email="lan@vidu.vn")
        old = await sign_in("lan@vidu.vn", now=now)
        await operations.request_password_reset("LAN@vidu.vn", address="203.0.113.7", now=now)
        token = await revealed("account.reset_requested")
        session = await operations.reset_password(token, "cốm làng Vòng tháng tám", visit=VISIT, demo=False, now=now)
        assert session.account == account
        assert await queries.authenticate_cookie(old.token, now) is None
        assert await queries.authenticate_cookie(session.token, now) is not None
        with pytest.raises(errors.LinkSpent):
            await operations.reset_password(token, "cốm làng Vòng tháng tám", visit=VISIT, demo=False, now=now)
        assert (await topics())[-1] == "account.password_changed"

    async def test_asking_for_an_unknown_address_sends_nothing_and_says_nothing(self, now):
        await operations.request_password_reset("ai@vidu.vn", address="203.0.113.7", now=now)
        assert await topics() == []

    async def test_the_newest_link_replaces_the_older_one(self, now):
        await make_account(email="lan@vidu.vn")
        await operations.request_password_reset("lan@vidu.vn", address="203.0.113.7", now=now)
        first = await revealed("account.reset_requested")
        await operations.request_password_reset("lan@vidu.vn", address="203.0.113.7", now=now)
        with pytest.raises(errors.LinkSpent):
            await operations.reset_password(first, "cốm làng Vòng tháng tám", visit=VISIT, demo=False, now=now)

    async def test_a_link_of_one_purpose_serves_no_other(self, now):
        await make_account(email="lan@vidu.vn", confirmed_at=None)
        with pytest.raises(errors.AddressNotConfirmed):
            await sign_in("lan@vidu.vn", now=now)
        token = await revealed("account.signed_up")
        with pytest.raises(errors.LinkSpent):
            await operations.reset_password(token, "cốm làng Vòng tháng tám", visit=VISIT, demo=False, now=now)

    async def test_changing_the_password_needs_the_current_one_and_ends_other_sessions(self, now):
        acting = await actor_of(await make_account(email="lan@vidu.vn"))
        here, there = await sign_in("lan@vidu.vn", now=now), await sign_in("lan@vidu.vn", now=now)
        change = {"keep_token": here.token, "address": "203.0.113.7", "demo": False, "acting": acting, "now": now}
        with pytest.raises(InvalidInput) as refusal:
            await operations.change_password(current="sai mất rồi", new="cốm làng Vòng tháng tám", **change)
        assert set(refusal.value.fields) == {"current"}
        await operations.change_password(current=PASSWORD, new="cốm làng Vòng tháng tám", **change)
        assert await queries.authenticate_cookie(here.token, now) is not None
        assert await queries.authenticate_cookie(there.token, now) is None

    async def test_a_password_changed_while_it_is_checked_opens_nothing(self):
        """The check takes time; a reset that commits meanwhile must win."""
        account = await make_account(email="lan@vidu.vn")
        rows = await fetch("SELECT id, password_hash FROM account WHERE id = $1", account)
        await fetch("UPDATE account SET password_hash = 'another' WHERE id = $1", account)
        from events_app.accounts.operations.sessions import _ensure_password_unchanged

        with pytest.raises(errors.CredentialsRefused):
            async with transaction():
                await _ensure_password_unchanged(dict(rows[0]))


class TestEmailChange:
    async def test_the_address_changes_when_the_new_one_is_proved(self, now):
        acting = await actor_of(await make_account(email="lan@vidu.vn"))
        await operations.request_email_change(
            email="lan.moi@vidu.vn", password=PASSWORD, address="203.0.113.7", acting=acting, now=now
        )
        account = await queries.load_account(acting.id)
        assert account is not None
        assert account.email == "lan@vidu.vn"
        token = await revealed("account.email_change_requested")
        assert await operations.confirm_new_email(token, now=now) == "lan.moi@vidu.vn"
        assert await sign_in("lan.moi@vidu.vn", now=now)

    async def test_an_address_taken_meanwhile_is_refused_by_the_constraint(self, now):
        acting = await actor_of(await make_account(email="lan@vidu.vn"))
        await operations.request_email_change(
            email="chung@vidu.vn", password=PASSWORD, address="203.0.113.7", acting=acting, now=now
        )
        token = await revealed("account.email_change_requested")
        await make_account(email="chung@vidu.vn")
        with pytest.raises(errors.EmailTaken):
            await operations.confirm_new_email(token, now=now)

    async def test_asking_for_somebody_else_s_address_only_tells_them(self, now):
        acting = await actor_of(await make_account(email="lan@vidu.vn"))
        await make_account(email="chung@vidu.vn")
        await operations.request_email_change(
            email="chung@vidu.vn", password=PASSWORD, address="203.0.113.7", acting=acting, now=now
        )
        assert await topics() == ["account.sign_up_repeated"]


async def invite(office, acting, now, email="moi@vidu.vn", role=Role.GATE):
    return await operations.invite_staff(
        office, email=email, name="Nguyễn Văn Mới", role=role, locale="vi", acting=acting, now=now
    )


async def accept(token, now, password="cốm làng Vòng tháng tám", acting=ANONYMOUS):
    return await operations.accept_invitation(
        token, name="Nguyễn Văn Mới", password=password, visit=VISIT, demo=False, acting=acting, now=now
    )


class TestStaff:
    async def test_an_invited_person_chooses_a_password_and_works_for_the_office(self, now):
        office = await make_office()
        owner = await actor_of(await make_member(office, role="owner"))
        await invite(office, owner, now)
        assert [entry.email for entry in await queries.list_invitations(office, now)] == ["moi@vidu.vn"]
        session = await accept(await revealed("account.invited"), now)
        seen = await queries.authenticate_cookie(session.token, now)
        assert seen is not None
        assert seen.office_roles == {office: "gate"}
        assert await queries.list_invitations(office, now) == []

    async def test_somebody_with_an_account_proves_it(self, now):
        office = await make_office()
        owner = await actor_of(await make_member(office, role="owner"))
        account = await make_account(email="moi@vidu.vn")
        await invite(office, owner, now)
        token = await revealed("account.invited")
        with pytest.raises(InvalidInput):
            await accept(token, now, password="cốm làng Vòng tháng tám")
        await accept(token, now, password="", acting=await actor_of(account))
        assert (await actor_of(account)).staffs_gate(office)

    async def test_a_withdrawn_invitation_opens_nothing(self, now):
        office = await make_office()
        owner = await actor_of(await make_member(office, role="owner"))
        link = await invite(office, owner, now)
        token = await revealed("account.invited")
        await operations.withdraw_invitation(office, link, acting=owner, now=now)
        with pytest.raises(errors.LinkSpent):
            await accept(token, now)

    async def test_only_an_owner_of_this_office_invites_and_removes(self, now):
        office, other = await make_office(), await make_office()
        organizer = await actor_of(await make_member(office, role="organizer"))
        stranger = await actor_of(await make_member(other, role="owner"))
        gate = await make_member(office, role="gate")
        for acting in (organizer, stranger):
            with pytest.raises(NotYourOffice):
                await invite(office, acting, now)
            with pytest.raises(NotYourOffice):
                await operations.remove_staff(office, gate, acting=acting, now=now)
            with pytest.raises(NotYourOffice):
                await operations.change_role(office, gate, Role.OWNER, acting=acting, now=now)

    async def test_anybody_may_leave_but_not_the_last_owner(self, now):
        office = await make_office()
        owner = await actor_of(await make_member(office, role="owner"))
        gate = await actor_of(await make_member(office, role="gate"))
        await operations.remove_staff(office, gate.id, acting=gate, now=now)
        with pytest.raises(errors.LastOwner):
            await operations.remove_staff(office, owner.id, acting=owner, now=now)
        with pytest.raises(errors.LastOwner):
            await operations.change_role(office, owner.id, Role.ORGANIZER, acting=owner, now=now)

    async def test_inviting_a_member_again_is_refused(self, now):
        office = await make_office()
        owner = await actor_of(await make_member(office, role="owner"))
        await make_member(office, role="gate", email="moi@vidu.vn")
        with pytest.raises(errors.AlreadyMember):
            await invite(office, owner, now)

    async def test_two_owners_who_remove_each_other_leave_one(self, now):
        for _round in range(20):
            office = await make_office()
            first = await actor_of(await make_member(office, role="owner"))
            second = await actor_of(await make_member(office, role="owner"))
            outcomes = await asyncio.gather(
                operations.remove_staff(office, second.id, acting=first, now=now),
                operations.remove_staff(office, first.id, acting=second, now=now),
                return_exceptions=True,
            )
            assert sum(outcome is None for outcome in outcomes) == 1
            assert sum(isinstance(outcome, NotYourOffice) for outcome in outcomes) == 1
            owners = await fetch("SELECT 1 FROM office_member WHERE office = $1 AND role = 'owner'", office)
            assert len(owners) == 1

    async def test_an_owner_demoted_meanwhile_changes_nothing_any_more(self, now):
        """The actor's roles were read when the request began."""
        office = await make_office()
        first, demoted = [await actor_of(await make_member(office, role="owner")) for _ in range(2)]
        gate = await make_member(office, role="gate")
        await operations.change_role(office, demoted.id, Role.ORGANIZER, acting=first, now=now)
        assert demoted.owns_office(office)
        with pytest.raises(NotYourOffice):
            await operations.remove_staff(office, gate, acting=demoted, now=now)
        with pytest.raises(NotYourOffice):
            await operations.change_role(office, gate, Role.OWNER, acting=demoted, now=now)
        with pytest.raises(NotYourOffice):
            await invite(office, demoted, now)

    async def test_the_database_itself_keeps_an_owner(self):
        """Also against code that forgets to lock: two bare deletes at once, one of them is refused."""
        for _round in range(20):
            office = await make_office()
            people = [await make_member(office, role="owner") for _ in range(2)]

            async def delete(account, office=office):
                async with transaction():
                    await fetch("DELETE FROM office_member WHERE office = $1 AND account = $2", office, account)

            outcomes = await asyncio.gather(*(delete(account) for account in people), return_exceptions=True)
            assert sum(isinstance(outcome, errors.LastOwner) for outcome in outcomes) == 1

    async def test_ownership_may_be_handed_over_in_any_order(self):
        office = await make_office()
        old, new = await make_member(office, role="owner"), await make_member(office, role="gate")
        async with transaction():
            await fetch("UPDATE office_member SET role = 'gate' WHERE account = $1", old)
            await fetch("UPDATE office_member SET role = 'owner' WHERE account = $1", new)

    async def test_an_office_edited_meanwhile_is_shown_as_it_is_now(self, now):
        office = await make_office(name_vi="Văn phòng A")
        owner = await actor_of(await make_member(office, role="owner"))
        edit = {"revision": 1, "acting": owner, "now": now}
        b, c = (
            OfficeProfile(Bilingual(name), phone="024 3733 5599", website="vidu.vn")
            for name in ("Văn phòng B", "Văn phòng C")
        )
        await operations.edit_office(office, b, **edit)
        with pytest.raises(StaleRevision) as refusal:
            await operations.edit_office(office, c, **edit)
        assert refusal.value.data["revision"] == 2
        stored = await queries.load_office(office)
        assert (stored.name.vi, stored.phone, stored.website) == ("Văn phòng B", "+842437335599", "https://vidu.vn")


class TestApiKeys:
    async def test_a_key_is_shown_once_and_acts_within_its_scopes(self, now):
        acting = await actor_of(await make_account())
        made = await operations.make_api_key(name="Máy quét cổng", scopes=["gate"], days=30, acting=acting, now=now)
        seen = await queries.authenticate_bearer(made.token, now)
        assert seen is not None
        assert (seen.account, seen.scopes, seen.touch_due) == (acting.id, frozenset({"gate"}), True)
        await operations.note_use(seen, now=now)
        assert (await queries.list_api_keys(acting.id, now))[0].last_used_at == now
        assert await queries.authenticate_cookie(made.token, now) is None
        assert await queries.authenticate_bearer(made.token, now + timedelta(days=30)) is None
        assert made.token not in (await fetch("SELECT k::text AS everything FROM api_key k"))[0]["everything"]

    async def test_a_revoked_key_is_dead_and_only_its_person_revokes_it(self, now):
        acting = await actor_of(await make_account())
        made = await operations.make_api_key(name="Máy", scopes=["read"], days=None, acting=acting, now=now)
        with pytest.raises(errors.ApiKeyNotFound):
            await operations.revoke_api_key(made.id, acting=await actor_of(await make_account()), now=now)
        await operations.revoke_api_key(made.id, acting=acting, now=now)
        assert await queries.authenticate_bearer(made.token, now) is None

    async def test_a_key_makes_no_keys(self, now):
        import msgspec

        acting = await actor_of(await make_account())
        narrowed = msgspec.structs.replace(acting, scopes=frozenset({"write"}))
        with pytest.raises(NotAllowed):
            await operations.make_api_key(name="Máy", scopes=["write"], days=None, acting=narrowed, now=now)


async def keep(
    now, *, session_token=None, path="/organizer/fairs?x=1", fields=(("title", "Hội chợ Tết"), ("password", "x"))
):
    return await operations.keep_form(
        path=path,
        fields=fields,
        files=["banner"],
        reason="signed_out",
        session_token=session_token,
        address="203.0.113.7",
        now=now,
    )


class TestKeptForms:
    async def test_what_was_typed_waits_for_its_browser(self, now):
        acting = await actor_of(await make_account())
        token = await keep(now)
        kept = await queries.load_kept_form(token, account=acting.id, now=now)
        assert kept is not None
        assert (kept.path, kept.fields, kept.files) == ("/organizer/fairs?x=1", [("title", "Hội chợ Tết")], ["banner"])
        assert await queries.load_kept_form("another token", account=acting.id, now=now) is None

    async def test_it_is_sent_once(self, now):
        acting = await actor_of(await make_account())
        token = await keep(now)
        assert await operations.spend_kept_form(token, acting=acting, now=now) == "/organizer/fairs?x=1"
        with pytest.raises(errors.KeptFormGone):
            await operations.spend_kept_form(token, acting=acting, now=now)

    async def test_somebody_else_at_the_same_computer_does_not_see_it(self, now):
        await make_account(email="lan@vidu.vn")
        other = await actor_of(await make_account())
        session = await sign_in("lan@vidu.vn", now=now)
        token = await keep(now + timedelta(days=15), session_token=session.token)
        assert await queries.load_kept_form(token, account=other.id, now=now) is None
        with pytest.raises(errors.KeptFormGone):
            await operations.spend_kept_form(token, acting=other, now=now)
        assert await queries.load_kept_form(token, account=session.account, now=now) is not None

    async def test_it_is_forgotten_after_two_hours(self, now):
        acting = await actor_of(await make_account())
        token = await keep(now)
        assert await queries.load_kept_form(token, account=acting.id, now=now + timedelta(hours=2)) is None
        await operations.sweep_accounts(now=now + timedelta(hours=2))
        assert await fetch("SELECT 1 FROM kept_form") == []

    async def test_nul_and_odd_signs_survive_or_vanish_but_never_break(self, now):
        acting = await actor_of(await make_account())
        token = await keep(now, fields=[("title", 'A\x00B "nháy" \\ <script>'), ("x\x00", "y")])
        kept = await queries.load_kept_form(token, account=acting.id, now=now)
        assert kept is not None
        assert kept.fields[0][0] == "title"

    async def test_one_network_cannot_fill_the_table(self, now):
        for _ in range(rules.TRIES_PER_ADDRESS):
            await keep(now)
        with pytest.raises(errors.TooManyAttempts):
            await keep(now)


async def test_closed_sessions_and_links_are_swept_after_a_month(now):
    await make_account(email="lan@vidu.vn")
    await sign_in("lan@vidu.vn", now=now)
    await operations.request_password_reset("lan@vidu.vn", address="203.0.113.7", now=now)
    await operations.sweep_accounts(now=now + timedelta(days=20))
    assert len(await fetch("SELECT 1 FROM login_session")) == 1
    await operations.sweep_accounts(now=now + timedelta(days=45))
    assert await fetch("SELECT 1 FROM login_session") == []
    assert await fetch("SELECT 1 FROM one_time_token") == []


async def test_a_link_of_another_purpose_is_not_shown(now):
    await make_account(email="lan@vidu.vn")
    await operations.request_password_reset("lan@vidu.vn", address="203.0.113.7", now=now)
    token = await revealed("account.reset_requested")
    shown = await queries.load_open_link(token, Purpose.RESET_PASSWORD, now)
    assert shown is not None
    assert shown.email == "lan@vidu.vn"
    assert await queries.load_open_link(token, Purpose.INVITATION, now) is None
