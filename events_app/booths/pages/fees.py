"""The organizer's list of fees: receipts noted after a look at the bank statement, and the accountant's list."""

from collections.abc import Awaitable
from datetime import date, datetime
from functools import partial
from secrets import token_urlsafe
from typing import Any

from litestar import Request, Response, get, post
from litestar.params import FromPath, FromQuery
from msgspec import Struct

from events_app.booths import operations, queries
from events_app.booths.rules.fees import FeeState
from events_app.booths.schemas.fees import FeeSums, FeeView, ReceiptInput
from events_app.booths.words import ENTRIES, FEES
from events_app.fairs.queries import fair_for_office
from events_app.platform.actor import Actor
from events_app.platform.errors import Conflict, InvalidInput, StaleRevision
from events_app.platform.i18n import N_, _
from events_app.platform.i18n.formats import VIETNAM
from events_app.platform.web.auth import Acting, Now
from events_app.platform.web.errors import status_of
from events_app.platform.web.exports import excel
from events_app.platform.web.forms import Form, blank_form, read_form
from events_app.platform.web.templates import Page, page, see_other

AnyRequest = Request[Any, Any, Any]
Answer = Page | Response[None]
COLUMNS = (
    N_("Bill number"),
    N_("Producer"),
    N_("Booth"),
    N_("Price"),
    N_("Support in %%"),
    N_("Amount"),
    N_("To be paid by"),
    N_("State"),
    N_("Received"),
    N_("Still to come in"),
    N_("To be given back"),
)
ENTRY_COLUMNS = (
    N_("Bill number"),
    N_("Producer"),
    N_("Booth"),
    N_("What"),
    N_("Day"),
    N_("Amount in đồng"),
    N_("Note"),
    N_("Noted by"),
)


class MoneyForm(Struct, frozen=True, kw_only=True):
    """What came in or went back."""

    amount: int
    paid_on: date
    revision: int
    note: str = ""
    request: str = ""


class ReversalForm(Struct, frozen=True, kw_only=True):
    """Why an entry was wrong."""

    revision: int
    reason: str = ""


class CarryForm(Struct, frozen=True, kw_only=True):
    """Which other fee is paid with what was too much."""

    to: int
    revision: int


class PaperTermsForm(Struct, frozen=True):
    """A producer that signed the terms on paper."""

    producer: int
    version: int


@get("/")
async def list_fees(slug: FromPath[str], acting: Acting, now: Now, standing: FromQuery[str] = "") -> Page:
    """Who owes what."""
    return await _list_page(slug, standing, blank_form(), None, acting=acting, now=now)


@get("/list.xlsx")
async def export_fees(slug: FromPath[str], acting: Acting, now: Now) -> Response[bytes]:
    """The list for the accountant, with its sums."""
    found = await fair_for_office(slug, acting=acting, now=now)
    fees = await queries.fees_of_fair(found.fair.id)
    rows: list[tuple[Any, ...]] = [
        (
            fee.bill,
            fee.producer_name,
            fee.code,
            fee.price,
            fee.support_percent,
            fee.amount,
            fee.due_on,
            _(FEES[fee.state][0]),
            fee.received,
            fee.open,
            fee.to_give_back,
        )
        for fee in fees
    ]
    sums = FeeSums.of(fees)
    blank = ("",) * 4
    rows.append((_("Sum"), *blank, sums.owed, None, "", sums.received, sums.open, sums.to_give_back))
    return excel(_("Fees of %(fair)s", fair=found.fair.title.text()), [_(column) for column in COLUMNS], rows)


@get("/receipts.xlsx")
async def export_receipts(slug: FromPath[str], acting: Acting, now: Now) -> Response[bytes]:
    """Every movement of money on the fees of a fair, in the order it was noted."""
    found = await fair_for_office(slug, acting=acting, now=now)
    fees = await queries.fees_of_fair(found.fair.id)
    entries = sorted(((entry.id, fee, entry) for fee in fees for entry in fee.entries), key=lambda each: each[0])
    rows = [
        (
            fee.bill,
            fee.producer_name,
            fee.code,
            _(ENTRIES[entry.kind], bill=entry.other_bill),
            entry.paid_on,
            entry.amount if entry.adds else -entry.amount,
            entry.note,
            entry.recorded_by,
        )
        for _number, fee, entry in entries
    ]
    title = _("Receipts of %(fair)s", fair=found.fair.title.text())
    return excel(title, [_(column) for column in ENTRY_COLUMNS], rows)


@post("/{fee:int}/receipt")
async def note_receipt(
    request: AnyRequest, slug: FromPath[str], fee: FromPath[int], acting: Acting, now: Now
) -> Answer:
    """Note that money came in."""
    form = await read_form(request, MoneyForm)
    if form.data is not None and await _done(
        form, operations.note_receipt(fee, _money(form.data), acting=acting, now=now)
    ):
        return _back(slug, fee, _("The receipt is noted; the producer is told."))
    return await _list_page(slug, "", form, (fee, "receipt"), acting=acting, now=now)


