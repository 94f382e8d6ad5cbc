"""Reads of the outreach."""

from collections.abc import Sequence
from datetime import datetime

import msgspec

from events_app.accounts.rules import Role
from events_app.outreach.errors import MailNotFound
from events_app.outreach.rules import SECRET_TOPICS, MailState
from events_app.outreach.schemas import FanOutView, MailCounts, MailRow, MailView
from events_app.platform.actor import Actor
from events_app.platform.db import fetch
from events_app.platform.listing import Listing, Window, encode_cursor

_ROW = (
    "id, topic, recipient, recipient_name, subject, state, attempts, next_attempt_at, last_error, created_at, sent_at"
)
_WHERE = """
    FROM mail WHERE office = ANY($1::bigint[]) AND ($2 = '' OR state = $2)
    AND ($3 = '' OR recipient ILIKE '%' || $3 || '%' OR recipient_name ILIKE '%' || $3 || '%'
         OR subject ILIKE '%' || $3 || '%')
"""


async def list_mails(
    offices: Sequence[int], window: Window, *, state: MailState | None = None, search: str = ""
) -> Listing[MailRow]:
    """Give the letters of these offices, the newest first."""
    narrowed = (list(offices), state or "", _plain(search))
    total = await fetch(f"SELECT count(*) AS n {_WHERE}", *narrowed)
    after = window.after[0] if window.after else 2**62
    rows = await fetch(
        f"SELECT {_ROW} {_WHERE} AND id < $4 ORDER BY id DESC LIMIT $5", *narrowed, after, window.limit + 1
    )
    items = [msgspec.convert(dict(row), MailRow) for row in rows[: window.limit]]
    more = encode_cursor(items[-1].id) if len(rows) > window.limit else None
    return Listing(items=items, total=total[0]["n"], next=more)


def _plain(search: str) -> str:
    """Take the wildcards of LIKE as plain signs."""
    return search.strip()[:200].replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")


async def all_mails(offices: Sequence[int]) -> list[MailRow]:
    """Give the letters of these offices for a spreadsheet, the newest first."""
    rows = await fetch(
        f"SELECT {_ROW} FROM mail WHERE office = ANY($1::bigint[]) ORDER BY id DESC LIMIT 100000", list(offices)
    )
    return [msgspec.convert(dict(row), MailRow) for row in rows]


async def list_demo_mails(window: Window) -> Listing[MailRow]:
    """Give every letter of the installation, the newest first; for the demonstration only."""
    total = await fetch("SELECT count(*) AS n FROM mail")
    after = window.after[0] if window.after else 2**62
    rows = await fetch(f"SELECT {_ROW} FROM mail WHERE id < $1 ORDER BY id DESC LIMIT $2", after, window.limit + 1)
    items = [msgspec.convert(dict(row), MailRow) for row in rows[: window.limit]]
    more = encode_cursor(items[-1].id) if len(rows) > window.limit else None
    return Listing(items=items, total=total[0]["n"], next=more)


async def load_mail(mail: int, *, acting: Actor) -> MailView:
    """Give a letter of an office of the asker's.

    Raises:
        MailNotFound: When there is none, it belongs to others, or it held a link meant for one reader alone.
    """
    view = await _load(mail)
    readable = view.office is not None and view.topic not in SECRET_TOPICS
    if acting.kind != "system" and not (readable and acting.office_roles.get(view.office or 0) in _ORGANIZING):
        raise MailNotFound
    return view


_ORGANIZING = {Role.OWNER, Role.ORGANIZER}


async def load_demo_mail(mail: int) -> MailView:
    """Give any letter; for the demonstration only."""
    return await _load(mail)


async def _load(mail: int) -> MailView:
    rows = await fetch(
        f"SELECT {_ROW}, message_id, office, locale, body_text, body_html, invitation, invitation_method, "
        "unsubscribe_url FROM mail WHERE id = $1",
        mail,
    )
    if not rows:
        raise MailNotFound
    return msgspec.convert(dict(rows[0]), MailView)


async def count_mails(offices: Sequence[int]) -> MailCounts:
    """Say how many letters of these offices are where."""
    rows = await fetch(
        "SELECT state, count(*) AS n FROM mail WHERE office = ANY($1::bigint[]) GROUP BY state", list(offices)
    )
    counts = {row["state"]: row["n"] for row in rows}
    return MailCounts(
        waiting=counts.get("queued", 0) + counts.get("sending", 0),
        sent=counts.get("sent", 0),
        failed=counts.get("failed", 0),
        kept=counts.get("kept", 0),
    )


async def list_fan_outs(offices: Sequence[int], *, since: datetime) -> list[FanOutView]:
    """Give the notices to many readers that are under way or were ordered lately."""
    rows = await fetch(
        "SELECT f.id, f.topic, f.audience, f.done, f.total, f.created_at, f.finished_at, "
        "COALESCE((SELECT title_vi FROM fair WHERE id = (f.payload->>'fair')::bigint), '') AS title "
        "FROM fan_out f WHERE f.office = ANY($1::bigint[]) AND (f.finished_at IS NULL OR f.created_at > $2) "
        "ORDER BY f.id DESC LIMIT 20",
        list(offices),
        since,
    )
    return [msgspec.convert(dict(row), FanOutView) for row in rows]
