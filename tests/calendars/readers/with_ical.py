"""Read calendars (a JSON list of texts) from standard input with `ical`, the strictest reader; print what it saw."""

import json
import sys

from ical.calendar_stream import IcsCalendarStream


def see(text: str) -> list[dict[str, object]]:
    """What stands in one calendar."""
    return [
        {
            "uid": event.uid,
            "summary": event.summary,
            "start": event.dtstart.isoformat(),
            "end": event.dtend.isoformat(),
            "sequence": event.sequence,
            "status": event.status.value if event.status else None,
        }
        for event in IcsCalendarStream.calendar_from_ics(text).events
    ]


json.dump([see(text) for text in json.load(sys.stdin.buffer)], sys.stdout)
