"""The letter that brings a pass."""

from typing import Any

from events_app.fairs.queries import fair_by_id
from events_app.outreach.handlers.listening import Cause, Listener, invite, write_each
from events_app.outreach.letters import passes as letters
from events_app.outreach.schemas import Letter, Recipient
from events_app.passes.queries import find_pass


async def _issued(payload: dict[str, Any], cause: Cause) -> None:
    given = await find_pass(payload["pass"])
    if not given.holder_email:
        return
    fair = await fair_by_id(given.fair, now=cause.now)
    reader = Recipient(
        key=f"pass-{given.id}", email=given.holder_email, name=given.holder_name or "", locale=given.locale
    )

    async def letter(to: Recipient) -> Letter:
        return letters.pass_issued(given, fair, cause.room, invitation=await invite(f"fair:{fair.id}", to, cause.room))

    await write_each([reader], letter, cause, office=fair.office)


LISTENERS = [Listener("pass.issued", _issued)]
