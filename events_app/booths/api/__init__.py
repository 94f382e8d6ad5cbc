"""Booths, claims and terms for programs."""

from litestar import Router

from events_app.booths.api import claims, terms

api_router = Router("/api/v1", route_handlers=[*claims.HANDLERS, *terms.HANDLERS], tags=["booths"])
