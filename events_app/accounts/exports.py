"""The list of who did what. Offices stand beside it, so it is here and not in the platform."""

EXPORTS = {
    "audit": """
        SELECT a.at, a.actor_kind, a.actor_name, a.action, a.subject, a.subject_id, o.slug AS office, a.data
        FROM audit_entry a LEFT JOIN office o ON o.id = a.office ORDER BY a.id""",
}