@post("/{fee:int}/refund")
async def note_refund(request: AnyRequest, slug: FromPath[str], fee: FromPath[int], acting: Acting, now: Now) -> Answer:
    """Note that money was given back."""
    form = await read_form(request, MoneyForm)
    if form.data is not None and await _done(
        form, operations.note_refund(fee, _money(form.data), acting=acting, now=now)
    ):
        return _back(slug, fee, _("Noted: the money is given back; the producer is told."))
    return await _list_page(slug, "", form, (fee, "refund"), acting=acting, now=now)


@post("/{fee:int}/entries/{entry:int}/reversal")
async def reverse_entry(
    request: AnyRequest, slug: FromPath[str], fee: FromPath[int], entry: FromPath[int], acting: Acting, now: Now
) -> Answer:
    """Take back what was noted by mistake; both stay in the list."""
    form = await read_form(request, ReversalForm)
    if form.data is not None:
        reversing = operations.reverse_entry(fee, entry, form.data.reason, form.data.revision, acting=acting, now=now)
        if await _done(form, reversing):
            return _back(slug, fee, _("Reversed; both entries stay in the list."))
    return await _list_page(slug, "", form, None, acting=acting, now=now)


@post("/{fee:int}/carry-over")
async def carry_over(request: AnyRequest, slug: FromPath[str], fee: FromPath[int], acting: Acting, now: Now) -> Answer:
    """Pay another fee of the producer with what was too much."""
    form = await read_form(request, CarryForm)
    if form.data is not None:
        carrying = operations.carry_over(fee, form.data.to, form.data.revision, acting=acting, now=now)
        if await _done(form, carrying):
            return _back(slug, fee, _("Carried over; both fees name each other."))
    return await _list_page(slug, "", form, None, acting=acting, now=now)


@post("/terms")
async def note_signed_terms(request: AnyRequest, slug: FromPath[str], acting: Acting, now: Now) -> Answer:
    """Note that a producer signed the terms on paper."""
    form = await read_form(request, PaperTermsForm)
    if form.data is not None:
        try:
            await operations.accept_terms(slug, form.data.producer, form.data.version, acting=acting, now=now)
        except Conflict as error:
            form.refuse(error)
        else:
            return see_other(_fee_list_address(slug), flash=_("Noted as signed on paper; the fee is charged."))
    return await _list_page(slug, "", form, None, acting=acting, now=now)


def _money(typed: MoneyForm) -> ReceiptInput:
    return ReceiptInput(
        amount=typed.amount,
        paid_on=typed.paid_on,
        revision=typed.revision,
        note=typed.note[:200],
        request=typed.request[:43] or None,
    )


async def _done(form: Form[Any], writing: Awaitable[FeeView]) -> bool:
    try:
        await writing
    except StaleRevision as stale:
        form.values["revision"] = stale.data["revision"]
        form.refuse(stale)
    except (Conflict, InvalidInput) as error:
        form.refuse(error)
    else:
        return True
    return False


def _back(slug: str, fee: int, flash: str) -> Response[None]:
    return see_other(f"{_fee_list_address(slug)}#fee-{fee}", flash=flash)


async def _list_page(
    slug: str, standing: str, form: Form[Any], opened: tuple[int, str] | None, *, acting: Actor, now: datetime
) -> Page:
    found = await fair_for_office(slug, acting=acting, now=now)
    fees = await queries.fees_of_fair(found.fair.id)
    counts = {state: sum(fee.state is state for fee in fees) for state in FeeState}
    today = now.astimezone(VIETNAM).date()
    return page(
        "booths/fees.html",
        status=status_of(form.error) if form.error else 422 if form.errors else 200,
        fair=found.fair,
        form=form,
        opened=opened,
        fees=[fee for fee in fees if not standing or fee.state == standing],
        total=len(fees),
        sums=FeeSums.of(fees),
        late=sum(fee.open > 0 and fee.due_on < today for fee in fees),
        payable=await queries.open_fees_of_producers(
            [fee.producer for fee in fees if fee.to_give_back], found.fair.office
        ),
        new_request=partial(token_urlsafe, 16),
        entry_names=ENTRIES,
        standing=standing,
        tabs=[(state.value, _(name), counts[state]) for state, (name, _tone) in FEES.items() if counts[state]],
        account=await queries.bank_account_of(found.fair.office),
        terms=await queries.terms_of(found.fair.id),
        owing_terms=await queries.owing_terms(found.fair.id),
        fee_names=FEES,
    )


def _fee_list_address(slug: str) -> str:
    return f"/organizer/fairs/{slug}/fees"


HANDLERS = [
    list_fees,
    export_fees,
    export_receipts,
    note_receipt,
    note_refund,
    reverse_entry,
    carry_over,
    note_signed_terms,
]
