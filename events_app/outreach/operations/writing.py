"""Writing letters: one cause, one letter."""

from datetime import datetime
from typing import Any

from events_app.accounts.queries import load_offices
from events_app.outreach.errors import BadLetter
from events_app.outreach.mail_settings import MailSettings
from events_app.outreach.message import new_message_id
from events_app.outreach.rules import MailState, ensure_address, header_text
from events_app.outreach.schemas import Letter, Recipient
from events_app.outreach.setting import set_letter
from events_app.outreach.tables import Mail
from events_app.platform.db import ensure_in_transaction, fetch
from events_app.platform.i18n import Bilingual
from events_app.platform.live import notify
from events_app.platform.rows import insert_unless_there


async def write_letter(
    letter: Letter,
    recipient: Recipient,
    *,
    cause: str,
    topic: str,
    mailing: MailSettings,
    office: int | None = None,
    fan_out: int | None = None,
    now: datetime,
) -> bool:
    """Write one letter inside the caller's transaction; False when it was written before, or is not wanted.

    An address that cannot be one is not thrown away: the letter stands there as failed, with the reason.
    """
    ensure_in_transaction()
    if letter.opt_out and await _is_stopped(recipient.email, letter.opt_out):
        return False
    row = await insert_unless_there(
        Mail,
        _envelope(letter, recipient, mailing, now),
        await _sheet(letter, recipient, mailing, office),
        {"cause": f"{cause}:{recipient.key}", "topic": topic, "office": office, "fan_out": fan_out},
        unique=("cause",),
    )
    if row is not None and office is not None and fan_out is None:
        await notify(f"office:{office}:mails")
    return row is not None


def _envelope(letter: Letter, recipient: Recipient, mailing: MailSettings, now: datetime) -> dict[str, Any]:
    """The columns that say to whom a letter goes, under which headers, and whether it leaves."""
    state, error = _first_state(recipient, mailing)
    return {
        "message_id": new_message_id(mailing),
        "account": recipient.account,
        "recipient": header_text(recipient.email, longest=254),
        "recipient_name": header_text(recipient.name, longest=120),
        "locale": recipient.locale,
        "subject": header_text(letter.subject, longest=250),
        "state": state,
        "last_error": error,
        "next_attempt_at": now,
        "created_at": now,
    }


async def _sheet(letter: Letter, recipient: Recipient, mailing: MailSettings, office: int | None) -> dict[str, Any]:
    """The columns that hold what is read: the letter set in both forms, what is enclosed, and how to stop it."""
    stop = mailing.opt_out_link(recipient.email, letter.opt_out) if letter.opt_out else ""
    sheet = set_letter(
        letter,
        locale=recipient.locale,
        name=recipient.name,
        office=(await _office_name(office)).text(recipient.locale),
        public_url=mailing.public_url,
        unsubscribe_url=stop,
    )
    return {
        "body_text": sheet.text,
        "body_html": sheet.html,
        "invitation": letter.invitation.body if letter.invitation else None,
        "invitation_method": letter.invitation.method if letter.invitation else "",
        "unsubscribe_url": stop,
        "enclosure": letter.enclosure,
    }


async def is_written(cause: str, key: str) -> bool:
    """Say whether a cause has its letter already: what costs something (a new link) is not done for nothing."""
    return bool(await fetch("SELECT 1 FROM mail WHERE cause = $1", f"{cause}:{key}"))


async def was_written(topic: str, subject: str, number: int, key: str) -> bool:
    """Say whether a reader has a letter of a topic about one thing, whichever message caused it."""
    return bool(
        await fetch(
            "SELECT FROM outbox_message o JOIN mail m ON m.cause = 'outbox:' || o.id || ':' || $4::text"
            " WHERE o.topic = $1 AND (o.payload->>$2)::bigint = $3",
            topic,
            subject,
            number,
            key,
        )
    )


async def is_on_its_way(topic: str, subject: str, number: int) -> bool:
    """Say whether letters of a topic about one thing are still to be written."""
    return bool(
        await fetch(
            "SELECT FROM outbox_message o WHERE o.topic = $1 AND (o.payload->>$2)::bigint = $3 AND (NOT o.fanned_out"
            " OR EXISTS (SELECT FROM outbox_delivery d WHERE d.message = o.id AND d.done_at IS NULL"
            " AND d.dead_at IS NULL))",
            topic,
            subject,
            number,
        )
    )


def _first_state(recipient: Recipient, mailing: MailSettings) -> tuple[MailState, str]:
    try:
        ensure_address(recipient.name, recipient.email)
    except BadLetter:
        return MailState.FAILED, "not an e-mail address"
    return (MailState.KEPT if mailing.keeps else MailState.QUEUED), ""


async def _is_stopped(email: str, kind: str) -> bool:
    return bool(await fetch("SELECT 1 FROM mail_opt_out WHERE email = $1 AND kind = $2", email, kind))


async def _office_name(office: int | None) -> Bilingual:
    found = await load_offices([office]) if office is not None else []
    return found[0].name if found else Bilingual(vi="")
