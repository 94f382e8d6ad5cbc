"""Letters about fairs: many readers, so they are ordered here and written in batches."""

from datetime import datetime
from typing import Any

from events_app.fairs.queries import fair_by_id
from events_app.outreach.audiences import Audience, Reached
from events_app.outreach.handlers.listening import Cause, Listener, invite
from events_app.outreach.letters import fairs as letters
from events_app.outreach.mail_settings import MailSettings
from events_app.outreach.operations import begin_fan_out
from events_app.outreach.operations.fan_outs import Compose, Prepare
from events_app.outreach.schemas import Letter
from events_app.platform.i18n import use_locale


async def _order(payload: dict[str, Any], cause: Cause) -> None:
    fair = await fair_by_id(payload["fair"], now=cause.now)
    for audience in (Audience.FAIR_PRODUCERS, Audience.PASS_HOLDERS):
        await begin_fan_out(
            cause.topic,
            audience,
            {**payload, "decided_at": cause.now.isoformat()},
            cause=cause.key,
            office=fair.office,
            now=cause.now,
        )


def _composer(*, cancelled: bool) -> Prepare:
    say = letters.fair_cancelled if cancelled else letters.fair_moved

    async def prepare(payload: dict[str, Any], mailing: MailSettings) -> Compose:
        fair = await fair_by_id(payload["fair"], now=datetime.fromisoformat(payload["decided_at"]))

        async def compose(reached: Reached) -> Letter:
            part = await invite(f"fair:{fair.id}", reached.recipient, mailing, cancel=cancelled)
            with use_locale(reached.recipient.locale):
                return say(fair, payload, reader=reached.audience, invitation=part, mailing=mailing)

        return compose

    return prepare


LISTENERS = [Listener(topic, _order) for topic in ("fair.moved", "fair.postponed", "fair.cancelled")]

COMPOSERS: dict[str, Prepare] = {
    "fair.moved": _composer(cancelled=False),
    "fair.postponed": _composer(cancelled=False),
    "fair.cancelled": _composer(cancelled=True),
}
