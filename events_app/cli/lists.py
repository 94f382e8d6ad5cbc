"""The lists a person who runs the installation may take out, across all offices, columns named as in the API."""

from typing import Any

from events_app.accounts import exports as accounts_exports
from events_app.fairs import exports as fairs_exports
from events_app.livestream import exports as livestream_exports
from events_app.platform.db import transaction
from events_app.producers import exports as producers_exports

_GATES_AND_BOOTHS = {
    "booths": """
        SELECT f.slug AS fair, h.code AS hall, b.code, z.name_vi AS zone, b.category,
               array_to_string(b.utilities, ', ') AS utilities, b.price, b.blocked, c.state, p.name AS producer,
               c.claimed_at, c.expires_at
        FROM booth b JOIN fair f ON f.id = b.fair JOIN hall h ON h.id = b.hall LEFT JOIN zone z ON z.id = b.zone
        LEFT JOIN booth_claim c ON c.booth = b.id AND c.state <> 'closed' LEFT JOIN producer p ON p.id = c.producer
        WHERE b.removed_at IS NULL ORDER BY f.slug, h.code, b.code""",
    "passes": """
        SELECT f.slug AS fair, e.serial, e.kind, e.first_day, e.last_day, e.holder_name, e.holder_email,
               e.holder_phone, e.consent_version, e.consent_at, e.consent_channel, e.state, e.created_at
        FROM entry_pass e JOIN fair f ON f.id = e.fair ORDER BY f.slug, e.id""",
    "check-ins": """
        SELECT f.slug AS fair, g.name AS gate, e.serial, c.direction, c.result, c.reason, c.scanned_at, c.received_at,
               c.offline, c.conflict, c.scan_id
        FROM check_in c JOIN fair f ON f.id = c.fair LEFT JOIN gate g ON g.id = c.gate
        LEFT JOIN entry_pass e ON e.id = c.entry_pass ORDER BY f.slug, c.id""",
}

LISTS = {
    **producers_exports.EXPORTS,
    **fairs_exports.EXPORTS,
    **_GATES_AND_BOOTHS,
    **livestream_exports.EXPORTS,
    **accounts_exports.EXPORTS,
}


async def load_list(what: str) -> tuple[list[str], list[list[Any]]]:
    """Return the columns and the rows of a list."""
    async with transaction() as connection:
        statement = await connection.prepare(LISTS[what])
        columns = [attribute.name for attribute in statement.get_attributes()]
        return columns, [list(row.values()) for row in await statement.fetch()]
