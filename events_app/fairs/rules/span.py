"""Moving times by whole days of local wall time."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo


def days_between(old_start: date | None, new_start: date | None) -> int | None:
    """How many days a fair moves; None when either end is unknown."""
    return None if old_start is None or new_start is None else (new_start - old_start).days


def shift_wall_time(moment: datetime, days: int, time_zone: str) -> datetime:
    """Move an instant by days of local wall time: nine in the morning stays nine, whatever the clocks do."""
    zone = ZoneInfo(time_zone)
    local = moment.astimezone(zone).replace(tzinfo=None) + timedelta(days=days)
    return local.replace(tzinfo=zone)
