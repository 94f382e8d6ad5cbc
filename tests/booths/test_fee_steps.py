"""Each step of a fee as the register has it afterwards: the whole row, the log, the message, and nobody else's."""

import asyncio
from datetime import UTC, date, datetime, timedelta

import asyncpg
import pytest
from msgspec.structs import replace

from events_app.applications.operations import set_call
from events_app.applications.schemas import CallInput
from events_app.booths import operations, queries
from events_app.booths.errors.fees import (
    EntryNotFound,
    EntryStays,
    EntryUsed,
    FeeNotFound,
    NothingToCarry,
    NothingToGiveBack,
    ReasonMissing,
    ReceiptInvalid,
    RefundInvalid,
    TermsChanged,
    TermsNotAccepted,
)
from events_app.booths.operations.fees import end_fees_of_fair, lock_fees
from events_app.booths.rules import MOST_PAID, FeeEnd, FeeState, amount_of, check_receipt
from events_app.booths.schemas import BankAccountInput, Move, ReceiptInput
from events_app.platform.actor import ANONYMOUS, SYSTEM, NotYourOffice
from events_app.platform.db import fetch, transaction
from events_app.platform.errors import SignInRequired, StaleRevision
from events_app.platform.i18n import Bilingual
from tests.clock import NOW
from tests.factories.accounts import make_office, make_organizer
from tests.factories.booths import booths_of, make_call, make_floor_plan
from tests.factories.fairs import make_fair, slug_of
from tests.factories.producers import make_producer, producer_actor
from tests.locks import until_somebody_waits
from tests.trails import audit, audit_trail, heard_nudges, messages

TODAY = date(2026, 11, 24)
LATER = NOW + timedelta(hours=1)


@pytest.fixture
async def office(database):
    return await make_office()


@pytest.fixture
async def organizer(office):
    return await make_organizer(office, role="owner")


@pytest.fixture
async def fair(office, organizer):
    """A fair beside another one whose booths, terms and fees must stay as they are."""
    other = await make_floor_plan(await make_fair(office=office))
    await make_call(other)
    await give(organizer, other, "A01", await make_producer())
    return await make_floor_plan(await make_fair(office=office))


@pytest.fixture
async def producer(fair):
    return await make_producer()


@pytest.fixture
async def colleague(dsn, database):
    """Somebody else's transaction, begun a moment before."""
    connection = await asyncpg.connect(dsn)
    await connection.execute("BEGIN")
    yield connection
    await connection.close()


async def give(organizer, fair, code, producer, now=NOW):
    await operations.assign_booth((await booths_of(fair))[code], producer, acting=organizer, now=now)


async def write_terms(fair, organizer, text="Giữ vệ sinh."):
    revisions = await fetch("SELECT * FROM application_call WHERE fair = $1", fair)
    call = CallInput(is_open=True, closes_at=NOW + timedelta(days=3), support_percent=50, terms=Bilingual(text))
    assert len(revisions) <= 1
    await set_call(await slug_of(fair), call, acting=organizer, now=NOW)


async def rows(fair):
    """Every fee of a fair, the oldest first."""
    found = await fetch(
        "SELECT f.*, b.code FROM booth_fee f JOIN booth_claim c ON c.id = f.claim JOIN booth b ON b.id = c.booth"
        " WHERE f.fair = $1 ORDER BY f.id",
        fair,
    )
    stand = {fee.id: {"state": fee.state, "received": fee.received} for fee in await queries.fees_of_fair(fair)}
    return [dict(row) | stand[row["id"]] for row in found]


async def row_of(fee):
    [row] = await fetch("SELECT * FROM booth_fee WHERE id = $1", fee)
    return dict(row) | {"received": (await queries.fee_by_id(fee)).received}


async def ledger(fee):
    """The entries of a fee: kind, amount, note, and by whom."""
    found = (await queries.fee_by_id(fee)).entries
    return [(entry.kind.value, entry.amount, entry.note, entry.recorded_by) for entry in found]


async def strangers(fair):
    return [dict(row) for row in await fetch("SELECT * FROM booth_fee WHERE fair <> $1", fair)]


def receipt(revision=1, **changes):
    return ReceiptInput(**{"amount": 2_000_000, "paid_on": TODAY, "revision": revision, "note": " CK 12h "} | changes)


# --- charged ---


