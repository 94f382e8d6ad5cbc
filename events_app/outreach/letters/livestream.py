"""Letters to producers and viewers about their livestream sessions and orders."""

from events_app.livestream.schemas import Answer, OrderReader, Session
from events_app.outreach.mail_settings import MailSettings
from events_app.outreach.schemas import Button, Invitation, Letter
from events_app.platform.i18n import _, current_locale, ngettext
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


def order_answered(session: Session, order: OrderReader, answer: Answer, mailing: MailSettings) -> Letter:
    """Tell a viewer what the producer answered."""
    said = (
        _("The producer confirmed your order and will call you to agree on delivery.")
        if answer == "confirmed"
        else _("The producer cannot deliver your order. Nothing is to be paid.")
    )
    return _to_buyer(session, order, mailing, heading=_("Your order from the livestream was answered"), said=[said])


def answer_corrected(session: Session, order: OrderReader, answer: Answer, mailing: MailSettings) -> Letter:
    """Tell a viewer that the answer was wrong, and which one is right."""
    said = (
        _("The producer had declined your order by mistake. It is confirmed: the producer will call you.")
        if answer == "confirmed"
        else _("The producer had confirmed your order by mistake and cannot deliver it. Nothing is to be paid.")
    )
    heading = _("The answer to your order from the livestream is corrected")
    return _to_buyer(session, order, mailing, heading=heading, said=[said])


def own_answer_corrected(session: Session, order: int, answer: Answer, told: bool, mailing: MailSettings) -> Letter:  # noqa: FBT001 - a fact of the letter
    """Tell everybody who reads for a producer that an answer was changed."""
    return Letter(
        subject=_("An answer was corrected: %(title)s", title=_title(session)),
        heading=_("An answer to an order was corrected"),
        paragraphs=[
            _("The order is confirmed now; it was declined before.")
            if answer == "confirmed"
            else _("The order is declined now; it was confirmed before."),
            _("The buyer is told by e-mail.") if told else _("The buyer left no e-mail address: please call."),
        ],
        facts=[(_("Livestream session"), _title(session)), (_("Order number"), str(order))],
        button=Button(_("See the order"), mailing.link(f"/producer/livestreams#order-{order}")),
    )


def order_closed(session: Session, order: int, mailing: MailSettings) -> Letter:
    """Tell a viewer that an order ended with its session."""
    reason = session.reason.text(current_locale())
    return Letter(
        subject=_("Your order is closed: %(title)s", title=_title(session)),
        heading=_("The livestream session is cancelled, and your order is closed"),
        paragraphs=[
            _("The producer had not answered your order before. It is closed; nothing is to be paid or done."),
            *([_("The reason: %(reason)s", reason=reason)] if reason else []),
        ],
        facts=[(_("Livestream session"), _title(session)), (_("Order number"), str(order))],
        button=Button(_("See the session"), mailing.link(f"/livestreams/{session.id}")),
    )


def own_orders_closed(session: Session, orders: int, mailing: MailSettings) -> Letter:
    """Tell a producer that the orders that waited for it ended with their session."""
    return Letter(
        subject=_("Orders are closed: %(title)s", title=_title(session)),
        heading=_("The livestream session is cancelled, and orders are closed"),
        paragraphs=[
            ngettext(
                "%(num)s order that waited for your answer is closed and cannot be confirmed any more.",
                "%(num)s orders that waited for your answer are closed and cannot be confirmed any more.",
                orders,
            ),
            _("Buyers with an e-mail address are told; please call the others. Their numbers stand on the page."),
        ],
        facts=[(_("Livestream session"), _title(session))],
        button=Button(_("See the orders"), mailing.link("/producer/livestreams#orders")),
    )


def _to_buyer(session: Session, order: OrderReader, mailing: MailSettings, *, heading: str, said: list[str]) -> Letter:
    facts = [
        (_("Livestream session"), _title(session)),
        (_("Order number"), str(order.id)),
        (_("Product"), order.product_name),
        (_("Quantity"), str(order.quantity)),
        (_("Producer"), order.producer_name),
    ]
    return Letter(
        subject=heading,
        heading=heading,
        paragraphs=said,
        facts=facts,
        button=Button(_("See the session"), mailing.link(f"/livestreams/{session.id}")),
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
