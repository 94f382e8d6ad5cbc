"""Read a calendar from standard input with `ical`, the strictest reader, and print what it saw as JSON."""

import json
import sys

from ical.calendar_stream import IcsCalendarStream

calendar = IcsCalendarStream.calendar_from_ics(sys.stdin.buffer.read().decode())
json.dump(
    [
        {
            "uid": event.uid,
            "summary": event.summary,
            "start": event.dtstart.isoformat(),
            "end": event.dtend.isoformat(),
            "sequence": event.sequence,
            "status": event.status.value if event.status else None,
        }
        for event in calendar.events
    ],
    sys.stdout,
)
