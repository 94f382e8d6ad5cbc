"""Writing and sending letters: a real database and a real mail server."""

import asyncio
from datetime import timedelta

import msgspec
import pytest

from events_app.outreach import operations, queries
from events_app.outreach.errors import MailEmptied, MailNotFound, MailOnItsWay, NoMailServer
from events_app.outreach.operations import send_due, sending, write_letter
from events_app.outreach.rules import OptOutKind
from events_app.outreach.schemas import Button, Invitation, Letter
from events_app.platform.db import fetch, transaction
from tests.factories.accounts import make_office, make_organizer
from tests.factories.outreach import make_mail, make_mail_settings, make_recipient, running_mail_server

pytestmark = pytest.mark.usefixtures("database")


async def states():
    return [row["state"] for row in await fetch("SELECT state FROM mail ORDER BY id")]


async def only():
    return dict((await fetch("SELECT * FROM mail"))[0])


class TestSending:
    async def test_a_letter_arrives_in_vietnamese_with_text_and_html(self, now):
        office = await make_office(name_vi="Văn phòng Điều phối NTM Hà Nội", email="vpdp@vidu.vn")
        async with running_mail_server() as server:
            mailing = make_mail_settings(server.url)
            letter = Letter(
                subject="Gian hàng B17 giữ cho bạn đến 14:00 thứ Ba",
                heading="Gian hàng B17",
                paragraphs=["Hợp tác xã <Rau sạch> & bạn bè"],
                facts=[("Hội chợ", "Hội chợ Xuân 2027")],
                button=Button("Xác nhận", "https://hoicho.vidu.vn/producer"),
            )
            await make_mail(mailing, letter=letter, office=office)
            assert await send_due(mailing, now=now) == 1
        [message] = server.taken
        assert message["subject"] == letter.subject
        assert message["to"] == "Trần Thị Lan <lan@vidu.vn>"
        assert message["from"].addresses[0].display_name == "Văn phòng Điều phối NTM Hà Nội"
        assert message["reply-to"] == "vpdp@vidu.vn"
        assert message["auto-submitted"] == "auto-generated"
        assert message["content-language"] == "vi"
        text = message.get_body(("plain",)).get_content()
        html = message.get_body(("html",)).get_content()
        assert "Kính gửi Trần Thị Lan," in text
        assert "Hợp tác xã <Rau sạch> & bạn bè" in text
        assert "Hợp tác xã &lt;Rau sạch&gt; &amp; bạn bè" in html
        assert "https://hoicho.vidu.vn/producer" in text
        sent = await only()
        assert (sent["state"], sent["sent_at"], sent["message_id"]) == ("sent", now, message["message-id"])

    async def test_what_travels_is_ascii_with_short_lines(self, now):
        async with running_mail_server(decode_data=False) as server:
            mailing = make_mail_settings(server.url)
            await make_mail(mailing, letter=Letter(subject="Ă" * 200, heading="ô" * 3000, paragraphs=["ư" * 5000]))
            assert await send_due(mailing, now=now) == 1
        raw = server.taken[0].as_bytes()
        assert raw.isascii()
        assert max(len(line) for line in raw.splitlines()) <= 998

    async def test_an_invitation_is_an_alternative_and_a_file(self, now):
        body = b"BEGIN:VCALENDAR\r\nMETHOD:REQUEST\r\nEND:VCALENDAR\r\n"
        async with running_mail_server() as server:
            mailing = make_mail_settings(server.url)
            letter = Letter(subject="Lịch", heading="Lịch", paragraphs=["."], invitation=Invitation("REQUEST", body))
            await make_mail(mailing, letter=letter)
            await send_due(mailing, now=now)
        parts = {part.get_content_type(): part for part in server.taken[0].walk()}
        assert parts["text/calendar"].get_param("method") == "REQUEST"
        assert parts["text/calendar"].get_param("charset") == "utf-8"
        assert parts["text/calendar"].get_payload(decode=True) == body
        assert parts["application/ics"].get_filename() == "invite.ics"

    async def test_a_busy_server_is_tried_again_later_with_the_same_message_id(self, now):
        async with running_mail_server() as server:
            server.data_answers = ["451 try later"]
            mailing = make_mail_settings(server.url)
            await make_mail(mailing)
            assert await send_due(mailing, now=now) == 0
            waiting = await only()
            assert (waiting["state"], waiting["attempts"]) == ("queued", 1)
            assert waiting["last_error"].startswith("451")
            assert now < waiting["next_attempt_at"] < now + timedelta(minutes=1)
            assert await send_due(mailing, now=now) == 0
            assert await send_due(mailing, now=waiting["next_attempt_at"]) == 1
        assert server.taken[0]["message-id"] == server.taken[1]["message-id"]

    async def test_one_reader_s_trouble_does_not_stop_the_others(self, now):
        async with running_mail_server() as server:
            server.recipient_answers = {"day@vidu.vn": "452 mailbox full", "ai@vidu.vn": "550 no such user"}
            mailing = make_mail_settings(server.url)
            for email in ("day@vidu.vn", "ai@vidu.vn", "lan@vidu.vn"):
                await make_mail(mailing, recipient=make_recipient(email=email))
            assert await send_due(mailing, now=now) == 1
        assert await states() == ["queued", "failed", "sent"]
        assert server.recipients == ["lan@vidu.vn"]
        errors = [row["last_error"] for row in await fetch("SELECT last_error FROM mail ORDER BY id")]
        assert errors[0].startswith("452")
        assert errors[1].startswith("550")

    async def test_a_bad_address_is_kept_as_failed_and_never_sent(self, now):
        async with running_mail_server() as server:
            mailing = make_mail_settings(server.url)
            await make_mail(mailing, recipient=make_recipient(email="lan@vidu.vn\r\nBcc: ai@vidu.vn"))
            assert await send_due(mailing, now=now) == 0
        failed = await only()
        assert failed["state"] == "failed"
        assert "\n" not in failed["recipient"]
        assert server.taken == []

    async def test_a_dead_server_loses_nothing(self, now):
        async with running_mail_server() as server:
            mailing = make_mail_settings(server.url)
        for _ in range(3):
            await make_mail(mailing)
        assert await send_due(mailing, now=now) == 0
        assert await states() == ["queued"] * 3
        noted = await fetch("SELECT last_error FROM mail WHERE last_error <> ''")
        assert len(noted) == 1

    async def test_two_days_of_silence_end_as_failed_with_the_reason(self, now):
        async with running_mail_server() as server:
            mailing = make_mail_settings(server.url)
        await make_mail(mailing)
        await send_due(mailing, now=now + timedelta(days=2, hours=1))
        failed = await only()
        assert failed["state"] == "failed"
        assert failed["last_error"]

    async def test_a_connection_lost_after_the_message_repeats_it_with_the_same_message_id(self, now):
        async with running_mail_server() as server:
            server.hang = asyncio.Event()
            mailing = make_mail_settings(server.url)
            await make_mail(mailing)
            sending = asyncio.create_task(send_due(mailing, now=now))
            await server.took_one.wait()
            server.hang.set()
            assert await sending == 0
            server.hang = None
            again = (await only())["next_attempt_at"]
            assert await send_due(mailing, now=again) == 1
        assert len({message["message-id"] for message in server.taken}) == 1
        assert len(server.taken) == 2

    async def test_a_process_killed_between_sending_and_marking_repeats_it_with_the_same_message_id(self, now):
        async with running_mail_server() as server:
            server.hang = asyncio.Event()
            mailing = make_mail_settings(server.url)
            await make_mail(mailing)
            sending = asyncio.create_task(send_due(mailing, now=now))
            await server.took_one.wait()
            sending.cancel()
            with pytest.raises(asyncio.CancelledError):
                await sending
            assert await states() == ["sending"]
            server.hang.set()
            server.hang = None
            assert await send_due(mailing, now=now + timedelta(minutes=1)) == 0
            await fetch("UPDATE mail SET lease_until = clock_timestamp() - interval '1 second'")
            assert await send_due(mailing, now=now + timedelta(minutes=1)) == 1
        assert len({message["message-id"] for message in server.taken}) == 1
        assert await states() == ["sent"]

    async def test_a_letter_another_process_took_over_is_marked_by_that_one_alone(self, now):
        async with running_mail_server() as server:
            server.hang = asyncio.Event()
            mailing = make_mail_settings(server.url)
            await make_mail(mailing)
            slow = asyncio.create_task(send_due(mailing, now=now))
            await server.took_one.wait()
            await fetch("UPDATE mail SET worker = 'somebody else'")
            server.hang.set()
            assert await slow == 0
        assert await states() == ["sending"]

    async def test_many_senders_at_once_send_each_letter_once(self, now):
        async with running_mail_server() as server:
            mailing = make_mail_settings(server.url)
            for number in range(40):
                await make_mail(mailing, recipient=make_recipient(email=f"nguoi{number}@vidu.vn"))
            sent = await asyncio.gather(*(send_due(mailing, now=now) for _ in range(4)))
        assert sum(sent) == 40
        assert sorted(server.recipients) == sorted(f"nguoi{number}@vidu.vn" for number in range(40))
        assert len({message["message-id"] for message in server.taken}) == 40

    async def test_many_claims_at_one_instant_take_different_letters(self, now):
        mailing = make_mail_settings("smtp://127.0.0.1:9")
        for _ in range(20):
            await make_mail(mailing)
        claimed = await asyncio.gather(*(sending._claim(now) for _ in range(20)))
        taken = [mail.id for mail in claimed if mail is not None]
        assert len(taken) == len(set(taken)) > 1

    async def test_signing_in_to_the_server_and_being_turned_away(self, now):
        async with running_mail_server(auth_require_tls=False) as server:
            url = server.url.replace("smtp://", "smtp://hoicho:dung@")
            mailing = make_mail_settings(url)
            await make_mail(mailing)
            assert await send_due(mailing, now=now) == 1
            wrong = make_mail_settings(url.replace("dung", "sai"))
            await make_mail(wrong)
            assert await send_due(wrong, now=now) == 0
        assert server.users[0] == ("hoicho", "dung")
        waiting = (await fetch("SELECT state, last_error FROM mail ORDER BY id DESC"))[0]
        assert waiting["state"] == "queued"
        assert "sai" not in waiting["last_error"]


