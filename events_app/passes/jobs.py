"""What falls due at passes: people to forget, badges to draw."""

from datetime import datetime, timedelta
from typing import Final

from events_app.passes import operations
from events_app.platform.scheduler import Job

KEEP_PEOPLE_FOR: Final = timedelta(days=90)
"""How long after its fair a holder's name stays, as the consent says."""


async def _forget_people(now: datetime) -> None:
    while await operations.erase_due_holders(before=(now - KEEP_PEOPLE_FOR).date(), now=now):
        pass


JOBS = [
    Job("passes.forget", timedelta(hours=6), _forget_people),
    Job("passes.attendance", timedelta(minutes=2), operations.note_attendance_by_pass),
    Job("passes.previews", timedelta(hours=6), operations.sweep_previews),
]
