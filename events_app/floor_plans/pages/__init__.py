"""The pages of plans: the grid, the spreadsheet, the history. The editor shows more than plans: `site` has it."""

from litestar import Router

from events_app.floor_plans.pages.grid import save_grid, show_grid
from events_app.floor_plans.pages.sheet import HANDLERS as SHEET
from events_app.floor_plans.pages.versions import HANDLERS as VERSIONS
from events_app.platform.web.auth import organizer

pages_router = Router(
    "/organizer/fairs/{slug:str}/booths",
    route_handlers=[show_grid, save_grid, *SHEET, *VERSIONS],
    guards=[organizer],
    include_in_schema=False,
)
