"""Letters about applications, fees, messages to holders, and whoever joins a livestream late."""

from datetime import timedelta

import pytest

from events_app.applications.operations import apply_for_booths, edit_application
from events_app.applications.rules import ApplicationState
from events_app.applications.schemas import ApplicationInput, ApplicationPatch
from events_app.assignment.operations import lapse_offers, offer_booth
from events_app.booths import operations
from events_app.booths.schemas import MessageInput, ReceiptInput
from events_app.outreach.handlers import COMPOSERS, make_handlers
from events_app.outreach.operations import advance_fan_outs
from events_app.platform.db import fetch
from events_app.platform.i18n import Bilingual
from events_app.platform.outbox import deliver_due
from tests.factories.accounts import make_account, make_office, make_organizer
from tests.factories.booths import booths_of, make_application, make_call, make_claim, make_floor_plan
from tests.factories.fairs import make_fair, slug_of
from tests.factories.livestream import make_line_up, make_session
from tests.factories.outreach import make_mail_settings
from tests.factories.producers import make_producer, make_producer_member, make_product, producer_actor

pytestmark = pytest.mark.usefixtures("database")
S = ApplicationState


@pytest.fixture
async def office() -> int:
    return await make_office()


@pytest.fixture
async def fair(office) -> int:
    return await make_floor_plan(await make_fair(office=office))


@pytest.fixture
async def organizer(office):
    return await make_organizer(office)


@pytest.fixture
def deliver(settings, now):
    async def delivering():
        await deliver_due(make_handlers(settings), now=now)
        assert await fetch("SELECT last_error FROM outbox_delivery WHERE last_error <> ''") == []

    return delivering


async def letters(topic: str):
    return [dict(row) for row in await fetch("SELECT * FROM mail WHERE topic = $1 ORDER BY id", topic)]


async def an_application(fair, *, locale="vi", **columns):
    producer = await make_producer()
    await make_producer_member(producer, account=await make_account(locale=locale))
    return await make_application(fair, producer, **columns)


@pytest.mark.parametrize("state", [S.MORE_INFORMATION, S.APPROVED, S.WAITLISTED, S.DECLINED])
@pytest.mark.parametrize("locale", ["vi", "en"])
async def test_each_decision_is_written_with_the_words_of_the_office(fair, organizer, deliver, now, state, locale):
    application = await an_application(fair, locale=locale)
    patch = ApplicationPatch(revision=1, state=state, reply="Bổ sung phiếu kiểm nghiệm trước 30/11")
    await edit_application(application, patch, acting=organizer, now=now)
    await deliver()
    [letter] = await letters(f"application.{state}")
    assert letter["locale"] == locale
    assert "Bổ sung phiếu kiểm nghiệm trước 30/11" in letter["body_text"]
    assert "/application" in letter["body_text"]


async def test_the_waiting_list_says_the_place(fair, organizer, deliver, now):
    await an_application(fair, state="waitlisted", score=80)
    application = await an_application(fair, locale="en", score=40)
    patch = ApplicationPatch(revision=1, state=S.WAITLISTED)
    await edit_application(application, patch, acting=organizer, now=now)
    await deliver()
    [letter] = await letters("application.waitlisted")
    assert "Place on the waiting list: 2" in letter["body_text"]


async def test_an_offer_says_booth_and_deadline_and_a_lapse_is_told(fair, organizer, deliver, now):
    await make_call(fair, offer_hours=24)
    application = await an_application(fair, locale="en", state="approved")
    booth = (await booths_of(fair))["A01"]
    await offer_booth(booth, application, acting=organizer, now=now)
    await deliver()
    [letter] = await letters("application.offered")
    assert "A01" in letter["body_text"]
    assert "Answer before" in letter["body_text"]
    await lapse_offers(now=now + timedelta(hours=25))
    await deliver()
    assert len(await letters("application.lapsed")) == 1


async def test_words_without_a_decision_are_told_once(fair, organizer, deliver, now):
    application = await an_application(fair)
    patch = ApplicationPatch(revision=1, reply="Văn phòng đã nhận bản giấy.")
    await edit_application(application, patch, acting=organizer, now=now)
    again = ApplicationPatch(revision=2, reply="Văn phòng đã nhận bản giấy.", score=50)
    await edit_application(application, again, acting=organizer, now=now)
    await deliver()
    [letter] = await letters("application.comment")
    assert "Văn phòng đã nhận bản giấy." in letter["body_text"]


async def test_a_draft_writes_no_letter(fair, deliver, now):
    await make_call(fair)
    member = await producer_actor()
    draft = ApplicationInput(producer=next(iter(member.producer_ids)))
    await apply_for_booths(await slug_of(fair), draft, acting=member, now=now)
    await deliver()
    assert await fetch("SELECT FROM mail") == []


async def test_the_letter_about_a_booth_says_what_it_costs_and_the_receipt_is_told(fair, organizer, deliver, now):
    producer = await make_producer()
    await make_producer_member(producer, account=await make_account(locale="en"))
    await operations.assign_booth((await booths_of(fair))["A01"], producer, acting=organizer, now=now)
    await deliver()
    [letter] = await letters("booth.assigned")
    [fee] = await fetch("SELECT id, bill FROM booth_fee")
    assert fee["bill"] in letter["body_text"]
    receipt = ReceiptInput(amount=2_000_000, paid_on=now.date(), revision=1)
    await operations.note_receipt(fee["id"], receipt, acting=organizer, now=now)
    await deliver()
    [told] = await letters("fee.received")
    assert told["subject"] == "Your payment for booth A01 has arrived"


async def test_a_message_to_all_holders_reaches_each_once_in_their_language(fair, organizer, deliver, now):
    for locale, codes in (("vi", ("A01", "A02")), ("en", ("A03",))):
        producer = await make_producer()
        await make_producer_member(producer, account=await make_account(locale=locale))
        for code in codes:
            await make_claim((await booths_of(fair))[code], producer, state="assigned")
    message = MessageInput(
        nonce="mot-ma-dung-mot-lan-cho-bieu-mau",
        subject=Bilingual("Giờ dựng gian", "When to set up"),
        body=Bilingual("Từ 8 giờ.\n\nMang chìa khóa.", "From 8 am."),
    )
    await operations.send_to_holders(await slug_of(fair), message, acting=organizer, now=now)
    await deliver()
    await fetch("UPDATE outbox_delivery SET done_at = NULL")
    await deliver()
    for _ in range(2):
        await advance_fan_outs(make_mail_settings(), COMPOSERS, now=now)
    sent = await letters("fair.holders_told")
    assert [letter["subject"] for letter in sent] == ["Giờ dựng gian", "When to set up"]
    assert "Mang chìa khóa." in sent[0]["body_text"]


async def test_who_joins_a_line_up_after_the_announcement_hears_of_it(deliver, now):
    office = await make_office()
    acting = await make_organizer(office)
    first, late = await make_product(), await make_product()
    accounts = {}
    for product in (first, late):
        [row] = await fetch("SELECT producer FROM product WHERE id = $1", product)
        accounts[product] = await make_producer_member(row["producer"])
    session = await make_session(acting)
    await make_line_up(session, first, acting=acting)
    await deliver()
    assert [letter["account"] for letter in await letters("stream_session.scheduled")] == [accounts[first]]
    assert await letters("stream_session.joined") == []
    for _ in range(2):
        await make_line_up(session, first, late, acting=acting)
    await deliver()
    assert [letter["account"] for letter in await letters("stream_session.joined")] == [accounts[late]]
