"""Carrying letters to the server: claim, send, mark; never lost, repeated at most after a crash."""

import asyncio
import logging
import random
from datetime import datetime, timedelta

from events_app.outreach import rules
from events_app.outreach.enclosures import draw_enclosure
from events_app.outreach.errors import BadLetter, MailEmptied, MailOnItsWay, NoMailServer
from events_app.outreach.mail_settings import MailSettings
from events_app.outreach.message import build_message, new_message_id
from events_app.outreach.queries import load_mail
from events_app.outreach.rules import SECRET_TOPICS, MailState
from events_app.outreach.schemas import ClaimedMail
from events_app.outreach.smtp import Line, NotNow, RefusedForGood, ServerGone, SmtpServer, read_smtp_url
from events_app.platform.actor import Actor
from events_app.platform.audit import record_audit
from events_app.platform.db import fetch, transaction
from events_app.platform.i18n import Bilingual, parse_locale
from events_app.platform.leases import LeaseLostError, Leases
from events_app.platform.typesetting import DocumentFailed

logger = logging.getLogger(__name__)

# One run of the job sends for at most this long, so that `now` stays near enough for the claims.
_LONGEST_ROUND = 60.0
_SENT_KEPT_FOR = timedelta(days=180)
_SECRETS_KEPT_FOR = timedelta(days=14)

_LEASES = Leases(
    table="mail",
    seconds=600,
    todo="state IN ('queued', 'sending')",
    free="(state = 'queued' AND next_attempt_at <= $4) OR (state = 'sending' AND lease_until < clock_timestamp())",
    on_claim=("state = 'sending'", "attempts = attempts + 1"),
    order="next_attempt_at, id",
)
_CLAIMED = """
    message_id, recipient, recipient_name, locale, subject, body_text, body_html, invitation, invitation_method,
    enclosure, unsubscribe_url, topic, attempts, created_at,
    (SELECT name_vi FROM office WHERE id = mail.office) AS name_vi,
    (SELECT name_en FROM office WHERE id = mail.office) AS name_en,
    COALESCE((SELECT email FROM office WHERE id = mail.office), '') AS office_email
"""


async def send_due(mailing: MailSettings, *, now: datetime) -> int:
    """Send what is due until nothing is, or a minute has gone by; give how many letters went out.

    Any number of processes may do this at once: a letter is claimed before it is sent, and a claim whose process
    died is taken over when its time is past.
    """
    if mailing.smtp_url is None or not await _anything_due(now):
        return 0
    server = read_smtp_url(mailing.smtp_url, sender=mailing.mail_from)
    round_ = _Round(mailing, now=now)
    try:
        await round_.go(server)
    except ServerGone as silence:
        logger.warning("The mail server does not take letters: %s", silence)
        if not round_.tried:
            await round_.note_silence(str(silence))
    return round_.sent


class _Round:
    """One run of the job: letters go out over one connection, for at most a minute."""

    def __init__(self, mailing: MailSettings, *, now: datetime) -> None:
        self._mailing = mailing
        self._now = now
        self.tried = False
        self.sent = 0

    async def go(self, server: SmtpServer) -> None:
        loop = asyncio.get_running_loop()
        until = loop.time() + _LONGEST_ROUND
        async with server.open() as line:
            while loop.time() < until and (mail := await _claim(self._now)) is not None:
                self.tried = True
                try:
                    self.sent += await _send(mail, line, self._mailing, now=self._now)
                except LeaseLostError:
                    logger.warning("Letter %s took so long that another process sends it too", mail.id)

    async def note_silence(self, reason: str) -> None:
        """Nobody answered: note it on the letter whose turn it was, and let that one wait longer."""
        if (mail := await _claim(self._now)) is not None:
            await _postpone(mail, reason, now=self._now)


async def _anything_due(now: datetime) -> bool:
    rows = await fetch(
        "SELECT EXISTS (SELECT FROM mail WHERE state = 'queued' AND next_attempt_at <= $1) "
        "OR EXISTS (SELECT FROM mail WHERE state = 'sending' AND lease_until < clock_timestamp()) AS due",
        now,
    )
    return bool(rows[0]["due"])


