"""Gates at the office's desk: open, pair phones, watch who comes in, look at what phones disagreed about."""

from typing import Any

import msgspec
from litestar import Request, Response, get, post
from litestar.params import FromPath
from markupsafe import Markup

from events_app.fairs.queries import find_fair
from events_app.passes import operations, queries
from events_app.passes.api import Configured
from events_app.passes.drawing import draw_svg
from events_app.passes.rules import serial_shown
from events_app.passes.words import KINDS, REASONS
from events_app.platform.errors import DomainError
from events_app.platform.i18n import _
from events_app.platform.web.auth import Acting, Now, gate_staff, organizer
from events_app.platform.web.errors import status_of
from events_app.platform.web.exports import excel
from events_app.platform.web.forms import Form, blank_form, read_form
from events_app.platform.web.templates import Page, page, see_other

AnyRequest = Request[Any, Any, Any]


class NameForm(msgspec.Struct):
    """A name for a gate or a phone."""

    name: str


@get("/organizer/fairs/{slug:str}/gates", guards=[gate_staff])
async def show_gates(slug: FromPath[str], acting: Acting, now: Now) -> Page:
    """Show the fair as its gates see it now."""
    return await _gates_page(slug, blank_form(), acting=acting, now=now)


async def _gates_page(slug: str, form: Form[Any], *, status: int = 200, acting: Acting, now: Now) -> Page:
    fair = await find_fair(slug, acting=acting, now=now)
    return page(
        "passes/gates.html",
        status=status,
        fair=fair,
        form=form,
        gates=await queries.list_gates(slug, acting=acting, now=now),
        may_change=acting.organizes(fair.office),
    )


@post("/organizer/fairs/{slug:str}/gates", guards=[organizer], status_code=303)
async def open_gate(request: AnyRequest, slug: FromPath[str], acting: Acting, now: Now) -> Page | Response[None]:
    """Open a gate."""
    form = await read_form(request, NameForm)
    if form.data is None:
        return await _gates_page(slug, form, status=422, acting=acting, now=now)
    try:
        gate = await operations.open_gate(slug, form.data.name, acting=acting, now=now)
    except DomainError as error:
        form.refuse(error)
        return await _gates_page(slug, form, status=status_of(error), acting=acting, now=now)
    return see_other(
        f"/organizer/fairs/{slug}/gates",
        flash=_("%(name)s is open. Now pair a phone with it.", name=gate.name),
    )


@post("/organizer/fairs/{slug:str}/gates/{gate:int}/close", guards=[organizer], status_code=303)
async def close_gate(slug: FromPath[str], gate: FromPath[int], acting: Acting, now: Now) -> Response[None]:
    """Close a gate."""
    await operations.close_gate(gate, acting=acting, now=now)
    return see_other(f"/organizer/fairs/{slug}/gates", flash=_("The gate is closed."))


@post("/organizer/fairs/{slug:str}/gates/{gate:int}/reopen", guards=[organizer], status_code=303)
async def reopen_gate(slug: FromPath[str], gate: FromPath[int], acting: Acting, now: Now) -> Response[None]:
    """Open a closed gate again."""
    await operations.reopen_gate(gate, acting=acting, now=now)
    return see_other(f"/organizer/fairs/{slug}/gates", flash=_("The gate is open again."))


@post("/organizer/fairs/{slug:str}/gates/{gate:int}/pairing", guards=[organizer])
async def show_pairing(
    request: AnyRequest,
    slug: FromPath[str],
    gate: FromPath[int],
    acting: Acting,
    now: Now,
    configured: Configured,
) -> Page:
    """Show the QR that makes the phone that scans it first a scanner of this gate."""
    form = await read_form(request, NameForm)
    fair = await find_fair(slug, acting=acting, now=now)
    name = form.data.name if form.data else _("Phone")
    code = await operations.invite_device(gate, name, acting=acting, now=now)
    # Behind the number sign: the code never reaches a log.
    address = f"{configured.public_url}/gate/#pair={code}"
    _fair_id, gate_name = await queries.find_gate(gate)
    return page(
        "passes/pairing.html",
        headers={"Cache-Control": "no-store", "Referrer-Policy": "no-referrer"},
        fair=fair,
        gate_name=gate_name,
        device_name=name,
        address=address,
        qr=Markup(draw_svg(address)),  # noqa: S704 - drawn here
        until=now + operations.PAIRING_LASTS,
    )


@post("/organizer/fairs/{slug:str}/devices/{device:int}/revoke", guards=[organizer], status_code=303)
async def revoke_device(slug: FromPath[str], device: FromPath[int], acting: Acting, now: Now) -> Response[None]:
    """Take a phone's key back."""
    await operations.revoke_device(device, acting=acting, now=now)
    return see_other(
        f"/organizer/fairs/{slug}/gates",
        flash=_("The phone is unpaired. Scans it still holds are taken once more and marked."),
    )


@get("/organizer/fairs/{slug:str}/conflicts", guards=[organizer])
async def show_conflicts(slug: FromPath[str], acting: Acting, now: Now) -> Page:
    """Show whom phones let in alone against the rules."""
    return page(
        "passes/conflicts.html",
        fair=await find_fair(slug, acting=acting, now=now),
        conflicts=await queries.list_conflicts(slug, acting=acting, now=now),
        reasons=REASONS,
        kinds=KINDS,
        serial_shown=serial_shown,
    )


@get("/organizer/fairs/{slug:str}/conflicts.xlsx", guards=[organizer])
async def export_conflicts(slug: FromPath[str], acting: Acting, now: Now) -> Response[bytes]:
    """Take the list of conflicts home."""
    conflicts = await queries.list_conflicts(slug, acting=acting, now=now)
    columns = [_("When"), _("Gate"), _("Phone"), _("Why not"), _("Pass number"), _("First entry"), _("First gate")]
    rows = (
        [
            one.at,
            one.gate,
            one.device,
            _(REASONS[one.reason]),
            serial_shown(one.serial) if one.serial else None,
            one.first_at,
            one.first_gate,
        ]
        for one in conflicts
    )
    return excel(f"{_('Conflicts')} {slug}", columns, rows)


@get("/organizer/fairs/{slug:str}/check-ins.xlsx", guards=[organizer])
async def export_scans(slug: FromPath[str], acting: Acting, now: Now) -> Response[bytes]:
    """Take the log of scans home."""
    scans = await queries.all_scans(slug, acting=acting, now=now)
    columns = [
        _("When"),
        _("Received"),
        _("Gate"),
        _("Direction"),
        _("Result"),
        _("Why not"),
        _("Kind of pass"),
        _("Pass number"),
        _("Without network"),
    ]
    rows = (
        [
            one.at,
            one.received_at,
            one.gate,
            _("way in") if one.direction == "in" else _("way out"),
            _("Admitted") if one.result == "admitted" else _("Refused"),
            _(REASONS[one.reason]) if one.reason else None,
            _(KINDS[one.kind]) if one.kind else None,
            serial_shown(one.serial) if one.serial else None,
            one.offline,
        ]
        for one in scans
    )
    return excel(f"{_('Scans')} {slug}", columns, rows)


HANDLERS = [
    show_gates,
    open_gate,
    close_gate,
    reopen_gate,
    show_pairing,
    revoke_device,
    show_conflicts,
    export_conflicts,
    export_scans,
]
