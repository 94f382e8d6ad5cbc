"""A producer's own pages: its products and papers, its contact, and entering itself after sign-up."""

from datetime import datetime
from typing import Any

from litestar import Request, Response, get, post
from litestar.params import FromQuery

from events_app.accounts.queries import list_offices
from events_app.platform.actor import Actor
from events_app.platform.errors import Conflict, FieldError, InvalidInput, NotAllowed, StaleRevision
from events_app.platform.i18n import N_, _
from events_app.platform.i18n.formats import VIETNAM
from events_app.platform.web.auth import Acting, Now, ProducersOnly, producer_member, signed_in
from events_app.platform.web.errors import status_of
from events_app.platform.web.exports import excel
from events_app.platform.web.forms import Form, blank_form, read_form
from events_app.platform.web.templates import Page, page, see_other
from events_app.producers import operations, queries
from events_app.producers.pages.exports import PRODUCT_COLUMNS, product_rows
from events_app.producers.pages.forms import (
    KIND_NAMES,
    ContactForm,
    ProducerForm,
    kind_choices,
    office_choices,
    producer_values,
)
from events_app.producers.rules.certificates import expires_soon, notice_due_by

AnyRequest = Request[Actor, Any, Any]


@get("/producer/products", guards=[producer_member])
async def show_own_products(acting: Acting, now: Now, producer: FromQuery[int | None] = None) -> Page:
    """One's products with the certificates that end soon first."""
    today = now.astimezone(VIETNAM).date()
    mine = own_producer(acting, producer)
    products = await queries.products_of_producer(mine, on=today)
    certificates = await queries.product_certificates([product.id for product in products], on=today)
    others = await queries.producers_by_ids(acting.producer_ids - {mine})
    ending = [
        (product, one, notice_due_by(one))
        for product in products
        for one in certificates[product.id][:1]
        if expires_soon(one, today)
    ]
    return page(
        "producers/own_products.html",
        producer=await queries.load_producer(mine, acting=acting, on=today),
        other_chips=[(one.name, f"/producer/products?producer={one.id}", False) for one in others.values()],
        products=products,
        certificates=certificates,
        ending=ending,
        kinds=KIND_NAMES,
    )


@get("/producer/products.xlsx", guards=[producer_member])
async def download_own_products(acting: Acting, now: Now, producer: FromQuery[int | None] = None) -> Response[bytes]:
    """One's products as an Excel file."""
    mine = own_producer(acting, producer)
    products = await queries.products_of_producer(mine, on=now.astimezone(VIETNAM).date())
    return excel(_("Products"), [_(title) for title in PRODUCT_COLUMNS], product_rows(products))


@get("/producer/profile", guards=[producer_member])
async def show_profile(acting: Acting, now: Now, producer: FromQuery[int | None] = None) -> Page:
    """One's contact and texts."""
    return await _profile_page(None, own_producer(acting, producer), acting, now)


@post("/producer/profile", guards=[producer_member], status_code=200)
async def save_profile(
    request: AnyRequest, acting: Acting, now: Now, producer: FromQuery[int | None] = None
) -> Response[Any]:
    """Save one's contact and texts."""
    mine = own_producer(acting, producer)
    form = await read_form(request, ContactForm)
    if form.data is None:
        return await _profile_page(form, mine, acting, now, status=422)
    try:
        await operations.change_producer(mine, form.data.changes(), acting=acting, now=now)
    except (InvalidInput, Conflict, NotAllowed) as refusal:
        form.refuse(refusal)
        if isinstance(refusal, StaleRevision):
            form.values["revision"] = refusal.data["revision"]
        return await _profile_page(form, mine, acting, now, status=status_of(refusal))
    return see_other(f"/producer/profile?producer={mine}", flash=_("Saved."))


@get("/producer/new", guards=[signed_in])
async def show_registration() -> Page:
    """Enter the producer one acts for."""
    return await _registration_page(blank_form())


@post("/producer/new", guards=[signed_in], status_code=200)
async def register(request: AnyRequest, acting: Acting, now: Now) -> Response[Any]:
    """Enter a producer and act for it from now on."""
    form = await read_form(request, ProducerForm)
    if form.data is not None and form.data.office is None:
        wrong = FieldError("missing", N_("Choose the office of your province."))
        form.refuse(InvalidInput({"office": [wrong]}))
    if form.data is None or form.data.office is None:
        return await _registration_page(form, status=422)
    try:
        new = form.data.new()
        await operations.register_own_producer(new, form.data.office, acting=acting, now=now)
    except (InvalidInput, Conflict) as refusal:
        form.refuse(refusal)
        return await _registration_page(form, status=status_of(refusal))
    return see_other(
        "/producer/products", flash=_("Your producer is in the register. The office will add your products.")
    )


def own_producer(acting: Actor, asked: int | None) -> int:
    """The producer a page is about: the one asked for, else the first one acts for."""
    if asked is not None:
        acting.ensure_acts_for(asked)
        return asked
    if not acting.producer_ids:
        raise ProducersOnly
    return min(acting.producer_ids)


async def _profile_page(
    form: Form[Any] | None, producer: int, acting: Actor, now: datetime, *, status: int = 200
) -> Page:
    view = await queries.load_producer(producer, acting=acting, on=now.astimezone(VIETNAM).date())
    return page(
        "producers/own_profile.html",
        status=status,
        producer=view,
        form=form or blank_form(**producer_values(view)),
        stale=form is not None and isinstance(form.error, StaleRevision),
        kinds=KIND_NAMES,
    )


async def _registration_page(form: Form[Any], *, status: int = 200) -> Page:
    return page(
        "producers/own_new.html",
        status=status,
        form=form,
        office_choices=office_choices(await list_offices()),
        kind_choices=kind_choices(),
    )


HANDLERS = [show_own_products, download_own_products, show_profile, save_profile, show_registration, register]
