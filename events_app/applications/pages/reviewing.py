"""Reviewing: the own share, one application with its papers and checklist, and who is given which."""

from datetime import datetime
from typing import Any

from litestar import Request, Response, get, post
from litestar.params import FromPath
from msgspec import Struct

from events_app.applications import operations, queries
from events_app.applications.pages.words import check_words
from events_app.applications.schemas import CheckInput
from events_app.applications.words import APPLICATIONS, TONES
from events_app.floor_plans.pages.words import plan_words
from events_app.platform.actor import Actor
from events_app.platform.errors import Conflict, InvalidInput
from events_app.platform.i18n import _
from events_app.platform.i18n.formats import VIETNAM
from events_app.platform.web.auth import Acting, Now
from events_app.platform.web.errors import status_of
from events_app.platform.web.forms import Form, blank_form, read_form
from events_app.platform.web.templates import Page, page, see_other
from events_app.producers.pages.papers import hand_out
from events_app.producers.queries import may_read_papers, producers_by_ids, standing_papers

AnyRequest = Request[Any, Any, Any]


class ShareForm(Struct, frozen=True):
    """Who looks at the application; nobody when empty."""

    account: int | None = None


class DealForm(Struct, frozen=True):
    """Among whom applications are dealt."""

    accounts: list[int] = []


class NoFields(Struct, frozen=True):
    """The items of a checklist are numbered fields: `answer_0`, `remark_0`, `item_0`."""


@get("/")
async def list_share(acting: Acting) -> Page:
    """The applications that were given to the asker."""
    return page(
        "applications/share.html",
        share=await queries.share_of(acting=acting),
        application_names=APPLICATIONS,
        application_tones=TONES,
    )


@get("/{application:int}")
async def show_reviewed(application: FromPath[int], acting: Acting, now: Now) -> Page | Response[None]:
    """One application of the share; organizers have a page of their own for it."""
    found, fair = await queries.find_reviewed(application, acting=acting, now=now)
    if acting.organizes(fair.office):
        return see_other(f"/organizer/fairs/{fair.slug}/applications/{found.id}")
    return await _reviewed_page(application, blank_form(), acting=acting, now=now)


@post("/{application:int}/checks")
async def save_checks(
    request: AnyRequest, application: FromPath[int], acting: Acting, now: Now
) -> Page | Response[None]:
    """Note what was found."""
    form = await read_form(request, NoFields)
    _found, fair = await queries.find_reviewed(application, acting=acting, now=now)
    try:
        await operations.save_checks(application, _answers(form.values), acting=acting, now=now)
    except (InvalidInput, Conflict) as error:
        form.refuse(error)
        return await _reviewed_page(application, form, acting=acting, now=now)
    home = f"/organizer/fairs/{fair.slug}/applications" if acting.organizes(fair.office) else "/organizer/reviews"
    return see_other(f"{home}/{application}", flash=_("Saved."))


@get("/{application:int}/papers/{paper:int}")
async def download_applied_paper(
    application: FromPath[int], paper: FromPath[int], acting: Acting, now: Now
) -> Response[bytes]:
    """A paper that goes with the application, as a download."""
    return hand_out(await queries.read_applied_paper(application, paper, acting=acting, now=now))


@post("/{application:int}/share")
async def give_application(
    request: AnyRequest, slug: FromPath[str], application: FromPath[int], acting: Acting, now: Now
) -> Response[None]:
    """Give an application to somebody, or take it back."""
    form = await read_form(request, ShareForm)
    if form.data is not None:
        await operations.give_application(application, form.data.account, acting=acting, now=now)
    return see_other(f"/organizer/fairs/{slug}/applications/{application}", flash=_("Saved."))


@post("/shares")
async def deal_applications(request: AnyRequest, slug: FromPath[str], acting: Acting, now: Now) -> Response[None]:
    """Deal what nobody looks at yet."""
    form = await read_form(request, DealForm)
    accounts = form.data.accounts if form.data is not None else []
    dealt = await operations.deal_applications(slug, accounts, acting=acting, now=now)
    return see_other(f"/organizer/fairs/{slug}/applications", flash=_("%(count)s applications dealt.", count=dealt))


async def review_facts(found: Any, office: int, *, now: datetime) -> dict[str, Any]:
    """What the checklist part of a page shows: items, papers, and whether the office may read them."""
    readable = await may_read_papers(found.producer, [office])
    standing = await standing_papers([found.producer], on=now.astimezone(VIETNAM).date()) if readable else {}
    return {
        "checks": await queries.checklist_of(found),
        "papers": standing.get(found.producer, []),
        "papers_readable": readable,
        **check_words(),
    }


async def _reviewed_page(application: int, form: Form[Any], *, acting: Actor, now: datetime) -> Page:
    found, fair = await queries.find_reviewed(application, acting=acting, now=now)
    return page(
        "applications/reviewed.html",
        status=status_of(form.error) if form.error else 200,
        fair=None,
        at_fair=fair,
        form=form,
        application=found,
        products=await queries.applied_products(found.producer, found.products, now.date()),
        holder=(await producers_by_ids([found.producer])).get(found.producer),
        application_names=APPLICATIONS,
        application_tones=TONES,
        **await review_facts(found, fair.office, now=now),
        **plan_words(),
    )


def _answers(values: dict[str, Any]) -> list[CheckInput]:
    """The numbered fields of the checklist."""
    answers = []
    for name, item in values.items():
        if not name.startswith("item_"):
            continue
        place = name.removeprefix("item_")
        answer = str(values.get(f"answer_{place}", ""))
        answers.append(
            CheckInput(
                item=str(item),
                answer="yes" if answer == "yes" else "no" if answer == "no" else "",
                remark=str(values.get(f"remark_{place}", ""))[:500],
            )
        )
    return answers
