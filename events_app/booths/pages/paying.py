"""A producer reads the terms, accepts them, and sees what its booths cost and how to pay."""

from datetime import datetime
from typing import Any

from litestar import Request, Response, get, post
from litestar.params import FromPath, FromQuery
from msgspec import Struct

from events_app.booths import operations, queries
from events_app.booths.drawing.qr import draw_qr
from events_app.booths.pages.own import own_producer
from events_app.booths.words import ENTRIES, FEES
from events_app.fairs.queries import find_public_fair
from events_app.platform.actor import Actor
from events_app.platform.errors import Conflict, FieldError, InvalidInput
from events_app.platform.i18n import N_, _
from events_app.platform.web.auth import Acting, Now
from events_app.platform.web.errors import status_of
from events_app.platform.web.forms import Form, blank_form, read_form
from events_app.platform.web.templates import Page, page, see_other
from events_app.producers.queries import producers_by_ids

AnyRequest = Request[Any, Any, Any]


class TermsForm(Struct, frozen=True):
    """The word on the terms; never ticked by us."""

    version: int
    producer: int | None = None
    agree: bool = False


@get("/{slug:str}/fees")
async def show_own_fees(slug: FromPath[str], acting: Acting, now: Now, producer: FromQuery[int | None] = None) -> Page:
    """The terms, and what is owed."""
    return await _fees_page(slug, blank_form(), own_producer(producer, acting), acting=acting, now=now)


@post("/{slug:str}/terms")
async def accept_terms(request: AnyRequest, slug: FromPath[str], acting: Acting, now: Now) -> Page | Response[None]:
    """Accept the terms as they were read."""
    form = await read_form(request, TermsForm)
    own = own_producer(form.data.producer if form.data else None, acting)
    if form.data is not None:
        try:
            _ensure_agreed(form.data)
            await operations.accept_terms(slug, own, form.data.version, acting=acting, now=now)
        except (Conflict, InvalidInput) as error:
            form.refuse(error)
        else:
            more = f"?producer={own}" if len(acting.producer_ids) > 1 else ""
            flash = _("The terms are accepted. You can confirm your booth now.")
            return see_other(f"/producer/fairs/{slug}/fees{more}", flash=flash)
    return await _fees_page(slug, form, own, acting=acting, now=now)


def _ensure_agreed(typed: TermsForm) -> None:
    if not typed.agree:
        raise InvalidInput({"agree": [FieldError("missing", N_("Tick the box when you agree."))]})


async def _fees_page(slug: str, form: Form[Any], own: int, *, acting: Actor, now: datetime) -> Page:
    fair = await find_public_fair(slug, now=now)
    fees = await queries.fees_of_producer(fair.id, own, acting=acting)
    account = await queries.bank_account_of(fair.office)
    terms = await queries.terms_of(fair.id)
    return page(
        "booths/own_fees.html",
        status=status_of(form.error) if form.error else 422 if form.errors else 200,
        fair=fair,
        form=form,
        own=own,
        producers=await producers_by_ids(acting.producer_ids),
        fees=fees,
        account=account,
        codes={fee.id: draw_qr(account.payload(fee)) for fee in fees if account and fee.open},
        terms=terms,
        accepted=await queries.accepted_terms(terms.id, own) if terms else None,
        claims=await queries.claims_of_producer(own, now=now, fair=fair.id),
        fee_names=FEES,
        entry_names=ENTRIES,
    )
