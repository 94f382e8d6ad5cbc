"""The letters that bring passes."""

from datetime import datetime
from typing import Any

from events_app.fairs.queries import fair_by_id
from events_app.giving.queries import find_invitation
from events_app.outreach.audiences import Audience, Reached
from events_app.outreach.handlers.listening import Cause, Listener, invite, write_each
from events_app.outreach.letters import passes as letters
from events_app.outreach.mail_settings import MailSettings
from events_app.outreach.operations import begin_fan_out
from events_app.outreach.operations.fan_outs import Compose, Prepare
from events_app.outreach.schemas import Letter, Recipient
from events_app.passes.queries import find_pass
from events_app.platform.i18n import use_locale


async def _issued(payload: dict[str, Any], cause: Cause) -> None:
    given = await find_pass(payload["pass"])
    if not given.holder_email:
        return
    fair = await fair_by_id(given.fair, now=cause.now)
    reader = Recipient(
        key=f"pass-{given.id}", email=given.holder_email, name=given.holder_name or "", locale=given.locale
    )

    async def letter(to: Recipient) -> Letter:
        return letters.pass_issued(
            given, fair, cause.mailing, invitation=await invite(f"fair:{fair.id}", to, cause.mailing)
        )

    await write_each([reader], letter, cause, office=fair.office)


async def _list_given(payload: dict[str, Any], cause: Cause) -> None:
    fair = await fair_by_id(payload["fair"], now=cause.now)
    await begin_fan_out(
        cause.topic,
        Audience.PASS_LIST,
        {**payload, "given_at": cause.now.isoformat()},
        cause=cause.key,
        office=fair.office,
        now=cause.now,
    )


async def _prepare_list(payload: dict[str, Any], mailing: MailSettings) -> Compose:
    fair = await fair_by_id(payload["fair"], now=datetime.fromisoformat(payload["given_at"]))

    async def compose(reached: Reached) -> Letter:
        given = await find_pass(reached.subject)
        part = await invite(f"fair:{fair.id}", reached.recipient, mailing)
        with use_locale(reached.recipient.locale):
            return letters.pass_issued(given, fair, mailing, invitation=part)

    return compose


async def _invited(payload: dict[str, Any], cause: Cause) -> None:
    asked = await find_invitation(payload["invitation"], now=cause.now)
    if not asked.is_open:
        return
    fair = await fair_by_id(asked.fair, now=cause.now)
    reader = Recipient(key=f"invitation-{asked.id}", email=asked.email, name=asked.name, locale=asked.locale)

    async def letter(_to: Recipient) -> Letter:
        return letters.pass_offered(asked, fair, cause.mailing)

    await write_each([reader], letter, cause, office=fair.office)


LISTENERS = [
    Listener("pass.issued", _issued),
    Listener("pass_list.given", _list_given),
    Listener("pass_invitation.sent", _invited),
]

COMPOSERS: dict[str, Prepare] = {"pass_list.given": _prepare_list}
