"""The verbs of accounts, each one transaction."""

from events_app.accounts.operations.kept_forms import drop_kept_form, keep_form, spend_kept_form
from events_app.accounts.operations.keys import make_api_key, revoke_api_key
from events_app.accounts.operations.links import reveal_link
from events_app.accounts.operations.profile import (
    change_password,
    change_profile,
    confirm_new_email,
    request_email_change,
)
from events_app.accounts.operations.recovery import request_password_reset, reset_password
from events_app.accounts.operations.sessions import (
    note_use,
    revoke_session,
    sign_in,
    sign_out,
    sign_out_everywhere,
)
from events_app.accounts.operations.sign_up import confirm_email, sign_up_producer
from events_app.accounts.operations.staff import (
    accept_invitation,
    change_role,
    create_office,
    edit_office,
    invite_staff,
    remove_staff,
    withdraw_invitation,
)
from events_app.accounts.operations.sweeping import sweep_accounts
from events_app.accounts.operations.undelivered import retry_undelivered

__all__ = [
    "accept_invitation",
    "change_password",
    "change_profile",
    "change_role",
    "confirm_email",
    "confirm_new_email",
    "create_office",
    "drop_kept_form",
    "edit_office",
    "invite_staff",
    "keep_form",
    "make_api_key",
    "note_use",
    "remove_staff",
    "request_email_change",
    "request_password_reset",
    "reset_password",
    "retry_undelivered",
    "reveal_link",
    "revoke_api_key",
    "revoke_session",
    "sign_in",
    "sign_out",
    "sign_out_everywhere",
    "sign_up_producer",
    "spend_kept_form",
    "sweep_accounts",
    "withdraw_invitation",
]
