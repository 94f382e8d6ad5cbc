"""The organizer's pages of producers: the register, one producer, entering and changing."""

from datetime import date, datetime
from typing import Any, Literal
from urllib.parse import urlencode

from litestar import Request, Response, get, post
from litestar.params import FromPath, FromQuery

from events_app.accounts.queries import load_readers
from events_app.places.queries import options_of, place_choices
from events_app.places.schemas import PlaceView
from events_app.platform.actor import Actor
from events_app.platform.errors import Conflict, InvalidInput, StaleRevision
from events_app.platform.i18n import _, current_locale
from events_app.platform.i18n.formats import VIETNAM
from events_app.platform.listing import DEFAULT_LIMIT, read_window
from events_app.platform.web.auth import Acting, Now, organizer
from events_app.platform.web.errors import status_of
from events_app.platform.web.exports import excel
from events_app.platform.web.forms import Form, blank_form, read_form
from events_app.platform.web.templates import Page, page, see_other
from events_app.producers import operations, queries
from events_app.producers.pages.exports import PRODUCER_COLUMNS, PRODUCT_COLUMNS, producer_rows, product_rows
from events_app.producers.pages.forms import (
    FORCE_NAMES,
    GROUP_CHOICES,
    KIND_NAMES,
    MemberForm,
    ProducerForm,
    kind_choices,
    producer_values,
)
from events_app.producers.queries.members import list_members
from events_app.producers.rules.criteria import GroupCode
from events_app.producers.schemas import ProducerView, RegisterFilter

AnyRequest = Request[Actor, Any, Any]
Force = Literal["yes", "no", "soon"]


@get(["/organizer/producers", "/organizer/products"], guards=[organizer])
async def show_register(  # noqa: PLR0913, PLR0917 - each is a query parameter
    request: AnyRequest,
    acting: Acting,
    now: Now,
    q: FromQuery[str] = "",
    stars: FromQuery[Literal["", "3", "4", "5"]] = "",
    group: FromQuery[GroupCode | Literal[""]] = "",
    place: FromQuery[str] = "",
    force: FromQuery[Force | Literal[""]] = "",
    on: FromQuery[str] = "",
    submitted: FromQuery[str] = "",
    cursor: FromQuery[str] = "",
) -> Page:
    """The register, by producer or by product, narrowed by what the address says; figures of a day above it."""
    today = now.astimezone(VIETNAM).date()
    narrowed = read_filter(q, stars, group, place, force, on, submitted)
    window = read_window(DEFAULT_LIMIT, cursor or None)
    by_product = request.url.path.endswith("/products")
    offices = acting.organized_offices
    if by_product:
        listing: Any = await queries.list_products(narrowed, window, offices=offices, on=today)
    else:
        listing = await queries.list_producers(narrowed, window, acting=acting, offices=offices, on=today)
    return page(
        "producers/register.html",
        by_product=by_product,
        listing=listing,
        figures=await queries.load_figures(offices, narrowed.on or today),
        narrowed=narrowed,
        asked=_asked(narrowed),
        cursor=cursor,
        places=await place_choices(today, former=True),
        groups=GROUP_CHOICES,
        kinds=KIND_NAMES,
        forces=FORCE_NAMES,
    )


@get(["/organizer/producers.xlsx", "/organizer/products.xlsx"], guards=[organizer])
async def download_register(  # noqa: PLR0913, PLR0917 - each is a query parameter
    request: AnyRequest,
    acting: Acting,
    now: Now,
    q: FromQuery[str] = "",
    stars: FromQuery[Literal["", "3", "4", "5"]] = "",
    group: FromQuery[GroupCode | Literal[""]] = "",
    place: FromQuery[str] = "",
    force: FromQuery[Force | Literal[""]] = "",
    on: FromQuery[str] = "",
    submitted: FromQuery[str] = "",
) -> Response[bytes]:
    """The register as narrowed on the page, as an Excel file."""
    today = now.astimezone(VIETNAM).date()
    narrowed = read_filter(q, stars, group, place, force, on, submitted)
    offices = acting.organized_offices
    if request.url.path.endswith("products.xlsx"):
        products = await queries.all_products(narrowed, offices=offices, on=today)
        return excel(_("Products"), [_(title) for title in PRODUCT_COLUMNS], product_rows(products))
    producers = await queries.all_producers(narrowed, acting=acting, offices=offices, on=today)
    return excel(_("Producers"), [_(title) for title in PRODUCER_COLUMNS], producer_rows(producers))


@get("/organizer/producers/new", guards=[organizer])
async def show_new_producer(acting: Acting, now: Now) -> Page:
    """An empty form."""
    return await _form_page(blank_form(), None, acting, now)


@post("/organizer/producers/new", guards=[organizer], status_code=200)
async def enter_producer(request: AnyRequest, acting: Acting, now: Now) -> Response[Any]:
    """Enter a producer."""
    form = await read_form(request, ProducerForm)
    if form.data is None:
        return await _form_page(form, None, acting, now, status=422)
    try:
        producer = await operations.add_producer(form.data.new(), acting=acting, now=now)
    except (InvalidInput, Conflict) as refusal:
        form.refuse(refusal)
        return await _form_page(form, None, acting, now, status=status_of(refusal))
    return see_other(f"/organizer/producers/{producer.id}", flash=_("%(name)s is in the register.", name=producer.name))


@get("/organizer/producers/{producer:int}", guards=[organizer])
async def show_producer(producer: FromPath[int], acting: Acting, now: Now) -> Page:
    """One producer with its products, certificates and people."""
    return await _producer_page(producer, blank_form(), acting, now)


