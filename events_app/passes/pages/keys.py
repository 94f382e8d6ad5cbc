"""The keys an office signs its passes with: see, rotate, declare one as leaked."""

from typing import Any

import msgspec
from litestar import Request, Response, get, post
from litestar.params import FromPath

from events_app.accounts.queries import load_office
from events_app.passes import queries
from events_app.passes.api import Signing
from events_app.passes.words import KEY_STATES
from events_app.platform.i18n import _
from events_app.platform.web.auth import Acting, Now, organizer
from events_app.platform.web.forms import read_form
from events_app.platform.web.templates import Page, page, see_other


class RotateForm(msgspec.Struct):
    """The key that was in use when the page was shown: pressed twice, it is rotated once."""

    in_use: int = 0
    leaked: bool = False


@get("/organizer/office/{office:int}/signing-keys", guards=[organizer])
async def show_keys(office: FromPath[int], acting: Acting) -> Page:
    """Show the keys of an office to its owner."""
    keys = await queries.list_keys(office, acting=acting)
    tags = {"signs": "open", "retired": "done", "distrusted": "stop"}
    return page("passes/keys.html", office=await load_office(office), keys=keys, states=KEY_STATES, tags=tags)


@post("/organizer/office/{office:int}/signing-keys/rotate", guards=[organizer], status_code=303)
async def rotate(
    request: Request[Any, Any, Any], office: FromPath[int], acting: Acting, now: Now, signing: Signing
) -> Response[None]:
    """Sign with a new key from now on."""
    form = await read_form(request, RotateForm)
    typed = form.data or RotateForm()
    await signing.rotate_key(office, leaked=typed.leaked, in_use=typed.in_use, acting=acting, now=now)
    return see_other(f"/organizer/office/{office}/signing-keys", flash=_("New passes are signed with a new key."))


@post("/organizer/office/{office:int}/signing-keys/{key_id:int}/distrust", guards=[organizer], status_code=303)
async def distrust(
    office: FromPath[int], key_id: FromPath[int], acting: Acting, now: Now, signing: Signing
) -> Response[None]:
    """Believe nothing any more that a retired key signed."""
    await signing.distrust_key(office, key_id, acting=acting, now=now)
    return see_other(f"/organizer/office/{office}/signing-keys", flash=_("Passes of this key are refused now."))


HANDLERS = [show_keys, rotate, distrust]
