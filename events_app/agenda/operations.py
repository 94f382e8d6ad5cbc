"""Putting things into calendars and taking them out, inside the transaction that edits the thing itself."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from msgspec import Struct

from events_app.agenda import rules
from events_app.agenda.errors import UidTaken
from events_app.agenda.render import render_all, stamp
from events_app.agenda.schemas import CalendarEntry, Rendered, Stamp
from events_app.agenda.tables import AgendaEntry
from events_app.platform.db import ensure_in_transaction, fetch, register, transaction
from events_app.platform.i18n import Locale
from events_app.platform.rows import insert_rows, update_each
from events_app.platform.turns import in_turns

register({"agenda_entry_unique_uid": UidTaken})

_RERENDERED_AT_ONCE = 500


class _Put(Struct):
    """One entry on its way into the tables."""

    entry: CalendarEntry
    feed_keys: Sequence[str]
    rendered: dict[Locale, Rendered]
    digest: bytes
    id: int = 0


async def put_entry(entry: CalendarEntry, *, feed_keys: Sequence[str], now: datetime) -> None:
    """Make `entry` stand in exactly these feeds as it is now.

    SEQUENCE counts up, and LAST-MODIFIED and DTSTAMP become `now`, only when a subscriber would see a
    difference. Put several entries of one transaction with `put_entries`: it locks them in one order.
    """
    await put_entries([(entry, feed_keys)], now=now)


async def put_entries(puts: Sequence[tuple[CalendarEntry, Sequence[str]]], *, now: datetime) -> None:
    """Put many entries, each with its feeds, in a handful of statements."""
    ensure_in_transaction()
    if not puts:
        return
    # One source twice is one entry: the later word holds.
    by_source = {put.entry.source: put for put in await in_turns(_rendered, puts)}
    ordered = [by_source[source] for source in sorted(by_source)]
    fresh = await _insert_missing(ordered, now)
    changed, stamps = await _count_changes([put for put in ordered if put.entry.source not in fresh], now)
    stamps |= fresh
    await _write_fragments([put for put in ordered if put.entry.source in fresh] + changed, stamps)
    await _write_listings(ordered, now)


async def remove_entry(*, source: str, now: datetime) -> None:
    """Take an entry out of every feed (unpublished); cancelled things stay as tombstones instead."""
    await remove_entries(sources=[source], now=now)


async def remove_entries(*, sources: Sequence[str], now: datetime) -> None:
    """Take many entries out of every feed. The rows stay: put again, they keep their UIDs and count on."""
    ensure_in_transaction()
    rows = await fetch(
        "UPDATE agenda_entry SET removed_at = $2 WHERE id IN (SELECT id FROM agenda_entry"
        " WHERE source = ANY($1::text[]) AND removed_at IS NULL ORDER BY source FOR UPDATE) RETURNING id",
        list(sources),
        now,
    )
    await fetch(
        "UPDATE agenda_listing SET listed = false, changed_at = $2 WHERE entry = ANY($1::bigint[]) AND listed",
        [row["id"] for row in rows],
        now,
    )


async def rerender_entries(*, now: datetime) -> int:
    """Put again what an older renderer wrote; returns how many entries that was."""
    async with transaction():
        rows = await fetch(
            "SELECT e.id, e.content,"
            " array(SELECT feed_key FROM agenda_listing l WHERE l.entry = e.id AND l.listed) AS keys"
            " FROM agenda_entry e WHERE e.removed_at IS NULL AND EXISTS"
            " (SELECT 1 FROM agenda_fragment f WHERE f.entry = e.id AND f.version < $1)"
            " ORDER BY e.source LIMIT $2 FOR UPDATE SKIP LOCKED",
            rules.RENDER_VERSION,
            _RERENDERED_AT_ONCE,
        )
        await put_entries([(CalendarEntry.from_json(row["content"]), row["keys"]) for row in rows], now=now)
        await fetch(
            "UPDATE agenda_fragment SET version = $2 WHERE entry = ANY($1::bigint[]) AND version <> $2",
            [row["id"] for row in rows],
            rules.RENDER_VERSION,
        )
    return len(rows)


async def _insert_missing(puts: Sequence[_Put], now: datetime) -> dict[str, Stamp]:
    """Insert what is not there yet. Of two at once the second waits here, then finds the first one's row."""
    missing = [
        {"source": put.entry.source, "uid": put.entry.uid or rules.new_uid(now), "sequence": 0, "modified": now}
        | _columns_of(put)
        for put in puts
    ]
    rows = await insert_rows(AgendaEntry, missing, unless_there=True, unique=("source",), returning="id, source, uid")
    ids = {row["source"]: row["id"] for row in rows}
    for put in puts:
        put.id = ids.get(put.entry.source, 0)
    return {row["source"]: Stamp(row["uid"], 0, now) for row in rows}


