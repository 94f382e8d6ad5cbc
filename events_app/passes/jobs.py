"""What falls due at passes: people to forget, attendance to note."""

from datetime import datetime, timedelta

from events_app.passes import operations
from events_app.passes.rules import KEEP_PEOPLE_FOR
from events_app.platform.scheduler import Job


async def _forget_people(now: datetime) -> None:
    while await operations.erase_due_holders(before=(now - KEEP_PEOPLE_FOR).date(), now=now):
        pass


JOBS = [
    Job("passes.forget", timedelta(hours=6), _forget_people),
    Job("passes.attendance", timedelta(minutes=2), operations.record_attendance_by_pass),
]
