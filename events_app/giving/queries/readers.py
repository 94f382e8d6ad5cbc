"""Who holds a valid pass that came from a list and has an address."""

from typing import Final

from events_app.passes.queries import READER, WITH_ADDRESS
from events_app.passes.schemas import PassReader
from events_app.platform.db import fetch
from events_app.platform.rows import struct_from

_READERS: Final = f"""
FROM entry_pass p JOIN pass_list_row r ON r.entry_pass = p.id WHERE r.pass_list = $1 AND {WITH_ADDRESS}
"""


async def count_readers_of_list(pass_list: int) -> int:
    """How many holders of valid passes from a list have an address."""
    [row] = await fetch(f"SELECT count(*) AS n {_READERS}", pass_list)
    return int(row["n"])


async def readers_of_list(pass_list: int, *, after: int, limit: int) -> list[PassReader]:
    """Those `count_readers_of_list` counts, behind a pass, in the order of passes."""
    rows = await fetch(f"SELECT {READER} {_READERS} AND p.id > $2 ORDER BY p.id LIMIT $3", pass_list, after, limit)
    return [struct_from(PassReader, row) for row in rows]
