"""Read calendars (a JSON list of texts) from standard input with `vobject`, validate them; print what it saw."""

import json
import sys

import vobject


def see(text: str) -> list[dict[str, object]]:
    """What stands in one calendar."""
    calendar = vobject.readOne(text)
    calendar.validate(raiseException=True)
    return [
        {
            "uid": event.uid.value,
            "summary": event.summary.value,
            "start": event.dtstart.value.isoformat(),
            "end": event.dtend.value.isoformat(),
            "sequence": int(event.sequence.value),
            "status": event.status.value,
        }
        for event in calendar.vevent_list
    ]


json.dump([see(text) for text in json.load(sys.stdin.buffer)], sys.stdout)
