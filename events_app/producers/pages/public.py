"""The public pages of producers and products."""

from typing import Literal
from urllib.parse import urlencode

from litestar import Response, get
from litestar.params import FromPath, FromQuery

from events_app.places.queries import place_choices
from events_app.platform.i18n import _
from events_app.platform.i18n.formats import VIETNAM
from events_app.platform.listing import read_window
from events_app.platform.web.auth import Acting, Now
from events_app.platform.web.exports import excel
from events_app.platform.web.templates import Page, page
from events_app.producers import queries
from events_app.producers.pages.exports import PRODUCT_COLUMNS, product_rows
from events_app.producers.pages.forms import GROUP_CHOICES, KIND_NAMES
from events_app.producers.pages.register import read_filter
from events_app.producers.rules.criteria import GroupCode

_PAGE = 24


@get("/producers")
async def show_catalogue(
    now: Now,
    q: FromQuery[str] = "",
    stars: FromQuery[Literal["", "3", "4", "5"]] = "",
    group: FromQuery[GroupCode | Literal[""]] = "",
    place: FromQuery[str] = "",
    cursor: FromQuery[str] = "",
) -> Page:
    """Products with a star in force, for everybody."""
    today = now.astimezone(VIETNAM).date()
    narrowed = read_filter(q, stars, group, place, "yes", "")
    listing = await queries.list_products(narrowed, read_window(_PAGE, cursor or None), offices=None, on=today)
    asked = {"q": narrowed.text, "stars": stars, "group": group, "place": narrowed.place or ""}
    return page(
        "producers/catalogue.html",
        listing=listing,
        narrowed=narrowed,
        asked=urlencode({name: str(value) for name, value in asked.items() if value}),
        cursor=cursor,
        groups=GROUP_CHOICES,
        places=await place_choices(today),
    )


@get("/producers.xlsx")
async def download_catalogue(
    now: Now,
    q: FromQuery[str] = "",
    stars: FromQuery[Literal["", "3", "4", "5"]] = "",
    group: FromQuery[GroupCode | Literal[""]] = "",
    place: FromQuery[str] = "",
) -> Response[bytes]:
    """The products of the page as an Excel file."""
    narrowed = read_filter(q, stars, group, place, "yes", "")
    products = await queries.all_products(narrowed, offices=None, on=now.astimezone(VIETNAM).date())
    return excel(_("Products"), [_(title) for title in PRODUCT_COLUMNS], product_rows(products))


@get("/producers/{producer:int}")
async def show_producer(producer: FromPath[int], acting: Acting, now: Now) -> Page:
    """A producer and its products."""
    today = now.astimezone(VIETNAM).date()
    view = await queries.load_producer(producer, acting=acting, on=today)
    products = await queries.products_of_producer(producer, on=today)
    return page("producers/public_producer.html", producer=view, products=products, kinds=KIND_NAMES)


@get("/products/{product:int}")
async def show_product(product: FromPath[int], acting: Acting, now: Now) -> Page:
    """A product, its star while it is in force, and who makes it."""
    today = now.astimezone(VIETNAM).date()
    view = await queries.load_product(product, on=today)
    producer = await queries.load_producer(view.producer, acting=acting, on=today)
    certificates = (await queries.product_certificates([product], on=today))[product]
    return page(
        "producers/public_product.html",
        product=view,
        producer=producer,
        story=await queries.load_story(product),
        certificate=next((one for one in certificates if one.in_force), None),
        kinds=KIND_NAMES,
    )


HANDLERS = [show_catalogue, download_catalogue, show_producer, show_product]
