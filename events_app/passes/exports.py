"""The lists of passes and scans that a person who runs the installation may take out."""

EXPORTS = {
    "passes": """
        SELECT f.slug AS fair, e.serial, e.kind, e.first_day, e.last_day, e.day_set, e.holder_name, e.holder_email,
               e.holder_phone, e.consent_version, e.consent_at, e.consent_channel, e.state, e.created_at
        FROM entry_pass e JOIN fair f ON f.id = e.fair ORDER BY f.slug, e.id""",
    "check-ins": """
        SELECT f.slug AS fair, g.name AS gate, e.serial, c.direction, c.result, c.reason, c.scanned_at, c.received_at,
               c.offline, c.conflict, c.scan_id
        FROM check_in c JOIN fair f ON f.id = c.fair LEFT JOIN gate g ON g.id = c.gate
        LEFT JOIN entry_pass e ON e.id = c.entry_pass ORDER BY f.slug, c.id""",
}
