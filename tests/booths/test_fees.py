"""Terms, fees that follow their claims, receipts, and the QR that asks for the money."""

import asyncio
import io
from datetime import date, timedelta

import asyncpg
import openpyxl
import pytest
import zxingcpp
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from events_app.applications.operations import set_call
from events_app.applications.schemas import CallInput
from events_app.assignment.operations import answer_offer, offer_booth
from events_app.booths import operations, queries
from events_app.booths.drawing.qr import draw_qr
from events_app.booths.errors import (
    BankAccountInvalid,
    FeeNotFound,
    ReceiptInvalid,
    TermsChanged,
    TermsNotAccepted,
)
from events_app.booths.operations.fees import end_fees_of_fair
from events_app.booths.rules import LONGEST_TEXT, amount_of, banks, plain, read_bank_account, vietqr_payload
from events_app.booths.schemas import BankAccountInput, Move, ReceiptInput
from events_app.platform.actor import ANONYMOUS, NotYourOffice, NotYourProducer
from events_app.platform.db import fetch, transaction
from events_app.platform.errors import DomainError, StaleRevision
from events_app.platform.i18n import Bilingual
from tests.factories.accounts import make_member, make_office, make_organizer
from tests.factories.booths import booths_of, make_application, make_call, make_claim, make_floor_plan
from tests.factories.fairs import make_fair, slug_of
from tests.factories.producers import make_producer, make_producer_member, producer_actor

TODAY = date(2026, 11, 24)
EXAMPLE = (
    "00020101021238570010A00000072701270006970403011300110123456780208QRIBFTTA530370454061800005802VN"
    "62340107NPS68690819thanh toan don hang63042E2E"
)


@pytest.fixture
async def office(database) -> int:
    return await make_office()


@pytest.fixture
async def fair(office) -> int:
    return await make_floor_plan(await make_fair(office=office))


@pytest.fixture
async def organizer(office):
    return await make_organizer(office)


def only(actor) -> int:
    return next(iter(actor.producer_ids))


async def fees(fair: int):
    return await queries.fees_of_fair(fair)


async def write_terms(fair, organizer, now, text="Giữ vệ sinh.") -> None:
    call = CallInput(is_open=True, closes_at=now + timedelta(days=3), support_percent=50, terms=Bilingual(text))
    await set_call(await slug_of(fair), call, acting=organizer, now=now)


async def a_fee(fair, organizer, now, code="A01", producer=None):
    booth = (await booths_of(fair))[code]
    await operations.assign_booth(booth, producer or await make_producer(), acting=organizer, now=now)
    return next(fee for fee in await fees(fair) if fee.booth == booth and fee.state == "open")


def a_receipt(revision=1, amount=2_000_000, paid_on=TODAY, note="") -> ReceiptInput:
    return ReceiptInput(amount=amount, paid_on=paid_on, revision=revision, note=note)


class TestVietQr:
    def test_the_verified_example_comes_out_letter_by_letter(self):
        made = vietqr_payload(
            bank_bin="970403", account="0011012345678", amount=180_000, bill="NPS6869", purpose="thanh toan don hang"
        )
        assert made == EXAMPLE

    @given(st.text(max_size=60))
    def test_whatever_is_written_becomes_what_banks_take(self, text):
        said = plain(text)
        assert len(said) <= LONGEST_TEXT
        assert all(sign.isascii() and (sign.isalnum() or sign in " -") for sign in said)

    @given(st.integers(1, 10**10), st.text(max_size=30))
    def test_fields_say_their_own_length(self, amount, purpose):
        text = vietqr_payload(bank_bin="970436", account="0123456789", amount=amount, bill="HC1N1", purpose=purpose)
        found, rest = {}, text
        while rest:
            tag, length = rest[:2], int(rest[2:4])
            found[tag], rest = rest[4 : 4 + length], rest[4 + length :]
        assert list(found) == ["00", "01", "38", "53", "54", "58", "62", "63"]
        assert found["54"] == str(amount)

    def test_a_scanner_reads_what_was_drawn(self):
        svg = draw_qr(EXAMPLE)
        assert svg.count("<path") == 1
        import qrcode

        drawing = qrcode.QRCode(border=4, box_size=6)
        drawing.add_data(EXAMPLE)
        out = io.BytesIO()
        drawing.make_image().save(out)
        [read] = zxingcpp.read_barcodes(Image.open(out))
        assert read.text == EXAMPLE

    def test_banks_that_take_no_transfer_are_not_offered(self):
        assert banks()["970436"].short_name == "Vietcombank"
        assert "" not in banks()
        assert len(banks()) > 40

    @pytest.mark.parametrize(
        ("values", "field"),
        [
            (("000000", "123456", "A"), "bank_bin"),
            (("970436", "12", "A"), "number"),
            (("970436", "123456", " "), "holder"),
        ],
    )
    def test_an_account_that_cannot_be_is_refused_at_its_field(self, values, field):
        faults, _ = read_bank_account(*values)
        assert list(faults) == [field]


