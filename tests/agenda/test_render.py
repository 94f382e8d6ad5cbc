"""The text of an entry, byte for byte."""

import pytest
from icalendar import Event

from events_app.agenda.render import CleanText, stamp
from events_app.agenda.schemas import Rendered, Stamp
from tests.clock import NOW


@pytest.mark.parametrize("length", [1, 40, 69, 70, 71, 72, 75, 120])
@pytest.mark.parametrize("letters", ["a", ";", "é"])
def test_uid_of_any_length_is_stamped_as_the_library_writes_it(length, letters):
    uid = (letters + "b" * length)[:length]
    event = Event()
    event.add("UID", CleanText(uid))
    event.add("SEQUENCE", 7)
    event.add("DTSTAMP", NOW)
    event.add("LAST-MODIFIED", NOW)
    stamped = stamp(Rendered(fragment=b"REST", alarms=b""), Stamp(uid, 7, NOW))
    assert stamped == event.to_ical().removesuffix(b"END:VEVENT\r\n") + b"REST"
