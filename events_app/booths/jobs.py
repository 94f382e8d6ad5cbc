"""What the scheduler rings for: holds and offers whose time is past."""

from datetime import datetime, timedelta

from events_app.booths.operations import lapse_offers, sweep_expired_holds
from events_app.platform.scheduler import Job


async def sweep_holds(now: datetime) -> None:
    """Close what is past, a batch at a time, until nothing is left."""
    while await sweep_expired_holds(now=now):
        pass


async def pass_offers_on(now: datetime) -> None:
    """End offers whose time is past; each booth goes to the next in line."""
    await lapse_offers(now=now)


JOBS = [
    Job("booths.sweep_holds", timedelta(seconds=20), sweep_holds),
    Job("booths.pass_offers_on", timedelta(minutes=1), pass_offers_on),
]
