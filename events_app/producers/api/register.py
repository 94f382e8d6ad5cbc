"""Producers, products and certificates: `/api/v1/producers`."""

from datetime import date
from typing import Literal

from litestar import get, patch, post
from litestar.params import FromPath, FromQuery, JSONBody

from events_app.platform.i18n.formats import VIETNAM
from events_app.platform.listing import DEFAULT_LIMIT, Listing, read_window
from events_app.platform.web.auth import Acting, Now
from events_app.producers import operations, queries
from events_app.producers.rules.criteria import GroupCode
from events_app.producers.schemas import (
    CertificateView,
    NewCertificate,
    NewProducer,
    NewProduct,
    ProducerChanges,
    ProducerView,
    ProductChanges,
    ProductView,
    RegisterFilter,
)

Stars = Literal[3, 4, 5]
Force = Literal["yes", "no", "soon"]


@get("/producers")
async def list_producers(  # noqa: PLR0913, PLR0917 - each is a query parameter
    acting: Acting,
    now: Now,
    limit: FromQuery[int] = DEFAULT_LIMIT,
    cursor: FromQuery[str | None] = None,
    search: FromQuery[str] = "",
    stars: FromQuery[Stars | None] = None,
    group: FromQuery[GroupCode | None] = None,
    place: FromQuery[int | None] = None,
    in_force: FromQuery[Force | None] = None,
    on: FromQuery[date | None] = None,
    office: FromQuery[int | None] = None,
) -> Listing[ProducerView]:
    """Producers in Vietnamese order; contact and tax code only for the office and the producer's own people."""
    narrowed = RegisterFilter(text=search, stars=stars, group=group, place=place, force=in_force, on=on)
    offices = None if office is None else [office]
    today = now.astimezone(VIETNAM).date()
    return await queries.list_producers(narrowed, read_window(limit, cursor), acting=acting, offices=offices, on=today)


@post("/producers")
async def create_producer(data: JSONBody[NewProducer], acting: Acting, now: Now) -> ProducerView:
    """Enter a producer into your office's register."""
    return await operations.add_producer(data, acting=acting, now=now)


@get("/producers/{producer:int}")
async def read_producer(producer: FromPath[int], acting: Acting, now: Now) -> ProducerView:
    """One producer."""
    return await queries.load_producer(producer, acting=acting, on=now.astimezone(VIETNAM).date())


@patch("/producers/{producer:int}")
async def edit_producer(
    producer: FromPath[int], data: JSONBody[ProducerChanges], acting: Acting, now: Now
) -> ProducerView:
    """Change a producer at the `revision` you saw; a stale one answers 409 with the current state."""
    return await operations.change_producer(producer, data, acting=acting, now=now)


@get("/producers/{producer:int}/products")
async def list_products(producer: FromPath[int], acting: Acting, now: Now) -> Listing[ProductView]:
    """The products of a producer; `stars` is null unless a certificate is in force."""
    today = now.astimezone(VIETNAM).date()
    await queries.load_producer(producer, acting=acting, on=today)
    products = await queries.products_of_producer(producer, on=today)
    return Listing(products, len(products))


@post("/producers/{producer:int}/products")
async def create_product(producer: FromPath[int], data: JSONBody[NewProduct], acting: Acting, now: Now) -> ProductView:
    """Enter a product, with its certificate when it has one."""
    return await operations.add_product(producer, data, acting=acting, now=now)


@get("/products/{product:int}")
async def read_product(product: FromPath[int], now: Now) -> ProductView:
    """One product."""
    return await queries.load_product(product, on=now.astimezone(VIETNAM).date())


@patch("/products/{product:int}")
async def edit_product(product: FromPath[int], data: JSONBody[ProductChanges], acting: Acting, now: Now) -> ProductView:
    """Change a product at the `revision` you saw."""
    return await operations.change_product(product, data, acting=acting, now=now)


@get("/products/{product:int}/certificates")
async def list_certificates(product: FromPath[int], now: Now) -> Listing[CertificateView]:
    """The certificates of a product, latest first."""
    today = now.astimezone(VIETNAM).date()
    await queries.load_product(product, on=today)
    found = (await queries.product_certificates([product], on=today))[product]
    return Listing(found, len(found))


@post("/products/{product:int}/certificates")
async def create_certificate(
    product: FromPath[int], data: JSONBody[NewCertificate], acting: Acting, now: Now
) -> CertificateView:
    """Record a grading; the stars follow from the points where these are given."""
    return await operations.add_certificate(product, data, acting=acting, now=now)


HANDLERS = [
    list_producers,
    create_producer,
    read_producer,
    edit_producer,
    list_products,
    create_product,
    read_product,
    edit_product,
    list_certificates,
    create_certificate,
]