async def test_charged_fee_says_what_for_how_much_and_until_when(fair, organizer, producer):
    await make_call(fair)
    await fetch("UPDATE fee_rule SET pay_within = 10")
    evening = datetime(2026, 11, 24, 17, 30, tzinfo=UTC)
    await give(organizer, fair, "A02", producer, now=evening)
    [claim] = await fetch("SELECT id FROM booth_claim WHERE producer = $1", producer)
    [fee] = await rows(fair)
    assert fee == {
        "id": fee["id"],
        "code": "A02",
        "fair": fair,
        "claim": claim["id"],
        "producer": producer,
        "bill": f"HC{fair:03d}N{fee['id']:04d}",
        "price": 2_000_000,
        "support_percent": 50,
        "amount": 1_000_000,
        "due_on": date(2026, 12, 5),
        "state": "open",
        "charged_at": evening,
        "received": 0,
        "ended_at": None,
        "ended_reason": "",
        "revision": 1,
    }


async def test_without_a_call_the_whole_price_is_due_in_a_week(fair, organizer, producer):
    await give(organizer, fair, "A01", producer)
    [fee] = await rows(fair)
    assert (fee["support_percent"], fee["amount"], fee["due_on"]) == (0, 2_000_000, TODAY + timedelta(days=7))


async def test_hold_is_not_charged_and_its_confirmation_is(fair):
    member = await producer_actor()
    booth = (await booths_of(fair))["A01"]
    await operations.hold_booth(booth, acting=member, now=NOW)
    assert await rows(fair) == []
    await operations.confirm_booth(booth, acting=member, now=NOW)
    assert [fee["amount"] for fee in await rows(fair)] == [2_000_000]


async def test_only_the_latest_terms_of_the_own_fair_accepted_by_oneself_count(fair, organizer, producer):
    slug = await slug_of(fair)
    await write_terms(fair, organizer)
    await operations.accept_terms(slug, producer, 1, acting=organizer, now=NOW)
    await write_terms(fair, organizer, "Giữ vệ sinh và giờ mở cửa.")
    other = await make_producer()
    await operations.accept_terms(slug, other, 2, acting=organizer, now=NOW)
    await give(organizer, fair, "A01", producer)
    assert await rows(fair) == []
    with pytest.raises(TermsChanged):
        await operations.accept_terms(slug, producer, 1, acting=organizer, now=NOW)
    await give(organizer, fair, "A02", other)
    await operations.accept_terms(slug, producer, 2, acting=organizer, now=NOW)
    assert [(fee["producer"], fee["code"]) for fee in await rows(fair)] == [(other, "A02"), (producer, "A01")]


async def test_terms_of_a_fair_that_has_none_cannot_be_accepted(fair, organizer, producer):
    with pytest.raises(TermsChanged):
        await operations.accept_terms(await slug_of(fair), producer, 1, acting=organizer, now=NOW)


async def test_booths_others_have_or_that_are_only_held_are_not_charged_by_my_acceptance(fair, organizer, producer):
    await write_terms(fair, organizer)
    member = await producer_actor(producer)
    booths = await booths_of(fair)
    await operations.hold_booth(booths["A03"], acting=member, now=NOW)
    await give(organizer, fair, "A02", await make_producer())
    await give(organizer, fair, "A01", producer)
    await operations.accept_terms(await slug_of(fair), producer, 1, acting=member, now=NOW)
    assert [(fee["producer"], fee["code"]) for fee in await rows(fair)] == [(producer, "A01")]


async def test_confirming_without_the_terms_is_refused_with_their_version(fair, organizer):
    await write_terms(fair, organizer)
    member = await producer_actor()
    booth = (await booths_of(fair))["A01"]
    await operations.hold_booth(booth, acting=member, now=NOW)
    with pytest.raises(TermsNotAccepted) as refusal:
        await operations.confirm_booth(booth, acting=member, now=NOW)
    assert refusal.value.data == {"version": 1}
    assert await rows(fair) == []


@pytest.mark.parametrize("channel", ["page", "program"])
async def test_accepted_terms_say_who_when_and_how_once(fair, organizer, office, producer, channel):
    await write_terms(fair, organizer)
    member = await producer_actor(producer)
    for moment in (NOW, LATER):
        await operations.accept_terms(await slug_of(fair), producer, 1, channel=channel, acting=member, now=moment)
    [row] = await fetch("SELECT producer, account, accepted_by, channel, accepted_at FROM terms_acceptance")
    assert tuple(row) == (producer, member.id, member.name, channel, NOW)
    data = {"producer": producer, "version": 1, "channel": channel}
    assert await audit_trail("terms.") == [audit("terms.accepted", "fair", fair, office, data)]


