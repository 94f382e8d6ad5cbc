"""The pages of runs and offers: prepared, watched, decided on; offered, answered; each producer's own standing."""

from litestar import Router

from events_app.assignment.pages.answering import answer
from events_app.assignment.pages.deciding import lock, publish, refill, start_again, stop, take_back
from events_app.assignment.pages.offering import offer
from events_app.assignment.pages.own import show_own_standing
from events_app.assignment.pages.preparing import pin, reserve, show_assignment, start, unpin, unreserve
from events_app.assignment.pages.showing import compare, export_for_auditor, export_list, show_run
from events_app.platform.web.auth import organizer, producer_member

pages_router = Router(
    "/",
    route_handlers=[
        Router("/producer/fairs", route_handlers=[show_own_standing, answer], guards=[producer_member]),
        Router("/organizer/fairs/{slug:str}/applications", route_handlers=[offer], guards=[organizer]),
        Router(
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
        ),
    ],
    include_in_schema=False,
)
