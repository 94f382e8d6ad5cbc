"""The lists a person who runs the installation may take out, across all offices, columns named as in the API."""

from typing import Any

from events_app.accounts import exports as accounts
from events_app.booths import exports as booths
from events_app.fairs import exports as fairs
from events_app.livestream import exports as livestream
from events_app.passes import exports as passes
from events_app.platform.db import transaction
from events_app.producers import exports as producers

LISTS = {
    name: statement
    for each in (producers, fairs, booths, passes, livestream, accounts)
    for name, statement in each.EXPORTS.items()
}


async def load_list(what: str) -> tuple[list[str], list[list[Any]]]:
    """Return the columns and the rows of a list."""
    async with transaction() as connection:
        statement = await connection.prepare(LISTS[what])
        columns = [attribute.name for attribute in statement.get_attributes()]
        return columns, [list(row.values()) for row in await statement.fetch()]