@get("/organizer/producers/{producer:int}/edit", guards=[organizer])
async def show_edit_producer(producer: FromPath[int], acting: Acting, now: Now) -> Page:
    """A producer in its form."""
    view = await _own(producer, acting, now)
    return await _form_page(blank_form(**producer_values(view)), view, acting, now)


@post("/organizer/producers/{producer:int}/edit", guards=[organizer], status_code=200)
async def save_producer(request: AnyRequest, producer: FromPath[int], acting: Acting, now: Now) -> Response[Any]:
    """Save a producer; who was slower sees both states and what was typed."""
    form = await read_form(request, ProducerForm)
    view = await _own(producer, acting, now)
    if form.data is None:
        return await _form_page(form, view, acting, now, status=422)
    try:
        await operations.change_producer(producer, form.data.changes(), acting=acting, now=now)
    except (InvalidInput, Conflict) as refusal:
        form.refuse(refusal)
        if isinstance(refusal, StaleRevision):
            form.values["revision"] = refusal.data["revision"]
        return await _form_page(form, view, acting, now, status=status_of(refusal))
    return see_other(f"/organizer/producers/{producer}", flash=_("Saved."))


@post("/organizer/producers/{producer:int}/members", guards=[organizer], status_code=200)
async def let_in_member(request: AnyRequest, producer: FromPath[int], acting: Acting, now: Now) -> Response[Any]:
    """Let an account act for a producer."""
    form = await read_form(request, MemberForm)
    if form.data is not None:
        try:
            await operations.add_member(producer, form.data.email, acting=acting, now=now)
        except (InvalidInput, Conflict) as refusal:
            form.refuse(refusal)
        else:
            flash = _("%(email)s may act for this producer now.", email=form.data.email)
            return see_other(f"/organizer/producers/{producer}", flash=flash)
    return await _producer_page(producer, form, acting, now, status=422)


@post("/organizer/producers/{producer:int}/members/{account:int}/removal", guards=[organizer], status_code=200)
async def end_member(producer: FromPath[int], account: FromPath[int], acting: Acting, now: Now) -> Response[Any]:
    """End an account's acting for a producer."""
    await operations.remove_member(producer, account, acting=acting, now=now)
    return see_other(f"/organizer/producers/{producer}", flash=_("This person no longer acts for the producer."))


def read_filter(q: str, stars: str, group: str, place: str, force: str, on: str, submitted: str = "") -> RegisterFilter:
    """Read the filter of a list from its address; what cannot be read narrows nothing."""
    try:
        day = date.fromisoformat(on) if on else None
    except ValueError:
        day = None
    return RegisterFilter(
        text=q[:200],
        stars=int(stars) if stars else None,
        group=group or None,
        place=int(place) if place.isascii() and place.isdigit() else None,
        force=force or None,  # type: ignore[arg-type] # one of the three by the handler's signature
        on=day,
        submitted=bool(submitted),
    )


def _asked(narrowed: RegisterFilter) -> str:
    """The filter as a query string, so that a list can be sent to somebody as an address."""
    asked = {
        "q": narrowed.text,
        "stars": narrowed.stars,
        "group": narrowed.group,
        "place": narrowed.place,
        "force": narrowed.force,
        "on": narrowed.on,
        "submitted": "1" if narrowed.submitted else "",
    }
    return urlencode({name: str(value) for name, value in asked.items() if value})


async def _own(producer: int, acting: Actor, now: datetime) -> ProducerView:
    view = await queries.load_producer(producer, acting=acting, on=now.astimezone(VIETNAM).date())
    acting.ensure_organizes(view.office)
    return view


async def _form_page(
    form: Form[Any], producer: ProducerView | None, acting: Actor, now: datetime, *, status: int = 200
) -> Page:
    today = now.astimezone(VIETNAM).date()
    former = producer.place if producer is not None and producer.place is not None else None
    conversion = await options_of(former) if former is not None and former.valid_to is not None else None
    return page(
        "producers/edit.html",
        status=status,
        form=form,
        producer=producer,
        stale=isinstance(form.error, StaleRevision),
        kind_choices=kind_choices(),
        places=_choices(await place_choices(today), former),
        conversion=conversion,
        offices=acting.organized_offices,
    )


def _choices(groups: list[tuple[Any, list[PlaceView]]], former: PlaceView | None) -> list[Any]:
    """Options of the place field: units of today, and the former unit the producer is linked to."""
    titles = {"commune": _("Wards and communes of today"), "province": _("Provinces and cities of today")}
    options: list[Any] = [
        (titles[level], [(place.id, place.name.text(current_locale())) for place in places]) for level, places in groups
    ]
    if former is not None and former.valid_to is not None:
        options.insert(0, (_("As it is linked now"), [(former.id, former.label())]))
    return options


async def _producer_page(producer: int, form: Form[Any], acting: Actor, now: datetime, *, status: int = 200) -> Page:
    today = now.astimezone(VIETNAM).date()
    view = await _own(producer, acting, now)
    products = await queries.products_of_producer(producer, on=today)
    members = await list_members(producer)
    people = {reader.account: reader for reader in await load_readers([member.account for member in members])}
    return page(
        "producers/detail.html",
        status=status,
        producer=view,
        products=products,
        certificates=await queries.product_certificates([product.id for product in products], on=today),
        members=[(member, people.get(member.account)) for member in members],
        kinds=KIND_NAMES,
        form=form,
    )


HANDLERS = [
    show_register,
    download_register,
    show_new_producer,
    enter_producer,
    show_producer,
    show_edit_producer,
    save_producer,
    let_in_member,
    end_member,
]