async def _claim(now: datetime) -> ClaimedMail | None:
    row = await _LEASES.claim(now, returning=_CLAIMED)
    if row is None:
        return None
    vi, en = row.pop("name_vi"), row.pop("name_en")
    locale = parse_locale(row.pop("locale")) or "vi"
    return ClaimedMail(**row, locale=locale, office_name=Bilingual(vi=vi, en=en or "") if vi else None)


async def _send(mail: ClaimedMail, line: Line, mailing: MailSettings, *, now: datetime) -> int:
    """Send one claimed letter and mark how it went; give 1 when it went out."""
    try:
        enclosed = await draw_enclosure(mail.enclosure, mail.locale, mailing, now=now)
        message = build_message(mail, mailing, enclosed)
        await line.deliver(message, mail.recipient)
    except BadLetter as error:
        await _fail(mail, error.text("en"))
        return 0
    except RefusedForGood as refusal:
        await _fail(mail, str(refusal))
        return 0
    except (NotNow, DocumentFailed) as refusal:
        await _postpone(mail, str(refusal), now=now)
        return 0
    except ServerGone as silence:
        await _postpone(mail, str(silence), now=now)
        raise
    await _mark_sent(mail, now=now)
    return 1


async def _mark_sent(mail: ClaimedMail, *, now: datetime) -> None:
    """Mark a letter as sent; one that held a secret link is emptied."""
    emptied = {"body_text": "", "body_html": ""} if mail.topic in SECRET_TOPICS else {}
    await _LEASES.give_back(mail.id, mail.worker, state=MailState.SENT, sent_at=now, last_error="", **emptied)


async def _fail(mail: ClaimedMail, reason: str) -> None:
    logger.warning("Letter %s failed for good: %s", mail.id, reason)
    await _LEASES.give_back(
        mail.id, mail.worker, state=MailState.FAILED, last_error=rules.header_text(reason, longest=500)
    )


async def _postpone(mail: ClaimedMail, reason: str, *, now: datetime) -> None:
    """Put a letter back with a longer wait, or give it up after two days."""
    again = rules.next_attempt(
        attempts=mail.attempts,
        created_at=mail.created_at,
        now=now,
        jitter=random.random,
    )
    await _LEASES.give_back(
        mail.id,
        mail.worker,
        state=MailState.FAILED if again is None else MailState.QUEUED,
        last_error=rules.header_text(reason, longest=500),
        **({} if again is None else {"next_attempt_at": again}),
    )


async def send_again(mail: int, mailing: MailSettings, *, acting: Actor, now: datetime) -> None:
    """Send a letter once more, by order of an organizer of its office.

    Raises:
        MailNotFound: When it is not a letter of an office of theirs.
        MailOnItsWay: When it waits or is being sent anyhow.
        MailEmptied: When it held a secret link and is empty now.
        NoMailServer: When there is nothing to send through.
    """
    view = await load_mail(mail, acting=acting)
    if view.state in {MailState.QUEUED, MailState.SENDING}:
        raise MailOnItsWay
    if mailing.keeps:
        raise NoMailServer
    if not view.body_text:
        raise MailEmptied
    async with transaction():
        rows = await fetch(
            "UPDATE mail SET state = 'queued', attempts = 0, next_attempt_at = $2, sent_at = NULL, last_error = '', "
            # A letter that had gone out goes as a new one, or mail programs would hide it as a repeat.
            "created_at = $2, message_id = CASE WHEN state = 'sent' THEN $3 ELSE message_id END "
            "WHERE id = $1 AND state IN ('sent', 'failed', 'kept') RETURNING id",
            mail,
            now,
            new_message_id(mailing),
        )
        if not rows:
            raise MailOnItsWay
        await record_audit(acting, "mail.sent_again", subject="mail", subject_id=mail, office=view.office, now=now)


async def sweep_mails(*, now: datetime) -> None:
    """Forget letters half a year after they went out, and secret links of letters nobody fetched after two weeks."""
    await fetch("DELETE FROM mail WHERE state = 'sent' AND sent_at < $1", now - _SENT_KEPT_FOR)
    await fetch(
        "UPDATE mail SET body_text = '', body_html = '' "
        "WHERE topic = ANY($1::varchar[]) AND body_text <> '' AND created_at < $2 AND state <> 'sending'",
        sorted(SECRET_TOPICS),
        now - _SECRETS_KEPT_FOR,
    )
