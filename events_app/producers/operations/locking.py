"""Locks a row of the register and says whose it is."""

from typing import Any

from events_app.platform.actor import Actor, NotYourOffice
from events_app.platform.db import fetch
from events_app.producers.errors import CertificateNotFound, ProducerNotFound, ProductNotFound

Locked = dict[str, Any]

_NAMES = "hashtextextended('producers:names', 0)"


async def hold_names() -> None:
    """Let names change for nobody else until this transaction ends: the first lock of whoever renames."""
    await fetch(f"SELECT pg_advisory_xact_lock({_NAMES})")


async def keep_names() -> None:
    """Let no name change until this transaction ends: the first lock of whoever copies names into a text for good.

    Any number of them go at once. Without it a text written while a rename is under way would keep the old name: each
    of the two would read the register, or the list of texts, as it was before the other.
    """
    await fetch(f"SELECT pg_advisory_xact_lock_shared({_NAMES})")


async def lock_producer(producer: int) -> Locked:
    """Lock a producer."""
    rows = await fetch("SELECT * FROM producer WHERE id = $1 FOR UPDATE", producer)
    if not rows:
        raise ProducerNotFound
    return dict(rows[0])


async def lock_product(product: int) -> Locked:
    """Lock a product; `office` is its producer's."""
    rows = await fetch(
        "SELECT p.*, pr.office FROM product p JOIN producer pr ON pr.id = p.producer WHERE p.id = $1 FOR UPDATE OF p",
        product,
    )
    if not rows:
        raise ProductNotFound
    return dict(rows[0])


async def lock_certificate(certificate: int) -> Locked:
    """Lock a certificate; `office` is its producer's."""
    rows = await fetch(
        "SELECT c.*, pr.office, pr.id AS producer FROM certificate c JOIN product p ON p.id = c.product"
        " JOIN producer pr ON pr.id = p.producer WHERE c.id = $1 FOR UPDATE OF c",
        certificate,
    )
    if not rows:
        raise CertificateNotFound
    return dict(rows[0])


def ensure_office_or_member(acting: Actor, locked: Locked) -> None:
    """Refuse everybody but the office's staff and the producer's own people."""
    acting.ensure_known()
    if not acting.organizes(locked["office"]) and not acting.acts_for(locked["id"]):
        raise NotYourOffice