async def test_office_accepts_for_a_producer_by_its_own_channel_and_the_system_without_an_account(
    fair, organizer, producer
):
    await write_terms(fair, organizer)
    slug = await slug_of(fair)
    await operations.accept_terms(slug, producer, 1, channel="program", acting=organizer, now=NOW)
    other = await make_producer()
    await operations.accept_terms(slug, other, 1, channel="program", acting=SYSTEM, now=NOW)
    found = await fetch("SELECT producer, account, channel FROM terms_acceptance ORDER BY id")
    assert [tuple(row) for row in found] == [(producer, organizer.id, "office"), (other, None, "program")]


async def test_accepting_terms_charges_nothing_at_another_fair(fair, organizer, office, producer):
    other = await make_floor_plan(await make_fair(office=office))
    await price(other, "A01", 0)
    await give(organizer, other, "A01", producer)
    await price(other, "A01", 3_000_000)
    await write_terms(fair, organizer)
    await operations.accept_terms(await slug_of(fair), producer, 1, acting=organizer, now=NOW)
    assert await rows(other) == []


async def test_long_names_are_kept_as_far_as_they_fit(fair, organizer, office, producer):
    await write_terms(fair, organizer)
    somebody = replace(organizer, name="x" * 130)
    await operations.accept_terms(await slug_of(fair), producer, 1, acting=somebody, now=NOW)
    await give(organizer, fair, "A01", producer)
    [fee] = await rows(fair)
    await operations.note_receipt(fee["id"], receipt(), acting=somebody, now=NOW)
    await operations.set_bank_account(office, account(), acting=somebody, now=NOW)
    [accepted] = await fetch("SELECT accepted_by FROM terms_acceptance")
    [paid_to] = await fetch("SELECT changed_by FROM office_bank_account")
    names = (accepted["accepted_by"], (await ledger(fee["id"]))[0][3], paid_to["changed_by"])
    assert names == ("x" * 120,) * 3


async def test_nobody_unknown_accepts_terms(fair, organizer, producer):
    await write_terms(fair, organizer)
    with pytest.raises(SignInRequired):
        await operations.accept_terms(await slug_of(fair), producer, 1, acting=ANONYMOUS, now=NOW)


# --- moved and ended ---


async def move(fair, organizer, *pairs):
    booths = await booths_of(fair)
    moves = [Move(booths[origin], booths[goal]) for origin, goal in pairs]
    await operations.move_booths(await slug_of(fair), moves, acting=organizer, now=LATER)


async def price(fair, code, amount):
    await fetch("UPDATE booth SET price = $2 WHERE id = $1", (await booths_of(fair))[code], amount)


async def test_open_fee_moves_along_and_costs_what_the_new_booth_does(fair, organizer, producer):
    await make_call(fair)
    await give(organizer, fair, "A02", await make_producer())
    await give(organizer, fair, "A01", producer)
    await price(fair, "A05", 3_000_000)
    neighbour, before = await rows(fair)
    others = await strangers(fair)
    await move(fair, organizer, ("A01", "A05"))
    [live] = await fetch("SELECT id FROM booth_claim WHERE producer = $1 AND state = 'assigned'", producer)
    changed = {"claim": live["id"], "code": "A05", "price": 3_000_000, "amount": 1_500_000, "revision": 2}
    assert await rows(fair) == [neighbour, before | changed]
    assert await strangers(fair) == others


@pytest.mark.parametrize("new_price", [5_000_000, 0])
async def test_paid_fee_moves_along_as_it_was_paid(fair, organizer, producer, new_price):
    await give(organizer, fair, "A01", producer)
    [fee] = await rows(fair)
    await operations.note_receipt(fee["id"], receipt(), acting=organizer, now=NOW)
    await price(fair, "A05", new_price)
    [before] = await rows(fair)
    await move(fair, organizer, ("A01", "A05"))
    [after] = await rows(fair)
    assert after == before | {"claim": after["claim"], "code": "A05", "revision": 3}


async def test_fee_ends_when_its_claim_moves_to_a_free_booth(fair, organizer, producer):
    await give(organizer, fair, "A02", await make_producer())
    await give(organizer, fair, "A01", producer)
    await price(fair, "A05", 0)
    neighbour, before = await rows(fair)
    await move(fair, organizer, ("A01", "A05"))
    ended = {"state": "cancelled", "ended_at": LATER, "ended_reason": "other", "revision": 2}
    assert await rows(fair) == [neighbour, before | ended]
    await move(fair, organizer, ("A05", "A04"))
    assert [(fee["state"], fee["code"], fee["charged_at"]) for fee in (await rows(fair))[1:]] == [
        ("cancelled", "A01", NOW),
        ("open", "A04", LATER),
    ]


