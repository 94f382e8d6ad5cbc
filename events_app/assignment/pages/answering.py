"""A producer answers an offer, or withdraws the application."""

from typing import Any

from litestar import Request, Response, post
from litestar.params import FromPath
from msgspec import Struct

from events_app.applications import queries
from events_app.applications.operations import edit_application
from events_app.applications.pages.applying import application_address, application_page
from events_app.applications.rules import ApplicationState
from events_app.applications.schemas import ApplicationPatch
from events_app.assignment import operations
from events_app.booths.pages.own import own_producer
from events_app.platform.errors import Conflict
from events_app.platform.i18n import _
from events_app.platform.web.auth import Acting, Now
from events_app.platform.web.forms import read_form
from events_app.platform.web.templates import Page, see_other

AnyRequest = Request[Any, Any, Any]


class AnswerForm(Struct, frozen=True):
    """The word on an offer, or a withdrawal."""

    application: int
    answer: str = ""
    revision: int = 0


@post("/{slug:str}/application/answer")
async def answer(request: AnyRequest, slug: FromPath[str], acting: Acting, now: Now) -> Page | Response[None]:
    """Accept or refuse the offer, or withdraw the application."""
    form = await read_form(request, AnswerForm)
    own = own_producer(None, acting)
    if form.data is not None:
        try:
            found = await queries.find_application(form.data.application, acting=acting, now=now)
            own = found.producer
            if form.data.answer == "withdraw":
                patch = ApplicationPatch(revision=form.data.revision, state=ApplicationState.WITHDRAWN)
                await edit_application(found.id, patch, acting=acting, now=now)
                flash = _("Withdrawn. You can apply again while the call is open.")
            elif form.data.answer == "accepted":
                await operations.answer_offer(found.id, accepted=True, acting=acting, now=now)
                flash = _("The booth is yours. The days to set up stand in your calendar.")
            else:
                await operations.answer_offer(found.id, accepted=False, acting=acting, now=now)
                flash = _("Refused. The booth goes to the next in line.")
        except Conflict as error:
            form.refuse(error)
        else:
            return see_other(application_address(slug, own, acting), flash=flash)
    return await application_page(slug, form, own, acting=acting, now=now, answering=True)
