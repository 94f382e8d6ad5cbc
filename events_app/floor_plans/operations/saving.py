"""Replacing the plan of a fair as a whole, without losing anybody."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

import msgspec
from msgspec import Struct

from events_app.fairs.operations import enter_fair
from events_app.fairs.queries import find_fair
from events_app.fairs.rules import Deed
from events_app.fairs.schemas import Fair
from events_app.floor_plans.changes import PlanChange, plan_changes
from events_app.floor_plans.errors import BoothCodeTaken, BoothsOverlap
from events_app.floor_plans.operations.recording import audit_plan, nudge
from events_app.floor_plans.operations.versions import keep_version, keep_version_saved_before, version_as_input
from events_app.floor_plans.operations.writing import (
    count_revision,
    fixture_of,
    insert_booths,
    remove_booths,
    remove_halls,
    trimmed_name,
    update_booths,
    write_halls,
)
from events_app.floor_plans.operations.zones import (
    check_zones,
    remove_zones,
    rename_zones,
    renames_of,
    write_zones,
    zones_gone,
)
from events_app.floor_plans.queries import floor_plan_of, zones_of_plan
from events_app.floor_plans.rules.plan import BoothSpot, HallSpot, centimetres, check_plan
from events_app.floor_plans.schemas.plans import BoothInput, FloorPlanInput, SavedPlan, Touched
from events_app.floor_plans.tables import FloorPlan
from events_app.platform.actor import Actor
from events_app.platform.db import fetch, register, transaction
from events_app.platform.errors import StaleRevision
from events_app.platform.i18n import nfc
from events_app.platform.rows import insert_unless_there

register(
    {
        "booth_no_overlap": BoothsOverlap,
        "booth_unique_code": BoothCodeTaken,
        "hall_unique_code": BoothCodeTaken,
    }
)


_STANDING = """
SELECT b.*, h.code AS hall_code, z.name_vi AS zone_name FROM booth b JOIN hall h ON h.id = b.hall
LEFT JOIN zone z ON z.id = b.zone WHERE b.fair = $1 AND b.removed_at IS NULL ORDER BY b.id
"""


class _Comparison(Struct, frozen=True, kw_only=True):
    """What a new plan does to the booths and zones that stand."""

    added: list[BoothInput]
    changed: list[tuple[int, BoothInput]]
    removed: dict[int, str]
    zones_gone: dict[int, str]

    def as_change(self, fair: int) -> PlanChange:
        """What is said of it to the slices above."""
        return PlanChange(
            fair=fair,
            changed={number: booth.code for number, booth in self.changed},
            removed=self.removed,
            zones_gone=self.zones_gone,
        )


async def save_floor_plan(slug: str, wanted: FloorPlanInput, *, acting: Actor, now: datetime) -> SavedPlan:
    """Replace the plan of a fair. Booths are known by their codes: those that stay keep their holders.

    Raises:
        FloorPlanInvalid: Booths overlap, reach out of their hall, or share a code; each is named.
        The refusals of those who follow: a booth somebody has would vanish, or a zone applications wish; with names.
        StaleRevision: The plan was changed meanwhile.
    """
    fair = await find_fair(slug, acting=acting, now=now)
    acting.ensure_organizes(fair.office)
    clean = _clean(wanted)
    _check(clean)
    async with transaction():
        await enter_fair(fair.id, Deed.PREPARE, now=now)
        plan = await _lock_plan(fair, clean.revision, now=now)
        compared = _compare(clean, await fetch(_STANDING + " FOR UPDATE OF b", fair.id), await zones_of_plan(fair.id))
        change = compared.as_change(fair.id)
        touched = await plan_changes.preview(change, now=now)
        await keep_version_saved_before(plan)
        await rename_zones(plan["id"], renames_of(clean))
        zones = await write_zones(plan["id"], clean)
        halls = await write_halls(plan["id"], clean)
        await remove_booths(list(compared.removed), now=now)
        await update_booths(compared.changed, halls, zones)
        await insert_booths(fair.id, compared.added, halls, zones)
        await remove_halls(plan["id"], clean, now=now)
        await remove_zones(plan["id"], clean, now=now)
        revision = await count_revision(plan["id"], now=now)
        await keep_version(plan, saved_by=acting.name, now=now)
        await plan_changes.apply(change, acting=acting, now=now)
        saved = _saved(clean, compared, touched, revision)
        await audit_plan(fair, "floor_plan.saved", msgspec.to_builtins(saved), acting=acting, now=now)
        await nudge(fair.id)
        return saved


async def preview_floor_plan(slug: str, wanted: FloorPlanInput, *, acting: Actor, now: datetime) -> SavedPlan:
    """What saving a plan would do, without doing it.

    Raises:
        FloorPlanInvalid: Booths overlap, reach out of their hall, or share a code.
        The refusals of those who follow.
    """
    fair = await find_fair(slug, acting=acting, now=now)
    acting.ensure_organizes(fair.office)
    clean = _clean(wanted)
    _check(clean)
    compared = _compare(clean, await fetch(_STANDING, fair.id), await zones_of_plan(fair.id))
    touched = await plan_changes.preview(compared.as_change(fair.id), now=now)
    return _saved(clean, compared, touched, clean.revision or 0)


async def restore_version(slug: str, version: int, *, revision: int | None, acting: Actor, now: datetime) -> SavedPlan:
    """Let an old plan stand again, through the same checks as any other.

    Args:
        slug: The fair.
        version: The revision to go back to.
        revision: The revision that stands, as it was seen; None does not ask whether somebody was faster.
        acting: Who goes back.
        now: When.
    """
    wanted = await version_as_input(slug, version, revision=revision, acting=acting, now=now)
    return await save_floor_plan(slug, wanted, acting=acting, now=now)


def _check(clean: FloorPlanInput) -> None:
    check_plan(_hall_spots(clean), _booth_spots(clean))
    check_zones(clean)


def _clean(wanted: FloorPlanInput) -> FloorPlanInput:
    halls = [msgspec.structs.replace(hall, code=nfc(hall.code), name=trimmed_name(hall.name)) for hall in wanted.halls]
    booths = [
        msgspec.structs.replace(
            booth, code=nfc(booth.code), hall=nfc(booth.hall), zone=nfc(booth.zone or "")[:80] or None
        )
        for booth in wanted.booths
    ]
    zones = [msgspec.structs.replace(zone, name=trimmed_name(zone.name, 80)) for zone in wanted.zones]
    return msgspec.structs.replace(wanted, halls=halls, booths=booths, zones=zones)


def _hall_spots(plan: FloorPlanInput) -> list[HallSpot]:
    return [
        HallSpot(
            hall.code,
            centimetres(hall.width),
            centimetres(hall.height),
            tuple(fixture_of(each) for each in hall.fixtures),
        )
        for hall in plan.halls
    ]


def _booth_spots(plan: FloorPlanInput) -> list[BoothSpot]:
    return [
        BoothSpot(
            booth.code,
            booth.hall,
            centimetres(booth.x),
            centimetres(booth.y),
            centimetres(booth.width),
            centimetres(booth.height),
        )
        for booth in plan.booths
    ]


async def _lock_plan(fair: Fair, revision: int | None, *, now: datetime) -> Any:
    await insert_unless_there(
        FloorPlan, {"fair": fair.id, "revision": 0, "created_at": now, "changed_at": now}, unique=["fair"]
    )
    [plan] = await fetch("SELECT * FROM floor_plan WHERE fair = $1 FOR UPDATE", fair.id)
    if revision is not None and revision != plan["revision"]:
        raise StaleRevision(current=await floor_plan_of(fair.id), revision=plan["revision"])
    return plan


def _compare(plan: FloorPlanInput, standing: Sequence[Any], zones: Mapping[int, str]) -> _Comparison:
    """What becomes of each booth and zone that stands."""
    wanted = {booth.code: booth for booth in plan.booths}
    known = {row["code"]: row for row in standing}
    renames = renames_of(plan)
    return _Comparison(
        added=[booth for code, booth in wanted.items() if code not in known],
        changed=[
            (row["id"], wanted[code])
            for code, row in known.items()
            if code in wanted and _differs(wanted[code], row, renames)
        ],
        removed={row["id"]: code for code, row in known.items() if code not in wanted},
        zones_gone=zones_gone(plan, zones),
    )


def _differs(booth: BoothInput, row: Any, renames: Mapping[str, str]) -> bool:
    place = (booth.hall, booth.zone, *map(centimetres, (booth.x, booth.y, booth.width, booth.height)))
    kind = (booth.category, sorted(booth.utilities), booth.price)
    stands = (
        row["hall_code"],
        renames.get(row["zone_name"], row["zone_name"]),
        row["x"],
        row["y"],
        row["width"],
        row["height"],
    )
    return place != stands or kind != (row["category"], sorted(row["utilities"]), row["price"])


def _saved(plan: FloorPlanInput, compared: _Comparison, touched: list[Touched], revision: int) -> SavedPlan:
    return SavedPlan(
        revision=revision,
        booths=len(plan.booths),
        added=len(compared.added),
        changed=len(compared.changed),
        removed=len(compared.removed),
        touched=touched,
    )
