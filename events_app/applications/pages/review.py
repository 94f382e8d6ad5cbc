"""The organizer looks applications over: the call, the list by priority, one application with its decision."""

from collections import Counter
from collections.abc import Sequence
from datetime import date, datetime, time
from typing import Annotated, Any
from zoneinfo import ZoneInfo

from litestar import Request, Response, get, post
from litestar.params import FromPath, FromQuery
from msgspec import UNSET, Meta, Struct, UnsetType

from events_app.applications import operations, queries
from events_app.applications.drawing import draw_decision
from events_app.applications.pages.reviewing import review_facts
from events_app.applications.queries.scores import Ranked, place_in_line, ranked_applications
from events_app.applications.rules.applications import BY_OFFICE, OFFERABLE, ApplicationState
from events_app.applications.rules.deadlines import answer_deadline, is_running, opens_later
from events_app.applications.schemas import Application, ApplicationInput, ApplicationPatch
from events_app.applications.words import APPLICATIONS, TONES
from events_app.booths.queries import list_booths
from events_app.fairs.queries import fair_for_office
from events_app.floor_plans.pages.words import plan_words
from events_app.floor_plans.rules import BoothState
from events_app.floor_plans.words import UTILITIES
from events_app.platform.actor import Actor
from events_app.platform.errors import Conflict, InvalidInput, NotFound, StaleRevision
from events_app.platform.i18n import N_, _
from events_app.platform.web.auth import Acting, Now
from events_app.platform.web.errors import status_of
from events_app.platform.web.exports import excel, pdf
from events_app.platform.web.forms import Form, blank_form, read_form
from events_app.platform.web.templates import Page, page, see_other
from events_app.producers.queries import producers_by_ids, search_producers

AnyRequest = Request[Any, Any, Any]
Answer = Page | Response[None]
COLUMNS = (
    N_("Rank"),
    N_("Producer"),
    N_("State"),
    N_("Score"),
    N_("Office's own points"),
    N_("Handed in"),
    N_("Booths wanted"),
    N_("Zones wished"),
    N_("Utilities"),
    N_("Products"),
    N_("Booths"),
    N_("Phone"),
    N_("E-mail"),
    N_("Note"),
)
MOST_PRODUCERS = 5000


class EnterForm(Struct, frozen=True, kw_only=True):
    """An application entered for a producer who phones."""

    producer: int
    booths_wanted: Annotated[int, Meta(ge=1, le=3)] = 1
    note: str = ""


class DecisionForm(Struct, frozen=True, kw_only=True):
    """Score, words to the producer, and the decision (the button's value)."""

    revision: int
    score: Annotated[int, Meta(ge=0, le=100)] = 0
    reply: str = ""
    # The last day to answer what is asked; until midnight at the venue.
    answer_on: date | None = None
    decision: str = ""

    def answer_until(self, state: ApplicationState, before: Application, time_zone: str) -> datetime | UnsetType:
        """The moment the question must be answered by; unset where nothing is asked or the day stays."""
        if state is not ApplicationState.MORE_INFORMATION or self.answer_on is None:
            return UNSET
        zone = ZoneInfo(time_zone)
        if (
            state is before.state
            and before.answer_until
            and before.answer_until.astimezone(zone).date() == self.answer_on
        ):
            return UNSET
        return datetime.combine(self.answer_on, time(23, 59, 59), zone)


@get("/")
async def list_applications(slug: FromPath[str], acting: Acting, now: Now, standing: FromQuery[str] = "") -> Page:
    """All applications by priority."""
    return await _list_page(slug, standing, blank_form(), acting=acting, now=now)


