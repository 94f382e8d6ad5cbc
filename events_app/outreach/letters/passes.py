"""The letter that brings a pass."""

from events_app.fairs.schemas import Fair
from events_app.giving.links import invitation_token
from events_app.giving.schemas import InvitationView
from events_app.outreach.enclosures import enclosing_pass
from events_app.outreach.mail_settings import MailSettings
from events_app.outreach.schemas import Button, Invitation, Letter
from events_app.passes.links import pass_token
from events_app.passes.schemas import PassView
from events_app.passes.words import KINDS
from events_app.platform.i18n import _, current_locale
from events_app.platform.i18n.formats import format_days, format_moment


def pass_issued(given: PassView, fair: Fair, mailing: MailSettings, *, invitation: Invitation | None = None) -> Letter:
    """Bring a pass to its holder."""
    locale = current_locale()
    title = fair.title.text(locale)
    days = format_days(fair.starts_on, fair.ends_on, locale) if fair.starts_on and fair.ends_on else _("not known yet")
    where = ", ".join(part for part in (fair.venue.name.text(locale), fair.venue.address) if part)
    return Letter(
        subject=_("Your pass for %(fair)s", fair=title),
        heading=_("Your pass for %(fair)s", fair=title),
        paragraphs=[
            _("Show the code at the gate, on your telephone or on paper. It is also in the file beside this letter.")
        ],
        facts=[(_("Days of the fair"), days), (_("Where"), where), (_("Pass number"), str(given.serial))],
        button=Button(_("Open the pass"), mailing.link(f"/passes/{pass_token(given.id, mailing.secret)}")),
        note=_("Whoever has this link has your pass. Do not pass it on."),
        invitation=invitation,
        enclosure=enclosing_pass(given.id),
    )


def pass_offered(asked: InvitationView, fair: Fair, mailing: MailSettings) -> Letter:
    """Invite somebody to come, with a link that turns into one pass."""
    locale = current_locale()
    title = fair.title.text(locale)
    days = format_days(fair.starts_on, fair.ends_on, locale) if fair.starts_on and fair.ends_on else _("not known yet")
    where = ", ".join(part for part in (fair.venue.name.text(locale), fair.venue.address) if part)
    return Letter(
        subject=_("You are invited: %(fair)s", fair=title),
        heading=_("You are invited: %(fair)s", fair=title),
        paragraphs=[
            _("The organizer invites you. Your pass is free: open the link, write your name, and it is yours.")
        ],
        facts=[
            (_("Days of the fair"), days),
            (_("Where"), where),
            (_("Kind of pass"), _(KINDS[asked.kind])),
            (_("Open until"), format_moment(asked.expires_at, locale)),
        ],
        button=Button(
            _("Take my pass"), mailing.link(f"/pass-invitations/{invitation_token(asked.id, mailing.secret)}")
        ),
        note=_("The link turns into one pass, for you alone. If you cannot come, simply leave it."),
    )
