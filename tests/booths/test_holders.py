"""Messages to all holders, and the sheets of hand-over and return."""

import asyncio
import io

import asyncpg
import openpyxl
import pytest

from events_app.booths import operations, queries
from events_app.booths.errors import HandOverInvalid, HeldBoothNotFound, MessageInvalid, NobodyHolds, NotHandedOver
from events_app.booths.schemas import HandOverInput, MessageInput, Move
from events_app.platform.actor import NotYourOffice
from events_app.platform.db import fetch
from events_app.platform.errors import StaleRevision
from events_app.platform.i18n import Bilingual
from tests.factories.accounts import make_member, make_office, make_organizer
from tests.factories.booths import booths_of, make_claim, make_floor_plan
from tests.factories.fairs import make_fair, slug_of
from tests.factories.producers import make_producer, producer_actor

NONCE = "mot-ma-dung-mot-lan-cho-bieu-mau"


@pytest.fixture
async def office(database) -> int:
    return await make_office()


@pytest.fixture
async def fair(office) -> int:
    return await make_floor_plan(await make_fair(office=office))


@pytest.fixture
async def organizer(office):
    return await make_organizer(office)


def a_message(nonce=NONCE, subject="Giờ dựng gian", body="Dựng gian từ 8 giờ ngày 11.") -> MessageInput:
    return MessageInput(nonce=nonce, subject=Bilingual(subject), body=Bilingual(body, "Set up from 8 am on the 11th."))


def a_sheet(**changes) -> HandOverInput:
    return HandOverInput(**({"in_order": True, "signed_by": "Nguyễn Thị Hoa", "keys": 1} | changes))


async def a_claim(fair, code="A01", producer=None) -> int:
    return await make_claim((await booths_of(fair))[code], producer, state="assigned")


async def test_a_double_click_sends_one_message(fair, organizer, now):
    producer = await make_producer()
    await a_claim(fair, "A01", producer)
    await a_claim(fair, "A02", producer)
    await make_claim((await booths_of(fair))["A03"])
    slug = await slug_of(fair)
    numbers = await asyncio.gather(
        *(operations.send_to_holders(slug, a_message(), acting=organizer, now=now) for _ in range(6))
    )
    assert len(set(numbers)) == 1
    [sent] = await queries.messages_of(fair)
    assert (sent.producers, sent.sent_by, sent.body.en) == (2, organizer.name, "Set up from 8 am on the 11th.")
    assert len(await fetch("SELECT FROM outbox_message WHERE topic = 'fair.holders_told'")) == 1


async def test_a_message_to_nobody_or_about_nothing_is_refused(fair, organizer, now):
    slug = await slug_of(fair)
    with pytest.raises(NobodyHolds):
        await operations.send_to_holders(slug, a_message(), acting=organizer, now=now)
    await a_claim(fair)
    with pytest.raises(MessageInvalid) as refusal:
        await operations.send_to_holders(slug, a_message(subject=" ", body="x" * 5001), acting=organizer, now=now)
    assert list(refusal.value.fields) == ["subject_vi", "body_vi"]
    for stranger in (await make_organizer(), await producer_actor()):
        with pytest.raises(NotYourOffice):
            await operations.send_to_holders(slug, a_message(), acting=stranger, now=now)
    await operations.send_to_holders(slug, a_message(), acting=organizer, now=now)
    other = await make_floor_plan(await make_fair(office=await make_office()))
    await a_claim(other)
    foreign = await make_organizer((await fetch("SELECT office FROM fair WHERE id = $1", other))[0]["office"])
    await operations.send_to_holders(await slug_of(other), a_message(), acting=foreign, now=now)
    assert len(await queries.messages_of(other)) == 1


async def test_the_same_form_with_other_words_is_another_message(fair, organizer, now):
    """Back and a correction: what was corrected is sent, not forgotten."""
    slug = await slug_of(fair)
    await a_claim(fair)
    wordings = ("Dựng gian từ 8 giờ.", "Dựng gian từ 9 giờ.", "Dựng gian từ 9 giờ. ")
    sent = [
        await operations.send_to_holders(slug, a_message(body=body), acting=organizer, now=now) for body in wordings
    ]
    assert sent[0] != sent[1] == sent[2]
    assert [each.body.vi for each in await queries.messages_of(fair)] == [wordings[1], wordings[0]]


async def test_a_booth_is_handed_over_then_given_back_and_corrected(fair, organizer, now):
    claim = await a_claim(fair)
    with pytest.raises(NotHandedOver):
        await operations.record_hand_over(claim, "return", a_sheet(), acting=organizer, now=now)
    given = await operations.record_hand_over(
        claim, "handover", a_sheet(power_works=True, tables=2, chairs=4), acting=organizer, now=now
    )
    assert given.handed_over is not None
    assert (given.handed_over.tables, given.handed_over.keys, given.handed_over.revision) == (2, 1, 1)
    back = a_sheet(in_order=False, remarks="Gãy một ghế", chairs=3)
    returned = await operations.record_hand_over(claim, "return", back, acting=organizer, now=now)
    assert returned.returned is not None
    corrected = a_sheet(in_order=False, remarks="Gãy hai ghế", chairs=2, revision=1)
    after = await operations.record_hand_over(claim, "return", corrected, acting=organizer, now=now)
    assert after.returned is not None
    assert (after.returned.remarks, after.returned.revision) == ("Gãy hai ghế", 2)
    with pytest.raises(StaleRevision):
        await operations.record_hand_over(claim, "return", corrected, acting=organizer, now=now)


