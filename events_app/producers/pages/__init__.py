"""The pages of the register: public, the organizer's desk, imports, and a producer's own."""

from litestar import Router

from events_app.producers.pages.imports import HANDLERS as IMPORT_HANDLERS
from events_app.producers.pages.own import HANDLERS as OWN_HANDLERS
from events_app.producers.pages.papers import HANDLERS as PAPER_HANDLERS
from events_app.producers.pages.products import HANDLERS as PRODUCT_HANDLERS
from events_app.producers.pages.public import HANDLERS as PUBLIC_HANDLERS
from events_app.producers.pages.register import HANDLERS as REGISTER_HANDLERS

pages_router = Router(
    "/",
    route_handlers=[
        *PUBLIC_HANDLERS,
        *REGISTER_HANDLERS,
        *PRODUCT_HANDLERS,
        *IMPORT_HANDLERS,
        *OWN_HANDLERS,
        *PAPER_HANDLERS,
    ],
    include_in_schema=False,
)