async def _count_changes(puts: Sequence[_Put], now: datetime) -> tuple[list[_Put], dict[str, Stamp]]:
    """Lock what was there, find what a subscriber would see differently, and count it."""
    if not puts:
        return [], {}
    rows = await fetch(
        "SELECT id, source, uid, sequence, modified, content, content_hash, removed_at IS NOT NULL AS removed"
        " FROM agenda_entry WHERE source = ANY($1::text[]) ORDER BY source FOR UPDATE",
        [put.entry.source for put in puts],
    )
    known = {row["source"]: row for row in rows}
    changed: list[_Put] = []
    written: list[_Put] = []
    stamps: dict[str, Stamp] = {}
    for put in puts:
        row = known[put.entry.source]
        put.id = row["id"]
        differs = row["removed"] or row["content_hash"] != put.digest
        # Two processes' clocks may differ a little; to a subscriber time never runs back.
        moment = max(now, row["modified"]) if differs else row["modified"]
        stamps[put.entry.source] = Stamp(row["uid"], row["sequence"] + differs, moment)
        if differs:
            changed.append(put)
        if differs or row["content"] != put.entry.to_json():
            written.append(put)
    await _write_entries(written, stamps)
    return changed, stamps


async def _write_entries(puts: Sequence[_Put], stamps: dict[str, Stamp]) -> None:
    rows = []
    for put in puts:
        given = stamps[put.entry.source]
        own = {"id": put.id, "sequence": given.sequence, "modified": given.modified, "removed_at": None}
        rows.append(own | _columns_of(put))
    await update_each(AgendaEntry, rows)


def _columns_of(put: _Put) -> dict[str, Any]:
    """The columns that follow from an entry."""
    entry = put.entry
    starts_at, ends_at = rules.span(entry)
    return {
        "status": rules.shown_status(entry),
        "starts_at": starts_at,
        "ends_at": ends_at,
        "zone": "" if entry.all_day else entry.zone,
        "page_path": rules.own_path(entry.url),
        "image_path": rules.own_path(entry.image),
        "content": entry.to_json(),
        "content_hash": put.digest,
    }


def _rendered(put: tuple[CalendarEntry, Sequence[str]]) -> _Put:
    entry, feed_keys = put
    return _Put(entry, feed_keys, *render_all(entry))


def _stamped(put: _Put, given: Stamp) -> list[tuple[int, Locale, bytes, bytes]]:
    return [(put.id, locale, stamp(rendered, given), rendered.alarms) for locale, rendered in put.rendered.items()]


async def _write_fragments(puts: Sequence[_Put], stamps: dict[str, Stamp]) -> None:
    stamped = await in_turns(lambda put: _stamped(put, stamps[put.entry.source]), puts)
    texts = [text for some in stamped for text in some]
    if not texts:
        return
    await fetch(
        "INSERT INTO agenda_fragment (entry, locale, fragment, alarms, version)"
        " SELECT entry, locale, fragment, alarms, $5 FROM unnest("
        " $1::bigint[], $2::text[], $3::bytea[], $4::bytea[]) AS new (entry, locale, fragment, alarms)"
        " ON CONFLICT (entry, locale) DO UPDATE"
        " SET fragment = excluded.fragment, alarms = excluded.alarms, version = excluded.version",
        *map(list, zip(*texts, strict=True)),
        rules.RENDER_VERSION,
    )


async def _write_listings(puts: Sequence[_Put], now: datetime) -> None:
    """List each entry in exactly its feeds; leaving one leaves a dated trace."""
    pairs = [(put.id, key) for put in puts for key in sorted(set(put.feed_keys))]
    entries, keys = [entry for entry, _ in pairs], [key for _, key in pairs]
    await fetch(
        "INSERT INTO agenda_listing (entry, feed_key, listed, changed_at)"
        " SELECT entry, feed_key, true, $3 FROM unnest($1::bigint[], $2::text[]) AS new (entry, feed_key)"
        " ON CONFLICT (feed_key, entry) DO UPDATE SET listed = true, changed_at = excluded.changed_at"
        " WHERE NOT agenda_listing.listed",
        entries,
        keys,
        now,
    )
    await fetch(
        "UPDATE agenda_listing l SET listed = false, changed_at = $4"
        " WHERE l.entry = ANY($3::bigint[]) AND l.listed"
        " AND NOT EXISTS (SELECT 1 FROM unnest($1::bigint[], $2::text[]) AS kept (entry, feed_key)"
        " WHERE kept.entry = l.entry AND kept.feed_key = l.feed_key)",
        entries,
        keys,
        [put.id for put in puts],
        now,
    )