class TestWriting:
    async def test_one_cause_writes_one_letter(self, now):
        mailing, reader = make_mail_settings(), make_recipient()
        letter = Letter(subject="Một", heading="Một", paragraphs=["Một."])
        written = []
        for _ in range(2):
            async with transaction():
                written.append(
                    await write_letter(letter, reader, cause="outbox:1", topic="x", mailing=mailing, now=now)
                )
        assert written == [True, False]
        assert await states() == ["kept"]

    async def test_a_rolled_back_operation_writes_nothing(self, now):
        mailing, letter = make_mail_settings(), Letter(subject="Một", heading="Một", paragraphs=["Một."])
        with pytest.raises(ZeroDivisionError):
            async with transaction():
                await write_letter(letter, make_recipient(), cause="outbox:1", topic="x", mailing=mailing, now=now)
                _ = 1 / 0
        assert await states() == []

    async def test_without_a_server_letters_are_kept_and_never_sent(self, now):
        mailing = make_mail_settings()
        await make_mail(mailing)
        assert await send_due(mailing, now=now) == 0
        assert await states() == ["kept"]

    async def test_a_letter_speaks_its_reader_s_language(self):
        mailing = make_mail_settings()
        await make_mail(mailing, recipient=make_recipient(locale="en", name="Anna Smith"))
        assert "Dear Anna Smith," in (await only())["body_text"]

    async def test_the_database_refuses_a_header_of_two_lines(self):
        import asyncpg

        await make_mail(make_mail_settings())
        with pytest.raises(asyncpg.CheckViolationError):
            await fetch("UPDATE mail SET subject = E'a\\nBcc: x@y.vn'")

    async def test_a_letter_with_a_secret_link_is_emptied_once_it_is_sent(self, now):
        office = await make_office()
        acting = await make_organizer(office)
        async with running_mail_server() as server:
            mailing = make_mail_settings(server.url)
            number = await make_mail(mailing, topic="account.invited", office=office)
            await send_due(mailing, now=now)
        assert server.taken
        kept = await only()
        assert (kept["body_text"], kept["body_html"]) == ("", "")
        with pytest.raises(MailNotFound):
            await queries.load_mail(number, acting=acting)