async def test_two_phones_record_one_hand_over(fair, organizer, now):
    claim = await a_claim(fair)
    results = await asyncio.gather(
        *(operations.record_hand_over(claim, "handover", a_sheet(), acting=organizer, now=now) for _ in range(5)),
        return_exceptions=True,
    )
    assert sum(isinstance(each, StaleRevision) for each in results) == 4


@pytest.mark.parametrize(("change", "field"), [({"signed_by": " "}, "signed_by"), ({"in_order": False}, "remarks")])
async def test_an_unsigned_sheet_or_a_fault_without_words_is_refused(fair, organizer, now, change, field):
    claim = await a_claim(fair)
    with pytest.raises(HandOverInvalid) as refusal:
        await operations.record_hand_over(claim, "handover", a_sheet(**change), acting=organizer, now=now)
    assert list(refusal.value.fields) == [field]


async def test_whoever_was_moved_is_handed_the_new_booth(fair, organizer, now):
    claim = await a_claim(fair)
    await operations.record_hand_over(claim, "handover", a_sheet(), acting=organizer, now=now)
    booths = await booths_of(fair)
    await operations.move_booths(await slug_of(fair), [Move(booths["A01"], booths["A02"])], acting=organizer, now=now)
    [held] = await queries.held_booths(fair)
    assert (held.code, held.handed_over) == ("A02", None)
    with pytest.raises(HeldBoothNotFound):
        await queries.find_held_booth(claim, acting=organizer)


async def test_others_see_and_write_no_sheet(fair, now):
    claim = await a_claim(fair)
    [row] = await fetch("SELECT producer FROM booth_claim WHERE id = $1", claim)
    for stranger in (await make_organizer(), await producer_actor(row["producer"])):
        with pytest.raises(HeldBoothNotFound):
            await operations.record_hand_over(claim, "handover", a_sheet(), acting=stranger, now=now)


@pytest.mark.parametrize(
    ("change", "constraint"),
    [("signed_by = ' '", "booth_hand_over_signed"), ("keys = 100", "booth_hand_over_counts"), ("kind = 'x'", "_known")],
)
async def test_the_database_has_the_last_word(fair, organizer, now, change, constraint):
    claim = await a_claim(fair)
    await operations.record_hand_over(claim, "handover", a_sheet(), acting=organizer, now=now)
    with pytest.raises(asyncpg.CheckViolationError, match=constraint):
        await fetch(f"UPDATE booth_hand_over SET {change}")


class TestPages:
    @pytest.fixture
    async def home(self, fair) -> str:
        return f"/organizer/fairs/{await slug_of(fair)}/holders"

    @pytest.fixture
    async def browser(self, sign_in, office):
        return await sign_in(await make_member(office))

    async def test_a_message_is_looked_over_then_sent_once(self, browser, fair, home):
        await a_claim(fair)
        form = (await browser.get(f"{home}/message")).text
        nonce = form.split('name="nonce" value="')[1].split('"')[0]
        fields = {"nonce": nonce, "subject_vi": "Giờ dựng gian", "body_vi": "Từ 8 giờ.\n\nMang theo chìa khóa."}
        preview = await browser.post_form(f"{home}/message", fields)
        assert preview.status_code == 200
        assert "Gửi cho 1 chủ thể" in preview.text
        assert await queries.messages_of(fair) == []
        for _ in range(2):
            assert (await browser.post_form(f"{home}/message", fields | {"send": "true"})).status_code == 303
        assert len(await queries.messages_of(fair)) == 1
        assert "Giờ dựng gian" in (await browser.get(home)).text

    async def test_a_message_without_words_keeps_what_was_typed(self, browser, fair, home):
        await a_claim(fair)
        answer = await browser.post_form(f"{home}/message", {"nonce": "x" * 30, "subject_vi": "Chỉ có tiêu đề"})
        assert answer.status_code == 422
        assert "Chỉ có tiêu đề" in answer.text

    async def test_a_sheet_is_filled_in_on_the_page(self, browser, fair, home):
        claim = await a_claim(fair)
        one = f"{home}/{claim}"
        assert (await browser.get(one)).status_code == 200
        fields = {"condition": "faults", "power": "yes", "keys": "1", "signed_by": "Bà Hoa", "revision": "0"}
        wrong = await browser.post_form(f"{one}/handover", fields)
        assert wrong.status_code == 422
        assert "Bà Hoa" in wrong.text
        right = fields | {"remarks": "Xước vách"}
        assert (await browser.post_form(f"{one}/handover", right)).status_code == 303
        assert (await browser.post_form(f"{one}/handover", right)).status_code == 409
        assert "Xước vách" in (await browser.get(one)).text
        sheet = openpyxl.load_workbook(io.BytesIO((await browser.get(f"{home}/list.xlsx")).content)).active
        assert "Xước vách" in [cell.value for cell in next(sheet.iter_rows(min_row=2))]

    async def test_sheets_and_letters_are_printed(self, browser, fair, home):
        claim = await a_claim(fair)
        for path in (f"{home}/sheets.pdf", f"{home}/{claim}/sheet.pdf"):
            document = await browser.get(path)
            assert document.headers["content-type"] == "application/pdf"
            assert document.content.startswith(b"%PDF")

    async def test_another_office_gets_nothing(self, sign_in, fair, home):
        claim = await a_claim(fair)
        other = await sign_in(await make_member(await make_office()))
        for path in (home, f"{home}/{claim}", f"{home}/sheets.pdf", f"{home}/message"):
            assert (await other.get(path)).status_code in {403, 404}
