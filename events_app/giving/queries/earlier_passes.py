"""The passes the people of a list may have already."""

from collections.abc import Sequence
from typing import Final

import msgspec

from events_app.giving.rules.lists import ListRow
from events_app.giving.rules.same_people import EarlierPass
from events_app.passes.operations import Holder
from events_app.platform.db import fetch

# A pass that replaces one of a list, however often, goes back to that list too.
_PASSES: Final = """
SELECT p.serial, p.kind, p.holder_name AS name, coalesce(p.holder_phone, '') AS phone,
  coalesce(p.holder_email, '') AS email, EXISTS (
    WITH RECURSIVE line AS (
      SELECT p.id, p.replaces UNION SELECT e.id, e.replaces FROM entry_pass e JOIN line ON e.id = line.replaces
    )
    SELECT FROM line JOIN pass_list_row r ON r.entry_pass = line.id
  ) AS from_list
FROM entry_pass p
WHERE p.fair = $1 AND p.state = 'valid' AND p.holder_name IS NOT NULL
  AND (p.folded = ANY($2) OR p.holder_phone = ANY($3) OR p.holder_email = ANY($4))
ORDER BY p.serial
"""


async def earlier_passes(fair: int, rows: Sequence[ListRow]) -> list[EarlierPass]:
    """Read the valid passes that come into question. Whose they are is decided by the rule, with the accents."""
    right = [row for row in rows if not row.errors]
    found = await fetch(
        _PASSES,
        fair,
        [Holder(row.name, row.email or None, row.phone or None).folded for row in right],
        [row.phone for row in right if row.phone],
        [row.email for row in right if row.email],
    )
    return [msgspec.convert(dict(row), EarlierPass) for row in found]


async def passes_named_in(pass_list: int) -> set[int]:
    """Read which passes the list's refused rows name: each speaks for that row and for no other."""
    rows = await fetch(
        "SELECT (errors -> 0 -> 1 ->> 'serial')::bigint AS serial FROM pass_list_row WHERE pass_list = $1"
        " AND errors -> 0 ->> 0 IN ('has_pass', 'name_has_pass')",
        pass_list,
    )
    return {row["serial"] for row in rows}