@given(st.integers(0, 10**9), st.integers(0, 100))
def test_nobody_pays_more_than_the_price_less_the_support(price, support):
    assert 0 <= amount_of(price, support) <= price * (100 - support) / 100


async def test_a_booth_without_terms_is_charged_when_it_is_given(fair, organizer, now):
    await make_call(fair)
    fee = await a_fee(fair, organizer, now)
    assert (fee.price, fee.support_percent, fee.amount, fee.state) == (2_000_000, 50, 1_000_000, "open")
    assert fee.due_on == TODAY + timedelta(days=7)
    assert fee.bill.startswith("HC")


async def test_a_free_booth_costs_nothing(fair, organizer, now):
    await fetch("UPDATE booth SET price = 0")
    await operations.assign_booth((await booths_of(fair))["A01"], await make_producer(), acting=organizer, now=now)
    assert await fees(fair) == []


async def test_no_booth_is_confirmed_before_the_present_terms_are_accepted(fair, organizer, now):
    await write_terms(fair, organizer, now)
    member = await producer_actor()
    booth, slug = (await booths_of(fair))["A01"], await slug_of(fair)
    await operations.hold_booth(booth, acting=member, now=now)
    with pytest.raises(TermsNotAccepted):
        await operations.confirm_booth(booth, acting=member, now=now)
    with pytest.raises(TermsChanged):
        await operations.accept_terms(slug, only(member), 7, acting=member, now=now)
    await operations.accept_terms(slug, only(member), 1, acting=member, now=now)
    assert (await operations.confirm_booth(booth, acting=member, now=now)).state == "assigned"
    [row] = await fetch("SELECT accepted_by, channel, accepted_at, account FROM terms_acceptance")
    assert tuple(row) == (member.name, "page", now, member.id)
    assert [fee.amount for fee in await fees(fair)] == [1_000_000]


async def test_an_offer_is_accepted_only_with_the_terms(fair, organizer, now):
    await write_terms(fair, organizer, now)
    producer = await make_producer()
    member = await producer_actor(producer)
    application = await make_application(fair, producer, state="approved")
    await offer_booth((await booths_of(fair))["A01"], application, acting=organizer, now=now)
    with pytest.raises(TermsNotAccepted):
        await answer_offer(application, accepted=True, acting=member, now=now)
    await operations.accept_terms(await slug_of(fair), producer, 1, acting=member, now=now)
    assert (await answer_offer(application, accepted=True, acting=member, now=now)).state == "accepted"
    assert len(await fees(fair)) == 1


async def test_what_the_office_gave_is_charged_when_the_terms_are_accepted(fair, organizer, now):
    await write_terms(fair, organizer, now)
    producer = await make_producer()
    await operations.assign_booth((await booths_of(fair))["A01"], producer, acting=organizer, now=now)
    assert await fees(fair) == []
    assert [each.producer for each in await queries.owing_terms(fair)] == [producer]
    await operations.accept_terms(await slug_of(fair), producer, 1, acting=organizer, now=now)
    [row] = await fetch("SELECT channel FROM terms_acceptance")
    assert row["channel"] == "office"
    assert len(await fees(fair)) == 1
    assert await queries.owing_terms(fair) == []