@get("/list.xlsx")
async def export_applications(slug: FromPath[str], acting: Acting, now: Now) -> Response[bytes]:
    """The list as an Excel file."""
    found = await fair_for_office(slug, acting=acting, now=now)
    ranked = await ranked_applications(found.fair, acting=acting, now=now)
    known = await producers_by_ids({one.application.producer for one in ranked})
    rows = [
        (
            one.rank,
            each.producer_name,
            _(APPLICATIONS[each.state]),
            one.score,
            each.score,
            each.submitted_at,
            each.booths_wanted,
            "; ".join(each.zones),
            ", ".join(_(UTILITIES[utility]) for utility in each.utilities),
            len(each.products),
            ", ".join(offer.code for offer in each.offered),
            known[each.producer].phone if each.producer in known else "",
            known[each.producer].email if each.producer in known else "",
            each.note,
        )
        for one in ranked
        for each in [one.application]
    ]
    title = _("Applications of %(fair)s", fair=found.fair.title.text())
    return excel(title, [_(column) for column in COLUMNS], rows)


@post("/")
async def enter_application(request: AnyRequest, slug: FromPath[str], acting: Acting, now: Now) -> Answer:
    """Enter an application for a producer."""
    form = await read_form(request, EnterForm)
    if form.data is not None:
        wanted = ApplicationInput(
            producer=form.data.producer, booths_wanted=form.data.booths_wanted, note=form.data.note
        )
        try:
            made = await operations.apply_for_booths(slug, wanted, acting=acting, now=now)
        except (Conflict, InvalidInput, NotFound) as error:
            form.refuse(error)
        else:
            return see_other(f"/organizer/fairs/{slug}/applications/{made.id}", flash=_("Entered for the producer."))
    return await _list_page(slug, "", form, acting=acting, now=now)


@get("/{application:int}")
async def show_application_for_review(
    slug: FromPath[str], application: FromPath[int], acting: Acting, now: Now
) -> Page:
    """One application with what it lacks, its history and the decision."""
    return await review_page(slug, application, None, acting=acting, now=now)


@post("/{application:int}/decision")
async def decide(
    request: AnyRequest, slug: FromPath[str], application: FromPath[int], acting: Acting, now: Now
) -> Answer:
    """Keep score and reply, and decide."""
    form = await read_form(request, DecisionForm)
    if form.data is not None:
        typed = form.data
        found = await queries.find_application(application, acting=acting, now=now)
        steps = BY_OFFICE.get(found.state, frozenset())
        state = next((step for step in steps if step.value == typed.decision), found.state)
        time_zone = (await fair_for_office(slug, acting=acting, now=now)).fair.time_zone
        patch = ApplicationPatch(
            revision=typed.revision,
            score=typed.score,
            reply=typed.reply[:2000],
            state=state,
            answer_until=typed.answer_until(state, found, time_zone),
        )
        try:
            await operations.edit_application(application, patch, acting=acting, now=now)
        except StaleRevision as stale:
            form.values["revision"] = stale.data["revision"]
            form.refuse(stale)
        except (Conflict, InvalidInput) as error:
            if isinstance(error, InvalidInput) and "answer_until" in error.fields:
                error.fields["answer_on"] = error.fields.pop("answer_until")
            form.refuse(error)
        else:
            return see_other(f"/organizer/fairs/{slug}/applications/{application}", flash=_("Saved."))
    return await review_page(slug, application, form, acting=acting, now=now)


@get("/{application:int}/letter.pdf")
async def print_decision(slug: FromPath[str], application: FromPath[int], acting: Acting, now: Now) -> Response[bytes]:
    """The office's letter about an application, to print and send."""
    found = await fair_for_office(slug, acting=acting, now=now)
    one = await queries.find_application(application, acting=acting, now=now)
    title = _("Decision on the application of %(producer)s", producer=one.producer_name)
    return pdf(title, await draw_decision(found.fair, one, rank=await place_in_line(one, now=now)))


