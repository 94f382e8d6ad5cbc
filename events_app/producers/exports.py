"""The lists of the register that a person who runs the installation may take out: their names, and what reads them."""

EXPORTS = {
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
}
