"""The organizer's list of fees: receipts noted after a look at the bank statement, and the accountant's list."""

from collections.abc import Awaitable, Callable
from datetime import date, datetime
from typing import Any

from litestar import Request, Response, get, post
from litestar.params import FromPath, FromQuery
from msgspec import Struct

from events_app.booths import operations, queries
from events_app.booths.rules.fees import FeeState
from events_app.booths.schemas.fees import FeeView, ReceiptInput
from events_app.booths.words import FEES
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
    N_("Came in on"),
    N_("Amount that came in"),
    N_("Noted by"),
    N_("Note"),
)


class ReceiptForm(Struct, frozen=True, kw_only=True):
    """What came in."""

    amount: int
    paid_on: date
    revision: int
    note: str = ""


class RevisionForm(Struct, frozen=True):
    """The fee as it was seen."""

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
            fee.paid_on,
            fee.paid_amount,
            fee.noted_by,
            fee.note,
        )
        for fee in fees
    ]
    sums = sums_of(fees)
    blank = ("",) * 4
    rows.append((_("Sum that is owed or was paid"), "", "", "", "", sums["owed"], None, "", None, sums["paid"], "", ""))
    rows.append((_("To be given back"), *blank, None, None, "", None, sums["refund_due"], "", ""))
    return excel(_("Fees of %(fair)s", fair=found.fair.title.text()), [_(column) for column in COLUMNS], rows)


@post("/{fee:int}/receipt")
async def note_receipt(
    request: AnyRequest, slug: FromPath[str], fee: FromPath[int], acting: Acting, now: Now
) -> Answer:
    """Note that money came in."""
    form = await read_form(request, ReceiptForm)
    if form.data is not None:
        typed = form.data
        receipt = ReceiptInput(
            amount=typed.amount, paid_on=typed.paid_on, revision=typed.revision, note=typed.note[:200]
        )

        async def write() -> FeeView:
            return await operations.note_receipt(fee, receipt, acting=acting, now=now)

        if await _done(form, write):
            return see_other(
                f"{_fee_list_address(slug)}#fee-{fee}", flash=_("The receipt is noted; the producer is told.")
            )
    return await _list_page(slug, "", form, fee, acting=acting, now=now)


@post("/{fee:int}/receipt/undo")
async def undo_receipt(
    request: AnyRequest, slug: FromPath[str], fee: FromPath[int], acting: Acting, now: Now
) -> Answer:
    """Take a receipt back."""
    form = await read_form(request, RevisionForm)
    if form.data is not None:
        seen = form.data.revision

        async def write() -> FeeView:
            return await operations.undo_receipt(fee, seen, acting=acting, now=now)

        if await _done(form, write):
            return see_other(f"{_fee_list_address(slug)}#fee-{fee}", flash=_("The receipt is undone."))
    return await _list_page(slug, "", form, None, acting=acting, now=now)


@post("/{fee:int}/refund")
async def note_refund(request: AnyRequest, slug: FromPath[str], fee: FromPath[int], acting: Acting, now: Now) -> Answer:
    """Note that money was given back."""
    form = await read_form(request, RevisionForm)
    if form.data is not None:
        seen = form.data.revision

        async def write() -> FeeView:
            return await operations.note_refund(fee, seen, acting=acting, now=now)

        if await _done(form, write):
            return see_other(f"{_fee_list_address(slug)}#fee-{fee}", flash=_("Noted: the money is given back."))
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


def sums_of(fees: list[FeeView]) -> dict[str, int]:
    """What is owed in all, what of it came in, what is still open, what is to be given back; whole đồng."""
    standing = [fee for fee in fees if fee.state in {FeeState.OPEN, FeeState.PAID}]
    return {
        "owed": sum(fee.amount for fee in standing),
        "paid": sum(fee.paid_amount or 0 for fee in standing),
        "open": sum(fee.amount for fee in standing if fee.state is FeeState.OPEN),
        "refund_due": sum(fee.paid_amount or 0 for fee in fees if fee.state is FeeState.REFUND_DUE),
    }


async def _done(form: Form[Any], write: Callable[[], Awaitable[FeeView]]) -> bool:
    try:
        await write()
    except StaleRevision as stale:
        form.values["revision"] = stale.data["revision"]
        form.refuse(stale)
    except (Conflict, InvalidInput) as error:
        form.refuse(error)
    else:
        return True
    return False


async def _list_page(
    slug: str, standing: str, form: Form[Any], opened: int | None, *, acting: Actor, now: datetime
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
        sums=sums_of(fees),
        late=sum(fee.state is FeeState.OPEN and fee.due_on < today for fee in fees),
        standing=standing,
        tabs=[(state.value, _(name), counts[state]) for state, (name, _tone) in FEES.items() if counts[state]],
        account=await queries.bank_account_of(found.fair.office),
        terms=await queries.terms_of(found.fair.id),
        owing_terms=await queries.owing_terms(found.fair.id),
        fee_names=FEES,
    )


def _fee_list_address(slug: str) -> str:
    return f"/organizer/fairs/{slug}/fees"


HANDLERS = [list_fees, export_fees, note_receipt, undo_receipt, note_refund, note_signed_terms]
