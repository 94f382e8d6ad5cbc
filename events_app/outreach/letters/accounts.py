"""Letters about a person's own account."""

from datetime import datetime

from events_app.accounts.schemas import OfficeView
from events_app.outreach.mail_settings import MailSettings
from events_app.outreach.schemas import Button, Letter
from events_app.platform.i18n import N_, _, current_locale
from events_app.platform.i18n.formats import format_moment

_NOT_YOU = N_("If it was not you, do nothing: without the link nothing happens.")
ROLE_NAMES = {
    "owner": N_("Owner"),
    "organizer": N_("Organizer"),
    "reviewer": N_("Reviewer"),
    "gate": N_("Gate staff"),
}


def confirm_address(token: str, expires_at: datetime, mailing: MailSettings) -> Letter:
    """Prove the address of a new account."""
    return Letter(
        subject=_("Confirm your e-mail address"),
        heading=_("Confirm your e-mail address"),
        paragraphs=[
            _("An account was made with this address. If it was you, open the link and type the password you chose.")
        ],
        button=Button(_("Confirm the address"), mailing.link(f"/sign-up/confirm?token={token}")),
        note=_until(expires_at) + " " + _(_NOT_YOU),
    )


def account_exists(mailing: MailSettings) -> Letter:
    """Tell the owner of an address that somebody tried to sign up with it again."""
    return Letter(
        subject=_("You have an account already"),
        heading=_("You have an account already"),
        paragraphs=[
            _("Somebody just tried to make or change an account with this address, which has one already."),
            _("If it was you: sign in, or set a new password. If it was not you, nothing has changed."),
        ],
        button=Button(_("Sign in"), mailing.link("/sign-in")),
    )


def reset_password(token: str, expires_at: datetime, mailing: MailSettings) -> Letter:
    """Let somebody back in."""
    return Letter(
        subject=_("Set a new password"),
        heading=_("Set a new password"),
        paragraphs=[
            _("With this link you choose a new password. You are signed in at once, and other devices are signed out.")
        ],
        button=Button(_("Choose a new password"), mailing.link(f"/password-reset/new?token={token}")),
        note=_until(expires_at) + " " + _(_NOT_YOU),
    )


def password_changed(mailing: MailSettings) -> Letter:
    """Warn of a changed password."""
    return Letter(
        subject=_("Your password was changed"),
        heading=_("Your password was changed"),
        paragraphs=[
            _("Your password was just changed and every other device was signed out."),
            _("If it was not you, set a new password now and tell your office."),
        ],
        button=Button(_("Set a new password"), mailing.link("/password-reset")),
    )


def confirm_new_address(token: str, expires_at: datetime, mailing: MailSettings) -> Letter:
    """Prove a new address."""
    return Letter(
        subject=_("Confirm your new e-mail address"),
        heading=_("Confirm your new e-mail address"),
        paragraphs=[_("You asked to sign in with this address from now on. Open the link to confirm it.")],
        button=Button(_("Use this address"), mailing.link(f"/account/email/confirm?token={token}")),
        note=_until(expires_at) + " " + _(_NOT_YOU),
    )


def address_changed(new_email: str, mailing: MailSettings) -> Letter:
    """Tell the former address that it is the former one."""
    return Letter(
        subject=_("Your e-mail address was changed"),
        heading=_("Your e-mail address was changed"),
        paragraphs=[
            _("Your account now uses another address, and our e-mails go there."),
            _("If it was not you, tell your office at once."),
        ],
        facts=[(_("New address"), new_email)],
        button=Button(_("My account"), mailing.link("/account")),
    )


def invitation(
    token: str, expires_at: datetime, *, office: OfficeView, role: str, by: str, mailing: MailSettings
) -> Letter:
    """Invite somebody to work for an office."""
    name = office.name.text(current_locale())
    return Letter(
        subject=_("%(by)s invites you to work with %(office)s", by=by, office=name),
        heading=_("You are invited to work with us"),
        paragraphs=[_("%(by)s would like you to work in the programme of fairs with %(office)s.", by=by, office=name)],
        facts=[(_("You would be"), _(ROLE_NAMES[role]))],
        button=Button(_("See the invitation"), mailing.link(f"/invitations?token={token}")),
        note=_until(expires_at) + " " + _("If you do not know why you got this, do nothing."),
    )


def _until(moment: datetime) -> str:
    return _("The link works once, until %(when)s.", when=format_moment(moment, current_locale()))
