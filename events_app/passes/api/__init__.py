"""Passes, gates and check-ins for programs."""

from litestar import Router

from events_app.passes.api import gates, passes
from events_app.passes.api.dependencies import DEPENDENCIES, Configured, Signing
from events_app.passes.api.lane import ScanLane
from events_app.passes.api.passes import links_of

__all__ = ["DEPENDENCIES", "Configured", "ScanLane", "Signing", "api_router", "links_of"]

api_router = Router(
    "/api/v1",
    route_handlers=[*passes.HANDLERS, *gates.HANDLERS],
    dependencies=DEPENDENCIES,
    tags=["passes"],
)
