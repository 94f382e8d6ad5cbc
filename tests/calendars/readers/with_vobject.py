"""Read a calendar from standard input with `vobject`, validate it, and print what it saw as JSON."""

import json
import sys

import vobject

calendar = vobject.readOne(sys.stdin.buffer.read().decode())
calendar.validate(raiseException=True)
json.dump(
    [
        {
            "uid": event.uid.value,
            "summary": event.summary.value,
            "start": event.dtstart.value.isoformat(),
            "end": event.dtend.value.isoformat(),
            "sequence": int(event.sequence.value),
            "status": event.status.value,
        }
        for event in calendar.vevent_list
    ],
    sys.stdout,
)
