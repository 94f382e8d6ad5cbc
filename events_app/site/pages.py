"""Pages composed of several slices."""

from datetime import date, datetime
from functools import partial
from typing import Annotated, Any
from urllib.parse import urlencode

import msgspec
from litestar import Response, Router, get
from litestar.exceptions import NotFoundException
from litestar.params import FromPath, FromQuery, QueryParameter

from events_app.fairs.rules import Kind, Region
from events_app.fairs.words import KINDS, REGIONS, SESSION_KINDS
from events_app.floor_plans.words import CATEGORIES, FIXTURES, STATES, UTILITIES
from events_app.platform.art import art_path, event_art
from events_app.platform.i18n import _, current_locale
from events_app.platform.i18n.formats import VIETNAM
from events_app.platform.web.auth import Acting, Now, organizer, signed_in
from events_app.platform.web.exports import excel
from events_app.platform.web.kept_pages import SELF_COMPRESSED, AnyRequest, answer_kept
from events_app.platform.web.templates import Page, page, see_other
from events_app.platform.web.theme import switch_theme
from events_app.site import queries
from events_app.site.editor import editor_router
from events_app.site.event_data import event_json
from events_app.site.picture import draw_picture
from events_app.site.rules import months_ahead, opening_on
from events_app.site.schemas import FairCard, FairFilter, YearFair

_FOR_EVER = "public, max-age=31536000, immutable"
_PAGE_NUMBER = Annotated[int, QueryParameter(name="page", ge=1, le=1000)]
_WHEN = ("coming", "running", "past", "all")


def _art_of(card: FairCard) -> str:
    fair = card.fair
    first = fair.starts_on or fair.previous_starts_on
    return art_path(kind=fair.kind, region=fair.region or "", month=first.month if first else 1, seed=str(fair.id))


@get("/", include_in_schema=False, **SELF_COMPRESSED)
async def show_home(request: AnyRequest, now: Now) -> Response[Any]:
    """What is on near me, now?"""

    async def make() -> Page:
        home = await queries.public_home(now=now)
        return page("site/home.html", home=home, art_of=_art_of, kinds=KINDS, regions=REGIONS)

    return await answer_kept(request, make)


@get("/fairs", include_in_schema=False)
async def show_fairs(
    now: Now,
    number: _PAGE_NUMBER = 1,
    q: FromQuery[str] = "",
    kind: FromQuery[str] = "",
    region: FromQuery[str] = "",
    month: FromQuery[str] = "",
    when: FromQuery[str] = "coming",
) -> Page:
    """Every event, found by words, kind, region and month."""
    wanted = FairFilter(
        q=q.strip()[:200], kind=kind, region=region, month=month, when=when if when in _WHEN else "coming"
    )
    cards, total = await queries.list_fair_cards(wanted, page=number, now=now)
    kept = {name: value for name, value in msgspec.structs.asdict(wanted).items() if value and value != "coming"}
    return page(
        "site/fairs.html",
        cards=cards,
        total=total,
        number=number,
        more=total > number * queries.PAGE_CARDS,
        wanted=wanted,
        address=lambda **change: "/fairs?" + urlencode({**kept, **change}),
        months=months_ahead(now.astimezone(VIETNAM).date()),
        art_of=_art_of,
        kinds=KINDS,
        regions=REGIONS,
    )


@get("/fairs/{slug:str}", include_in_schema=False, **SELF_COMPRESSED)
async def show_fair(request: AnyRequest, slug: FromPath[str], now: Now) -> Response[Any]:
    """Everything a visitor reads about one fair; an address it once had leads to the present one."""
    return await answer_kept(request, partial(_make_fair_page, slug, now))


async def _make_fair_page(slug: str, now: datetime) -> Page | Response[None]:
    shown = await queries.fair_page(slug, now=now)
    if shown.fair.slug != slug:
        return Response(None, status_code=301, headers={"Location": f"/fairs/{shown.fair.slug}"})
    today = now.astimezone(VIETNAM).date()
    return page(
        "site/fair.html",
        shown=shown,
        fair=shown.fair,
        hours_today=opening_on(shown.fair, today) if _is_running(shown.card, today) else None,
        art=_art_of(shown.card),
        event_json=event_json,
        kinds=KINDS,
        regions=REGIONS,
        session_kinds=SESSION_KINDS,
        state_names=STATES,
        category_names=CATEGORIES,
        utility_names=UTILITIES,
        fixture_names=FIXTURES,
    )


