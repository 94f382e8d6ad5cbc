"""The pages of assignment runs: prepared, watched, decided on, and each producer's own standing."""

from litestar import Router

from events_app.booths.pages.assignment.deciding import lock, publish, refill, start_again, stop, take_back
from events_app.booths.pages.assignment.own import show_own_standing
from events_app.booths.pages.assignment.preparing import pin, reserve, show_assignment, start, unpin, unreserve
from events_app.booths.pages.assignment.showing import compare, export_for_auditor, export_list, show_run
from events_app.platform.web.auth import organizer, producer_member

assignment_router = Router(
    "/organizer/fairs/{slug:str}/assignment",
    route_handlers=[
        show_assignment,
        start,
        pin,
        unpin,
        reserve,
        unreserve,
        show_run,
        compare,
        export_list,
        export_for_auditor,
        stop,
        start_again,
        publish,
        take_back,
        refill,
        lock,
    ],
    guards=[organizer],
)
own_assignment_router = Router("/producer/fairs", route_handlers=[show_own_standing], guards=[producer_member])

__all__ = ["assignment_router", "own_assignment_router"]