async def test_terms_are_accepted_by_their_producer_or_office_only(fair, organizer, now):
    await write_terms(fair, organizer, now)
    producer = await make_producer()
    for stranger in (await producer_actor(), await make_organizer()):
        with pytest.raises(NotYourProducer):
            await operations.accept_terms(await slug_of(fair), producer, 1, acting=stranger, now=now)


async def test_terms_accepted_while_a_booth_is_given_charge_once_in_twenty_rounds(fair, organizer, now):
    await write_terms(fair, organizer, now)
    slug = await slug_of(fair)
    booths = list((await booths_of(fair)).values())
    for booth in booths[:10]:
        producer = await make_producer()
        member = await producer_actor(producer)
        await asyncio.gather(
            operations.assign_booth(booth, producer, acting=organizer, now=now),
            operations.accept_terms(slug, producer, 1, acting=member, now=now),
            operations.accept_terms(slug, producer, 1, acting=member, now=now),
        )
        assert sum(fee.booth == booth for fee in await fees(fair)) == 1


async def test_a_double_click_on_confirm_charges_once(fair, now):
    member = await producer_actor()
    booth = (await booths_of(fair))["A01"]
    await operations.hold_booth(booth, acting=member, now=now)
    await asyncio.gather(*(operations.confirm_booth(booth, acting=member, now=now) for _ in range(6)))
    assert len(await fees(fair)) == 1


async def test_an_open_fee_follows_a_move_with_the_new_price_and_its_bill(fair, organizer, now):
    before = await a_fee(fair, organizer, now)
    booths = await booths_of(fair)
    await fetch("UPDATE booth SET price = 3000000 WHERE id = $1", booths["A05"])
    await operations.move_booths(await slug_of(fair), [Move(booths["A01"], booths["A05"])], acting=organizer, now=now)
    [after] = await fees(fair)
    assert (after.code, after.amount, after.bill, after.due_on) == ("A05", 3_000_000, before.bill, before.due_on)


async def test_a_paid_fee_follows_a_swap_as_it_was_paid(fair, organizer, now):
    one, two = await a_fee(fair, organizer, now, "A01"), await a_fee(fair, organizer, now, "A02")
    await operations.note_receipt(one.id, a_receipt(), acting=organizer, now=now)
    booths = await booths_of(fair)
    await fetch("UPDATE booth SET price = 5000000 WHERE id = $1", booths["A02"])
    moves = [Move(booths["A01"], booths["A02"]), Move(booths["A02"], booths["A01"])]
    await operations.move_booths(await slug_of(fair), moves, acting=organizer, now=now)
    after = {fee.id: fee for fee in await fees(fair)}
    assert (after[one.id].code, after[one.id].state, after[one.id].amount) == ("A02", "paid", 2_000_000)
    assert (after[two.id].code, after[two.id].state, after[two.id].amount) == ("A01", "open", 2_000_000)


async def test_a_move_to_a_free_booth_ends_an_open_fee_and_back_charges_again(fair, organizer, now):
    await a_fee(fair, organizer, now)
    booths, slug = await booths_of(fair), await slug_of(fair)
    await fetch("UPDATE booth SET price = 0 WHERE id = $1", booths["A02"])
    await operations.move_booths(slug, [Move(booths["A01"], booths["A02"])], acting=organizer, now=now)
    assert [fee.state for fee in await fees(fair)] == ["cancelled"]
    await operations.move_booths(slug, [Move(booths["A02"], booths["A03"])], acting=organizer, now=now)
    assert sorted(fee.state for fee in await fees(fair)) == ["cancelled", "open"]


