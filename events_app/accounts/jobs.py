"""What the scheduler rings for."""

from datetime import datetime, timedelta

from events_app.accounts.operations import sweep_accounts
from events_app.platform.scheduler import Job


async def _sweep(now: datetime) -> None:
    await sweep_accounts(now=now)


JOBS = [Job("accounts.sweep", timedelta(minutes=10), _sweep)]
