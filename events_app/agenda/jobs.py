"""What the scheduler calls."""

from datetime import datetime, timedelta

from events_app.agenda.operations import rerender_entries
from events_app.platform.scheduler import Job


async def rerender(now: datetime) -> None:
    """Bring the texts of an older renderer up to date, some at a time."""
    await rerender_entries(now=now)


JOBS = [Job("agenda.rerender", timedelta(minutes=5), rerender)]
