"""Where an office is paid: the setting page."""

from typing import Any

from litestar import Request, Response, get, post
from litestar.params import FromPath, FromQuery
from msgspec import Struct

from events_app.accounts.queries import load_office
from events_app.booths import operations, queries
from events_app.booths.rules.bank_account import banks
from events_app.booths.schemas.fees import BankAccountInput
from events_app.platform.actor import Actor
from events_app.platform.errors import InvalidInput, StaleRevision
from events_app.platform.i18n import _
from events_app.platform.web.auth import Acting, Now
from events_app.platform.web.errors import status_of
from events_app.platform.web.forms import Form, blank_form, read_form
from events_app.platform.web.templates import Page, page, see_other

AnyRequest = Request[Any, Any, Any]


class BankAccountForm(Struct, frozen=True):
    """The account as it is typed."""

    bank_bin: str
    number: str
    holder: str
    revision: int = 0


@get("/organizer/office/bank-account")
async def show_bank_account(acting: Acting, office: FromQuery[int | None] = None) -> Page:
    """The account producers pay to."""
    return await _account_page(office or acting.organized_offices[0], None, acting=acting)


@post("/organizer/office/{office:int}/bank-account")
async def set_bank_account(
    request: AnyRequest, office: FromPath[int], acting: Acting, now: Now
) -> Page | Response[None]:
    """Name another account."""
    acting.ensure_owns_office(office)
    form = await read_form(request, BankAccountForm)
    if form.data is not None:
        typed = form.data
        wanted = BankAccountInput(
            bank_bin=typed.bank_bin, number=typed.number, holder=typed.holder, revision=typed.revision
        )
        try:
            await operations.set_bank_account(office, wanted, acting=acting, now=now)
        except StaleRevision as stale:
            form.values["revision"] = stale.data["revision"]
            form.refuse(stale)
        except InvalidInput as error:
            form.refuse(error)
        else:
            return see_other(f"/organizer/office/bank-account?office={office}", flash=_("Saved."))
    return await _account_page(office, form, acting=acting)


async def _account_page(office: int, form: Form[Any] | None, *, acting: Actor) -> Page:
    acting.ensure_organizes(office)
    standing = await queries.bank_account_of(office)
    values = (
        {
            "bank_bin": standing.bank_bin,
            "number": standing.number,
            "holder": standing.holder,
            "revision": standing.revision,
        }
        if standing
        else {}
    )
    shown = form or blank_form(**values)
    return page(
        "booths/bank_account.html",
        status=status_of(shown.error) if shown.error else 422 if shown.errors else 200,
        office=await load_office(office),
        is_owner=acting.owns_office(office),
        account=standing,
        form=shown,
        banks=[(bank.bin, f"{bank.short_name} · {bank.name}") for bank in banks().values()],
    )
