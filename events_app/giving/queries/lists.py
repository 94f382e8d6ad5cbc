"""Lists of people: how far each is, and what its rows say."""

from datetime import datetime
from typing import Any, Final

import msgspec

from events_app.fairs.queries import find_fair
from events_app.giving.errors import PassListNotFound
from events_app.passes.rules import PassKind
from events_app.platform.actor import Actor
from events_app.platform.db import fetch
from events_app.platform.listing import Listing, Window, encode_cursor


class PassListView(msgspec.Struct, frozen=True, kw_only=True):
    """One list: `right` rows could become passes and `repeated` of these say the same as an earlier one; `given` did.

    `valid` and `came` are what became of those.
    """

    id: int
    fair: int
    filename: str
    state: str
    created_at: datetime
    issued_at: datetime | None
    undone_at: datetime | None
    rows: int
    right: int
    repeated: int
    given: int
    valid: int
    came: int

    @property
    def wrong(self) -> int:
        """Rows that need correcting."""
        return self.rows - self.right


class ListRowView(msgspec.Struct, frozen=True, kw_only=True):
    """One row as the office reads it; the names of given rows are read from their passes."""

    id: int
    row: int
    name: str
    email: str
    phone: str
    kind: PassKind | None
    days: list[int] | None
    errors: list[tuple[str, dict[str, Any]]]
    same_as: int | None
    entry_pass: int | None
    serial: int | None
    state: str | None


_SELECT: Final = """
SELECT l.id, l.fair, l.filename, l.state, l.created_at, l.issued_at, l.undone_at, count(r.id) AS rows,
  count(r.id) FILTER (WHERE r.error_count = 0) AS right,
  count(r.id) FILTER (WHERE r.error_count = 0 AND r.same_as IS NOT NULL) AS repeated, count(r.entry_pass) AS given,
  count(p.id) FILTER (WHERE p.state = 'valid') AS valid,
  count(p.id) FILTER (WHERE EXISTS (SELECT FROM admission a WHERE a.entry_pass = p.id)) AS came
FROM pass_list l LEFT JOIN pass_list_row r ON r.pass_list = l.id LEFT JOIN entry_pass p ON p.id = r.entry_pass
"""


async def lock_list(pass_list: int, *, acting: Actor) -> PassListView:
    """Lock a list for the rest of the transaction and read it then.

    Raises:
        PassListNotFound: There is none.
        NotAllowed: It is another office's.
    """
    await fetch("SELECT id FROM pass_list WHERE id = $1 FOR UPDATE", pass_list)
    return await find_list(pass_list, acting=acting)


async def lock_lists_beside(pass_list: int) -> None:
    """Lock every list of the same fair in order: of two lists given at once the second sees whom the first gave one."""
    await fetch(
        "SELECT id FROM pass_list WHERE fair = (SELECT fair FROM pass_list WHERE id = $1) ORDER BY id FOR UPDATE",
        pass_list,
    )


async def find_list(pass_list: int, *, acting: Actor) -> PassListView:
    """Read a list for the office of its fair."""
    owners = await fetch(
        "SELECT f.office FROM pass_list l JOIN fair f ON f.id = l.fair WHERE l.id = $1",
        pass_list,
    )
    if not owners:
        raise PassListNotFound
    acting.ensure_organizes(owners[0]["office"])
    rows = await fetch(_SELECT + "WHERE l.id = $1 GROUP BY l.id", pass_list)
    return msgspec.convert(dict(rows[0]), PassListView)


async def list_lists(slug: str, *, acting: Actor, now: datetime) -> list[PassListView]:
    """List what was handed in for a fair, the latest first; a hundred at most."""
    fair = await find_fair(slug, acting=acting, now=now)
    acting.ensure_organizes(fair.office)
    rows = await fetch(_SELECT + "WHERE l.fair = $1 GROUP BY l.id ORDER BY l.id DESC LIMIT 100", fair.id)
    return [msgspec.convert(dict(row), PassListView) for row in rows]


_ROWS: Final = """
SELECT r.id, r."row", coalesce(p.holder_name, r.name) AS name, coalesce(p.holder_email, r.email) AS email,
  coalesce(p.holder_phone, r.phone) AS phone, r.kind, r.days, r.errors, r.same_as, r.entry_pass,
  p.serial, p.state
FROM pass_list_row r LEFT JOIN entry_pass p ON p.id = r.entry_pass WHERE r.pass_list = $1
"""
_SAME: Final = """
 AND r.error_count = 0 AND (r.same_as IS NOT NULL
  OR r."row" IN (SELECT s.same_as FROM pass_list_row s WHERE s.pass_list = $1 AND s.error_count = 0))
"""
_NARROWED: Final = {"wrong": " AND r.error_count > 0", "same": _SAME}


async def list_list_rows(pass_list: int, window: Window, *, show: str = "") -> Listing[ListRowView]:
    """List rows in the order of the file: all, the `wrong` ones, or those that say the `same` of a person."""
    narrowed = _NARROWED.get(show, "")
    [count] = await fetch(f"SELECT count(*) AS n FROM pass_list_row r WHERE r.pass_list = $1{narrowed}", pass_list)
    rows = await fetch(
        _ROWS + narrowed + ' AND ($2::bigint IS NULL OR r."row" > $2) ORDER BY r."row" LIMIT $3',
        pass_list,
        window.after[0] if window.after else None,
        window.limit + 1,
    )
    items = [_row(row) for row in rows[: window.limit]]
    return Listing(items, count["n"], encode_cursor(items[-1].row) if len(rows) > window.limit else None)


async def wrong_rows(pass_list: int) -> list[ListRowView]:
    """Read every row that needs correcting, for a file."""
    return [_row(row) for row in await fetch(_ROWS + ' AND r.error_count > 0 ORDER BY r."row"', pass_list)]


def _row(row: Any) -> ListRowView:
    facts = dict(row)
    facts["errors"] = msgspec.json.decode(facts["errors"])
    return msgspec.convert(facts, ListRowView)