@pytest.mark.parametrize("ending", ["release", "unassign"])
async def test_a_claim_that_ends_takes_its_fee_along(fair, organizer, now, ending):
    producer = await make_producer()
    member = await producer_actor(producer)
    booths = await booths_of(fair)
    paid, _open = await a_fee(fair, organizer, now, "A01", producer), await a_fee(fair, organizer, now, "A02", producer)
    await operations.note_receipt(paid.id, a_receipt(), acting=organizer, now=now)
    for code in ("A01", "A02"):
        if ending == "release":
            await operations.release_hold(booths[code], acting=member, now=now)
        else:
            await operations.unassign_booth(booths[code], acting=organizer, now=now)
    assert [fee.state for fee in await fees(fair)] == ["refund_due", "cancelled"]
    refund = (await fees(fair))[0]
    assert (refund.to_give_back, refund.ended_at) == (2_000_000, now)
    given_back = await operations.note_refund(refund.id, a_receipt(refund.revision), acting=organizer, now=now)
    assert given_back.state == "refunded"
    again = await a_fee(fair, organizer, now, "A01", producer)
    assert again.bill != paid.bill


async def test_a_fair_that_is_cancelled_costs_nothing(fair, organizer, now):
    fee = await a_fee(fair, organizer, now)
    async with transaction():
        await end_fees_of_fair(fair, now=now)
    assert (await queries.fee_by_id(fee.id)).state == "cancelled"


@pytest.mark.parametrize(
    ("change", "field"), [({"amount": 0}, "amount"), ({"paid_on": TODAY + timedelta(days=1)}, "paid_on")]
)
async def test_a_receipt_that_cannot_be_is_refused(fair, organizer, now, change, field):
    fee = await a_fee(fair, organizer, now)
    with pytest.raises(ReceiptInvalid) as refusal:
        await operations.note_receipt(fee.id, a_receipt(**change), acting=organizer, now=now)
    assert list(refusal.value.fields) == [field]


async def test_two_organizers_at_once_note_one_receipt(fair, office, organizer, now):
    fee = await a_fee(fair, organizer, now)
    colleague = await make_organizer(office)
    results = await asyncio.gather(
        *(operations.note_receipt(fee.id, a_receipt(), acting=who, now=now) for who in (organizer, colleague) * 4),
        return_exceptions=True,
    )
    refused = [each for each in results if isinstance(each, BaseException)]
    assert len(refused) == 7
    assert all(isinstance(each, StaleRevision) for each in refused)
    assert len(await fetch("SELECT FROM outbox_message WHERE topic = 'fee.received'")) == 1


async def test_a_receipt_against_a_release_waits_for_nobody_and_leaves_no_money_behind(fair, organizer, now):
    for code in list(await booths_of(fair))[:10]:
        fee = await a_fee(fair, organizer, now, code)
        receipt, release = await asyncio.gather(
            operations.note_receipt(fee.id, a_receipt(), acting=organizer, now=now),
            operations.unassign_booth(fee.booth, acting=organizer, now=now),
            return_exceptions=True,
        )
        assert release is None
        assert isinstance(receipt, StaleRevision) or not isinstance(receipt, BaseException)
        after = await queries.fee_by_id(fee.id)
        assert after.state == ("cancelled" if isinstance(receipt, StaleRevision) else "refund_due")


async def test_others_touch_no_fee(fair, organizer, now):
    fee = await a_fee(fair, organizer, now)
    for stranger in (await make_organizer(), await producer_actor(fee.producer)):
        with pytest.raises(FeeNotFound):
            await operations.note_receipt(fee.id, a_receipt(), acting=stranger, now=now)
    with pytest.raises(DomainError):
        await operations.note_receipt(fee.id, a_receipt(), acting=ANONYMOUS, now=now)
    with pytest.raises(NotYourProducer):
        await queries.fees_of_producer(fair, fee.producer, acting=await producer_actor())


