"""One office's register as the comparison with a list needs it."""

from events_app.platform.db import fetch
from events_app.producers.matching.values import KnownCertificate, KnownProducer, KnownProduct, Register


async def load_register(office: int) -> Register:
    """Load every producer, product and certificate of an office."""
    producers = await fetch(
        "SELECT id, name, name_key, tax_code, representative, phone, phone_second, email, address_printed, place,"
        " revision FROM producer WHERE office = $1 ORDER BY id",
        office,
    )
    products = await fetch(
        "SELECT p.id, p.producer, p.name, p.name_key, p.group_code, p.revision FROM product p"
        " JOIN producer pr ON pr.id = p.producer WHERE pr.office = $1",
        office,
    )
    certificates = await fetch(
        "SELECT c.id, c.product, c.stars, c.points, c.decision_number, c.issued_on, c.revision FROM certificate c"
        " JOIN product p ON p.id = c.product JOIN producer pr ON pr.id = p.producer WHERE pr.office = $1",
        office,
    )
    return Register(
        [KnownProducer(*row.values()) for row in producers],
        [KnownProduct(*row.values()) for row in products],
        [KnownCertificate(*row.values()) for row in certificates],
    )
