"""Studios and hosts of an office."""

from typing import Any

from litestar import Request, Response, get, post
from litestar.params import FromPath

from events_app.livestream import operations, queries
from events_app.livestream.schemas import HostCheck, HostInput, StudioInput
from events_app.livestream.words import IDENTITY_METHODS
from events_app.platform.actor import Actor
from events_app.platform.errors import DomainError
from events_app.platform.i18n import _
from events_app.platform.web.auth import Acting, Now, organizer
from events_app.platform.web.forms import Form, blank_form, read_form
from events_app.platform.web.templates import Page, page, see_other

AnyRequest = Request[Any, Any, Any]

_HERE = "/organizer/studios"


@get(_HERE, guards=[organizer])
async def list_rooms(acting: Acting) -> Page:
    """Where and with whom the office streams."""
    return await _overview(acting, blank_form(), blank_form())


@post(_HERE, guards=[organizer])
async def open_room(request: AnyRequest, acting: Acting, now: Now) -> Response[Any]:
    """Open a studio."""
    form = await read_form(request, StudioInput)
    if form.data is not None:
        try:
            await operations.add_studio(form.data, acting=acting, now=now)
        except DomainError as error:
            form.refuse(error)
        else:
            return see_other(_HERE, flash=_("The studio can be booked now."))
    return await _overview(acting, form, blank_form())


@post("/organizer/hosts", guards=[organizer])
async def enter_person(request: AnyRequest, acting: Acting, now: Now) -> Response[Any]:
    """Enter a host."""
    form = await read_form(request, HostInput)
    if form.data is not None:
        try:
            await operations.add_host(form.data, acting=acting, now=now)
        except DomainError as error:
            form.refuse(error)
        else:
            return see_other(f"{_HERE}#hosts", flash=_("The host is entered. Check the identity before going live."))
    return await _overview(acting, blank_form(), form)


@post("/organizer/hosts/{host:int}/identity-check", guards=[organizer])
async def check_person(request: AnyRequest, host: FromPath[int], acting: Acting, now: Now) -> Response[Any]:
    """Note how a host's identity was checked."""
    form = await read_form(request, HostCheck)
    if form.data is None:
        return await _overview(acting, blank_form(), form)
    await operations.check_host_identity(host, form.data, acting=acting, now=now)
    return see_other(f"{_HERE}#hosts", flash=_("Noted: the identity was checked today."))


@post("/organizer/studios/{studio:int}/retirement", guards=[organizer])
async def retire_room(studio: FromPath[int], acting: Acting, now: Now) -> Response[None]:
    """Offer a studio no more."""
    await operations.retire_studio(studio, acting=acting, now=now)
    return see_other(_HERE, flash=_("The studio is offered no more; its sessions stay."))


@post("/organizer/hosts/{host:int}/retirement", guards=[organizer])
async def retire_person(host: FromPath[int], acting: Acting, now: Now) -> Response[None]:
    """Offer a host no more."""
    await operations.retire_host(host, acting=acting, now=now)
    return see_other(f"{_HERE}#hosts", flash=_("The host is offered no more; the sessions stay."))


async def _overview(acting: Actor, studio_form: Form[Any], host_form: Form[Any]) -> Page:
    return page(
        "livestream/studios.html",
        status=422 if studio_form.errors or host_form.errors else 200,
        studios=await queries.list_studios(acting.organized_offices),
        hosts=await queries.list_hosts(acting.organized_offices),
        methods=[(key, _(word)) for key, word in IDENTITY_METHODS.items()],
        studio_form=studio_form,
        host_form=host_form,
        fair=None,
    )


HANDLERS = [check_person, enter_person, list_rooms, open_room, retire_person, retire_room]
