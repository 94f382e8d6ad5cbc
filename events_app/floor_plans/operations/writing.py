"""Writing a plan's rows, in a handful of statements however many booths there are."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import msgspec

from events_app.floor_plans.rules.plan import centimetres
from events_app.floor_plans.schemas.maps import Fixture
from events_app.floor_plans.schemas.plans import BoothInput, FixtureInput, FloorPlanInput
from events_app.floor_plans.tables import Booth
from events_app.platform.db import fetch
from events_app.platform.i18n import Bilingual, nfc
from events_app.platform.rows import insert_rows, update_each


async def write_halls(plan: int, wanted: FloorPlanInput) -> dict[str, int]:
    await fetch(
        "INSERT INTO hall (plan, code, name_vi, name_en, width, height, position, fixtures)"
        " SELECT $1, * FROM unnest($2::text[], $3::text[], $4::text[], $5::int[], $6::int[], $7::int[], $8::jsonb[])"
        " ON CONFLICT (plan, code) WHERE removed_at IS NULL DO UPDATE SET name_vi = excluded.name_vi,"
        " name_en = excluded.name_en, width = excluded.width, height = excluded.height,"
        " position = excluded.position, fixtures = excluded.fixtures",
        plan,
        [hall.code for hall in wanted.halls],
        [trimmed_name(hall.name).vi or hall.code for hall in wanted.halls],
        [trimmed_name(hall.name).en for hall in wanted.halls],
        [centimetres(hall.width) for hall in wanted.halls],
        [centimetres(hall.height) for hall in wanted.halls],
        list(range(len(wanted.halls))),
        [msgspec.json.encode([fixture_of(each) for each in hall.fixtures]).decode() for hall in wanted.halls],
    )
    rows = await fetch("SELECT id, code FROM hall WHERE plan = $1 AND removed_at IS NULL", plan)
    return {row["code"]: row["id"] for row in rows}


def fixture_of(wanted: FixtureInput) -> Fixture:
    return Fixture(
        kind=wanted.kind,
        label=trimmed_name(wanted.label),
        x=centimetres(wanted.x),
        y=centimetres(wanted.y),
        width=centimetres(wanted.width),
        height=centimetres(wanted.height),
    )


async def remove_booths(booths: Sequence[int], *, now: datetime) -> None:
    await fetch("UPDATE booth SET removed_at = $2 WHERE id = ANY($1)", list(booths), now)


async def remove_halls(plan: int, wanted: FloorPlanInput, *, now: datetime) -> None:
    await fetch(
        "UPDATE hall SET removed_at = $3 WHERE plan = $1 AND removed_at IS NULL AND code <> ALL($2)",
        plan,
        [hall.code for hall in wanted.halls],
        now,
    )


async def update_booths(
    changed: Sequence[tuple[int, BoothInput]], halls: dict[str, int], zones: dict[str, int]
) -> None:
    await update_each(Booth, [{"id": number} | _columns(booth, halls, zones) for number, booth in changed])


async def insert_booths(fair: int, added: Sequence[BoothInput], halls: dict[str, int], zones: dict[str, int]) -> None:
    await insert_rows(Booth, [{"fair": fair} | _columns(booth, halls, zones) for booth in added])


def _columns(booth: BoothInput, halls: dict[str, int], zones: dict[str, int]) -> dict[str, Any]:
    return {
        "code": booth.code,
        "hall": halls[booth.hall],
        "zone": zones[booth.zone] if booth.zone else None,
        "x": centimetres(booth.x),
        "y": centimetres(booth.y),
        "width": centimetres(booth.width),
        "height": centimetres(booth.height),
        "category": booth.category,
        "utilities": sorted(set(booth.utilities)),
        "price": booth.price,
    }


async def count_revision(plan: int, *, now: datetime) -> int:
    [row] = await fetch(
        "UPDATE floor_plan SET revision = revision + 1, changed_at = $2 WHERE id = $1 RETURNING revision", plan, now
    )
    return int(row["revision"])


def trimmed_name(name: Bilingual | str, most: int = 120) -> Bilingual:
    text = name if isinstance(name, Bilingual) else Bilingual(name)
    return Bilingual(nfc(text.vi)[:most], nfc(text.en)[:most])
