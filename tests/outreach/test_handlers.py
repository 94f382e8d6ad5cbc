"""From an outbox message to letters: each topic, each audience."""

import asyncio
from datetime import date, timedelta

import pytest
from icalendar import Calendar

from events_app.accounts import operations as accounts
from events_app.accounts.operations.sessions import Visit
from events_app.accounts.rules import Role
from events_app.booths.operations import confirm_booth, hold_booth
from events_app.fairs.changes import reach_of
from events_app.fairs.operations import cancel_fair, postpone_fair
from events_app.fairs.schemas import Cancellation, Postponement
from events_app.outreach.handlers import COMPOSERS, make_handlers
from events_app.outreach.operations import advance_fan_outs, fan_outs, opt_out
from events_app.outreach.queries import list_fan_outs
from events_app.outreach.rules import OptOutKind
from events_app.platform.actor import SYSTEM
from events_app.platform.db import fetch, transaction
from events_app.platform.i18n import Bilingual
from events_app.platform.outbox import deliver_due, put_message
from tests.factories.accounts import PASSWORD, actor_of, make_account, make_member, make_office, make_organizer
from tests.factories.booths import booths_of, make_claim, make_floor_plan
from tests.factories.fairs import make_fair, slug_of
from tests.factories.livestream import make_session
from tests.factories.outreach import make_mail_settings
from tests.factories.passes import make_gate_site, make_pass
from tests.factories.producers import make_producer, make_producer_member

pytestmark = pytest.mark.usefixtures("database")

VISIT = Visit(address="203.0.113.7")


@pytest.fixture
def deliver(settings, now):
    """Work the outbox off with the handlers of outreach."""

    async def delivering(at=now):
        await deliver_due(make_handlers(settings), now=at)
        broken = await fetch("SELECT last_error FROM outbox_delivery WHERE last_error <> ''")
        assert broken == []

    return delivering


async def letters(topic=None):
    where = "" if topic is None else f"WHERE topic = '{topic}'"
    return [dict(row) for row in await fetch(f"SELECT * FROM mail {where} ORDER BY id")]


class TestAccounts:
    async def test_the_link_of_the_letter_confirms_the_address(self, deliver, now):
        await accounts.sign_up_producer(
            email="lan@vidu.vn", name="Trần Thị Lan", phone="", password="gạo nếp cái hoa vàng",
            locale="en", address="203.0.113.7", demo=False, now=now,
        )  # fmt: skip
        await deliver()
        [letter] = await letters()
        assert letter["subject"] == "Confirm your e-mail address"
        token = letter["body_text"].split("token=")[1].split()[0]
        session = await accounts.confirm_email(token, "gạo nếp cái hoa vàng", visit=VISIT, now=now)
        assert session.account == letter["account"]

    async def test_a_message_delivered_twice_writes_one_letter_whose_link_still_works(self, deliver, now):
        await make_account(email="lan@vidu.vn")
        await accounts.request_password_reset("lan@vidu.vn", address="203.0.113.7", now=now)
        await deliver()
        await fetch("UPDATE outbox_delivery SET done_at = NULL")
        await deliver()
        [letter] = await letters()
        token = letter["body_text"].split("token=")[1].split()[0]
        assert await accounts.reset_password(token, "cốm làng Vòng tháng tám", visit=VISIT, demo=False, now=now)

    async def test_notices_go_to_the_right_address(self, deliver, now):
        acting = await actor_of(await make_account(email="lan@vidu.vn"))
        await accounts.request_email_change(
            email="lan.moi@vidu.vn", password=PASSWORD, address="203.0.113.7", acting=acting, now=now
        )
        await deliver()
        [asked] = await letters()
        assert asked["recipient"] == "lan.moi@vidu.vn"
        token = asked["body_text"].split("token=")[1].split()[0]
        await accounts.confirm_new_email(token, now=now)
        await deliver()
        [told] = await letters("account.email_changed")
        assert told["recipient"] == "lan@vidu.vn"
        assert "lan.moi@vidu.vn" in told["body_text"]

    async def test_an_invitation_names_the_office_and_who_invites(self, deliver, now):
        office = await make_office(name_vi="Văn phòng Điều phối NTM Hà Nội")
        owner = await actor_of(await make_member(office, role="owner", name="Nguyễn Thu Hà"))
        await accounts.invite_staff(
            office, email="moi@vidu.vn", name="Mới", role=Role.GATE, locale="vi", acting=owner, now=now
        )
        await deliver()
        [letter] = await letters()
        assert letter["subject"] == "Nguyễn Thu Hà mời bạn làm việc cùng Văn phòng Điều phối NTM Hà Nội"
        assert "/invitations?token=" in letter["body_text"]

    @pytest.mark.parametrize("topic", ["account.sign_up_repeated", "account.password_changed"])
    async def test_a_notice_is_written_in_the_reader_s_language(self, deliver, now, topic):
        account = await make_account(locale="en")
        async with transaction():
            await put_message(topic, {"account": account}, now=now)
        await deliver()
        [letter] = await letters()
        assert letter["locale"] == "en"
        assert "Dear Trần Thị Lan," in letter["body_text"]

    async def test_a_closed_link_writes_nothing(self, deliver, now):
        await make_account(email="lan@vidu.vn")
        await accounts.request_password_reset("lan@vidu.vn", address="203.0.113.7", now=now)
        await accounts.request_password_reset("lan@vidu.vn", address="203.0.113.7", now=now)
        await deliver()
        assert len(await letters()) == 1