async def test_fee_paid_while_its_move_waits_stays_as_it_was_paid(fair, organizer, producer, colleague):
    await give(organizer, fair, "A01", producer)
    await price(fair, "A05", 3_000_000)
    [before] = await rows(fair)
    await colleague.execute("UPDATE booth_fee SET revision = 2 WHERE id = $1", before["id"])
    await colleague.execute(
        "INSERT INTO booth_fee_receipt (fee, kind, amount, paid_on, recorded_at)"
        " VALUES ($1, 'receipt', 2000000, $2, $3)",
        before["id"],
        TODAY,
        NOW,
    )
    moving = asyncio.create_task(move(fair, organizer, ("A01", "A05")))
    await until_somebody_waits(colleague)
    await colleague.execute("COMMIT")
    await moving
    [after] = await rows(fair)
    assert (after["code"], after["state"], after["price"], after["amount"]) == ("A05", "paid", 2_000_000, 2_000_000)


async def test_hold_that_is_moved_from_a_free_booth_is_not_charged(fair, organizer, producer):
    member = await producer_actor(producer)
    await operations.hold_booth((await booths_of(fair))["A01"], acting=member, now=LATER)
    await move(fair, organizer, ("A01", "A05"))
    assert await rows(fair) == []


@pytest.mark.parametrize(("paid", "state"), [(True, "refund_due"), (False, "cancelled")])
@pytest.mark.parametrize(("ending", "reason"), [("release", "released"), ("unassign", "unassigned")])
async def test_fee_ends_with_its_claim_and_says_why(fair, organizer, producer, ending, reason, paid, state):
    await give(organizer, fair, "A02", await make_producer())
    await give(organizer, fair, "A01", producer)
    neighbour, fee = await rows(fair)
    if paid:
        await operations.note_receipt(fee["id"], receipt(), acting=organizer, now=NOW)
    _, before = await rows(fair)
    booth = (await booths_of(fair))["A01"]
    if ending == "release":
        await operations.release_hold(booth, acting=await producer_actor(producer), now=LATER)
    else:
        await operations.unassign_booth(booth, acting=organizer, now=LATER)
    ended = {"state": state, "ended_at": LATER, "ended_reason": reason, "revision": before["revision"] + 1}
    assert await rows(fair) == [neighbour, before | ended]


async def test_cancelled_fair_ends_its_standing_fees_and_no_others(fair, organizer):
    for code in ("A01", "A02", "A03"):
        await give(organizer, fair, code, await make_producer())
    first, second, third = await rows(fair)
    await operations.note_receipt(second["id"], receipt(), acting=organizer, now=NOW)
    await operations.unassign_booth((await booths_of(fair))["A03"], acting=organizer, now=NOW)
    ended, others = await row_of(third["id"]), await strangers(fair)
    async with transaction():
        await end_fees_of_fair(fair, now=LATER)
    after = await rows(fair)
    assert [(fee["state"], fee["ended_reason"], fee["ended_at"]) for fee in after[:2]] == [
        ("cancelled", "fair_cancelled", LATER),
        ("refund_due", "fair_cancelled", LATER),
    ]
    assert await row_of(third["id"]) == ended
    assert await strangers(fair) == others
    assert first["id"] == after[0]["id"]


async def test_fee_that_ended_with_its_fair_does_not_end_again_with_its_claim(fair, organizer, producer):
    await give(organizer, fair, "A01", producer)
    [fee] = await rows(fair)
    await operations.note_receipt(fee["id"], receipt(), acting=organizer, now=NOW)
    async with transaction():
        await end_fees_of_fair(fair, now=NOW)
    ended = await rows(fair)
    await operations.release_hold((await booths_of(fair))["A01"], acting=organizer, now=LATER)
    assert await rows(fair) == ended


async def test_fee_charged_while_the_cancellation_waits_ends_too(fair, organizer, producer, colleague):
    for code in ("A01", "A02"):
        await give(organizer, fair, code, producer)
    change = "UPDATE booth_fee SET ended_at = $2, ended_reason = $3 WHERE id = $1"
    late = (await rows(fair))[1]["id"]
    await fetch(change, late, NOW, "other")
    await colleague.execute("SELECT pg_advisory_xact_lock(hashtextextended('fees:' || $1::bigint, 0))", fair)
    await colleague.execute(change, late, None, "")

    async def cancel():
        async with transaction():
            await end_fees_of_fair(fair, now=LATER)

    waiting = asyncio.create_task(cancel())
    await until_somebody_waits(colleague)
    await colleague.execute("COMMIT")
    await waiting
    assert [fee["ended_reason"] for fee in await rows(fair)] == ["fair_cancelled", "fair_cancelled"]


