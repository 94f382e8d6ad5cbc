"""The lists of livestreams that a person who runs the installation may take out: their names, and what reads them."""

EXPORTS = {
    "stream-sessions": """
        SELECT s.id, o.slug AS office, f.slug AS fair, s.title_vi, s.title_en, t.name AS studio, h.name AS host,
               s.starts_at, s.ends_at, s.status
        FROM stream_session s JOIN office o ON o.id = s.office LEFT JOIN fair f ON f.id = s.fair
        LEFT JOIN studio t ON t.id = s.studio LEFT JOIN host h ON h.id = s.host ORDER BY s.starts_at, s.id""",
}
