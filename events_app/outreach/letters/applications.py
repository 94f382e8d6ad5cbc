"""Letters to a producer about its application: arrived, asked back, decided, offered."""

from datetime import datetime
from typing import NamedTuple

from events_app.applications.rules import ApplicationState
from events_app.applications.schemas import Application
from events_app.applications.words import DECISIONS
from events_app.fairs.schemas import Fair
from events_app.outreach.mail_settings import MailSettings
from events_app.outreach.schemas import Button, Letter
from events_app.platform.i18n import N_, _, current_locale
from events_app.platform.i18n.formats import format_days, format_moment

_SUBJECTS = {
    ApplicationState.SUBMITTED: N_("Your application for %(fair)s has arrived"),
    ApplicationState.MORE_INFORMATION: N_("Please complete your application for %(fair)s"),
    ApplicationState.APPROVED: N_("Your application for %(fair)s is approved"),
    ApplicationState.WAITLISTED: N_("You are on the waiting list of %(fair)s"),
    ApplicationState.DECLINED: N_("Your application for %(fair)s is declined"),
    ApplicationState.OFFERED: N_("A booth at %(fair)s is offered to you"),
    ApplicationState.LAPSED: N_("The offer of a booth at %(fair)s has lapsed"),
    ApplicationState.WITHDRAWN: N_("Your application for %(fair)s is withdrawn"),
}


class Standing(NamedTuple):
    """Where an application stands when the letter is written."""

    application: Application
    rank: int | None = None
    codes: str = ""
    until: datetime | None = None


def decision(fair: Fair, state: ApplicationState, standing: Standing, mailing: MailSettings) -> Letter:
    """Tell of one step, with what the office wrote, the rank and the deadline where there is one."""
    locale = current_locale()
    subject = _(_SUBJECTS[state], fair=fair.title.text(locale))
    reply = standing.application.reply if state in _WITH_REPLY else ""
    facts = [(_("Fair"), fair.title.text(locale))]
    if fair.starts_on and fair.ends_on:
        facts.append((_("Days of the fair"), format_days(fair.starts_on, fair.ends_on, locale)))
    if standing.rank and state is ApplicationState.WAITLISTED:
        facts.append((_("Place on the waiting list"), str(standing.rank)))
    if state is ApplicationState.MORE_INFORMATION and standing.application.answer_until:
        facts.append((_("Answer before"), format_moment(standing.application.answer_until, locale)))
    if state is ApplicationState.OFFERED:
        facts += [(_("Booth"), standing.codes)] if standing.codes else []
        facts += [(_("Answer before"), format_moment(standing.until, locale))] if standing.until else []
    return Letter(
        subject=subject,
        heading=subject,
        paragraphs=[_(DECISIONS[state]), *([_("The office writes: %(reply)s", reply=reply)] if reply else [])],
        facts=facts,
        button=Button(
            _("Answer the offer") if state is ApplicationState.OFFERED else _("See the application"),
            mailing.link(f"/producer/fairs/{fair.slug}/application"),
        ),
    )


_WITH_REPLY = frozenset(
    {
        ApplicationState.MORE_INFORMATION,
        ApplicationState.APPROVED,
        ApplicationState.WAITLISTED,
        ApplicationState.DECLINED,
    }
)


def taken_back(fair: Fair, application: Application, mailing: MailSettings) -> Letter:
    """Say that a decision does not stand any more: the letter before is void."""
    title = fair.title.text(current_locale())
    subject = _("Your application for %(fair)s is being looked at again", fair=title)
    reply = application.reply
    return Letter(
        subject=subject,
        heading=subject,
        paragraphs=[
            _("The office has taken its decision back; what was written to you about it does not hold any more."),
            _("You need not do anything. The new decision comes by letter."),
            *([_("The office writes: %(reply)s", reply=reply)] if reply else []),
        ],
        facts=[(_("Fair"), title)],
        button=Button(_("See the application"), mailing.link(f"/producer/fairs/{fair.slug}/application")),
    )


def draft_due(fair: Fair, closes_at: datetime, mailing: MailSettings) -> Letter:
    """Remind the owner of a draft that it was not handed in."""
    locale = current_locale()
    title = fair.title.text(locale)
    subject = _("Your application for %(fair)s is not handed in yet", fair=title)
    return Letter(
        subject=subject,
        heading=subject,
        paragraphs=[
            _("You began an application and have not handed it in. After the deadline it counts for nothing."),
            _("If you do not want to come any more, you need not do anything."),
        ],
        facts=[(_("Fair"), title), (_("Applications until"), format_moment(closes_at, locale))],
        button=Button(_("Hand it in"), mailing.link(f"/producer/fairs/{fair.slug}/application")),
    )


def comment(fair: Fair, application: Application, mailing: MailSettings) -> Letter:
    """Carry words of the office that change nothing else."""
    title = fair.title.text(current_locale())
    return Letter(
        subject=_("The office writes about your application for %(fair)s", fair=title),
        heading=_("The office writes about your application for %(fair)s", fair=title),
        paragraphs=[application.reply],
        facts=[(_("Fair"), title)],
        button=Button(_("See the application"), mailing.link(f"/producer/fairs/{fair.slug}/application")),
    )
