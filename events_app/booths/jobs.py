"""What the scheduler rings for: holds and offers whose time is past, assignment runs nobody works on."""

from datetime import datetime, timedelta

from events_app.booths.operations import lapse_offers, sweep_expired_holds
from events_app.booths.operations.assignment import sweep_runs, work_on_runs
from events_app.platform.scheduler import Job


async def sweep_holds(now: datetime) -> None:
    """Close what is past, a batch at a time, until nothing is left."""
    while await sweep_expired_holds(now=now):
        pass


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
    Job("booths.sweep_holds", timedelta(seconds=20), sweep_holds),
    Job("booths.pass_offers_on", timedelta(minutes=1), pass_offers_on),
    Job("booths.assignment_runs", timedelta(seconds=5), work),
    Job("booths.sweep_runs", timedelta(seconds=10), sweep_dead_runs),
]
