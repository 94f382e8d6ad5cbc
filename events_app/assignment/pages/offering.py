"""An organizer offers a booth to an application."""

from typing import Any

from litestar import Request, Response, post
from litestar.params import FromPath
from msgspec import Struct

from events_app.applications.pages.review import review_page
from events_app.assignment import operations
from events_app.platform.errors import Conflict, InvalidInput, NotFound
from events_app.platform.i18n import _
from events_app.platform.web.auth import Acting, Now
from events_app.platform.web.forms import read_form
from events_app.platform.web.templates import Page, see_other

AnyRequest = Request[Any, Any, Any]


class OfferForm(Struct, frozen=True):
    """The booth that is offered."""

    booth: int


@post("/{application:int}/offer")
async def offer(
    request: AnyRequest, slug: FromPath[str], application: FromPath[int], acting: Acting, now: Now
) -> Page | Response[None]:
    """Offer a booth."""
    form = await read_form(request, OfferForm)
    if form.data is not None:
        try:
            await operations.offer_booth(form.data.booth, application, acting=acting, now=now)
        except (Conflict, InvalidInput, NotFound) as error:
            form.refuse(error)
        else:
            flash = _("Offered. The producer is told; when the time runs out the next in line is asked.")
            return see_other(f"/organizer/fairs/{slug}/applications/{application}", flash=flash)
    return await review_page(slug, application, form, acting=acting, now=now)
