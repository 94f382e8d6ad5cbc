"""What an organizer does with one booth: give, take back, prolong, move, block, note who came."""

from datetime import date
from typing import Annotated, Any

from litestar import Request, Response, post
from litestar.params import FromPath
from msgspec import Meta, Struct

from events_app.booths import operations, queries
from events_app.booths.errors.claims import BoothHasNoHolder
from events_app.booths.pages.desk import desk_page
from events_app.booths.schemas.claims import ExtensionInput, Move
from events_app.platform.errors import Conflict, InvalidInput, NotFound
from events_app.platform.i18n import _
from events_app.platform.web.auth import Acting, Now
from events_app.platform.web.forms import read_form
from events_app.platform.web.templates import Page, see_other

AnyRequest = Request[Any, Any, Any]
Answer = Page | Response[None]


class AssignForm(Struct, frozen=True):
    """To whom the booth is given."""

    producer: int


class ExtendForm(Struct, frozen=True):
    """By how many minutes a hold is prolonged."""

    minutes: Annotated[int, Meta(ge=1, le=20160)]


class AttendanceForm(Struct, frozen=True):
    """The day a producer was seen."""

    day: date


class MoveForm(Struct, frozen=True):
    """Where the holder goes; onto a taken booth means a swap."""

    to: int


class BlockForm(Struct, frozen=True):
    """Why the booth is not given out."""

    reason: str = ""


@post("/{booth:int}/assignment")
async def assign(request: AnyRequest, slug: FromPath[str], booth: FromPath[int], acting: Acting, now: Now) -> Answer:
    """Give the booth to a producer."""
    form = await read_form(request, AssignForm)
    if form.data is not None:
        try:
            done = await operations.assign_booth(booth, form.data.producer, acting=acting, now=now)
        except (Conflict, InvalidInput, NotFound) as error:
            form.refuse(error)
        else:
            return _show_booth_again(slug, booth, _("Booth %(booth)s is given.", booth=done.code))
    return await desk_page(slug, booth, form, acting=acting, now=now)


@post("/{booth:int}/unassignment")
async def unassign(slug: FromPath[str], booth: FromPath[int], acting: Acting, now: Now) -> Answer:
    """Take the booth back."""
    await operations.unassign_booth(booth, acting=acting, now=now)
    return _show_booth_again(slug, booth, _("Taken back. The producer is told."))


@post("/{booth:int}/extension")
async def extend(request: AnyRequest, slug: FromPath[str], booth: FromPath[int], acting: Acting, now: Now) -> Answer:
    """Give the producer more time."""
    form = await read_form(request, ExtendForm)
    if form.data is not None:
        try:
            wanted = ExtensionInput(minutes=form.data.minutes)
            await operations.extend_hold(booth, wanted, acting=acting, now=now)
        except (Conflict, InvalidInput, NotFound) as error:
            form.refuse(error)
        else:
            return _show_booth_again(slug, booth, _("More time given."))
    return await desk_page(slug, booth, form, acting=acting, now=now)


@post("/{booth:int}/release")
async def release(slug: FromPath[str], booth: FromPath[int], acting: Acting, now: Now) -> Answer:
    """End the hold."""
    await operations.release_hold(booth, acting=acting, now=now)
    return _show_booth_again(slug, booth, _("Released. The booth is free."))


@post("/{booth:int}/move")
async def move(request: AnyRequest, slug: FromPath[str], booth: FromPath[int], acting: Acting, now: Now) -> Answer:
    """Move the holder to a free booth, or swap with whoever has the other one."""
    form = await read_form(request, MoveForm)
    if form.data is not None:
        try:
            _fair, other = await queries.find_booth(form.data.to, acting=acting, now=now)
            moves = [Move(booth, other.id)]
            if other.producer is not None:
                moves.append(Move(other.id, booth))
            await operations.move_booths(slug, moves, acting=acting, now=now)
        except (Conflict, InvalidInput, NotFound) as error:
            form.refuse(error)
        else:
            flash = _("Swapped.") if other.producer is not None else _("Moved to booth %(booth)s.", booth=other.code)
            return _show_booth_again(slug, other.id, flash)
    return await desk_page(slug, booth, form, acting=acting, now=now)


@post("/{booth:int}/block")
async def block(request: AnyRequest, slug: FromPath[str], booth: FromPath[int], acting: Acting, now: Now) -> Answer:
    """Keep the booth from being given out."""
    form = await read_form(request, BlockForm)
    try:
        await operations.block_booth(booth, form.data.reason if form.data else "", acting=acting, now=now)
    except (Conflict, NotFound) as error:
        form.refuse(error)
        return await desk_page(slug, booth, form, acting=acting, now=now)
    return _show_booth_again(slug, booth, _("Blocked."))


@post("/{booth:int}/unblock")
async def unblock(slug: FromPath[str], booth: FromPath[int], acting: Acting, now: Now) -> Answer:
    """Let the booth be given out again."""
    await operations.unblock_booth(booth, acting=acting, now=now)
    return _show_booth_again(slug, booth, _("The booth can be given out again."))


@post("/{booth:int}/attendance")
async def note_attendance(
    request: AnyRequest, slug: FromPath[str], booth: FromPath[int], acting: Acting, now: Now
) -> Answer:
    """Note that the producer was seen on a day."""
    form = await read_form(request, AttendanceForm)
    if form.data is not None:
        try:
            _fair, found = await queries.find_booth(booth, acting=acting, now=now)
            if found.producer is None:
                raise BoothHasNoHolder(found.code)
            await operations.note_attendance(slug, found.producer, form.data.day, acting=acting, now=now)
        except (Conflict, InvalidInput, NotFound) as error:
            form.refuse(error)
        else:
            return _show_booth_again(slug, booth, _("Noted."))
    return await desk_page(slug, booth, form, acting=acting, now=now)


def _show_booth_again(slug: str, booth: int, flash: str) -> Response[None]:
    return see_other(f"/organizer/fairs/{slug}/booths?booth={booth}", flash=flash)
