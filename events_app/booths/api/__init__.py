"""Booths, claims, fees and terms for programs."""

from litestar import Router

from events_app.booths.api import claims, fees, terms

api_router = Router("/api/v1", route_handlers=[*claims.HANDLERS, *fees.HANDLERS, *terms.HANDLERS], tags=["booths"])
