"""Entries on a real database: counting, tombstones, removal, races, renderers."""

import asyncio
from datetime import date, timedelta

import asyncpg
import pytest
from msgspec.structs import replace

from events_app.agenda import queries, rules
from events_app.agenda.errors import EntryNotFound, UidTaken
from events_app.agenda.operations import put_entries, put_entry, remove_entry, rerender_entries
from events_app.agenda.schemas import Alarm, Contact
from events_app.platform.db import fetch, transaction
from events_app.platform.i18n import Bilingual
from tests.calendars.checker import check_message, events, value
from tests.factories.agenda import an_entry, make_entry

PUBLIC = "https://example.vn"
pytestmark = pytest.mark.usefixtures("database")


async def stamp_of(source="fair:1"):
    return (await queries.find_entry(source))[1]


async def text_of(key="fairs", locale="vi", *, private=False, now):
    entries = await queries.feed_entries([key], locale, now=now)
    return b"".join(await queries.fragments(entries, locale, public_url=PUBLIC, private=private))


async def put(entry, now, *, feed_keys=("fairs", "fair:1")):
    async with transaction():
        await put_entry(entry, feed_keys=feed_keys, now=now)


async def test_entry_put_again_unchanged_keeps_every_byte(now):
    await make_entry(now=now)
    before = await text_of(now=now)
    await make_entry(now=now + timedelta(hours=1))
    assert await text_of(now=now) == before
    assert (await stamp_of()).sequence == 0


async def test_visible_change_counts_one_step_and_dates_it(now):
    await make_entry(now=now)
    uid = (await stamp_of()).uid
    later = now + timedelta(hours=1)
    await make_entry(now=later, ends=date(2026, 12, 17))
    given = await stamp_of()
    assert (given.uid, given.sequence, given.modified) == (uid, 1, later)
    [event] = events(b"BEGIN:VCALENDAR\r\n" + await text_of(now=now) + b"END:VCALENDAR\r\n")
    assert value(event, "SEQUENCE") == "1"
    assert value(event, "DTSTAMP") == value(event, "LAST-MODIFIED") == "20261124T030000Z"


async def test_english_change_counts_for_both_languages(now):
    await make_entry(now=now)
    await make_entry(now=now, title=Bilingual("Tuần hàng OCOP", "OCOP week"))
    for locale in ("vi", "en"):
        assert b"SEQUENCE:1" in await text_of(locale=locale, now=now)


async def test_what_nobody_sees_is_kept_without_counting(now):
    await make_entry(now=now)
    await make_entry(now=now, organizer=Contact("Văn phòng", "ntm@example.vn"))
    entry, given = await queries.find_entry("fair:1")
    assert entry.organizer == Contact("Văn phòng", "ntm@example.vn")
    assert given.sequence == 0


async def test_time_never_runs_back_when_a_clock_lags(now):
    await make_entry(now=now)
    await make_entry(now=now - timedelta(minutes=5), ends=date(2026, 12, 18))
    assert (await stamp_of()).modified == now


async def test_cancelled_entry_stays_as_a_tombstone(now):
    await make_entry(now=now)
    await make_entry(now=now, status="cancelled")
    assert b"STATUS:CANCELLED" in await text_of(now=now)
    gone = now + timedelta(days=60)
    assert await text_of(now=gone) == b""


async def test_removed_entry_leaves_the_feed_and_comes_back_counting(now):
    await make_entry(now=now)
    uid = (await stamp_of()).uid
    async with transaction():
        await remove_entry(source="fair:1", now=now + timedelta(hours=1))
    assert await text_of(now=now) == b""
    assert await queries.feed_changed_at(["fairs"], now=now) == now + timedelta(hours=1)
    await make_entry(now=now + timedelta(hours=2))
    given = await stamp_of()
    assert (given.uid, given.sequence) == (uid, 1)
    assert await text_of(now=now) != b""


async def test_removing_what_was_never_put_changes_nothing(now):
    async with transaction():
        await remove_entry(source="fair:99", now=now)
    assert await queries.feed_changed_at(["fairs"], now=now) is None


async def test_entry_moves_between_feeds_without_counting(now):
    await make_entry(now=now, feed_keys=["livestreams", "producer:1"])
    await make_entry(now=now + timedelta(hours=1), feed_keys=["livestreams", "producer:2"])
    assert await text_of("producer:1", now=now) == b""
    assert b"SEQUENCE:0" in await text_of("producer:2", now=now)
    assert await queries.feed_changed_at(["producer:1"], now=now) == now + timedelta(hours=1)


async def test_last_modified_covers_an_entry_that_left_the_window(now):
    ends = date(2026, 11, 25)
    await make_entry(now=now, starts=ends, ends=ends)
    left = rules.leaves_feeds_at("confirmed", rules.span(an_entry(starts=ends, ends=ends))[1])
    assert await queries.feed_changed_at(["fairs"], now=left - timedelta(seconds=1)) == now
    assert await queries.feed_changed_at(["fairs"], now=left + timedelta(days=9)) == left