class TestOptingOut:
    news = Letter(subject="Tin", heading="Tin", paragraphs=["Tin."], opt_out=OptOutKind.FAIR_NEWS)

    async def test_the_letter_offers_it_in_its_headers(self, now):
        async with running_mail_server() as server:
            mailing = make_mail_settings(server.url)
            await make_mail(mailing, letter=self.news)
            await make_mail(mailing)
            await send_due(mailing, now=now)
        assert server.taken[0]["list-unsubscribe"].startswith("<https://hoicho.vidu.vn/mails/stop?for=")
        assert server.taken[0]["list-unsubscribe-post"] == "List-Unsubscribe=One-Click"
        assert server.taken[1]["list-unsubscribe"] is None

    async def test_silence_once_asked_for_lasts_for_its_kind_only(self, now):
        mailing = make_mail_settings()
        await operations.opt_out("lan@vidu.vn", OptOutKind.FAIR_NEWS, now=now)
        await operations.opt_out("lan@vidu.vn", OptOutKind.FAIR_NEWS, now=now)
        async with transaction():
            reader = make_recipient()
            assert not await write_letter(self.news, reader, cause="a", topic="x", mailing=mailing, now=now)
            plain = msgspec.structs.replace(self.news, opt_out=None)
            assert await write_letter(plain, reader, cause="a", topic="x", mailing=mailing, now=now)