async def test_turn_is_taken_only_inside_a_transaction(fair):
    """Outside it would be given back at once."""
    with pytest.raises(RuntimeError, match="transaction"):
        await lock_fees(fair)


async def test_rule_and_terms_are_written_only_with_the_call_they_belong_to(fair):
    with pytest.raises(RuntimeError, match="transaction"):
        await operations.set_fee_rule(fair, support_percent=50, pay_within=7)
    with pytest.raises(RuntimeError, match="transaction"):
        await operations.write_terms(fair, Bilingual("Giữ vệ sinh."), now=NOW)
    assert await fetch("SELECT FROM fee_rule WHERE fair = $1", fair) == []
    assert await fetch("SELECT FROM call_terms") == []


async def test_fee_that_ended_stays_with_the_booth_it_was_of(fair, organizer, producer):
    await give(organizer, fair, "A01", producer)
    async with transaction():
        await end_fees_of_fair(fair, now=NOW)
    [ended] = await rows(fair)
    await move(fair, organizer, ("A01", "A05"))
    assert (await rows(fair))[0] == ended


@pytest.mark.parametrize("step", ["charge", "accept", "move", "end", "cancel"])
async def test_whatever_charges_moves_or_ends_waits_its_turn_at_the_fair(fair, organizer, producer, colleague, step):
    if step == "accept":
        await write_terms(fair, organizer)
    await give(organizer, fair, "A01", producer)
    booths, slug = await booths_of(fair), await slug_of(fair)

    async def cancel():
        async with transaction():
            await end_fees_of_fair(fair, now=LATER)

    calls = {
        "charge": lambda: give(organizer, fair, "A02", producer),
        "accept": lambda: operations.accept_terms(slug, producer, 1, acting=organizer, now=NOW),
        "move": lambda: move(fair, organizer, ("A01", "A03")),
        "end": lambda: operations.unassign_booth(booths["A01"], acting=organizer, now=NOW),
        "cancel": cancel,
    }
    await colleague.execute("SELECT pg_advisory_xact_lock(hashtextextended('fees:' || $1::bigint, 0))", fair)
    waiting = asyncio.create_task(calls[step]())
    await until_somebody_waits(colleague)
    await colleague.execute("COMMIT")
    await waiting


async def test_booth_given_while_the_acceptance_of_the_terms_waits_is_charged(fair, organizer, producer, colleague):
    await write_terms(fair, organizer)
    booth = (await booths_of(fair))["A01"]
    await colleague.execute("SELECT pg_advisory_xact_lock(hashtextextended('fees:' || $1::bigint, 0))", fair)
    accepting = asyncio.create_task(
        operations.accept_terms(await slug_of(fair), producer, 1, acting=organizer, now=NOW)
    )
    await until_somebody_waits(colleague)
    await colleague.execute(
        "INSERT INTO booth_claim (fair, booth, producer, state, claimed_at, extended, assigned_at)"
        " VALUES ($1, $2, $3, 'assigned', $4, 0, $4)",
        fair, booth, producer, NOW,
    )  # fmt: skip
    await colleague.execute("COMMIT")
    await accepting
    assert [(fee["producer"], fee["code"]) for fee in await rows(fair)] == [(producer, "A01")]


# --- receipts ---


@pytest.fixture
async def fee(fair, organizer, producer):
    await give(organizer, fair, "A02", await make_producer())
    await give(organizer, fair, "A01", producer)
    return (await rows(fair))[1]["id"]


async def test_noted_receipt_says_how_much_when_and_by_whom(fair, organizer, office, producer, fee, dsn):
    neighbour, before = await rows(fair)
    wanted = receipt(amount=1_999_999, paid_on=TODAY - timedelta(days=2))
    async with heard_nudges(dsn) as nudges:
        view = await operations.note_receipt(fee, wanted, acting=organizer, now=LATER)
    paid = {"state": "part_paid", "received": 1_999_999, "revision": 2}
    assert await rows(fair) == [neighbour, before | paid]
    assert (view.state, view.received, view.open, view.revision) == ("part_paid", 1_999_999, 1, 2)
    [entry] = view.entries
    assert (entry.paid_on, entry.recorded_at) == (TODAY - timedelta(days=2), LATER)
    assert await ledger(fee) == [("receipt", 1_999_999, "CK 12h", organizer.name)]
    payload = {"fair": fair, "producer": producer, "fee": fee, "bill": before["bill"], "code": "A01"}
    payload |= {"entry": entry.id}
    assert await messages("fee.") == [("fee.received", payload)]
    data = {"fair": fair, "producer": producer, "bill": before["bill"], "amount": 2_000_000}
    assert await audit_trail("fee.") == [audit("fee.received", "fee", fee, office, data, LATER)]
    assert nudges == [f"fair:{fair}:booths changed"]


