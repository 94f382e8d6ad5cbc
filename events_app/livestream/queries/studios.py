"""Reads studios and hosts."""

from collections.abc import Sequence

from events_app.livestream.schemas import Host, Studio
from events_app.platform.db import fetch


async def list_studios(offices: Sequence[int], *, retired: bool = False) -> list[Studio]:
    """The studios of some offices by name."""
    rows = await fetch(
        "SELECT id, office, name, address, retired_at IS NOT NULL AS retired FROM studio"
        " WHERE office = ANY($1::bigint[]) AND ($2 OR retired_at IS NULL) ORDER BY name, id",
        list(offices),
        retired,
    )
    return [Studio(**row) for row in rows]


async def list_hosts(offices: Sequence[int], *, retired: bool = False) -> list[Host]:
    """The hosts of some offices by name."""
    rows = await fetch(
        "SELECT id, office, name, phone, papers, identity_method, identity_checked_on,"
        " retired_at IS NOT NULL AS retired FROM host"
        " WHERE office = ANY($1::bigint[]) AND ($2 OR retired_at IS NULL) ORDER BY name, id",
        list(offices),
        retired,
    )
    return [Host(**row) for row in rows]
