"""Letters to a producer about its booths."""

from datetime import datetime
from typing import Any

from events_app.booths.schemas import FeeEntry, FeeView, HolderMessageView
from events_app.fairs.schemas import Fair
from events_app.outreach.mail_settings import MailSettings
from events_app.outreach.rules import OptOutKind
from events_app.outreach.schemas import Button, Invitation, Letter
from events_app.platform.i18n import _, current_locale
from events_app.platform.i18n.formats import format_day, format_days, format_moment, format_money


def booth_held(fair: Fair, payload: dict[str, Any], mailing: MailSettings) -> Letter:
    """Remind of the deadline of a hold."""
    until = _moment(payload["until"])
    return Letter(
        subject=_("Booth %(booth)s is held for you until %(until)s", booth=payload["code"], until=until),
        heading=_("Booth %(booth)s is held for you", booth=payload["code"]),
        paragraphs=[_("Confirm it before the deadline. After that it goes back to everybody.")],
        facts=[*_facts(fair, payload), (_("Confirm before"), until)],
        button=Button(_("Confirm the booth"), _link_to_booths(fair, mailing)),
    )


def booth_assigned(
    fair: Fair,
    payload: dict[str, Any],
    mailing: MailSettings,
    *,
    fee: FeeView | None = None,
    invitation: Invitation | None = None,
) -> Letter:
    """Say that a booth is theirs, and what it costs."""
    by_office = payload.get("by") == "organizer"
    what = (
        _("The office gave you this booth.")
        if by_office
        else _("You confirmed this booth; it is yours for the whole fair.")
    )
    return Letter(
        subject=_("Booth %(booth)s is yours", booth=payload["code"]),
        heading=_("Booth %(booth)s is yours", booth=payload["code"]),
        paragraphs=[
            what,
            _("Its days stand in your calendar too."),
            *([_("How to pay, with a QR for your banking app, stands under “Terms and fees”.")] if fee else []),
        ],
        facts=[*_facts(fair, payload), *_fee_facts(fee)],
        button=Button(_("See terms and fees"), mailing.link(f"/producer/fairs/{fair.slug}/fees"))
        if fee
        else Button(_("See booth and floor plan"), _link_to_booths(fair, mailing)),
        invitation=invitation,
    )


def fee_received(fair: Fair, fee: FeeView, entry: FeeEntry, mailing: MailSettings) -> Letter:
    """Say that money has come in, and what is still open."""
    locale = current_locale()
    received = [
        (_("Came in on"), format_day(entry.paid_on, locale)),
        (_("Amount that came in"), format_money(entry.amount, locale)),
        (_("Bill number"), fee.bill),
        *([(_("Still open"), format_money(fee.open, locale))] if fee.open else []),
        *([(_("Paid too much"), format_money(fee.to_give_back, locale))] if fee.to_give_back else []),
    ]
    return Letter(
        subject=_("Your payment for booth %(booth)s has arrived", booth=fee.code),
        heading=_("Your payment for booth %(booth)s has arrived", booth=fee.code),
        paragraphs=[_("The office has noted it. Thank you.")],
        facts=[(_("Fair"), fair.title.text(locale)), (_("Booth"), fee.code), *received],
        button=Button(_("See terms and fees"), mailing.link(f"/producer/fairs/{fair.slug}/fees")),
    )


def holder_message(fair: Fair, message: HolderMessageView, mailing: MailSettings) -> Letter:
    """Carry what the office writes to everybody with a booth."""
    locale = current_locale()
    return Letter(
        subject=message.subject.text(locale),
        heading=message.subject.text(locale),
        paragraphs=[part.strip() for part in message.body.text(locale).split("\n\n") if part.strip()],
        facts=[(_("Fair"), fair.title.text(locale))],
        button=Button(_("See booth and floor plan"), _link_to_booths(fair, mailing)),
        note=_("You get this e-mail because your producer has a booth at this fair."),
    )


