"""What each kind of pass may do at a fair, and whether visitors take passes themselves."""

from datetime import datetime
from typing import Annotated, Any
from zoneinfo import ZoneInfo

import msgspec
from litestar import Request, Response, get, post
from litestar.params import FromPath

from events_app.fairs.queries import find_fair
from events_app.fairs.schemas import Fair
from events_app.passes import operations, queries
from events_app.passes.rules import Entries, PassKind
from events_app.passes.schemas import PackageRule, PlanInput
from events_app.passes.words import ENTRIES, KINDS
from events_app.platform.actor import Actor
from events_app.platform.errors import DomainError
from events_app.platform.i18n import _
from events_app.platform.web.auth import Acting, Now, organizer
from events_app.platform.web.errors import status_of
from events_app.platform.web.forms import Form, blank_form, read_form
from events_app.platform.web.templates import Page, page, see_other


class PlanForm(msgspec.Struct):
    """The rules of a fair, kind by kind."""

    daily_quota: Annotated[int, msgspec.Meta(ge=1, le=10_000_000)] | None = None
    booth_passes: Annotated[int, msgspec.Meta(ge=0, le=100)] = 4
    registration_closes_at: datetime | None = None
    registration_open: bool = False
    visitor: Entries = Entries.once_a_day
    exhibitor: Entries = Entries.free
    buyer: Entries = Entries.once_a_day
    press: Entries = Entries.free
    staff: Entries = Entries.free
    vip: Entries = Entries.free


@get("/organizer/fairs/{slug:str}/passes/rules", guards=[organizer])
async def show_rules(slug: FromPath[str], acting: Acting, now: Now) -> Page:
    """Show what each kind may do."""
    fair = await find_fair(slug, acting=acting, now=now)
    acting.ensure_organizes(fair.office)
    plan = await queries.read_plan(fair.id)
    values = {kind.value: plan.rules[kind].entries.value for kind in PassKind}
    return _rules_page(
        fair,
        blank_form(
            **values,
            daily_quota=plan.daily_quota,
            booth_passes=plan.booth_passes,
            registration_closes_at=_local(plan.registration_closes_at, fair),
            registration_open="on" if plan.registration_open else "",
        ),
        acting,
    )


def _local(moment: datetime | None, fair: Fair) -> str:
    """Write a moment as the browser's field for local times does."""
    return moment.astimezone(ZoneInfo(fair.time_zone)).strftime("%Y-%m-%dT%H:%M") if moment else ""


def _instant(typed: datetime | None, fair: Fair) -> datetime | None:
    """Read a local time where the fair is."""
    return typed.replace(tzinfo=ZoneInfo(fair.time_zone)) if typed and typed.tzinfo is None else typed


def _rules_page(fair: Fair, form: Form[Any], acting: Actor, status: int = 200) -> Page:
    return page(
        "passes/rules.html",
        status=status,
        fair=fair,
        form=form,
        kinds=KINDS,
        entries=ENTRIES,
        owns=acting.owns_office(fair.office),
    )


@post("/organizer/fairs/{slug:str}/passes/rules", guards=[organizer], status_code=303)
async def change_rules(
    request: Request[Any, Any, Any], slug: FromPath[str], acting: Acting, now: Now
) -> Page | Response[None]:
    """Set what each kind may do; gates a program chose for a kind stay as they are."""
    fair = await find_fair(slug, acting=acting, now=now)
    acting.ensure_organizes(fair.office)
    form = await read_form(request, PlanForm)
    if form.data is None:
        return _rules_page(fair, form, acting, status=422)
    plan = await queries.read_plan(fair.id)
    try:
        await operations.change_plan(
            slug,
            PlanInput(
                registration_open=form.data.registration_open,
                registration_closes_at=_instant(form.data.registration_closes_at, fair),
                daily_quota=form.data.daily_quota,
                booth_passes=form.data.booth_passes,
                rules={kind: PackageRule(getattr(form.data, kind.value), plan.rules[kind].gates) for kind in PassKind},
            ),
            acting=acting,
            now=now,
        )
    except DomainError as error:
        form.refuse(error)
        return _rules_page(fair, form, acting, status=status_of(error))
    return see_other(f"/organizer/fairs/{fair.slug}/passes", flash=_("The rules hold from the next scan on."))


HANDLERS = [show_rules, change_rules]
