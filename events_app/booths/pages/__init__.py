"""The pages of plans and booths: for everybody, for producers, for organizers."""

from litestar import Router

from events_app.booths.pages.applying import answer, save_application, show_application
from events_app.booths.pages.desk import (
    assign,
    block,
    copy_plan,
    export_booths,
    extend,
    hold_terms,
    move,
    note_attendance,
    release,
    show_desk,
    unassign,
    unblock,
)
from events_app.booths.pages.grid import save_grid, show_grid
from events_app.booths.pages.producer import (
    confirm,
    give_back,
    hold,
    list_open_fairs,
    show_choice,
    to_choice,
)
from events_app.booths.pages.public import show_who_is_where
from events_app.booths.pages.review import (
    decide,
    enter_application,
    export_applications,
    list_applications,
    offer,
    set_call,
    show_application_for_review,
)
from events_app.platform.web.auth import organizer, producer_member

pages_router = Router(
    "/",
    route_handlers=[
        show_who_is_where,
        Router(
            "/producer/fairs",
            route_handlers=[
                list_open_fairs,
                to_choice,
                show_choice,
                hold,
                confirm,
                give_back,
                show_application,
                save_application,
                answer,
            ],
            guards=[producer_member],
        ),
        Router(
            "/organizer/fairs/{slug:str}/booths",
            route_handlers=[
                show_desk,
                export_booths,
                assign,
                unassign,
                extend,
                release,
                move,
                block,
                copy_plan,
                note_attendance,
                unblock,
                hold_terms,
                show_grid,
                save_grid,
            ],
            guards=[organizer],
        ),
        Router(
            "/organizer/fairs/{slug:str}/applications",
            route_handlers=[
                list_applications,
                export_applications,
                set_call,
                enter_application,
                show_application_for_review,
                decide,
                offer,
            ],
            guards=[organizer],
        ),
    ],
    include_in_schema=False,
)
