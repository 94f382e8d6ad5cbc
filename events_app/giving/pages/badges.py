"""Badges by the batch: order, watch, fetch, mark as printed."""

from typing import Any

import msgspec
from litestar import Request, Response, get, post
from litestar.background_tasks import BackgroundTask
from litestar.params import FromPath

from events_app.fairs.queries import find_fair
from events_app.giving import operations, queries
from events_app.giving.words import PRINT_RUN_STATES
from events_app.passes.api import Signing
from events_app.passes.rules import PassKind
from events_app.passes.words import KINDS
from events_app.platform.actor import Actor
from events_app.platform.errors import DomainError
from events_app.platform.i18n import _, current_locale
from events_app.platform.web.auth import Acting, Now, organizer
from events_app.platform.web.errors import status_of
from events_app.platform.web.forms import Form, blank_form, read_form
from events_app.platform.web.templates import Page, page, see_other


class BadgesForm(msgspec.Struct):
    """Whose badges."""

    kind: PassKind | None = None
    only_new: bool = False


class MarkForm(msgspec.Struct):
    """Whether they came out of the printer."""

    printed: bool = False


@get("/organizer/fairs/{slug:str}/badges", guards=[organizer])
async def show_badges(slug: FromPath[str], acting: Acting, now: Now) -> Page:
    """Show the batches of a fair and what could be printed."""
    return await _badges_page(slug, blank_form(only_new="on"), acting=acting, now=now)


async def _badges_page(slug: str, form: Form[Any], *, status: int = 200, acting: Actor, now: Now) -> Page:
    runs = await queries.list_print_runs(slug, acting=acting, now=now)
    fair = await find_fair(slug, acting=acting, now=now)
    return page(
        "giving/badges.html",
        status=status,
        fair=fair,
        runs=runs,
        busy=any(run.is_busy for run in runs),
        counts=await queries.count_to_print(fair.id),
        form=form,
        kinds=KINDS,
        states=PRINT_RUN_STATES,
    )


@post("/organizer/fairs/{slug:str}/badges", guards=[organizer], status_code=303)
async def order(
    request: Request[Any, Any, Any], slug: FromPath[str], acting: Acting, now: Now, signing: Signing
) -> Page | Response[None]:
    """Order a batch; it is drawn in the background."""
    form = await read_form(request, BadgesForm)
    if form.data is None:
        return await _badges_page(slug, form, status=422, acting=acting, now=now)
    try:
        await operations.order_badges(
            slug, form.data.kind, only_new=form.data.only_new, locale=current_locale(), acting=acting, now=now
        )
    except DomainError as refusal:
        form.refuse(refusal)
        return await _badges_page(slug, form, status=status_of(refusal), acting=acting, now=now)
    answer = see_other(f"/organizer/fairs/{slug}/badges", flash=_("The badges are being drawn."))
    answer.background = BackgroundTask(operations.work_on_badges, signing, now)
    return answer


@post("/organizer/fairs/{slug:str}/badges/{run:int}/cancel", guards=[organizer], status_code=303)
async def cancel(slug: FromPath[str], run: FromPath[int], acting: Acting, now: Now) -> Response[None]:
    """Stop a batch."""
    await operations.cancel_badges(run, acting=acting, now=now)
    return see_other(f"/organizer/fairs/{slug}/badges", flash=_("The batch is cancelled."))


@post("/organizer/fairs/{slug:str}/badges/{run:int}/printed", guards=[organizer], status_code=303)
async def mark(
    request: Request[Any, Any, Any], slug: FromPath[str], run: FromPath[int], acting: Acting, now: Now
) -> Response[None]:
    """Say whether a batch came out of the printer."""
    form = await read_form(request, MarkForm)
    printed = bool(form.data and form.data.printed)
    await operations.mark_badges(run, printed=printed, acting=acting, now=now)
    message = _("Marked as printed.") if printed else _("Marked as not printed.")
    return see_other(f"/organizer/fairs/{slug}/badges", flash=message)


@get("/organizer/fairs/{slug:str}/badges/{run:int}/badges.pdf", guards=[organizer])
async def download(slug: FromPath[str], run: FromPath[int], acting: Acting) -> Response[bytes]:
    """Fetch the file of a batch."""
    content = await queries.read_badges(run, acting=acting)
    headers = {"Content-Disposition": f'attachment; filename="badges-{slug}-{run}.pdf"', "Cache-Control": "no-store"}
    return Response(content, media_type="application/pdf", headers=headers)


HANDLERS = [show_badges, order, cancel, mark, download]
