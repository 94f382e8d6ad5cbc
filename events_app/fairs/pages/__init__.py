"""The organizer's pages of fairs."""

from litestar import Router

from events_app.fairs.pages.changing import (
    cancel_fair,
    cancellation_page,
    postpone_fair,
    postponement_page,
    unpublication_page,
    unpublish_fair,
)
from events_app.fairs.pages.editing import edit_fair_page, new_fair_page, plan_fair, save_fair
from events_app.fairs.pages.overview import (
    copy_fair,
    export_fairs,
    list_fairs,
    publish_fair,
    record_filing,
    show_fair,
)
from events_app.fairs.pages.programme import (
    add_session,
    edit_session_page,
    export_programme,
    remove_session,
    save_session,
    show_programme,
)
from events_app.platform.web.auth import organizer

pages_router = Router(
    "/organizer/fairs",
    route_handlers=[
        list_fairs,
        export_fairs,
        new_fair_page,
        plan_fair,
        show_fair,
        edit_fair_page,
        save_fair,
        publish_fair,
        unpublication_page,
        unpublish_fair,
        postponement_page,
        postpone_fair,
        cancellation_page,
        cancel_fair,
        copy_fair,
        record_filing,
        show_programme,
        add_session,
        export_programme,
        edit_session_page,
        save_session,
        remove_session,
    ],
    guards=[organizer],
    include_in_schema=False,
)
