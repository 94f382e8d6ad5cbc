"""Letters about a fair whose days or place changed, or that does not take place."""

from datetime import date
from typing import Any

from events_app.fairs.schemas import Fair
from events_app.outreach.audiences import Audience
from events_app.outreach.mail_settings import MailSettings
from events_app.outreach.rules import OptOutKind
from events_app.outreach.schemas import Button, Invitation, Letter
from events_app.platform.i18n import _, current_locale
from events_app.platform.i18n.formats import format_days


def days_of(days: dict[str, Any]) -> str:
    """Say the days of a payload, or that they are not known."""
    if not days.get("starts_on") or not days.get("ends_on"):
        return _("not known yet")
    first, last = date.fromisoformat(days["starts_on"]), date.fromisoformat(days["ends_on"])
    return format_days(first, last, current_locale())


def fair_moved(
    fair: Fair, payload: dict[str, Any], *, reader: Audience, invitation: Invitation | None, mailing: MailSettings
) -> Letter:
    """Tell of new days or another place."""
    title = fair.title.text(current_locale())
    undated = payload["new"]["starts_on"] is None
    new_days = days_of(payload["new"])
    if undated:
        subject = _("%(fair)s is postponed", fair=title)
        what = _(
            "The fair does not take place on the days that were announced. We write again as soon as new days are set."
        )
    elif (
        payload["old"]["starts_on"] != payload["new"]["starts_on"]
        or payload["old"]["ends_on"] != payload["new"]["ends_on"]
    ):
        subject = _("%(fair)s: new days %(days)s", fair=title, days=new_days)
        what = _("The fair takes place on other days than announced before.")
    else:
        subject = _("%(fair)s: another place", fair=title)
        what = _("The fair takes place at another place than announced before.")
    keeps = (
        _("Your pass stays valid; you need not do anything.")
        if reader is Audience.PASS_HOLDERS
        else _("Your booths stay yours. If you cannot come on the new days, release them for other producers.")
    )
    return Letter(
        subject=subject,
        heading=subject,
        paragraphs=[what, _reason(payload), keeps] if _reason(payload) else [what, keeps],
        facts=[
            (_("Announced before"), days_of(payload["old"])),
            (_("Now set"), new_days),
            (
                _("Where"),
                ", ".join(part for part in (fair.venue.name.text(current_locale()), fair.venue.address) if part),
            ),
        ],
        button=Button(_("See the fair"), mailing.link(f"/fairs/{fair.slug}")),
        note=_why(reader),
        invitation=invitation,
        opt_out=OptOutKind.FAIR_NEWS if reader is Audience.PASS_HOLDERS else None,
    )


def fair_cancelled(
    fair: Fair, payload: dict[str, Any], *, reader: Audience, invitation: Invitation | None, mailing: MailSettings
) -> Letter:
    """Tell that a fair does not take place."""
    title = fair.title.text(current_locale())
    subject = _("%(fair)s does not take place", fair=title)
    what = _("The fair is cancelled. We are sorry.")
    keeps = (
        _("Your pass is void; you need not give it back.")
        if reader is Audience.PASS_HOLDERS
        else _("Your booths fall away with it. The office calls you about what was agreed.")
    )
    return Letter(
        subject=subject,
        heading=subject,
        paragraphs=[what, _reason(payload), keeps] if _reason(payload) else [what, keeps],
        facts=[(_("Announced before"), days_of(payload["old"]))],
        button=Button(_("What else is on"), mailing.link("/fairs")),
        note=_why(reader),
        invitation=invitation,
        opt_out=OptOutKind.FAIR_NEWS if reader is Audience.PASS_HOLDERS else None,
    )


def _reason(payload: dict[str, Any]) -> str:
    reason = payload.get("reason") or {}
    text = (reason.get("en") if current_locale() == "en" else None) or reason.get("vi") or ""
    return _("The reason: %(reason)s", reason=text) if text else ""


def _why(reader: Audience) -> str:
    if reader is Audience.PASS_HOLDERS:
        return _("You get this e-mail because you have a pass for this fair.")
    return _("You get this e-mail because your producer has a booth at this fair.")
