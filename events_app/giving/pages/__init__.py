"""The pages of lists, invitations, staff of booths and badges."""

from litestar import Router

from events_app.giving.pages import badges, invitations, lists, staff
from events_app.passes.api import DEPENDENCIES

pages_router = Router(
    path="/",
    include_in_schema=False,
    dependencies=DEPENDENCIES,
    route_handlers=[*lists.HANDLERS, *invitations.HANDLERS, *staff.HANDLERS, *badges.HANDLERS],
)

__all__ = ["pages_router"]