async def a_booth_of(producer, now, *, confirmed):
    fair = await make_fair(starts_on=date(2026, 12, 12), ends_on=date(2026, 12, 16))
    await make_floor_plan(fair)
    booth = next(iter((await booths_of(fair)).values()))
    acting = await actor_of_producer(producer)
    await hold_booth(booth, acting=acting, now=now)
    if confirmed:
        await confirm_booth(booth, acting=acting, now=now)
    return fair


async def actor_of_producer(producer):
    from tests.factories.producers import producer_actor

    return await producer_actor(producer)


class TestBooths:
    async def test_a_hold_and_its_confirmation_are_told_to_every_member(self, deliver, now):
        producer = await make_producer()
        await make_producer_member(producer, account=await make_account(email="mot@vidu.vn"))
        await make_producer_member(producer, account=await make_account(email="hai@vidu.vn", locale="en"))
        await a_booth_of(producer, now, confirmed=True)
        await deliver()
        held = await letters("booth.held")
        assert {"mot@vidu.vn", "hai@vidu.vn"} <= {letter["recipient"] for letter in held}
        assert any("giữ cho bạn đến" in letter["subject"] for letter in held)
        assigned = await letters("booth.assigned")
        part = Calendar.from_ical(assigned[0]["invitation"])
        assert part["method"] == "REQUEST"
        assert assigned[0]["invitation_method"] == "REQUEST"
        assert all(letter["office"] for letter in held + assigned)

    async def test_a_producer_nobody_has_joined_is_written_to_at_its_listed_address(self, deliver, now):
        producer = await make_producer(email="htx@vidu.vn")
        fair = await make_fair()
        async with transaction():
            payload = {"fair": fair, "booth": 1, "code": "B17", "producer": producer}
            await put_message("booth.released", payload, now=now)
        await deliver()
        [letter] = await letters()
        assert (letter["recipient"], letter["account"]) == ("htx@vidu.vn", None)

    @pytest.mark.parametrize("topic", ["booth.hold_expired", "booth.hold_extended", "booth.moved", "booth.released"])
    async def test_every_change_of_a_booth_has_its_letter(self, deliver, now, topic):
        producer = await make_producer(email="htx@vidu.vn")
        fair = await make_fair()
        payload = {"fair": fair, "booth": 1, "code": "B17", "producer": producer, "until": now + timedelta(hours=2)}
        async with transaction():
            await put_message(topic, payload, now=now)
        await deliver()
        [letter] = await letters()
        assert "B17" in letter["subject"]
        assert "B17" in letter["body_text"]