def _is_running(card: FairCard, today: date) -> bool:
    fair = card.fair
    return (
        fair.is_on
        and fair.starts_on is not None
        and fair.ends_on is not None
        and fair.starts_on <= today <= fair.ends_on
    )


@get("/fairs/{slug:str}/picture.png", include_in_schema=False)
async def show_picture(slug: FromPath[str], now: Now) -> Response[bytes]:
    """The picture that shared links show, with title, days and place."""
    fair = await queries.fair_picture_facts(slug, now=now)
    drawn = await draw_picture(fair, current_locale())
    return Response(drawn, media_type="image/png", headers={"Cache-Control": "public, max-age=3600"})


@get("/art/{name:str}", include_in_schema=False, media_type="image/svg+xml")
async def show_art(name: FromPath[str]) -> Response[str]:
    """A picture by everything that is drawn in it: `kind.region.month.seed.svg`."""
    kind, region, month, seed, ending = (name.split(".") + [""] * 5)[:5]
    known = kind in set(Kind) and (region in set(Region) or region == "anywhere") and ending == "svg"
    if not known or month not in {str(number) for number in range(1, 13)} or not seed.isdecimal():
        raise NotFoundException
    drawn = event_art(kind=kind, region=region if region != "anywhere" else "", month=int(month), seed=seed)
    return Response(drawn, media_type="image/svg+xml", headers={"Cache-Control": _FOR_EVER})


@get("/organizer", include_in_schema=False, guards=[organizer])
async def show_desk(acting: Acting, now: Now) -> Page:
    """What needs me today, and which fair is in danger?"""
    return page("site/organizer.html", desk=await queries.organizers_desk(acting=acting, now=now), kinds=KINDS)


@get("/organizer/year", include_in_schema=False, guards=[organizer])
async def show_year(
    acting: Acting, now: Now, year: Annotated[int | None, QueryParameter(name="year", ge=2000, le=2100)] = None
) -> Page:
    """The office's year: each fair a line, each month a column."""
    chosen = year or now.astimezone(VIETNAM).year
    fairs = await queries.years_fairs(chosen, acting=acting, now=now)
    return page("site/year.html", fairs=fairs, year=chosen, kinds=KINDS)


@get("/organizer/year.xlsx", include_in_schema=False, guards=[organizer])
async def export_year(
    acting: Acting, now: Now, year: Annotated[int, QueryParameter(name="year", ge=2000, le=2100)]
) -> Response[bytes]:
    """The same table for Excel."""
    fairs = await queries.years_fairs(year, acting=acting, now=now)
    columns = [
        _("Event"),
        _("Kind"),
        _("First day"),
        _("Last day"),
        _("Venue"),
        _("State"),
        _("Booths"),
        _("Taken"),
        _("Passes"),
    ]
    return excel(f"nam-{year}.xlsx", columns, [_year_row(line) for line in fairs])


def _year_row(line: YearFair) -> list[object]:
    fair, figures, locale = line.desk.fair, line.desk.figures, current_locale()
    return [
        fair.title.text(locale),
        _(KINDS[fair.kind]),
        fair.starts_on,
        fair.ends_on,
        fair.venue.name.text(locale),
        line.desk.tag.words.text(),
        figures.booths.total,
        figures.booths.taken,
        figures.passes.valid,
    ]


@get("/producer", include_in_schema=False, guards=[signed_in])
async def show_producer(acting: Acting, now: Now) -> Page | Response[None]:
    """What must I do next, and where is my booth? Who acts for no producer yet enters one first."""
    if not acting.producer_ids:
        return see_other("/producer/new")
    return page("site/producer.html", home=await queries.producers_home(acting=acting, now=now))


pages_router = Router(
    path="/",
    route_handlers=[
        show_home,
        show_fairs,
        show_fair,
        show_picture,
        show_art,
        show_desk,
        show_year,
        export_year,
        show_producer,
        switch_theme,
        editor_router,
    ],
    tags=["pages"],
)