class TestSendingAgain:
    async def test_an_organizer_sends_a_failed_letter_again(self, now):
        office = await make_office()
        acting = await make_organizer(office)
        async with running_mail_server() as server:
            mailing = make_mail_settings(server.url)
            server.recipient_answers = {"lan@vidu.vn": "550 no such user"}
            number = await make_mail(mailing, office=office)
            await send_due(mailing, now=now)
            server.recipient_answers = {}
            await operations.send_again(number, mailing, acting=acting, now=now)
            with pytest.raises(MailOnItsWay):
                await operations.send_again(number, mailing, acting=acting, now=now)
            assert await send_due(mailing, now=now) == 1
            first = server.taken[0]["message-id"]
            await operations.send_again(number, mailing, acting=acting, now=now)
            await send_due(mailing, now=now)
        assert server.taken[1]["message-id"] != first

    async def test_only_the_office_s_own_organizers_do(self, now):
        office = await make_office()
        mailing = make_mail_settings("smtp://127.0.0.1:9")
        number = await make_mail(make_mail_settings(), office=office)
        for acting in (await make_organizer(), await make_organizer(office, role="gate")):
            with pytest.raises(MailNotFound):
                await operations.send_again(number, mailing, acting=acting, now=now)
        with pytest.raises(NoMailServer):
            await operations.send_again(number, make_mail_settings(), acting=await make_organizer(office), now=now)

    async def test_an_emptied_letter_cannot_go_again(self, now):
        from events_app.platform.actor import SYSTEM

        number = await make_mail(make_mail_settings(), topic="account.invited")
        await operations.sweep_mails(now=now + timedelta(days=15))
        with pytest.raises(MailEmptied):
            await operations.send_again(number, make_mail_settings("smtp://127.0.0.1:9"), acting=SYSTEM, now=now)


async def test_sent_letters_are_forgotten_after_half_a_year(now):
    async with running_mail_server() as server:
        mailing = make_mail_settings(server.url)
        await make_mail(mailing)
        await send_due(mailing, now=now)
    await operations.sweep_mails(now=now + timedelta(days=179))
    assert await states() == ["sent"]
    await operations.sweep_mails(now=now + timedelta(days=181))
    assert await states() == []