class TestPasses:
    async def test_a_pass_reaches_its_holder(self, deliver):
        site = await make_gate_site()
        from events_app.passes.operations import issue_pass
        from events_app.passes.schemas import ConsentInput, HolderInput, PassInput
        from events_app.platform.actor import ANONYMOUS
        from tests.clock import NOW

        wanted = PassInput(
            holder=HolderInput(name="Anna Smith", email="anna@vidu.vn"), consent=ConsentInput("2026-11"), locale="en"
        )
        given = await issue_pass(site.slug, wanted, signer=site.signer, channel="web", acting=ANONYMOUS, now=NOW)
        await deliver()
        [letter] = await letters()
        assert letter["recipient"] == "anna@vidu.vn"
        assert letter["subject"].startswith("Your pass for ")
        assert str(given.serial) in letter["body_text"]
        assert "/passes/" in letter["body_text"]


class TestLivestreams:
    @pytest.mark.parametrize(
        "topic",
        ["stream_session.scheduled", "stream_session.moved", "stream_session.unscheduled", "stream_session.cancelled"],
    )
    async def test_sellers_are_told(self, deliver, now, topic):
        acting = await make_organizer(role="owner")
        session = await make_session(acting)
        producer = await make_producer(email="htx@vidu.vn", office=session.office)
        await fetch("DELETE FROM outbox_message")
        await fetch(
            "INSERT INTO stream_seller (session, producer, starts_at, ends_at, status) "
            "SELECT id, $2, starts_at, ends_at, status FROM stream_session WHERE id = $1",
            session.id,
            producer,
        )
        async with transaction():
            await put_message(topic, {"stream_session": session.id, "revision": 1}, now=now)
        await deliver()
        [letter] = await letters(topic)
        assert letter["recipient"] == "htx@vidu.vn"
        assert session.title.vi in letter["body_text"]

    async def test_an_order_names_no_buyer(self, deliver, now):
        session = await make_session(await make_organizer(role="owner"))
        producer = await make_producer(email="htx@vidu.vn", office=session.office)
        payload = {"stream_session": session.id, "stream_order": 1, "producer": producer}
        async with transaction():
            await put_message("stream_order.placed", payload, now=now)
        await deliver()
        [letter] = await letters("stream_order.placed")
        assert "/producer/livestreams" in letter["body_text"]


async def a_fair_with_holders(count, now):
    site = await make_gate_site(starts_on=date(2026, 12, 12), ends_on=date(2026, 12, 16))
    for _ in range(count):
        await make_pass(site)
    await fetch("UPDATE entry_pass SET holder_email = 'khach' || id || '@vidu.vn'")
    return site


MOVED = Postponement(reason=Bilingual("Mưa bão"), starts_on=date(2026, 12, 19), ends_on=date(2026, 12, 23))


