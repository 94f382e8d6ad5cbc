"""What the scheduler rings for."""

from datetime import datetime, timedelta

from events_app.platform.scheduler import Job
from events_app.producers.operations import work_on_imports


async def work(now: datetime) -> None:
    """Take up imports nobody works on: new ones, and those whose worker was killed."""
    await work_on_imports(now)


JOBS = [Job("producers.imports", timedelta(seconds=5), work)]
