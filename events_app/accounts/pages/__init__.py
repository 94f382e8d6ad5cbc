"""The pages of accounts."""

from litestar import Router

from events_app.accounts.pages import account, invitations, kept_form, office, recovery, sign_in, sign_up
from events_app.accounts.pages.kept_form import keep_what_was_typed

pages_router = Router(
    path="/",
    include_in_schema=False,
    route_handlers=[
        *sign_in.HANDLERS,
        *sign_up.HANDLERS,
        *recovery.HANDLERS,
        *account.HANDLERS,
        *office.HANDLERS,
        *invitations.HANDLERS,
        *kept_form.HANDLERS,
    ],
)

__all__ = ["keep_what_was_typed", "pages_router"]
