"""Reads studios and hosts."""

from collections.abc import Sequence

from events_app.livestream.errors import HostNotFound, StudioNotFound
from events_app.livestream.schemas import Host, Studio
from events_app.platform.db import fetch

_STUDIO = "SELECT id, office, name, address, retired_at IS NOT NULL AS retired FROM studio"
_HOST = (
    "SELECT id, office, name, phone, papers, identity_method, identity_checked_on,"
    " retired_at IS NOT NULL AS retired FROM host"
)


async def list_studios(offices: Sequence[int], *, retired: bool = False) -> list[Studio]:
    """The studios of some offices by name."""
    rows = await fetch(
        _STUDIO + " WHERE office = ANY($1::bigint[]) AND ($2 OR retired_at IS NULL) ORDER BY name, id",
        list(offices),
        retired,
    )
    return [Studio(**row) for row in rows]


async def list_hosts(offices: Sequence[int], *, retired: bool = False) -> list[Host]:
    """The hosts of some offices by name."""
    rows = await fetch(
        _HOST + " WHERE office = ANY($1::bigint[]) AND ($2 OR retired_at IS NULL) ORDER BY name, id",
        list(offices),
        retired,
    )
    return [Host(**row) for row in rows]


async def find_studio(studio: int) -> Studio:
    """One studio.

    Raises:
        StudioNotFound: There is none.
    """
    rows = await fetch(_STUDIO + " WHERE id = $1", studio)
    if not rows:
        raise StudioNotFound
    return Studio(**rows[0])


async def find_host(host: int) -> Host:
    """One host.

    Raises:
        HostNotFound: There is none.
    """
    rows = await fetch(_HOST + " WHERE id = $1", host)
    if not rows:
        raise HostNotFound
    return Host(**rows[0])
