"""Which booth a pass's holder works at, and which of the booth's numbered places it takes."""

from collections.abc import Sequence

import msgspec

from events_app.passes.tables import EntryPass
from events_app.platform.db import ensure_in_transaction
from events_app.platform.rows import ONE_MORE, update_each, update_rows


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
    nowhere = {"booth": None, "booth_place": None, "revision": ONE_MORE}
    await update_rows(EntryPass, nowhere, where={"id": passes})
    await update_each(EntryPass, [{"id": one.pass_id, "booth": one.booth, "booth_place": one.place} for one in places])
