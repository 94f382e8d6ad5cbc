"""What falls due at passes: people to forget, badges to draw."""

from datetime import datetime, timedelta
from typing import Final

from events_app.passes import operations
from events_app.passes.operations import Signer
from events_app.platform.scheduler import Job
from events_app.platform.settings import Settings

KEEP_PEOPLE_FOR: Final = timedelta(days=90)
"""How long after its fair a holder's name stays, as the consent says."""


async def _forget_people(now: datetime) -> None:
    while await operations.erase_due_holders(before=(now - KEEP_PEOPLE_FOR).date(), now=now):
        pass


def make_jobs(settings: Settings) -> list[Job]:
    """Give the jobs that need to know the installation's secret."""
    signer = Signer(settings.secret)

    async def _draw_badges(now: datetime) -> None:
        await operations.work_on_badges(signer, now)

    return [*JOBS, Job("passes.badges", timedelta(seconds=5), _draw_badges)]


JOBS = [
    Job("passes.forget", timedelta(hours=6), _forget_people),
    Job("passes.attendance", timedelta(minutes=2), operations.note_attendance_by_pass),
    Job("passes.previews", timedelta(hours=6), operations.sweep_previews),
]