async def test_reversed_receipt_stays_in_the_ledger_with_its_reason(fair, organizer, office, producer, fee):
    neighbour, before = await rows(fair)
    noted = await operations.note_receipt(fee, receipt(), acting=organizer, now=NOW)
    view = await operations.reverse_entry(fee, noted.entries[0].id, " Nhầm phí ", 2, acting=organizer, now=LATER)
    assert await rows(fair) == [neighbour, before | {"revision": 3}]
    assert (view.state, view.revision) == ("open", 3)
    assert await ledger(fee) == [
        ("receipt", 2_000_000, "CK 12h", organizer.name),
        ("receipt_reversed", 2_000_000, "Nhầm phí", organizer.name),
    ]
    data = {"fair": fair, "producer": producer, "bill": before["bill"], "amount": 2_000_000}
    assert await audit_trail("fee.entry") == [audit("fee.entry_reversed", "fee", fee, office, data, LATER)]
    for entry in view.entries:
        with pytest.raises(EntryStays):
            await operations.reverse_entry(fee, entry.id, "Lại", 3, acting=organizer, now=LATER)


async def test_money_given_back_is_noted(fair, organizer, office, producer, fee):
    await operations.note_receipt(fee, receipt(), acting=organizer, now=NOW)
    await operations.unassign_booth((await booths_of(fair))["A01"], acting=organizer, now=NOW)
    neighbour, before = await rows(fair)
    view = await operations.note_refund(fee, receipt(3), acting=organizer, now=LATER)
    assert await rows(fair) == [neighbour, before | {"state": "refunded", "received": 0, "revision": 4}]
    assert view.state == "refunded"
    data = {"fair": fair, "producer": producer, "bill": before["bill"], "amount": 2_000_000}
    assert await audit_trail("fee.refunded") == [audit("fee.refunded", "fee", fee, office, data, LATER)]
    assert [topic for topic, _ in await messages("fee.")] == ["fee.received", "fee.refunded"]


async def test_receipts_in_parts_are_counted_and_too_much_is_flagged(organizer, fee):
    states = []
    for revision, amount in enumerate((500_000, 1_500_000, 2_000_000), start=1):
        view = await operations.note_receipt(fee, receipt(revision, amount=amount), acting=organizer, now=NOW)
        states.append((view.state.value, view.open, view.to_give_back))
    assert states == [("part_paid", 1_500_000, 0), ("paid", 0, 0), ("overpaid", 0, 2_000_000)]
    with pytest.raises(RefundInvalid):
        await operations.note_refund(fee, receipt(4, amount=2_000_001), acting=organizer, now=NOW)
    view = await operations.note_refund(fee, receipt(4), acting=organizer, now=NOW)
    assert (view.state, view.received) == ("paid", 2_000_000)
    with pytest.raises(NothingToGiveBack):
        await operations.note_refund(fee, receipt(5, amount=1), acting=organizer, now=NOW)
    # Without the first receipt, what was given back would be missing.
    await operations.reverse_entry(fee, view.entries[1].id, "Nhầm", 5, acting=organizer, now=NOW)
    with pytest.raises(EntryUsed):
        await operations.reverse_entry(fee, view.entries[2].id, "Nhầm", 6, acting=organizer, now=NOW)


async def test_form_sent_twice_is_one_receipt_and_filled_in_anew_another(organizer, fee):
    first = receipt(amount=500_000, request="form-1")
    once, again = [await operations.note_receipt(fee, first, acting=organizer, now=NOW) for _ in range(2)]
    assert (once.received, again.received, len(again.entries)) == (500_000, 500_000, 1)
    other = receipt(2, amount=700_000, request="form-1")
    assert (await operations.note_receipt(fee, other, acting=organizer, now=NOW)).received == 1_200_000


