"""Before a run: what it would be given, what stands in the way, what the office decides, and the start."""

from datetime import datetime
from typing import Annotated, Any

from litestar import Request, Response, get, post
from litestar.background_tasks import BackgroundTask
from litestar.params import FromPath
from msgspec import Meta, Struct

from events_app.applications.words import APPLICATIONS, TONES
from events_app.assignment import operations
from events_app.assignment.optimiser.problem import Guarantee
from events_app.assignment.optimiser.words import finding_text
from events_app.assignment.queries.drafting import draft_run
from events_app.assignment.queries.runs import list_runs
from events_app.assignment.schemas import PinInput, ReserveInput, RunDraft, RunInput
from events_app.assignment.words import GUARANTEES, RUN_STATES, RUN_TONES
from events_app.fairs.queries import fair_for_office
from events_app.floor_plans.queries import has_plan
from events_app.floor_plans.words import UTILITIES
from events_app.places.queries import areas_of_places, places_by_ids
from events_app.platform.actor import Actor
from events_app.platform.errors import Conflict, InvalidInput, NotFound
from events_app.platform.i18n import _, current_locale
from events_app.platform.web.auth import Acting, Now
from events_app.platform.web.errors import status_of
from events_app.platform.web.forms import Form, blank_form, read_form
from events_app.platform.web.templates import Page, page, see_other
from events_app.producers.queries import places_of_producers

AnyRequest = Request[Any, Any, Any]
Answer = Page | Response[None]


class StartForm(Struct, frozen=True, kw_only=True):
    """What is promised, and the number chance starts from."""

    guarantee: Guarantee = "zone"
    seed: Annotated[int, Meta(ge=0, le=2**31 - 1)] = 1


class PinForm(Struct, frozen=True, kw_only=True):
    """An application and the booths decided for it."""

    application: int
    booths: Annotated[list[int], Meta(max_length=3)]


class UnpinForm(Struct, frozen=True):
    """The application whose decision is undone."""

    application: int


class ReserveForm(Struct, frozen=True, kw_only=True):
    """A reserve for a place, or for those named."""

    at_least: Annotated[int, Meta(ge=1, le=500)]
    place: int | None = None
    name: Annotated[str, Meta(max_length=80)] = ""
    members: list[int] = []


@get("/")
async def show_assignment(slug: FromPath[str], acting: Acting, now: Now) -> Page:
    """The input of a run as it stands now, and the runs so far."""
    return await _preparing_page(slug, blank_form(guarantee="zone", seed=1), acting=acting, now=now)


@post("/start")
async def start(request: AnyRequest, slug: FromPath[str], acting: Acting, now: Now) -> Answer:
    """Freeze the input and start."""
    form = await read_form(request, StartForm)
    if form.data is not None:
        wanted = RunInput(guarantee=form.data.guarantee, seed=form.data.seed)
        try:
            run = await operations.start_run(slug, wanted, acting=acting, now=now)
        except Conflict as error:
            form.refuse(error)
        else:
            return begin(slug, run.id, now)
    return await _preparing_page(slug, form, acting=acting, now=now)


@post("/pins")
async def pin(request: AnyRequest, slug: FromPath[str], acting: Acting, now: Now) -> Answer:
    """Decide booths for an application."""
    form = await read_form(request, PinForm)
    if form.data is not None:
        try:
            await operations.set_pin(form.data.application, PinInput(form.data.booths), acting=acting, now=now)
        except (Conflict, InvalidInput, NotFound) as error:
            form.refuse(error)
        else:
            return see_other(f"/organizer/fairs/{slug}/assignment#pins", flash=_("Decided. The next run keeps it."))
    return await _preparing_page(slug, form, acting=acting, now=now)


@post("/pins/removal")
async def unpin(request: AnyRequest, slug: FromPath[str], acting: Acting, now: Now) -> Answer:
    """Undo a decision."""
    form = await read_form(request, UnpinForm)
    if form.data is not None:
        await operations.remove_pins(slug, [form.data.application], acting=acting, now=now)
    return see_other(f"/organizer/fairs/{slug}/assignment#pins")


@post("/reserves")
async def reserve(request: AnyRequest, slug: FromPath[str], acting: Acting, now: Now) -> Answer:
    """Reserve places for a group."""
    form = await read_form(request, ReserveForm)
    if form.data is not None:
        typed = form.data
        wanted = ReserveInput(at_least=typed.at_least, place=typed.place, name=typed.name, members=typed.members)
        try:
            await operations.set_reserve(slug, wanted, acting=acting, now=now)
        except (Conflict, InvalidInput) as error:
            form.refuse(error)
        else:
            return see_other(f"/organizer/fairs/{slug}/assignment#reserves", flash=_("Reserved."))
    return await _preparing_page(slug, form, acting=acting, now=now)


@post("/reserves/{reserve:int}/removal")
async def unreserve(slug: FromPath[str], reserve: FromPath[int], acting: Acting, now: Now) -> Answer:
    """Take a reserve away."""
    await operations.remove_reserve(slug, reserve, acting=acting, now=now)
    return see_other(f"/organizer/fairs/{slug}/assignment#reserves")


def begin(slug: str, run: int, now: datetime) -> Response[None]:
    """Lead to a run that has just been started, and let this process work on it behind the answer."""
    answer = see_other(f"/organizer/fairs/{slug}/assignment/{run}")
    answer.background = BackgroundTask(operations.work_on_runs, now, only=run)
    return answer


async def _preparing_page(slug: str, form: Form[Any], *, acting: Actor, now: datetime) -> Page:
    found = await fair_for_office(slug, acting=acting, now=now)
    fair = found.fair
    drawn = await has_plan(fair.id)
    draft = await draft_run(fair, now=now)
    return page(
        "assignment/prepared.html",
        status=status_of(form.error) if form.error else 422 if form.errors else 200,
        fair=fair,
        form=form,
        drawn=drawn,
        draft=draft,
        free=sum(not booth.blocked for booth in draft.problem.booths),
        asked=sum(each.booths for each in draft.participants),
        findings=_by_kind(draft),
        runs=await list_runs(slug, acting=acting, now=now),
        places=await _places_of(draft),
        booths=[(booth.id, booth.code) for booth in draft.problem.booths if not booth.blocked],
        run_states=RUN_STATES,
        run_tones=RUN_TONES,
        guarantees=[(code, _(text)) for code, text in GUARANTEES.items()],
        utility_names=UTILITIES,
        application_names=APPLICATIONS,
        application_tones=TONES,
    )


def _by_kind(draft: RunDraft) -> list[tuple[bool, list[str]]]:
    """The sentences of each kind of finding together; those that stop first."""
    kinds: dict[tuple[bool, str], list[str]] = {}
    for finding in draft.findings:
        kinds.setdefault((finding.stops, finding.code), []).append(_sentence(finding, draft))
    return [(stops, sentences) for (stops, _code), sentences in kinds.items()]


def _sentence(finding: Any, draft: RunDraft) -> str:
    locale = current_locale()
    zones = {number: name.text(locale) for number, name in draft.words.zones.items()}
    groups = {code: name.text(locale) for code, name in draft.words.groups.items()}
    return finding_text(finding, locale, zones=zones, groups=groups)


async def _places_of(draft: RunDraft) -> list[tuple[int, str]]:
    """The places producers of this run live in, with those around them: reserves are offered for these only."""
    known = await places_of_producers({each.producer for each in draft.participants})
    around = await areas_of_places(known.values())
    found = await places_by_ids({place for places in around.values() for place in places})
    return sorted(((number, view.label()) for number, view in found.items()), key=lambda pair: pair[1])
