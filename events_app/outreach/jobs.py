"""What the scheduler rings for."""

from datetime import datetime, timedelta

from events_app.outreach.handlers import COMPOSERS
from events_app.outreach.mail_settings import mail_settings
from events_app.outreach.operations import advance_fan_outs, send_due, sweep_mails
from events_app.platform.scheduler import Job
from events_app.platform.settings import Settings


def make_jobs(settings: Settings) -> list[Job]:
    """Give the jobs of outreach; the composition root hands in the settings."""
    mailing = mail_settings(settings)

    async def write(now: datetime) -> None:
        await advance_fan_outs(mailing, COMPOSERS, now=now)

    async def send(now: datetime) -> None:
        await send_due(mailing, now=now)

    async def sweep(now: datetime) -> None:
        await sweep_mails(now=now)

    return [
        Job("outreach.write", timedelta(seconds=5), write),
        Job("outreach.send", timedelta(seconds=5), send),
        Job("outreach.sweep", timedelta(hours=6), sweep),
    ]
