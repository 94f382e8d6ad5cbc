"""What calendar programs and people get from `/calendars`."""

from litestar import Router

from events_app.calendars.pages.addresses import (
    draw_code,
    list_addresses,
    make_address,
    make_pass_address,
    revoke_address,
    show_calendars,
)
from events_app.calendars.pages.feeds import (
    read_fair,
    read_fair_livestreams,
    read_fairs,
    read_livestream,
    read_livestreams,
    read_private,
)

pages_router = Router(
    "/",
    route_handlers=[
        draw_code,
        list_addresses,
        make_address,
        make_pass_address,
        read_fair,
        read_fair_livestreams,
        read_fairs,
        read_livestream,
        read_livestreams,
        read_private,
        revoke_address,
        show_calendars,
    ],
    include_in_schema=False,
)
