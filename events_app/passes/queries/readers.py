"""Who holds a valid pass and left an address: only addresses are read, since a fair has 20,000 passes."""

from typing import Final

from events_app.passes.schemas.figures import PassReader
from events_app.platform.db import fetch
from events_app.platform.rows import struct_from

READER: Final = "p.id, p.holder_email AS email, coalesce(p.holder_name, '') AS name, p.locale"
"""The columns of `PassReader` of the pass `p`."""

WITH_ADDRESS: Final = "p.state = 'valid' AND p.holder_email IS NOT NULL AND p.holder_email <> ''"
"""Whether the holder of the pass `p` can be written to."""

# One letter an address: a family that took five passes reads it once, by its first pass.
_READERS: Final = f"""
FROM entry_pass p WHERE p.fair = $1 AND {WITH_ADDRESS}
  AND NOT EXISTS (SELECT FROM entry_pass e WHERE e.fair = p.fair AND e.state = 'valid'
                  AND e.holder_email = p.holder_email AND e.id < p.id)
"""


async def count_readers_of_fair(fair: int) -> int:
    """How many addresses the holders of valid passes of a fair left."""
    [row] = await fetch(f"SELECT count(*) AS n {_READERS}", fair)
    return int(row["n"])


async def readers_of_fair(fair: int, *, after: int, limit: int) -> list[PassReader]:
    """Those `count_readers_of_fair` counts, behind a pass, in the order of passes."""
    rows = await fetch(f"SELECT {READER} {_READERS} AND p.id > $2 ORDER BY p.id LIMIT $3", fair, after, limit)
    return [struct_from(PassReader, row) for row in rows]