def booth_moved(
    fair: Fair, payload: dict[str, Any], mailing: MailSettings, *, invitation: Invitation | None = None
) -> Letter:
    """Say that a booth was exchanged for another."""
    return Letter(
        subject=_("You have another booth: %(booth)s", booth=payload["code"]),
        heading=_("You have another booth: %(booth)s", booth=payload["code"]),
        paragraphs=[_("The office moved you on the floor plan.")],
        facts=_facts(fair, payload),
        button=Button(_("See booth and floor plan"), _link_to_booths(fair, mailing)),
        invitation=invitation,
    )


def booth_released(fair: Fair, payload: dict[str, Any], mailing: MailSettings) -> Letter:
    """Say that a booth is no longer theirs."""
    return Letter(
        subject=_("Booth %(booth)s is released", booth=payload["code"]),
        heading=_("Booth %(booth)s is no longer yours", booth=payload["code"]),
        paragraphs=[
            _("It was released, and other producers can take it now. If that is a mistake, call the office soon.")
        ],
        facts=_facts(fair, payload),
        button=Button(_("See free booths"), _link_to_booths(fair, mailing)),
    )


def hold_expired(fair: Fair, payload: dict[str, Any], mailing: MailSettings) -> Letter:
    """Say that the deadline of a hold went by."""
    return Letter(
        subject=_("The time for booth %(booth)s is over", booth=payload["code"]),
        heading=_("The time for booth %(booth)s is over", booth=payload["code"]),
        paragraphs=[
            _("It was not confirmed in time and is free again. If nobody has taken it yet, you can hold it once more.")
        ],
        facts=_facts(fair, payload),
        button=Button(_("See free booths"), _link_to_booths(fair, mailing)),
    )


def hold_extended(fair: Fair, payload: dict[str, Any], mailing: MailSettings) -> Letter:
    """Say that there is more time."""
    until = _moment(payload["until"])
    return Letter(
        subject=_("More time for booth %(booth)s: until %(until)s", booth=payload["code"], until=until),
        heading=_("More time for booth %(booth)s", booth=payload["code"]),
        paragraphs=[_("The office gave you more time to confirm.")],
        facts=[*_facts(fair, payload), (_("Confirm before"), until)],
        button=Button(_("Confirm the booth"), _link_to_booths(fair, mailing)),
        opt_out=OptOutKind.REMINDERS,
    )


def fee_refunded(fair: Fair, fee: FeeView, entry: FeeEntry, mailing: MailSettings) -> Letter:
    """Say that money was given back."""
    locale = current_locale()
    given = [
        (_("Given back on"), format_day(entry.paid_on, locale)),
        (_("Amount given back"), format_money(entry.amount, locale)),
        (_("Bill number"), fee.bill),
    ]
    return Letter(
        subject=_("Money for booth %(booth)s was given back", booth=fee.code),
        heading=_("Money for booth %(booth)s was given back", booth=fee.code),
        paragraphs=[_("The office has sent it. It arrives within a few working days.")],
        facts=[(_("Fair"), fair.title.text(locale)), (_("Booth"), fee.code), *given],
        button=Button(_("See terms and fees"), mailing.link(f"/producer/fairs/{fair.slug}/fees")),
    )


def _facts(fair: Fair, payload: dict[str, Any]) -> list[tuple[str, str]]:
    locale = current_locale()
    facts = [(_("Fair"), fair.title.text(locale)), (_("Booth"), str(payload["code"]))]
    if fair.starts_on and fair.ends_on:
        facts.append((_("Days of the fair"), format_days(fair.starts_on, fair.ends_on, locale)))
    facts.append((_("Where"), fair.venue.name.text(locale)))
    return facts


def _fee_facts(fee: FeeView | None) -> list[tuple[str, str]]:
    if fee is None or not fee.open:
        return []
    locale = current_locale()
    return [
        (_("Fee"), format_money(fee.open, locale)),
        (_("To be paid by"), format_day(fee.due_on, locale)),
        (_("Bill number"), fee.bill),
    ]


def _link_to_booths(fair: Fair, mailing: MailSettings) -> str:
    return mailing.link(f"/producer/fairs/{fair.slug}/booths")


def _moment(text: str) -> str:
    return format_moment(datetime.fromisoformat(text), current_locale())
