"""Letters to producers about their livestream sessions and orders."""

from events_app.livestream.schemas import Session
from events_app.outreach.mail_settings import MailSettings
from events_app.outreach.schemas import Button, Invitation, Letter
from events_app.platform.i18n import _, current_locale
from events_app.platform.i18n.formats import format_moment


def session_scheduled(session: Session, mailing: MailSettings, *, invitation: Invitation | None = None) -> Letter:
    """Announce a slot."""
    return _letter(
        session,
        mailing,
        subject=_("Your products in the livestream: %(title)s", title=_title(session)),
        paragraphs=[
            _("You have a place in this livestream session. Look over the products and their order before it begins.")
        ],
        invitation=invitation,
    )


def session_moved(session: Session, mailing: MailSettings, *, invitation: Invitation | None = None) -> Letter:
    """Tell of another time."""
    return _letter(
        session,
        mailing,
        subject=_("Another time for the livestream: %(title)s", title=_title(session)),
        paragraphs=[_("The livestream session takes place at another time.")],
        invitation=invitation,
    )


def session_unscheduled(session: Session, mailing: MailSettings, *, invitation: Invitation | None = None) -> Letter:
    """Tell that a session has lost its slot."""
    return _letter(
        session,
        mailing,
        subject=_("The livestream has no time yet: %(title)s", title=_title(session)),
        paragraphs=[_("The fair was postponed and the session lost its time. We write again when it has a new one.")],
        invitation=invitation,
    )


def session_cancelled(session: Session, mailing: MailSettings, *, invitation: Invitation | None = None) -> Letter:
    """Tell that a session does not take place."""
    reason = session.reason.text(current_locale())
    return _letter(
        session,
        mailing,
        subject=_("The livestream does not take place: %(title)s", title=_title(session)),
        paragraphs=[
            _("The livestream session is cancelled."),
            *([_("The reason: %(reason)s", reason=reason)] if reason else []),
        ],
        invitation=invitation,
    )


def order_placed(session: Session, mailing: MailSettings) -> Letter:
    """Tell a producer that somebody wants to buy. Who it is stands on the page, not in the letter."""
    return Letter(
        subject=_("An order from the livestream: %(title)s", title=_title(session)),
        heading=_("Somebody ordered your product"),
        paragraphs=[_("Call the buyer and confirm or decline the order. Name and telephone stand on the page.")],
        facts=[(_("Livestream session"), _title(session))],
        button=Button(_("See the order"), mailing.link("/producer/livestreams")),
    )


def _letter(
    session: Session, mailing: MailSettings, *, subject: str, paragraphs: list[str], invitation: Invitation | None
) -> Letter:
    locale = current_locale()
    facts = [(_("Livestream session"), _title(session)), (_("Begins"), format_moment(session.starts_at, locale))]
    if session.studio:
        facts.append((_("Studio"), session.studio.name))
    return Letter(
        subject=subject,
        heading=subject,
        paragraphs=paragraphs,
        facts=facts,
        button=Button(_("See the session"), mailing.link(f"/livestreams/{session.id}")),
        invitation=invitation,
    )


def _title(session: Session) -> str:
    return session.title.text(current_locale())
