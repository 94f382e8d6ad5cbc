"""Writing a plan's rows, in a handful of statements however many booths there are."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import msgspec

from events_app.floor_plans.rules.plan import centimetres
from events_app.floor_plans.schemas.maps import Fixture
from events_app.floor_plans.schemas.plans import BoothInput, FixtureInput, FloorPlanInput
from events_app.platform.db import fetch
from events_app.platform.i18n import Bilingual, nfc

_NEW_BOOTHS = (
    "unnest($1::bigint[], $2::text[], $3::bigint[], $4::bigint[], $5::int[], $6::int[], $7::int[], $8::int[],"
    " $9::text[], $10::text[], $11::bigint[]) AS n (id, code, hall, zone, x, y, w, h, category, utilities, price)"
)


async def write_halls(plan: int, wanted: FloorPlanInput) -> dict[str, int]:
    await fetch(
        "INSERT INTO hall (plan, code, name_vi, name_en, width, height, position, fixtures)"
        " SELECT $1, * FROM unnest($2::text[], $3::text[], $4::text[], $5::int[], $6::int[], $7::int[], $8::jsonb[])"
        " ON CONFLICT (plan, code) WHERE removed_at IS NULL DO UPDATE SET name_vi = excluded.name_vi,"
        " name_en = excluded.name_en, width = excluded.width, height = excluded.height,"
        " position = excluded.position, fixtures = excluded.fixtures",
        plan,
        [hall.code for hall in wanted.halls],
        [neat(hall.name).vi or hall.code for hall in wanted.halls],
        [neat(hall.name).en for hall in wanted.halls],
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
        label=neat(wanted.label),
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
    await fetch(
        "UPDATE booth b SET code = n.code, hall = n.hall, zone = n.zone, x = n.x, y = n.y, width = n.w, height = n.h,"
        " category = n.category, utilities = string_to_array(n.utilities, ',')::varchar[], price = n.price"
        f" FROM {_NEW_BOOTHS} WHERE b.id = n.id",
        [number for number, _ in changed],
        *_columns([booth for _, booth in changed], halls, zones),
    )


async def insert_booths(fair: int, added: Sequence[BoothInput], halls: dict[str, int], zones: dict[str, int]) -> None:
    await fetch(
        "INSERT INTO booth (fair, code, hall, zone, x, y, width, height, category, utilities, price, blocked,"
        " blocked_reason) SELECT n.id, n.code, n.hall, n.zone, n.x, n.y, n.w, n.h, n.category,"
        f" string_to_array(n.utilities, ',')::varchar[], n.price, false, '' FROM {_NEW_BOOTHS}",
        [fair] * len(added),
        *_columns(added, halls, zones),
    )


def _columns(booths: Sequence[BoothInput], halls: dict[str, int], zones: dict[str, int]) -> list[list[Any]]:
    return [
        [booth.code for booth in booths],
        [halls[booth.hall] for booth in booths],
        [zones[booth.zone] if booth.zone else None for booth in booths],
        [centimetres(booth.x) for booth in booths],
        [centimetres(booth.y) for booth in booths],
        [centimetres(booth.width) for booth in booths],
        [centimetres(booth.height) for booth in booths],
        [booth.category.value for booth in booths],
        [",".join(sorted(set(booth.utilities))) for booth in booths],
        [booth.price for booth in booths],
    ]


async def count_revision(plan: int, *, now: datetime) -> int:
    [row] = await fetch(
        "UPDATE floor_plan SET revision = revision + 1, changed_at = $2 WHERE id = $1 RETURNING revision", plan, now
    )
    return int(row["revision"])


def neat(name: Bilingual | str, most: int = 120) -> Bilingual:
    text = name if isinstance(name, Bilingual) else Bilingual(name)
    return Bilingual(nfc(text.vi)[:most], nfc(text.en)[:most])
