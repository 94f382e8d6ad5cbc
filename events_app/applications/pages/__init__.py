"""The pages of applications: a producer chooses or applies, an organizer calls and decides, a reviewer looks."""

from litestar import Router

from events_app.applications.pages.applying import print_own_decision, save_application, show_application
from events_app.applications.pages.call import set_call, show_call
from events_app.applications.pages.choosing import (
    confirm,
    give_back,
    hold,
    list_open_fairs,
    show_choice,
    to_choice,
)
from events_app.applications.pages.review import (
    decide,
    enter_application,
    export_applications,
    list_applications,
    print_decision,
    show_application_for_review,
)
from events_app.applications.pages.reviewing import (
    deal_applications,
    download_applied_paper,
    give_application,
    list_share,
    save_checks,
    show_reviewed,
)
from events_app.platform.web.auth import organizer, producer_member, reviewer

pages_router = Router(
    "/",
    route_handlers=[
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
                print_own_decision,
            ],
            guards=[producer_member],
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
                give_application,
                deal_applications,
                print_decision,
            ],
            guards=[organizer],
        ),
        Router(
            "/organizer/reviews",
            route_handlers=[list_share, show_reviewed, save_checks, download_applied_paper],
            guards=[reviewer],
        ),
    ],
    include_in_schema=False,
)
