"""Fees for the programs of an office: what is owed, what came in, what is to be given back."""

from litestar import get, post
from litestar.params import FromPath, JSONBody

from events_app.booths import operations, queries
from events_app.booths.schemas.fees import FeesOfFair, FeeSums, FeeView, ReceiptInput
from events_app.fairs.queries import fair_for_office
from events_app.platform.web.auth import Acting, Now


@get("/fairs/{slug:str}/fees")
async def list_fees(slug: FromPath[str], acting: Acting, now: Now) -> FeesOfFair:
    """Every fee of a fair with the movements of its money, and what they come to; for the office."""
    found = await fair_for_office(slug, acting=acting, now=now)
    fees = await queries.fees_of_fair(found.fair.id)
    return FeesOfFair(items=fees, sums=FeeSums.of(fees))


@post("/fees/{fee:int}/receipts")
async def note_receipt(fee: FromPath[int], data: JSONBody[ReceiptInput], acting: Acting, now: Now) -> FeeView:
    """Note that money came in, at the `revision` of the fee you saw; in parts, or too much, as it came."""
    return await operations.note_receipt(fee, data, acting=acting, now=now)


@post("/fees/{fee:int}/refunds")
async def note_refund(fee: FromPath[int], data: JSONBody[ReceiptInput], acting: Acting, now: Now) -> FeeView:
    """Note that money was given back, at most what is too much."""
    return await operations.note_refund(fee, data, acting=acting, now=now)


HANDLERS = [list_fees, note_receipt, note_refund]
