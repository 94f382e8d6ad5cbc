"""Plans, booths, claims and applications for programs."""

from litestar import Router

from events_app.booths.api import applications, plans, runs

api_router = Router(
    "/api/v1", route_handlers=[*plans.HANDLERS, *applications.HANDLERS, *runs.HANDLERS], tags=["booths"]
)
