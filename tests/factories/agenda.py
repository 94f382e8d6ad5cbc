"""Calendar entries for tests."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from events_app.agenda.operations import put_entry
from events_app.agenda.schemas import CalendarEntry
from events_app.platform.db import transaction
from events_app.platform.i18n import Bilingual


def an_entry(**changes: Any) -> CalendarEntry:
    """A whole-day entry with a title in both languages."""
    given: dict[str, Any] = {
        "source": "fair:1",
        "title": Bilingual("Tuần hàng OCOP", "OCOP product week"),
        "starts": date(2026, 12, 12),
        "ends": date(2026, 12, 16),
    }
    return CalendarEntry(**(given | changes))


async def make_entry(*, now: datetime, feed_keys: Sequence[str] = ("fairs", "fair:1"), **changes: Any) -> CalendarEntry:
    """Put an entry in a transaction of its own."""
    entry = an_entry(**changes)
    async with transaction():
        await put_entry(entry, feed_keys=feed_keys, now=now)
    return entry
