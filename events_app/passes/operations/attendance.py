"""Tell booths which producers' people came in."""

from datetime import datetime

from events_app.booths.operations import record_attendance
from events_app.platform.db import fetch, transaction

_CAME_IN = """
SELECT DISTINCT p.fair, p.producer, d.date AS day
FROM fair f
JOIN entry_pass p ON p.fair = f.id AND p.producer IS NOT NULL
JOIN admission a ON a.entry_pass = p.id
JOIN fair_day d ON d.fair = f.id AND d.number = a.day AND d.date IS NOT NULL
WHERE f.starts_on <= $1::date + 1 AND f.ends_on >= $1::date - 2 AND NOT EXISTS (
  SELECT FROM attendance t WHERE t.fair = p.fair AND t.producer = p.producer AND t.day = d.date
)
"""


async def record_attendance_by_pass(now: datetime) -> None:
    """Note which producers' people came in, so that the office sees who stands at its booth. Once a day each."""
    rows = await fetch(_CAME_IN, now.date())
    async with transaction():
        for row in rows:
            await record_attendance(fair=row["fair"], producer=row["producer"], day=row["day"], now=now)
