"""Answering an invitation to work for an office."""

import msgspec
from litestar import Response, get, post
from litestar.params import FromQuery

from events_app.accounts import operations, queries
from events_app.accounts.api import visit_of
from events_app.accounts.errors import LinkSpent
from events_app.accounts.pages.cookies import AnyRequest, welcome
from events_app.accounts.pages.sign_up import NO_TRACE, link_spent_page
from events_app.accounts.rules import SHORTEST_PASSWORD, Purpose
from events_app.platform.actor import Actor
from events_app.platform.errors import DomainError
from events_app.platform.i18n import _
from events_app.platform.web.auth import Acting, Now
from events_app.platform.web.errors import status_of
from events_app.platform.web.forms import Form, blank_form, read_form
from events_app.platform.web.templates import Page, page
from events_app.platform.web.wiring import wiring_of


class AnswerForm(msgspec.Struct):
    """The link of the letter; name and password where the person is new."""

    token: str
    name: str = ""
    password: str = ""


@get("/invitations")
async def show_invitation(acting: Acting, now: Now, token: FromQuery[str] = "") -> Page:
    """Say who invites to what."""
    return await _invitation_page(blank_form(token=token), token, acting=acting, now=now)


@post("/invitations", status_code=303)
async def answer_invitation(request: AnyRequest, acting: Acting, now: Now) -> Page | Response[None]:
    """Join the office and let the person in."""
    form = await read_form(request, AnswerForm)
    token = str(form.values.get("token", ""))
    if form.data is None:
        return await _invitation_page(form, token, status=422, acting=acting, now=now)
    try:
        session = await operations.accept_invitation(
            token,
            name=form.data.name,
            password=form.data.password,
            visit=visit_of(request),
            demo=wiring_of(request.app).settings.demo,
            acting=acting,
            now=now,
        )
    except LinkSpent:
        return link_spent_page()
    except DomainError as error:
        form.refuse(error)
        return await _invitation_page(form, token, status=status_of(error), acting=acting, now=now)
    return await welcome(request, session, flash=_("Welcome to the office."))


async def _invitation_page(form: Form[AnswerForm], token: str, *, status: int = 200, acting: Actor, now: Now) -> Page:
    link = await queries.load_open_link(token, Purpose.INVITATION, now)
    if link is None:
        return link_spent_page()
    form.values.setdefault("name", link.name)
    return page(
        "accounts/invitation.html",
        status=status,
        headers=NO_TRACE,
        form=form,
        link=link,
        is_me=acting.id == link.account,
        least=SHORTEST_PASSWORD,
    )


HANDLERS = [show_invitation, answer_invitation]
