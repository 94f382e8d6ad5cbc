"""Reads plans in the shape they are written in, and their history."""

from collections.abc import Iterable
from typing import Any

import msgspec

from events_app.floor_plans.errors import BoothNotFound, FloorPlanNotFound, PlanVersionNotFound
from events_app.floor_plans.rules.plan import Category, Utility, code_order
from events_app.floor_plans.schemas.maps import read_fixtures
from events_app.floor_plans.schemas.plans import (
    BoothInput,
    FixtureInput,
    FloorPlan,
    HallInput,
    OldPlan,
    PlanVersion,
    PlanVersions,
    ZoneInput,
    metres,
)
from events_app.platform.actor import Actor
from events_app.platform.db import fetch
from events_app.platform.i18n import Bilingual

_ZONES = """
SELECT z.id, z.name_vi, z.name_en FROM zone z JOIN floor_plan p ON p.id = z.plan
WHERE p.fair = $1 AND EXISTS (SELECT FROM booth b WHERE b.zone = z.id AND b.removed_at IS NULL) ORDER BY z.id
"""


async def booth_facts(booth: int) -> tuple[int, str]:
    """The fair and code of a booth, unlocked.

    Raises:
        BoothNotFound: There is none.
    """
    rows = await fetch("SELECT fair, code FROM booth WHERE id = $1 AND removed_at IS NULL", booth)
    if not rows:
        raise BoothNotFound
    return rows[0]["fair"], rows[0]["code"]


async def utilities_of(booth: int) -> frozenset[str]:
    """What a booth has: power, water, cold."""
    [row] = await fetch("SELECT utilities FROM booth WHERE id = $1", booth)
    return frozenset(row["utilities"])


async def standing_booths(booths: Iterable[int]) -> set[int]:
    """Which of some booths are on a plan today."""
    rows = await fetch("SELECT id FROM booth WHERE id = ANY($1) AND removed_at IS NULL", sorted(set(booths)))
    return {row["id"] for row in rows}


async def booths_on_plan(fair: int) -> list[int]:
    """The booths that are on a fair's plan today, by code."""
    rows = await fetch("SELECT id FROM booth WHERE fair = $1 AND removed_at IS NULL ORDER BY code", fair)
    return [row["id"] for row in rows]


async def has_plan(fair: int) -> bool:
    """Whether a fair has a floor plan with booths."""
    [row] = await fetch("SELECT EXISTS (SELECT FROM booth WHERE fair = $1 AND removed_at IS NULL) AS found", fair)
    return bool(row["found"])


async def floor_plan_of(fair: int) -> FloorPlan:
    """The plan in the shape it is written in, lengths in metres.

    Raises:
        FloorPlanNotFound: The fair has none yet.
    """
    plan = await plan_row(fair)
    halls = await fetch("SELECT * FROM hall WHERE plan = $1 AND removed_at IS NULL ORDER BY position, code", plan["id"])
    zones = await fetch("SELECT * FROM zone WHERE plan = $1 AND removed_at IS NULL ORDER BY id", plan["id"])
    rows = await fetch(
        "SELECT b.*, h.code AS hall_code, z.name_vi AS zone_vi FROM booth b JOIN hall h ON h.id = b.hall"
        " LEFT JOIN zone z ON z.id = b.zone WHERE b.fair = $1 AND b.removed_at IS NULL",
        fair,
    )
    return FloorPlan(
        halls=[_hall_input(hall) for hall in halls],
        booths=[_booth_input(row) for row in sorted(rows, key=lambda row: code_order(row["code"]))],
        zones=[ZoneInput(name=Bilingual(row["name_vi"], row["name_en"]), tone=row["tone"]) for row in zones],
        revision=plan["revision"],
    )