async def test_too_much_pays_another_fee_of_the_producer(fair, organizer, producer, fee):
    await give(organizer, fair, "A03", producer)
    other = (await rows(fair))[-1]["id"]
    await operations.note_receipt(fee, receipt(amount=3_500_000), acting=organizer, now=NOW)
    view = await operations.carry_over(fee, other, 2, acting=organizer, now=LATER)
    paid = await queries.fee_by_id(other)
    assert (view.state, view.received, paid.state, paid.received) == ("paid", 2_000_000, "part_paid", 1_500_000)
    assert (view.entries[-1].other_bill, paid.entries[-1].other_bill) == (paid.bill, view.bill)
    for revision in (view.revision, 2):
        with pytest.raises((NothingToCarry, StaleRevision)):
            await operations.carry_over(fee, other, revision, acting=organizer, now=LATER)
    with pytest.raises(EntryStays):
        await operations.reverse_entry(other, paid.entries[-1].id, "Sai", paid.revision, acting=organizer, now=LATER)


async def test_too_much_is_not_carried_to_another_producer(fair, organizer, fee):
    stranger = (await rows(fair))[0]["id"]
    await operations.note_receipt(fee, receipt(amount=3_500_000), acting=organizer, now=NOW)
    for goal in (stranger, fee, 404):
        with pytest.raises(NothingToCarry):
            await operations.carry_over(fee, goal, 2, acting=organizer, now=NOW)


async def test_carried_over_by_two_at_once_is_carried_once(fair, organizer, producer, fee):
    await give(organizer, fair, "A03", producer)
    other = (await rows(fair))[-1]["id"]
    await operations.note_receipt(fee, receipt(amount=3_000_000), acting=organizer, now=NOW)
    done = await asyncio.gather(
        *(operations.carry_over(fee, other, 2, acting=organizer, now=LATER) for _ in range(4)), return_exceptions=True
    )
    assert sum(isinstance(each, StaleRevision) for each in done) == 3
    assert (await queries.fee_by_id(other)).received == 1_000_000


async def test_receipts_noted_at_once_are_all_seen_or_refused(organizer, fee):
    done = await asyncio.gather(
        *(operations.note_receipt(fee, receipt(amount=100_000 + n), acting=organizer, now=NOW) for n in range(5)),
        return_exceptions=True,
    )
    noted = [each for each in done if not isinstance(each, BaseException)]
    assert len(noted) == 1
    assert (await queries.fee_by_id(fee)).received == noted[0].received


async def test_ledger_is_never_edited(organizer, fee):
    await operations.note_receipt(fee, receipt(), acting=organizer, now=NOW)
    for statement in ("UPDATE booth_fee_receipt SET amount = 1", "DELETE FROM booth_fee_receipt"):
        with pytest.raises(asyncpg.CheckViolationError):
            await fetch(statement)


async def test_entry_of_another_fee_or_without_a_reason_is_not_reversed(fair, organizer, fee):
    noted = await operations.note_receipt(fee, receipt(), acting=organizer, now=NOW)
    neighbour = (await rows(fair))[0]["id"]
    with pytest.raises(EntryNotFound):
        await operations.reverse_entry(neighbour, noted.entries[0].id, "Sai", 1, acting=organizer, now=NOW)
    with pytest.raises(ReasonMissing):
        await operations.reverse_entry(fee, noted.entries[0].id, "  ", 2, acting=organizer, now=NOW)


STEPS = {
    "note": lambda fee, revision, who: operations.note_receipt(fee, receipt(revision), acting=who, now=LATER),
    "reverse": lambda fee, revision, who: operations.reverse_entry(fee, 1, "Sai", revision, acting=who, now=LATER),
    "refund": lambda fee, revision, who: operations.note_refund(fee, receipt(revision), acting=who, now=LATER),
}


@pytest.mark.parametrize("step", sorted(STEPS))
async def test_overtaken_revision_is_refused_with_the_present_state(organizer, fee, step):
    with pytest.raises(StaleRevision) as refusal:
        await STEPS[step](fee, 7, organizer)
    assert (refusal.value.data["current"].id, refusal.value.data["revision"]) == (fee, 1)


@pytest.fixture
async def stranger(database):
    """The organizer of another office, which had a fair before this one."""
    office = await make_office()
    await make_fair(office=office)
    return await make_organizer(office)


@pytest.mark.parametrize("step", sorted(STEPS))
async def test_fee_of_another_office_is_not_there(stranger, organizer, fee, step):
    for who, number, refusal in (
        (stranger, fee, FeeNotFound),
        (organizer, 404, FeeNotFound),
        (ANONYMOUS, fee, SignInRequired),
    ):
        with pytest.raises(refusal):
            await STEPS[step](number, 1, who)


