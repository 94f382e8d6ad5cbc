"""Writes the units this version of the code knows into the database."""

from collections.abc import Sequence

from events_app.places.errors import CodeUsedTwice
from events_app.places.sources import Key, SourceUnit, Succession, read_successions, read_units
from events_app.places.tables import Place, PlaceSuccessor
from events_app.platform.db import fetch, register, transaction
from events_app.platform.i18n import fold
from events_app.platform.rows import insert_or_update_rows

register({"place_one_per_code_and_day": CodeUsedTwice, "place_unique_code": CodeUsedTwice})

_LOCK = 7_315_042_242  # two processes that migrate together load one after the other


async def load_places() -> int:
    """Bring the tables in line with the files in `data/`; returns how many rows were written.

    It may be called as often as one likes: rows that are right already are left alone. Level by level, because a
    unit's parent has to stand before it.
    """
    units = read_units()
    async with transaction():
        await fetch("SELECT pg_advisory_xact_lock($1)", _LOCK)
        written = 0
        for level in ("province", "district", "commune"):
            written += await _write_units([unit for unit in units if unit.level == level])
        return written + await _write_successions(read_successions())


async def _write_units(units: Sequence[SourceUnit]) -> int:
    known = await _numbers()
    rows = [
        {
            "code": unit.key.code,
            "valid_from": unit.key.valid_from,
            "valid_to": unit.valid_to,
            "level": unit.level,
            "name_vi": unit.name_vi,
            "name_en": unit.name_en,
            "short_vi": unit.short_vi,
            "folded": fold(unit.name_vi),
            "parent": known.get(unit.parent) if unit.parent else None,
        }
        for unit in units
    ]
    return len(await insert_or_update_rows(Place, rows, unique=("code", "valid_from")))


async def _write_successions(successions: Sequence[Succession]) -> int:
    known = await _numbers()
    rows = [
        {"former": known[one.former], "successor": known[one.successor], "whole": one.whole, "likely": one.likely}
        for one in successions
    ]
    return len(await insert_or_update_rows(PlaceSuccessor, rows, unique=("former", "successor")))


async def _numbers() -> dict[Key, int]:
    """The number of every unit that stands in the table."""
    rows = await fetch("SELECT id, code, valid_from FROM place")
    return {Key(row["code"], row["valid_from"]): row["id"] for row in rows}
