"""The lists of fairs that a person who runs the installation may take out: their names, and what reads them."""

EXPORTS = {
    "fairs": """
        SELECT f.slug, o.slug AS office, f.kind, f.title_vi, f.title_en, f.starts_on, f.ends_on, v.name_vi AS venue,
               v.address, f.region, f.status, f.reason_vi
        FROM fair f JOIN office o ON o.id = f.office JOIN venue v ON v.id = f.venue ORDER BY f.starts_on, f.slug""",
}
