"""Writes the units this version of the code knows into the database."""

from collections.abc import Sequence
from typing import Any

from events_app.places.errors import CodeUsedTwice
from events_app.places.sources import Key, SourceUnit, Succession, read_successions, read_units
from events_app.platform.db import fetch, register, transaction
from events_app.platform.i18n import fold

register({"place_one_per_code_and_day": CodeUsedTwice, "place_unique_code": CodeUsedTwice})

_LOCK = 7_315_042_242  # two processes that migrate together load one after the other

_UPSERT_UNITS = """
INSERT INTO place (code, valid_from, valid_to, level, name_vi, name_en, short_vi, folded, parent)
SELECT u.code, u.valid_from, u.valid_to, u.level, u.name_vi, u.name_en, u.short_vi, u.folded, p.id
FROM unnest($1::text[], $2::date[], $3::date[], $4::text[], $5::text[], $6::text[], $7::text[], $8::text[],
            $9::text[], $10::date[])
     AS u (code, valid_from, valid_to, level, name_vi, name_en, short_vi, folded, parent_code, parent_from)
LEFT JOIN place p ON p.code = u.parent_code AND p.valid_from = u.parent_from
ON CONFLICT (code, valid_from) DO UPDATE SET valid_to = EXCLUDED.valid_to, level = EXCLUDED.level,
    name_vi = EXCLUDED.name_vi, name_en = EXCLUDED.name_en, short_vi = EXCLUDED.short_vi,
    folded = EXCLUDED.folded, parent = EXCLUDED.parent
WHERE (place.valid_to, place.level, place.name_vi, place.name_en, place.short_vi, place.folded, place.parent)
    IS DISTINCT FROM (EXCLUDED.valid_to, EXCLUDED.level, EXCLUDED.name_vi, EXCLUDED.name_en, EXCLUDED.short_vi,
                      EXCLUDED.folded, EXCLUDED.parent)
RETURNING id
"""

_UPSERT_SUCCESSIONS = """
INSERT INTO place_successor (former, successor, whole, likely)
SELECT f.id, s.id, u.whole, u.likely
FROM unnest($1::text[], $2::date[], $3::text[], $4::date[], $5::bool[], $6::bool[])
     AS u (former_code, former_from, successor_code, successor_from, whole, likely)
JOIN place f ON f.code = u.former_code AND f.valid_from = u.former_from
JOIN place s ON s.code = u.successor_code AND s.valid_from = u.successor_from
ON CONFLICT (former, successor) DO UPDATE SET whole = EXCLUDED.whole, likely = EXCLUDED.likely
WHERE (place_successor.whole, place_successor.likely) IS DISTINCT FROM (EXCLUDED.whole, EXCLUDED.likely)
RETURNING id
"""


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
    columns: list[list[Any]] = [
        [unit.key.code for unit in units],
        [unit.key.valid_from for unit in units],
        [unit.valid_to for unit in units],
        [unit.level for unit in units],
        [unit.name_vi for unit in units],
        [unit.name_en for unit in units],
        [unit.short_vi for unit in units],
        [fold(unit.name_vi) for unit in units],
        *_keys([unit.parent for unit in units]),
    ]
    return len(await fetch(_UPSERT_UNITS, *columns))


async def _write_successions(successions: Sequence[Succession]) -> int:
    columns: list[list[Any]] = [
        *_keys([one.former for one in successions]),
        *_keys([one.successor for one in successions]),
        [one.whole for one in successions],
        [one.likely for one in successions],
    ]
    return len(await fetch(_UPSERT_SUCCESSIONS, *columns))


def _keys(keys: Sequence[Key | None]) -> tuple[list[Any], list[Any]]:
    return [key and key.code for key in keys], [key and key.valid_from for key in keys]
