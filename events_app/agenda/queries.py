"""What feeds and mails read."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from events_app.agenda import rules
from events_app.agenda.errors import EntryNotFound
from events_app.agenda.render import Method, complete, link_lines, render_invitation
from events_app.agenda.schemas import CalendarEntry, ComingEntry, Contact, ListedEntry, Stamp
from events_app.platform.db import fetch
from events_app.platform.i18n import Locale

# Who stands as ORGANIZER when neither the entry nor the caller names anybody: iTIP demands one.
_NOBODY = Contact(name="events_app", email=f"no-reply@{rules.UID_DOMAIN}.invalid")


async def feed_entries(feed_keys: Sequence[str], locale: Locale, *, now: datetime) -> list[ListedEntry]:
    """The entries that these feeds show together, chosen and ordered, without their texts."""
    rows = await fetch(
        "SELECT e.id, e.source, e.uid, e.sequence, e.modified, e.status, e.starts_at, e.ends_at, e.zone,"
        " e.page_path, e.image_path,"
        " octet_length(f.fragment) + octet_length(f.alarms) AS size"
        " FROM agenda_entry e JOIN agenda_fragment f ON f.entry = e.id AND f.locale = $2"
        " WHERE e.removed_at IS NULL AND e.ends_at > $3"
        " AND e.id IN (SELECT entry FROM agenda_listing WHERE feed_key = ANY($1::text[]) AND listed)",
        list(feed_keys),
        locale,
        now - rules.PAST_SHOWN,
    )
    return rules.choose_for_feed((ListedEntry(**row) for row in rows), now)


async def feed_changed_at(feed_keys: Sequence[str], *, now: datetime) -> datetime | None:
    """The last time one of these feeds changed: edits, withdrawals, and entries that left the window."""
    rows = await fetch(
        "SELECT max(greatest(l.changed_at,"
        " CASE WHEN l.listed THEN e.modified END,"
        " CASE WHEN l.listed AND gone.at <= $2 THEN gone.at END)) AS changed_at"
        " FROM agenda_listing l JOIN agenda_entry e ON e.id = l.entry, LATERAL (SELECT e.ends_at"
        " + CASE WHEN e.status = 'cancelled' THEN $3::interval ELSE $4::interval END AS at) gone"
        " WHERE l.feed_key = ANY($1::text[])",
        list(feed_keys),
        now,
        rules.TOMBSTONE_SHOWN,
        rules.PAST_SHOWN,
    )
    changed_at: datetime | None = rows[0]["changed_at"]
    return changed_at


async def fragments(entries: Sequence[ListedEntry], locale: Locale, *, public_url: str, private: bool) -> list[bytes]:
    """The texts of these entries, in their order; alarms stand in private feeds only."""
    rows = await fetch(
        "SELECT entry, fragment, alarms FROM agenda_fragment WHERE entry = ANY($1::bigint[]) AND locale = $2",
        [entry.id for entry in entries],
        locale,
    )
    texts = {row["entry"]: (row["fragment"], row["alarms"] if private else b"") for row in rows}
    return [
        complete(
            texts[entry.id][0],
            links=link_lines(public_url, entry.page_path, entry.image_path),
            alarms=texts[entry.id][1],
        )
        for entry in entries
        if entry.id in texts  # gone since the entries were chosen: the next request has another ETag
    ]


async def coming_up(feed_keys: Sequence[str], *, now: datetime, limit: int = 10) -> list[ComingEntry]:
    """What these feeds show next, for the pages of people: the present and the future, nearest first."""
    rows = await fetch(
        "SELECT content, starts_at, ends_at FROM agenda_entry WHERE removed_at IS NULL AND ends_at > $2"
        " AND id IN (SELECT entry FROM agenda_listing WHERE feed_key = ANY($1::text[]) AND listed)"
        " ORDER BY starts_at, id LIMIT $3",
        list(feed_keys),
        now,
        limit,
    )
    return [
        ComingEntry(entry=CalendarEntry.from_json(row["content"]), starts_at=row["starts_at"], ends_at=row["ends_at"])
        for row in rows
    ]


async def find_entry(source: str) -> tuple[CalendarEntry, Stamp]:
    """One entry as it was last put, with its identity and count; also when it has been removed since.

    Raises:
        EntryNotFound: When nothing was ever put under this source.
    """
    rows: list[Any] = await fetch("SELECT content, uid, sequence, modified FROM agenda_entry WHERE source = $1", source)
    if not rows:
        raise EntryNotFound(source)
    row = rows[0]
    return CalendarEntry.from_json(row["content"]), Stamp(row["uid"], row["sequence"], row["modified"])


async def invitation(
    entry_source: str,
    locale: Locale,
    method: Method,
    *,
    organizer: Contact | None = None,
    attendee: Contact | None = None,
    public_url: str = "",
) -> bytes:
    """The entry as a calendar part of a mail: REQUEST (new or changed) or CANCEL, with the UID of the feeds.

    `public_url` makes the link to its page; without one there is none. Send it with the media type of
    `invitation_media_type(method)`: the method stands there too.
    """
    entry, given = await find_entry(entry_source)
    return render_invitation(
        entry, given, locale, method, organizer or entry.organizer or _NOBODY, attendee, public_url
    )


def invitation_media_type(method: Method) -> str:
    """The Content-Type of that part (RFC 6047 §2.4)."""
    return f"text/calendar; method={method}; charset=utf-8"
