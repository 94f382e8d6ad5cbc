"""The pages of passes and gates."""

from litestar import Router

from events_app.passes.api import DEPENDENCIES
from events_app.passes.pages import (
    gates,
    holder,
    keys,
    live,
    office,
    plan,
    registration,
    scanner,
)

pages_router = Router(
    path="/",
    include_in_schema=False,
    dependencies=DEPENDENCIES,
    route_handlers=[
        *registration.HANDLERS,
        *holder.HANDLERS,
        *office.HANDLERS,
        *plan.HANDLERS,
        *gates.HANDLERS,
        *live.HANDLERS,
        *scanner.HANDLERS,
        *keys.HANDLERS,
    ],
)

__all__ = ["pages_router"]