async def plans_to_copy(fair: int, *, acting: Actor) -> list[tuple[str, Bilingual, int]]:
    """Other fairs of the asker's offices that have a plan: address, title and number of booths, the latest first."""
    rows = await fetch(
        """
        SELECT f.slug, f.title_vi, f.title_en, count(*) AS booths FROM fair f
        JOIN booth b ON b.fair = f.id AND b.removed_at IS NULL
        WHERE f.office = ANY($1) AND f.id <> $2
        GROUP BY f.id ORDER BY f.id = (SELECT copied_from FROM fair WHERE id = $2) DESC NULLS LAST, f.id DESC LIMIT 100
        """,
        acting.organized_offices,
        fair,
    )
    return [(row["slug"], Bilingual(row["title_vi"], row["title_en"]), row["booths"]) for row in rows]


async def plan_versions(fair: int) -> PlanVersions:
    """Every saved plan of a fair, the latest first.

    Raises:
        FloorPlanNotFound: The fair has no plan yet.
    """
    plan = await plan_row(fair)
    rows = await fetch(
        "SELECT revision, booths, saved_by, saved_at FROM floor_plan_version WHERE plan = $1 ORDER BY revision DESC",
        plan["id"],
    )
    return PlanVersions(plan["revision"], [_version(row) for row in rows])


async def plan_version(fair: int, revision: int) -> OldPlan:
    """A plan as it was saved.

    Raises:
        PlanVersionNotFound: It was never saved, or is another fair's.
    """
    rows = await fetch(
        "SELECT v.* FROM floor_plan_version v JOIN floor_plan p ON p.id = v.plan WHERE p.fair = $1 AND v.revision = $2",
        fair,
        revision,
    )
    if not rows:
        raise PlanVersionNotFound
    return OldPlan(version=_version(rows[0]), plan=msgspec.json.decode(rows[0]["content"], type=FloorPlan))


async def plan_row(fair: int) -> Any:
    """The row of a fair's plan, or `FloorPlanNotFound`."""
    rows = await fetch("SELECT * FROM floor_plan WHERE fair = $1", fair)
    if not rows:
        raise FloorPlanNotFound
    return rows[0]


async def zones_of_plan(fair: int) -> dict[int, str]:
    """The zones that stand on a fair's plan, by number."""
    rows = await fetch(
        "SELECT z.id, z.name_vi FROM zone z JOIN floor_plan p ON p.id = z.plan"
        " WHERE p.fair = $1 AND z.removed_at IS NULL",
        fair,
    )
    return {row["id"]: row["name_vi"] for row in rows}


async def zone_numbers(fair: int) -> dict[str, int]:
    """The zones of a fair's plan that have booths, by their Vietnamese names, in the order they were drawn."""
    rows = await fetch(_ZONES, fair)
    return {row["name_vi"]: row["id"] for row in rows}


def _version(row: Any) -> PlanVersion:
    return PlanVersion(
        revision=row["revision"], booths=row["booths"], saved_by=row["saved_by"], saved_at=row["saved_at"]
    )


def _hall_input(row: Any) -> HallInput:
    return HallInput(
        code=row["code"],
        name=Bilingual(row["name_vi"], row["name_en"]),
        width=metres(row["width"]),
        height=metres(row["height"]),
        fixtures=[
            FixtureInput(
                kind=each.kind,
                label=each.label,
                x=metres(each.x),
                y=metres(each.y),
                width=metres(each.width),
                height=metres(each.height),
            )
            for each in read_fixtures(row["fixtures"])
        ],
    )


def _booth_input(row: Any) -> BoothInput:
    return BoothInput(
        code=row["code"],
        hall=row["hall_code"],
        zone=row["zone_vi"],
        x=metres(row["x"]),
        y=metres(row["y"]),
        width=metres(row["width"]),
        height=metres(row["height"]),
        category=Category(row["category"]),
        utilities=[Utility(name) for name in row["utilities"]],
        price=row["price"],
    )


async def zone_names(fair: int) -> list[Bilingual]:
    """The zones of a fair's plan that have booths, in the order they were drawn."""
    return [Bilingual(row["name_vi"], row["name_en"]) for row in await fetch(_ZONES, fair)]
