"""Finds administrative units by name, code and day."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from events_app.places.errors import PlaceNotFound
from events_app.places.rules import Level, best_match, in_force, split_kind
from events_app.places.schemas import ConversionOptions, PlaceView
from events_app.platform.db import fetch
from events_app.platform.i18n import Bilingual, fold, vietnamese_sort_key

_SELECT = """
SELECT p.id, p.code, p.level, p.name_vi, p.name_en, p.short_vi, p.valid_from, p.valid_to, p.parent,
       up.name_vi AS within_vi, up.name_en AS within_en
FROM place p LEFT JOIN place up ON up.id = p.parent
"""


async def search_places(
    text: str,
    *,
    on: date | None = None,
    level: str | None = None,
    limit: int = 20,
) -> list[PlaceView]:
    """Find units by any part of their name, typed with or without diacritics; those that begin with it come first.

    Args:
        text: What the person typed.
        on: Only units in force on this day; None means of any time.
        level: Only provinces, districts or communes.
        limit: At most so many.
    """
    folded = fold(text)
    rows = await fetch(
        _SELECT
        + """
        WHERE strpos(p.folded, $1) > 0 AND ($2::date IS NULL OR p.valid_from <= $2 AND coalesce(p.valid_to, $2) >= $2)
          AND ($3::text IS NULL OR p.level = $3)
        ORDER BY (p.folded = $1 OR p.folded LIKE '% ' || $5) DESC, strpos(p.folded, $1),
                 p.valid_to DESC NULLS FIRST, p.folded COLLATE "C", p.code
        LIMIT $4
        """,
        folded,
        on,
        level,
        limit,
        _escaped(folded),
    )
    return [_place_of(row) for row in rows]


async def places_by_ids(ids: Iterable[int]) -> dict[int, PlaceView]:
    """The units with these ids."""
    wanted = sorted(set(ids))
    if not wanted:
        return {}
    rows = await fetch(_SELECT + "WHERE p.id = ANY($1)", wanted)
    return {row["id"]: _place_of(row) for row in rows}


async def place_by_code(code: str, on: date) -> PlaceView:
    """The unit that bore a code on a day.

    Raises:
        PlaceNotFound: None did.
    """
    rows = await fetch(
        _SELECT + "WHERE p.code = $1 AND p.valid_from <= $2 AND coalesce(p.valid_to, $2) >= $2", code, on
    )
    if not rows:
        raise PlaceNotFound(code)
    return _place_of(rows[0])


async def all_places(*, levels: Sequence[str] = ("province", "district", "commune")) -> list[PlaceView]:
    """Every unit of some levels, for readers that compare many names at once."""
    rows = await fetch(_SELECT + "WHERE p.level = ANY($1) ORDER BY p.id", list(levels))
    return [_place_of(row) for row in rows]


async def place_of_heading(text: str, on: date) -> PlaceView | None:
    """The unit a heading or a printed name means; None when no unit or more than one bears it.

    A list keeps the heading "Huyện Gia Lâm" long after districts were abolished, so the last unit that bore the
    name is meant when none stands on the day.
    """
    name = fold(split_kind(text)[1])
    rows = await fetch(_SELECT + "WHERE p.folded LIKE '%' || $1", _escaped(name))
    return best_match((_place_of(row) for row in rows), text, on)


async def conversion_options(old_code: str, on: date) -> ConversionOptions:
    """Where the unit that bore a code on a day lies today; a person chooses when it was split.

    A district went wherever its communes went. A unit that still stands is its own and only option.

    Raises:
        PlaceNotFound: No unit bore the code on that day.
    """
    former = await place_by_code(old_code, on)
    return await options_of(former)


async def options_of(former: PlaceView) -> ConversionOptions:
    """Where one dated unit lies today."""
    if former.valid_to is None:
        return ConversionOptions(former=former, options=[former], likely=former.id)
    rows = await fetch(
        """
        SELECT s.successor, bool_or(s.likely) AS likely, count(*) AS shares FROM place_successor s
        JOIN place f ON f.id = s.former WHERE f.id = $1 OR f.parent = $1
        GROUP BY s.successor ORDER BY bool_or(s.likely) DESC, count(*) DESC, s.successor
        """,
        former.id,
    )
    found = await places_by_ids(row["successor"] for row in rows)
    options = [found[row["successor"]] for row in rows]
    likely = options[0].id if options and former.level != "district" and rows[0]["likely"] else None
    return ConversionOptions(former=former, options=options, likely=likely)


async def successors_of_many(ids: Iterable[int]) -> dict[int, set[int]]:
    """Per former unit (district or commune) the ids of the units its land lies in now."""
    rows = await fetch(
        """
        SELECT wanted.id, s.successor FROM unnest($1::bigint[]) AS wanted (id)
        JOIN place f ON f.id = wanted.id OR f.parent = wanted.id
        JOIN place_successor s ON s.former = f.id
        """,
        sorted(set(ids)),
    )
    found: dict[int, set[int]] = {}
    for row in rows:
        found.setdefault(row["id"], set()).add(row["successor"])
    return found


async def areas_of_places(ids: Iterable[int]) -> dict[int, frozenset[int]]:
    """Per unit every unit it lies in: itself, what took it over, and the units around these, then and now."""
    wanted = sorted(set(ids))
    rows = await fetch(
        """
        WITH RECURSIVE lies AS (
            SELECT id AS origin, id AS unit FROM place WHERE id = ANY($1)
            UNION SELECT former, successor FROM place_successor WHERE former = ANY($1)
            UNION
            SELECT l.origin, around.id FROM lies l JOIN place p ON p.id = l.unit
            JOIN place around ON around.id = p.parent OR p.level = 'province' AND EXISTS (
                SELECT FROM place_successor s WHERE s.former = p.id AND s.successor = around.id)
        )
        SELECT origin, array_agg(unit) AS units FROM lies GROUP BY origin
        """,
        wanted,
    )
    return {row["origin"]: frozenset(row["units"]) for row in rows}


def _escaped(text: str) -> str:
    return text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")


def _place_of(row: Any) -> PlaceView:
    within = Bilingual(row["within_vi"], row["within_en"]) if row["within_vi"] else None
    return PlaceView(
        id=row["id"],
        code=row["code"],
        level=row["level"],
        name=Bilingual(row["name_vi"], row["name_en"]),
        short_vi=row["short_vi"],
        valid_from=row["valid_from"],
        valid_to=row["valid_to"],
        parent=row["parent"],
        within=within,
    )


async def place_choices(on: date, *, former: bool = False) -> list[tuple[Level, list[PlaceView]]]:
    """Units in Vietnamese order for a form: communes and provinces in force, with `former` also districts."""
    levels: tuple[Level, ...] = ("commune", "district", "province") if former else ("commune", "province")
    found: dict[Level, list[PlaceView]] = {level: [] for level in levels}
    for place in await all_places(levels=levels):
        if in_force(place, on) or place.level == "district":
            found[place.level].append(place)
    return [(level, sorted(found[level], key=lambda one: vietnamese_sort_key(one.short_vi))) for level in levels]
