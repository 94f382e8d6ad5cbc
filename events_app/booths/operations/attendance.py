"""Who was seen at a fair: by the gate's scans, or by hand."""

from datetime import date, datetime

from events_app.booths.rules.claims import ensure_day_of_fair
from events_app.booths.tables import Attendance
from events_app.fairs.queries import find_fair
from events_app.fairs.rules import local_day
from events_app.platform.actor import Actor
from events_app.platform.audit import record_audit
from events_app.platform.db import ensure_in_transaction, transaction
from events_app.platform.rows import insert_unless_there


async def record_attendance(*, fair: int, producer: int, day: date, source: str = "pass", now: datetime) -> bool:
    """Note inside the caller's transaction that a producer was seen; says whether that was new."""
    ensure_in_transaction()
    seen = {"fair": fair, "producer": producer, "day": day, "source": source, "recorded_at": now}
    return await insert_unless_there(Attendance, seen, unique=["fair", "producer", "day"]) is not None


async def note_attendance(slug: str, producer: int, day: date, *, acting: Actor, now: datetime) -> bool:
    """Note by hand that a producer was at a fair on a day.

    Raises:
        AttendanceDayWrong: The fair was not on that day, or the day has not come.
    """
    fair = await find_fair(slug, acting=acting, now=now)
    acting.ensure_organizes(fair.office)
    ensure_day_of_fair(day, first=fair.starts_on, last=fair.ends_on, today=local_day(now, fair.time_zone))
    async with transaction():
        fresh = await record_attendance(fair=fair.id, producer=producer, day=day, source="hand", now=now)
        data = {"producer": producer, "day": day}
        await record_audit(
            acting, "attendance.noted", subject="fair", subject_id=fair.id, office=fair.office, data=data, now=now
        )
        return fresh
