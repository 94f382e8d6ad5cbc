"""What a letter encloses is drawn when it leaves: what was revoked meanwhile is not sent, and rows stay small."""

from datetime import datetime

from events_app.outreach.mail_settings import MailSettings
from events_app.outreach.schemas import Enclosure
from events_app.passes.errors import PassNotFound
from events_app.passes.operations import Signer, paper_for_letter
from events_app.platform.i18n import Locale, use_locale

_signers: dict[str, Signer] = {}


def enclosing_pass(pass_id: int) -> str:
    """Name a pass as what a letter encloses."""
    return f"pass:{pass_id}"


async def draw_enclosure(name: str, locale: Locale, mailing: MailSettings, *, now: datetime) -> Enclosure | None:
    """Draw what a letter encloses; None when there is nothing, or nothing any more.

    Raises:
        DocumentFailed: It could not be drawn just now.
    """
    kind, _, number = name.partition(":")
    if kind != "pass":
        return None
    signer = _signers.setdefault(mailing.secret, Signer(mailing.secret))
    try:
        with use_locale(locale):
            content = await paper_for_letter(int(number), signer=signer, now=now)
    except PassNotFound:
        return None
    return None if content is None else Enclosure(f"pass-{number}.pdf", content)
