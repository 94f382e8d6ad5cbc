"""Assignment runs and offers for programs."""

from litestar import Router

from events_app.assignment.api import offers, runs

api_router = Router("/api/v1", route_handlers=[*runs.HANDLERS, *offers.HANDLERS], tags=["assignment"])