@pytest.mark.parametrize(
    ("change", "constraint"),
    [
        ("amount = amount - 1", "booth_fee_computed"),
        ("ended_at = charged_at", "booth_fee_ended_says_why"),
        ("bill = 'a;b'", "booth_fee_bill_form"),
    ],
)
async def test_the_database_has_the_last_word(fair, organizer, now, change, constraint):
    fee = await a_fee(fair, organizer, now)
    with pytest.raises(asyncpg.CheckViolationError) as refusal:
        await fetch(f"UPDATE booth_fee SET {change} WHERE id = $1", fee.id)
    assert refusal.value.constraint_name == constraint


async def test_the_database_keeps_one_standing_fee_per_claim(fair, organizer, now):
    await a_fee(fair, organizer, now)
    with pytest.raises(asyncpg.UniqueViolationError, match="booth_fee_one_standing"):
        await fetch(
            "INSERT INTO booth_fee (fair, claim, producer, bill, price, support_percent, amount, due_on,"
            " charged_at) SELECT fair, claim, producer, 'OTHER1', price, support_percent, amount, due_on,"
            " charged_at FROM booth_fee"
        )


class TestBankAccount:
    async def test_an_owner_names_it_and_nobody_else(self, office, organizer, now):
        owner = await make_organizer(office, role="owner")
        wanted = BankAccountInput(bank_bin="970436", number="0123 456-789", holder="VAN PHONG  NTM")
        for stranger in (organizer, await make_organizer(role="owner")):
            with pytest.raises(NotYourOffice):
                await operations.set_bank_account(office, wanted, acting=stranger, now=now)
        await operations.set_bank_account(office, wanted, acting=owner, now=now)
        standing = await queries.bank_account_of(office)
        assert standing is not None
        assert (standing.bank, standing.number, standing.holder) == ("Vietcombank", "0123456789", "VAN PHONG NTM")
        with pytest.raises(StaleRevision):
            await operations.set_bank_account(office, wanted, acting=owner, now=now)
        with pytest.raises(BankAccountInvalid):
            bad = BankAccountInput(bank_bin="1", number="1", holder="", revision=1)
            await operations.set_bank_account(office, bad, acting=owner, now=now)

    async def test_two_owners_at_once_set_it_once(self, office, now):
        owners = [await make_organizer(office, role="owner") for _ in range(2)]
        wanted = BankAccountInput(bank_bin="970436", number="0123456789", holder="A")
        results = await asyncio.gather(
            *(operations.set_bank_account(office, wanted, acting=who, now=now) for who in owners),
            return_exceptions=True,
        )
        assert sum(isinstance(each, StaleRevision) for each in results) == 1


