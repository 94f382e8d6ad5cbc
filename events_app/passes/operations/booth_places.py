"""Which booth a pass's holder works at, and which of the booth's numbered places it takes."""

from collections.abc import Sequence

import msgspec

from events_app.platform.db import ensure_in_transaction, fetch


class BoothPlace(msgspec.Struct, frozen=True):
    """Where a pass belongs: `place` is a number from 1 to the most passes a booth may have."""

    pass_id: int
    booth: int
    place: int


async def put_passes_at_booths(places: Sequence[BoothPlace]) -> None:
    """Put passes at their booths' places.

    All of them leave their old places before any takes its new one: booths may have changed places with each other.

    Raises:
        BoothPassesAllNamed: A place is taken by a pass that does not move.
    """
    ensure_in_transaction()
    passes = [one.pass_id for one in places]
    await fetch("UPDATE entry_pass SET booth = NULL, booth_place = NULL WHERE id = ANY($1)", passes)
    await fetch(
        "UPDATE entry_pass p SET booth = n.booth, booth_place = n.place, revision = p.revision + 1"
        " FROM unnest($1::bigint[], $2::bigint[], $3::smallint[]) AS n (id, booth, place) WHERE p.id = n.id",
        passes,
        [one.booth for one in places],
        [one.place for one in places],
    )