async def test_step_that_waited_for_another_is_refused_as_overtaken(organizer, fee, colleague):
    await colleague.execute("UPDATE booth_fee SET revision = 7 WHERE id = $1", fee)
    waiting = asyncio.create_task(STEPS["note"](fee, 1, organizer))
    await until_somebody_waits(colleague)
    await colleague.execute("COMMIT")
    with pytest.raises(StaleRevision):
        await waiting


# --- where an office is paid ---


def account(revision=0, number="0011012345678"):
    return BankAccountInput(bank_bin="970436", number=number, holder="VAN PHONG OCOP", revision=revision)


async def test_bank_account_is_written_and_changed_with_its_log(office, organizer):
    await operations.set_bank_account(office, account(), acting=organizer, now=NOW)
    await operations.set_bank_account(office, account(1, "9998887776"), acting=organizer, now=LATER)
    found = await fetch(
        "SELECT office, bank_bin, number, holder, revision, changed_at, changed_by FROM office_bank_account"
    )
    assert [tuple(row) for row in found] == [
        (office, "970436", "9998887776", "VAN PHONG OCOP", 2, LATER, organizer.name)
    ]
    first = {"from": "", "to": "0011012345678", "bank": "970436"}
    second = {"from": "0011012345678", "to": "9998887776", "bank": "970436"}
    assert await audit_trail("office.bank") == [
        audit("office.bank_account_set", "office", office, office, first),
        audit("office.bank_account_set", "office", office, office, second, LATER),
    ]


async def test_bank_account_of_an_overtaken_revision_is_refused(office, organizer):
    with pytest.raises(StaleRevision) as refusal:
        await operations.set_bank_account(office, account(3), acting=organizer, now=NOW)
    assert (refusal.value.data["current"], refusal.value.data["revision"]) == (None, 0)
    await operations.set_bank_account(office, account(), acting=organizer, now=NOW)
    with pytest.raises(StaleRevision) as refusal:
        await operations.set_bank_account(office, account(number="123456"), acting=organizer, now=NOW)
    assert (refusal.value.data["current"].number, refusal.value.data["revision"]) == ("0011012345678", 1)


async def test_only_an_owner_says_where_the_office_is_paid(office):
    for who in (await make_organizer(office), await make_organizer(role="owner")):
        with pytest.raises(NotYourOffice):
            await operations.set_bank_account(office, account(), acting=who, now=NOW)


async def test_bank_account_waits_for_whoever_has_the_office(office, organizer, colleague):
    neighbour = await make_office()
    await colleague.execute("SELECT FROM office WHERE id = $1 FOR NO KEY UPDATE", neighbour)
    async with asyncio.timeout(5):
        await operations.set_bank_account(office, account(), acting=organizer, now=NOW)
    await colleague.execute("SELECT FROM office WHERE id = $1 FOR NO KEY UPDATE", office)
    waiting = asyncio.create_task(operations.set_bank_account(office, account(1), acting=organizer, now=NOW))
    await until_somebody_waits(colleague)
    await colleague.execute("UPDATE office_bank_account SET revision = 7")
    await colleague.execute("COMMIT")
    with pytest.raises(StaleRevision):
        await waiting


# --- rules ---


@pytest.mark.parametrize(
    ("amount", "paid_on", "fields"),
    [
        (1, TODAY, []),
        (MOST_PAID, TODAY - timedelta(days=400), []),
        (0, TODAY, [("amount", "range")]),
        (MOST_PAID + 1, TODAY, [("amount", "range")]),
        (-5, TODAY + timedelta(days=1), [("amount", "range"), ("paid_on", "later")]),
    ],
)
def test_receipt_is_of_money_and_of_today_or_before(amount, paid_on, fields):
    found = []
    try:
        check_receipt(amount=amount, paid_on=paid_on, today=TODAY)
    except ReceiptInvalid as refusal:
        found = [(field, error.code) for field, errors in refusal.fields.items() for error in errors]
    assert found == fields
    assert MOST_PAID == 10_000_000_000


@pytest.mark.parametrize(
    ("price", "support", "amount"), [(2_000_000, 0, 2_000_000), (999, 50, 499), (1_000, 1, 990), (5, 100, 0)]
)
def test_support_is_taken_off_in_the_producers_favour(price, support, amount):
    assert amount_of(price, support) == amount


def test_words_of_the_register_stay():
    assert [one.value for one in FeeState] == [
        "open",
        "part_paid",
        "paid",
        "overpaid",
        "refund_due",
        "refunded",
        "cancelled",
    ]
    assert [one.value for one in FeeEnd] == ["released", "unassigned", "fair_cancelled", "other"]