async def test_two_puts_at_once_lose_no_step(now):
    await make_entry(now=now)
    rounds = 12
    titles = [Bilingual(f"Tên {number}") for number in range(rounds)]
    await asyncio.gather(*(put(an_entry(title=title), now) for title in titles))
    assert (await stamp_of()).sequence == rounds


async def test_two_first_puts_at_once_make_one_entry(now):
    for number in range(10):
        source = f"fair:{100 + number}"
        titles = [Bilingual(f"Tên {n}") for n in range(4)]
        await asyncio.gather(*(put(an_entry(source=source, title=title), now) for title in titles))
        assert (await stamp_of(source)).sequence == 3


async def _cancel_then_fail(now):
    async with transaction():
        await put_entry(an_entry(status="cancelled"), feed_keys=["fairs"], now=now)
        raise UidTaken


async def test_a_rolled_back_edit_leaves_the_calendar_as_it_was(now):
    await make_entry(now=now)
    before = await text_of(now=now)
    with pytest.raises(UidTaken):
        await _cancel_then_fail(now)
    assert await text_of(now=now) == before


async def test_put_outside_a_transaction_is_refused(now):
    with pytest.raises(RuntimeError):
        await put_entry(an_entry(), feed_keys=["fairs"], now=now)


async def test_known_uid_is_kept_and_given_once(now):
    await make_entry(now=now, uid="abc@old.example")
    assert (await stamp_of()).uid == "abc@old.example"
    with pytest.raises(UidTaken):
        await make_entry(now=now, source="fair:2", uid="abc@old.example")


async def test_database_refuses_a_change_that_does_not_count(now):
    await make_entry(now=now)
    with pytest.raises(asyncpg.CheckViolationError, match="without counting"):
        await fetch("UPDATE agenda_entry SET content_hash = sha256('x'), modified = now()")
    with pytest.raises(asyncpg.CheckViolationError, match="uid"):
        await fetch("UPDATE agenda_entry SET uid = 'other@x'")


async def test_many_entries_are_put_together_and_only_changed_ones_count(now):
    entries = [an_entry(source=f"fair:{n}", title=Bilingual(f"Hội chợ {n}")) for n in range(200)]
    async with transaction():
        await put_entries([(entry, ["fairs"]) for entry in entries], now=now)
    changed = [replace(entry, postponed=n % 4 == 0) for n, entry in enumerate(entries)]
    async with transaction():
        await put_entries([(entry, ["fairs"]) for entry in changed], now=now)
    listed = await queries.feed_entries(["fairs"], "vi", now=now)
    counts = {entry.source: entry.sequence for entry in listed}
    assert counts == {f"fair:{n}": 1 if n % 4 == 0 else 0 for n in range(200)}


async def test_alarms_are_read_in_private_feeds_only(now):
    await make_entry(now=now, feed_keys=["producer:1"], alarms=(Alarm(30, Bilingual("Sắp")),))
    assert b"VALARM" not in await text_of("producer:1", now=now)
    assert b"TRIGGER:-PT30M" in await text_of("producer:1", private=True, now=now)


async def test_entry_in_two_feeds_read_together_stands_once(now):
    await make_entry(now=now, feed_keys=["account:1", "producer:1"])
    assert len(await queries.feed_entries(["account:1", "producer:1"], "vi", now=now)) == 1


async def test_text_of_an_older_renderer_is_written_again(now):
    await make_entry(now=now)
    await fetch("UPDATE agenda_fragment SET version = 0, fragment = 'old'")
    await fetch("UPDATE agenda_entry SET content_hash = sha256('old'), sequence = 1")
    assert await rerender_entries(now=now) == 1
    assert b"SEQUENCE:2" in await text_of(now=now)
    assert await rerender_entries(now=now) == 0


async def test_renderer_that_writes_the_same_counts_nothing(now):
    await make_entry(now=now)
    await fetch("UPDATE agenda_fragment SET version = 0")
    assert await rerender_entries(now=now) == 1
    assert (await stamp_of()).sequence == 0
    assert await rerender_entries(now=now) == 0


async def test_invitation_carries_the_uid_and_count_of_the_feed(now):
    await make_entry(now=now)
    await make_entry(now=now, postponed=True)
    guest = Contact("Lan", "lan@example.vn")
    body = await queries.invitation("fair:1", "vi", "REQUEST", attendee=guest)
    given = await stamp_of()
    [event] = events(body)
    assert check_message(body) == []
    assert (value(event, "UID"), value(event, "SEQUENCE")) == (given.uid, "1")
    assert queries.invitation_media_type("REQUEST") == "text/calendar; method=REQUEST; charset=utf-8"


async def test_invitation_to_nothing_is_refused():
    with pytest.raises(EntryNotFound):
        await queries.invitation("fair:404", "vi", "CANCEL")
