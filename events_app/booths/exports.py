"""The list of booths that a person who runs the installation may take out, with who has each now."""

from events_app.booths.queries import is_live

# A list is taken out without a clock of ours: the database's decides what is live.
EXPORTS = {
    "booths": f"""
        SELECT f.slug AS fair, h.code AS hall, b.code, z.name_vi AS zone, b.category,
               array_to_string(b.utilities, ', ') AS utilities, b.price, b.blocked, c.state, p.name AS producer,
               c.claimed_at, c.expires_at
        FROM booth b JOIN fair f ON f.id = b.fair JOIN hall h ON h.id = b.hall LEFT JOIN zone z ON z.id = b.zone
        LEFT JOIN booth_claim c ON c.booth = b.id AND {is_live("c", "now()")}
        LEFT JOIN producer p ON p.id = c.producer
        WHERE b.removed_at IS NULL ORDER BY f.slug, h.code, b.code""",
}
