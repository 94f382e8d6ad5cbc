"""The pages of plans and booths: for everybody, for producers, for organizers."""

from litestar import Router

from events_app.booths.pages.applying import answer, print_own_decision, save_application, show_application
from events_app.booths.pages.assignment import assignment_router, own_assignment_router
from events_app.booths.pages.bank_account import set_bank_account, show_bank_account
from events_app.booths.pages.call import set_call, show_call
from events_app.booths.pages.desk import copy_plan, export_booths, hold_terms, show_desk
from events_app.booths.pages.editor import HANDLERS as EDITOR
from events_app.booths.pages.fees import HANDLERS as FEES
from events_app.booths.pages.grid import save_grid, show_grid
from events_app.booths.pages.holders import HANDLERS as HOLDERS
from events_app.booths.pages.paying import accept_terms, show_own_fees
from events_app.booths.pages.placing import (
    assign,
    block,
    extend,
    move,
    note_attendance,
    release,
    unassign,
    unblock,
)
from events_app.booths.pages.printing import print_plan, print_public_plan
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
    print_decision,
    show_application_for_review,
)
from events_app.booths.pages.reviewing import (
    deal_applications,
    download_applied_paper,
    give_application,
    list_share,
    save_checks,
    show_reviewed,
)
from events_app.booths.pages.sheet import HANDLERS as SHEET
from events_app.booths.pages.versions import HANDLERS as VERSIONS
from events_app.platform.web.auth import organizer, producer_member, reviewer

pages_router = Router(
    "/",
    route_handlers=[
        show_who_is_where,
        assignment_router,
        own_assignment_router,
        print_public_plan,
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
                print_own_decision,
                show_own_fees,
                accept_terms,
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
                print_plan,
                *EDITOR,
                *SHEET,
                *VERSIONS,
            ],
            guards=[organizer],
        ),
        Router(
            "/organizer/fairs/{slug:str}/applications",
            route_handlers=[
                list_applications,
                export_applications,
                set_call,
                show_call,
                enter_application,
                show_application_for_review,
                decide,
                offer,
                give_application,
                deal_applications,
                print_decision,
            ],
            guards=[organizer],
        ),
        Router("/organizer/fairs/{slug:str}/fees", route_handlers=FEES, guards=[organizer]),
        Router("/organizer/fairs/{slug:str}/holders", route_handlers=HOLDERS, guards=[organizer]),
        Router("/", route_handlers=[show_bank_account, set_bank_account], guards=[organizer]),
        Router(
            "/organizer/reviews",
            route_handlers=[list_share, show_reviewed, save_checks, download_applied_paper],
            guards=[reviewer],
        ),
    ],
    include_in_schema=False,
)
