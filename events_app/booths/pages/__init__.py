"""The pages of booths: who is where, a producer's fees, the organizer's plan, holders and money."""

from litestar import Router

from events_app.booths.pages.bank_account import set_bank_account, show_bank_account
from events_app.booths.pages.desk import copy_plan, export_booths, hold_terms, show_desk
from events_app.booths.pages.fees import HANDLERS as FEES
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
from events_app.booths.pages.public import show_who_is_where
from events_app.platform.web.auth import organizer, producer_member

pages_router = Router(
    "/",
    route_handlers=[
        show_who_is_where,
        print_public_plan,
        Router(
            "/producer/fairs",
            route_handlers=[
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
                print_plan,
            ],
            guards=[organizer],
        ),
        Router("/organizer/fairs/{slug:str}/fees", route_handlers=FEES, guards=[organizer]),
        Router("/organizer/fairs/{slug:str}/holders", route_handlers=HOLDERS, guards=[organizer]),
        Router("/", route_handlers=[show_bank_account, set_bank_account], guards=[organizer]),
    ],
    include_in_schema=False,
)
