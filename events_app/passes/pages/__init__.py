"""The pages of passes and gates."""

from litestar import Router

from events_app.passes.api import DEPENDENCIES
from events_app.passes.pages import (
    badges,
    gates,
    holder,
    invitations,
    keys,
    lists,
    live,
    office,
    plan,
    registration,
    scanner,
    staff,
)

pages_router = Router(
    path="/",
    include_in_schema=False,
    dependencies=DEPENDENCIES,
    route_handlers=[
        *registration.HANDLERS,
        *holder.HANDLERS,
        *office.HANDLERS,
        *lists.HANDLERS,
        *invitations.HANDLERS,
        *plan.HANDLERS,
        *gates.HANDLERS,
        *live.HANDLERS,
        *scanner.HANDLERS,
        *staff.HANDLERS,
        *badges.HANDLERS,
        *keys.HANDLERS,
    ],
)

__all__ = ["pages_router"]