class TestPages:
    async def test_the_producer_reads_agrees_and_scans(self, sign_in, fair, office, organizer, now):
        await write_terms(fair, organizer, now, "Không dùng lửa trần.")
        owner = await make_organizer(office, role="owner")
        account = BankAccountInput(bank_bin="970436", number="0123456789", holder="VAN PHONG")
        await operations.set_bank_account(office, account, acting=owner, now=now)
        producer = await make_producer()
        await operations.assign_booth((await booths_of(fair))["A01"], producer, acting=organizer, now=now)
        member = await sign_in(await make_producer_member(producer))
        path = f"/producer/fairs/{await slug_of(fair)}"
        page = (await member.get(f"{path}/fees")).text
        assert "Không dùng lửa trần." in page
        assert 'name="agree" value="true" checked' not in page
        unticked = await member.post_form(f"{path}/terms", {"version": "1"})
        assert unticked.status_code == 422
        stale = await member.post_form(f"{path}/terms", {"version": "2", "agree": "true"})
        assert stale.status_code == 409
        assert (await member.post_form(f"{path}/terms", {"version": "1", "agree": "true"})).status_code == 303
        page = (await member.get(f"{path}/fees?lang=en")).text
        [fee] = await fees(fair)
        assert fee.bill in page
        assert "proves nothing" in page
        assert "<svg" in page

    async def test_a_confirmation_without_the_terms_leads_to_them(self, sign_in, fair, organizer, now):
        await write_terms(fair, organizer, now)
        member = await producer_actor()
        booth = (await booths_of(fair))["A01"]
        await operations.hold_booth(booth, acting=member, now=now)
        browser = await sign_in(member.id)
        path = f"/producer/fairs/{await slug_of(fair)}"
        answer = await browser.post_form(f"{path}/booths/{booth}/confirmation")
        assert answer.status_code == 409
        assert f'href="{path}/fees' in answer.text

    async def test_the_organizer_notes_a_receipt_and_undoes_it(self, sign_in, fair, office, organizer, now):
        fee = await a_fee(fair, organizer, now)
        browser = await sign_in(await make_member(office))
        home = f"/organizer/fairs/{await slug_of(fair)}/fees"
        fields = {"amount": "2000000", "paid_on": "2026-11-24", "revision": "1", "note": "sao kê 24/11"}
        wrong = await browser.post_form(f"{home}/{fee.id}/receipt", fields | {"paid_on": "2027-01-01"})
        assert wrong.status_code == 422
        assert "sao kê 24/11" in wrong.text
        assert (await browser.post_form(f"{home}/{fee.id}/receipt", fields)).status_code == 303
        assert (await browser.post_form(f"{home}/{fee.id}/receipt", fields)).status_code == 409
        assert "sao kê 24/11" in (await browser.get(home)).text
        [entry] = (await queries.fee_by_id(fee.id)).entries
        reversal = f"{home}/{fee.id}/entries/{entry.id}/reversal"
        assert (await browser.post_form(reversal, {"revision": "2"})).status_code == 422
        assert (await browser.post_form(reversal, {"revision": "2", "reason": "nhầm phí"})).status_code == 303
        assert "nhầm phí" in (await browser.get(home)).text
        other = await sign_in(await make_member(await make_office()))
        assert (await other.get(home)).status_code in {403, 404}

    async def test_money_in_parts_too_much_and_given_back_by_page(self, sign_in, fair, office, organizer, now):
        producer = await make_producer()
        fee, other = [await a_fee(fair, organizer, now, code, producer) for code in ("A01", "A02")]
        browser = await sign_in(await make_member(office))
        home = f"/organizer/fairs/{await slug_of(fair)}/fees"
        money = {"paid_on": "2026-11-24", "note": ""}
        await browser.post_form(f"{home}/{fee.id}/receipt", money | {"amount": "500000", "revision": "1"})
        words = " ".join((await browser.get(f"{home}?lang=vi")).text.split())
        assert "Còn phải thu" in words
        assert "3.500.000" in words
        await browser.post_form(f"{home}/{fee.id}/receipt", money | {"amount": "2500000", "revision": "2"})
        page = (await browser.get(home)).text
        assert f'action="{home}/{fee.id}/carry-over"' in page
        carried = await browser.post_form(f"{home}/{fee.id}/carry-over", {"to": str(other.id), "revision": "3"})
        assert carried.status_code == 303
        assert [each.received for each in await fees(fair)] == [2_000_000, 1_000_000]
        refused = await browser.post_form(
            f"{home}/{fee.id}/refund", money | {"amount": "1", "revision": "4", "note": "hoàn tiền"}
        )
        assert refused.status_code == 409
        assert "hoàn tiền" in refused.text
        book = openpyxl.load_workbook(io.BytesIO((await browser.get(f"{home}/receipts.xlsx")).content)).active
        assert [row[5].value for row in book.iter_rows(min_row=2)] == [500_000, 2_500_000, -1_000_000, 1_000_000]

    async def test_programs_of_the_office_read_and_note_fees(self, api, fair, office, organizer, now):
        fee = await a_fee(fair, organizer, now)
        program = await api.as_(await make_member(office))
        body = {"amount": 500_000, "paid_on": "2026-11-24", "revision": 1}
        noted = (await program.post(f"/api/v1/fees/{fee.id}/receipts", json=body)).json()
        assert (noted["state"], noted["open"]) == ("part_paid", 1_500_000)
        read = (await program.get(f"/api/v1/fairs/{await slug_of(fair)}/fees")).json()
        assert read["sums"] == {"owed": 2_000_000, "received": 500_000, "open": 1_500_000, "to_give_back": 0}
        assert (await program.post(f"/api/v1/fees/{fee.id}/refunds", json=body | {"revision": 2})).status_code == 409
        stranger = await api.as_(await make_member(await make_office()))
        assert (await stranger.get(f"/api/v1/fairs/{await slug_of(fair)}/fees")).status_code in {403, 404}
        assert (await stranger.post(f"/api/v1/fees/{fee.id}/receipts", json=body)).status_code == 404

    async def test_the_accountants_list_adds_up_and_executes_nothing(self, sign_in, fair, office, organizer, now):
        dangerous = await make_producer(name="=HYPERLINK(1) HTX")
        first = await a_fee(fair, organizer, now, "A01", dangerous)
        await a_fee(fair, organizer, now, "A02")
        gone = await a_fee(fair, organizer, now, "A03")
        for fee in (first, gone):
            await operations.note_receipt(fee.id, a_receipt(amount=1_900_000), acting=organizer, now=now)
        await operations.unassign_booth(gone.booth, acting=organizer, now=now)
        browser = await sign_in(await make_member(office))
        answer = await browser.get(f"/organizer/fairs/{await slug_of(fair)}/fees/list.xlsx")
        sheet = openpyxl.load_workbook(io.BytesIO(answer.content)).active
        rows = [[cell.value for cell in row] for row in sheet.iter_rows()]
        assert rows[1][1] == "'=HYPERLINK(1) HTX"
        assert all(cell.data_type != "f" for row in sheet.iter_rows() for cell in row)
        # Owed, received, still to come in (of the first and the second), to be given back (of the one that ended).
        assert (rows[-1][5], *rows[-1][8:]) == (4_000_000, 3_800_000, 2_100_000, 1_900_000)

    async def test_the_bank_account_is_the_owners_page(self, sign_in, office):
        owner = await sign_in(await make_member(office, role="owner"))
        path = f"/organizer/office/{office}/bank-account"
        fields = {"bank_bin": "970436", "number": "12", "holder": "VAN PHONG NTM HA NOI"}
        wrong = await owner.post_form(path, fields)
        assert wrong.status_code == 422
        assert "VAN PHONG NTM HA NOI" in wrong.text
        assert (await owner.post_form(path, fields | {"number": "0011 0012 3456"})).status_code == 303
        assert "001100123456" in (await owner.get("/organizer/office/bank-account")).text
        member = await sign_in(await make_member(office))
        assert 'name="bank_bin"' not in (await member.get("/organizer/office/bank-account")).text
        assert (await member.post_form(path, fields)).status_code == 403

    async def test_terms_signed_on_paper_are_noted(self, sign_in, fair, office, organizer, now):
        await write_terms(fair, organizer, now)
        producer = await make_producer(name="HTX Giấy")
        await make_claim((await booths_of(fair))["A01"], producer, state="assigned")
        browser = await sign_in(await make_member(office))
        home = f"/organizer/fairs/{await slug_of(fair)}/fees"
        assert "HTX Giấy" in (await browser.get(home)).text
        answer = await browser.post_form(f"{home}/terms", {"producer": str(producer), "version": "1"})
        assert answer.status_code == 303
        assert len(await fees(fair)) == 1


async def test_a_program_accepts_the_terms(api, fair, organizer, now):
    await write_terms(fair, organizer, now)
    producer = await make_producer()
    program = await api.as_(await make_producer_member(producer))
    path = f"/api/v1/fairs/{await slug_of(fair)}"
    assert (await program.get(f"{path}/terms")).json()["version"] == 1
    sent = await program.put(f"{path}/terms-acceptance", json={"producer": producer, "version": 1})
    assert sent.status_code == 204
    stranger = await api.as_(await make_producer_member())
    refused = await stranger.put(f"{path}/terms-acceptance", json={"producer": producer, "version": 1})
    assert refused.status_code == 403