async def _list_page(slug: str, standing: str, form: Form[Any], *, acting: Actor, now: datetime) -> Page:
    found = await fair_for_office(slug, acting=acting, now=now)
    fair = found.fair
    everybody = await ranked_applications(fair, acting=acting, now=now)
    call = await queries.call_of(fair.id)
    return page(
        "applications/applications.html",
        status=status_of(form.error) if form.error else 422 if form.errors else 200,
        fair=fair,
        form=form,
        call=call,
        open_now=is_running(None if call is None else call.terms, now),
        opens_later=opens_later(None if call is None else call.terms, now),
        applications=[each for each in everybody if not standing or each.application.state == standing],
        total=len(everybody),
        standing=standing,
        tabs=_tabs(everybody),
        given={each.application.reviewer for each in everybody},
        producers=[(one.id, one.name) for one in await search_producers("", fair.office, limit=MOST_PRODUCERS)],
        application_names=APPLICATIONS,
        application_tones=TONES,
        **await _reviewer_facts(fair.office),
    )


def _tabs(everybody: Sequence[Ranked]) -> list[tuple[str, str, int]]:
    """States somebody is in, with how many."""
    counts = Counter(each.application.state for each in everybody)
    return [(state.value, _(name), counts[state]) for state, name in APPLICATIONS.items() if counts[state]]


async def _reviewer_facts(office: int) -> dict[str, Any]:
    reviewers = await queries.reviewers_of(office)
    return {
        "reviewers": [(member.account, member.name) for member in reviewers],
        "reviewer_names": {member.account: member.name for member in reviewers},
    }


async def review_page(slug: str, application: int, form: Form[Any] | None, *, acting: Actor, now: datetime) -> Page:
    found = await fair_for_office(slug, acting=acting, now=now)
    fair = found.fair
    one = await queries.find_application(application, acting=acting, now=now)
    call = await queries.call_of(fair.id)
    asked = one.state is ApplicationState.MORE_INFORMATION and one.answer_until
    until = asked or answer_deadline(None, closes_at=None if call is None else call.closes_at, now=now)
    answer_on = until.astimezone(ZoneInfo(fair.time_zone)).date()
    shown = form or blank_form(score=one.score, reply=one.reply, revision=one.revision, answer_on=answer_on)
    everybody = await ranked_applications(fair, acting=acting, now=now)
    products = await queries.applied_products(one.producer, one.products, now.date())
    booths = await list_booths(fair.id, office=fair.office, acting=acting, now=now)
    return page(
        "applications/application.html",
        status=status_of(shown.error) if shown.error else 422 if shown.errors else 200,
        fair=fair,
        form=shown,
        application=one,
        ranked=next((each for each in everybody if each.application.id == one.id), None),
        total=sum(each.rank is not None for each in everybody),
        holder=(await producers_by_ids([one.producer], on=now.date())).get(one.producer),
        products=products,
        reviewers=[(member.account, member.name) for member in await queries.reviewers_of(fair.office)],
        **await review_facts(one, fair.office, now=now),
        missing=[error.text() for error in await queries.lacks(call, one.producer, products, now=now)] if call else [],
        steps=sorted(BY_OFFICE.get(one.state, frozenset()), key=list(ApplicationState).index),
        offerable=one.state in OFFERABLE,
        may_ask=ApplicationState.MORE_INFORMATION in {one.state, *BY_OFFICE.get(one.state, ())},
        free=_fitting(one, booths),
        history=await queries.history_of_application(one.id),
        application_names=APPLICATIONS,
        application_tones=TONES,
        **plan_words(),
    )


def _fitting(application: Application, booths: list[Any]) -> list[tuple[int, str]]:
    """Free booths with the utilities needed, those in a wished zone first."""
    wishes = {zone: place for place, zone in enumerate(application.zones)}
    fitting = [
        booth
        for booth in booths
        if booth.state is BoothState.AVAILABLE and set(application.utilities) <= set(booth.utilities)
    ]
    fitting.sort(key=lambda booth: wishes.get(booth.zone, len(wishes)))
    return [(booth.id, " · ".join(part for part in (booth.code, booth.zone) if part)) for booth in fitting]
