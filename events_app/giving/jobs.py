"""What falls due at giving: badges to draw, lists and invited people to forget."""

from datetime import datetime, timedelta

from events_app.giving import operations
from events_app.passes.operations import Signer
from events_app.passes.rules import KEEP_PEOPLE_FOR
from events_app.platform.scheduler import Job
from events_app.platform.settings import Settings


async def _forget_invited(now: datetime) -> None:
    await operations.forget_invited_people(before=(now - KEEP_PEOPLE_FOR).date())


def make_jobs(settings: Settings) -> list[Job]:
    """Give the jobs that need to know the installation's secret."""
    signer = Signer(settings.secret)

    async def _draw_badges(now: datetime) -> None:
        await operations.work_on_badges(signer, now)

    return [*JOBS, Job("passes.badges", timedelta(seconds=5), _draw_badges)]


# `passes.…` are names from when passes and giving were one slice: an installation knows its jobs by them.
JOBS = [
    Job("passes.previews", timedelta(hours=6), operations.sweep_previews),
    Job("giving.forget", timedelta(hours=6), _forget_invited),
]
