"""The lists a person who runs the installation may take out, across all offices, columns named as in the API."""

from typing import Any

from events_app.platform.db import transaction

LISTS = {
    "producers": """
        SELECT p.id, o.slug AS office, p.name, p.kind, p.tax_code, p.representative, p.phone, p.email,
               p.address_printed, p.created_at, p.updated_at
        FROM producer p JOIN office o ON o.id = p.office ORDER BY o.slug, p.sort_key, p.id""",
    "products": """
        SELECT d.id, o.slug AS office, p.name AS producer, d.name, d.group_code AS "group", c.stars, c.points,
               c.decision_number, c.issued_on, c.expires_on, c.revoked_on
        FROM product d JOIN producer p ON p.id = d.producer JOIN office o ON o.id = p.office
        LEFT JOIN LATERAL (SELECT * FROM certificate WHERE product = d.id ORDER BY issued_on DESC, id DESC LIMIT 1) c
            ON true
        ORDER BY o.slug, p.sort_key, d.sort_key, d.id""",
    "fairs": """
        SELECT f.slug, o.slug AS office, f.kind, f.title_vi, f.title_en, f.starts_on, f.ends_on, v.name_vi AS venue,
               v.address, f.region, f.status, f.reason_vi
        FROM fair f JOIN office o ON o.id = f.office JOIN venue v ON v.id = f.venue ORDER BY f.starts_on, f.slug""",
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
    "stream-sessions": """
        SELECT s.id, o.slug AS office, f.slug AS fair, s.title_vi, s.title_en, t.name AS studio, h.name AS host,
               s.starts_at, s.ends_at, s.status
        FROM stream_session s JOIN office o ON o.id = s.office LEFT JOIN fair f ON f.id = s.fair
        LEFT JOIN studio t ON t.id = s.studio LEFT JOIN host h ON h.id = s.host ORDER BY s.starts_at, s.id""",
    "audit": """
        SELECT a.at, a.actor_kind, a.actor_name, a.action, a.subject, a.subject_id, o.slug AS office, a.data
        FROM audit_entry a LEFT JOIN office o ON o.id = a.office ORDER BY a.id""",
}


async def load_list(what: str) -> tuple[list[str], list[list[Any]]]:
    """Return the columns and the rows of a list."""
    async with transaction() as connection:
        statement = await connection.prepare(LISTS[what])
        columns = [attribute.name for attribute in statement.get_attributes()]
        return columns, [list(row.values()) for row in await statement.fetch()]
