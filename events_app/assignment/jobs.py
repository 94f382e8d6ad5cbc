"""What the scheduler rings for: offers whose time is past, runs nobody works on."""

from datetime import datetime, timedelta

from events_app.assignment.operations import lapse_offers, sweep_runs, work_on_runs
from events_app.platform.scheduler import Job


async def pass_offers_on(now: datetime) -> None:
    """End offers whose time is past; each booth goes to the next in line."""
    await lapse_offers(now=now)


async def work(now: datetime) -> None:
    """Take up assignment runs nobody works on: the process that started one may have died at once."""
    await work_on_runs(now)


async def sweep_dead_runs(now: datetime) -> None:
    """Say of runs whose process shows no sign of life that they failed."""
    await sweep_runs(now=now)


JOBS = [
    Job("assignment.pass_offers_on", timedelta(minutes=1), pass_offers_on),
    Job("assignment.work", timedelta(seconds=5), work),
    Job("assignment.sweep_runs", timedelta(seconds=10), sweep_dead_runs),
]