class TestFairs:
    async def test_who_is_counted_before_a_change_is_who_is_written_to(self, deliver, now):
        fair = await make_floor_plan(await make_fair(office=await make_office()))
        booths = await booths_of(fair)
        late, holding, certain = [await make_producer(email=f"{name}@vidu.vn") for name in ("late", "holding", "sure")]
        await make_claim(booths["A01"], late, expires_at=now)
        await make_claim(booths["A02"], holding)
        await make_claim(booths["A03"], certain, state="assigned")
        reach = await reach_of(fair, now=now)
        await cancel_fair(await slug_of(fair), Cancellation(reason=Bilingual("Bão")), acting=SYSTEM, now=now)
        await deliver()
        await advance_fan_outs(make_mail_settings(), COMPOSERS, now=now)
        told = sorted(letter["recipient"] for letter in await letters("fair.cancelled"))
        assert told == ["holding@vidu.vn", "sure@vidu.vn"]
        assert reach.booths == 2

    async def test_a_postponed_fair_is_told_in_batches_with_progress(self, deliver, now, monkeypatch):
        monkeypatch.setattr(fan_outs, "BATCH", 4)
        monkeypatch.setattr(fan_outs, "_BATCHES_A_ROUND", 1)
        site = await a_fair_with_holders(10, now)
        await postpone_fair(site.slug, MOVED, acting=site.organizer, now=now)
        await deliver()
        mailing = make_mail_settings()
        assert await letters() == []
        seen = []
        for _ in range(4):
            await advance_fan_outs(mailing, COMPOSERS, now=now)
            [notice] = [
                each
                for each in await list_fan_outs([site.office], since=now - timedelta(days=1))
                if each.audience == "pass_holders"
            ]
            seen.append((notice.done, notice.total, notice.finished_at is not None))
        assert seen == [(4, 10, False), (8, 10, False), (10, 10, True), (10, 10, True)]
        written = await letters("fair.postponed")
        assert len(written) == 10
        assert "19–23/12/2026" in written[0]["subject"]
        assert "Mưa bão" in written[0]["body_text"]
        assert "vẫn có hiệu lực" in written[0]["body_text"]
        part = Calendar.from_ical(written[0]["invitation"])
        assert part["method"] == "REQUEST"
        assert written[0]["unsubscribe_url"]

    async def test_a_crash_in_a_batch_repeats_nothing_and_loses_nothing(self, deliver, now, monkeypatch):
        monkeypatch.setattr(fan_outs, "BATCH", 4)
        site = await a_fair_with_holders(10, now)
        await cancel_fair(site.slug, Cancellation(reason=Bilingual("Mưa bão")), acting=site.organizer, now=now)
        await deliver()
        mailing, calls = make_mail_settings(), 0

        async def breaking(payload, to):
            compose = await COMPOSERS["fair.cancelled"](payload, to)

            async def failing(reached):
                nonlocal calls
                calls += 1
                if calls == 7:
                    raise RuntimeError
                return await compose(reached)

            return failing

        with pytest.raises(RuntimeError):
            await advance_fan_outs(mailing, {"fair.cancelled": breaking}, now=now)
        assert len(await letters()) == 4
        await advance_fan_outs(mailing, COMPOSERS, now=now)
        assert len(await letters()) == 10
        assert len({letter["recipient"] for letter in await letters()}) == 10
        part = Calendar.from_ical((await letters())[0]["invitation"])
        assert part["method"] == "CANCEL"

    async def test_two_writers_at_once_write_each_letter_once(self, deliver, now, monkeypatch):
        monkeypatch.setattr(fan_outs, "BATCH", 3)
        site = await a_fair_with_holders(9, now)
        await postpone_fair(site.slug, MOVED, acting=site.organizer, now=now)
        await deliver()
        mailing = make_mail_settings()
        await asyncio.gather(*(advance_fan_outs(mailing, COMPOSERS, now=now) for _ in range(3)))
        assert sorted(letter["recipient"] for letter in await letters()) == sorted(
            row["holder_email"] for row in await fetch("SELECT holder_email FROM entry_pass")
        )

    async def test_a_family_with_one_address_gets_one_letter(self, deliver, now):
        site = await a_fair_with_holders(3, now)
        await fetch("UPDATE entry_pass SET holder_email = 'nha@vidu.vn'")
        await postpone_fair(site.slug, MOVED, acting=site.organizer, now=now)
        await deliver()
        await advance_fan_outs(make_mail_settings(), COMPOSERS, now=now)
        assert [letter["recipient"] for letter in await letters()] == ["nha@vidu.vn"]

    async def test_holders_who_asked_for_silence_are_left_alone(self, deliver, now):
        site = await a_fair_with_holders(2, now)
        [first, second] = [
            row["holder_email"] for row in await fetch("SELECT holder_email FROM entry_pass ORDER BY id")
        ]
        await opt_out(first, OptOutKind.FAIR_NEWS, now=now)
        await postpone_fair(site.slug, MOVED, acting=site.organizer, now=now)
        await deliver()
        await advance_fan_outs(make_mail_settings(), COMPOSERS, now=now)
        assert [letter["recipient"] for letter in await letters()] == [second]

    async def test_producers_with_a_booth_are_told_what_happens_to_it(self, deliver, now):
        producer = await make_producer(email="htx@vidu.vn")
        fair = await a_booth_of(producer, now, confirmed=True)
        organizer = await make_organizer(
            (await fetch("SELECT office FROM fair WHERE id = $1", fair))[0]["office"], role="owner"
        )
        await postpone_fair(await slug_of(fair), Postponement(reason=Bilingual("Mưa bão")), acting=organizer, now=now)
        await deliver()
        await advance_fan_outs(make_mail_settings(), COMPOSERS, now=now)
        [letter] = await letters("fair.postponed")
        assert "vẫn là của bạn" in letter["body_text"]
        assert "chưa xác định" in letter["body_text"]
        assert letter["unsubscribe_url"] == ""
