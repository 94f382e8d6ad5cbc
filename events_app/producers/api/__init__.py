"""The register and its imports for programs."""

from litestar import Router

from events_app.producers.api.imports import HANDLERS as IMPORT_HANDLERS
from events_app.producers.api.register import HANDLERS as REGISTER_HANDLERS

api_router = Router("/api/v1", route_handlers=[*REGISTER_HANDLERS, *IMPORT_HANDLERS], tags=["producers"])
