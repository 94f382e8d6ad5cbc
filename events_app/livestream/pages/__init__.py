"""The pages of the livestream: for viewers, for the organizer's desk, for producers."""

from litestar import Router

from events_app.livestream.pages.desk import HANDLERS as DESK_HANDLERS
from events_app.livestream.pages.line_up import HANDLERS as LINE_UP_HANDLERS
from events_app.livestream.pages.own import HANDLERS as OWN_HANDLERS
from events_app.livestream.pages.planning import HANDLERS as PLANNING_HANDLERS
from events_app.livestream.pages.public import HANDLERS as PUBLIC_HANDLERS
from events_app.livestream.pages.studios import HANDLERS as STUDIO_HANDLERS

pages_router = Router(
    "/",
    route_handlers=[
        *PUBLIC_HANDLERS,
        *DESK_HANDLERS,
        *PLANNING_HANDLERS,
        *LINE_UP_HANDLERS,
        *STUDIO_HANDLERS,
        *OWN_HANDLERS,
    ],
    include_in_schema=False,
)
