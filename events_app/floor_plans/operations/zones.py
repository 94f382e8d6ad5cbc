"""Zones of a plan: written, renamed, and let go."""

from collections.abc import Mapping
from datetime import datetime

from events_app.floor_plans.errors import ZoneNameTaken
from events_app.floor_plans.rules.zones import check_zone_names, tone_of
from events_app.floor_plans.schemas.plans import FloorPlanInput
from events_app.platform.db import fetch, register
from events_app.platform.i18n import nfc

register({"zone_unique_name": ZoneNameTaken})


def check_zones(wanted: FloorPlanInput) -> None:
    """Refuse nameless zones and two of one name."""
    check_zone_names([zone.name.vi for zone in wanted.zones])


def renames_of(wanted: FloorPlanInput) -> dict[str, str]:
    """Which zones get another name: old to new."""
    return {nfc(zone.was): zone.name.vi for zone in wanted.zones if zone.was and nfc(zone.was) != zone.name.vi}


def names_of(wanted: FloorPlanInput) -> list[str]:
    """Every zone a plan has, described or only named by a booth."""
    return list(
        dict.fromkeys(
            [*(zone.name.vi for zone in wanted.zones), *(booth.zone for booth in wanted.booths if booth.zone)]
        )
    )


def zones_gone(wanted: FloorPlanInput, standing: Mapping[int, str]) -> dict[int, str]:
    """Which zones a plan drops, by number, under the names they would have had."""
    renames, kept = renames_of(wanted), set(names_of(wanted))
    renamed = {number: renames.get(name, name) for number, name in standing.items()}
    return {number: name for number, name in renamed.items() if name not in kept}


async def rename_zones(plan: int, renames: Mapping[str, str]) -> None:
    """Give zones their new names; wishes of applications are numbers and need no change.

    Two zones may swap their names, so all of them first step aside; a zone that went gives its name up.
    """
    if not renames:
        return
    await fetch(
        "UPDATE zone SET name_vi = left(name_vi, 60) || ' #' || id WHERE plan = $1 AND removed_at IS NOT NULL"
        " AND name_vi = ANY($2)",
        plan,
        list(renames.values()),
    )
    rows = await fetch(
        "SELECT id, name_vi FROM zone WHERE plan = $1 AND removed_at IS NULL AND name_vi = ANY($2)", plan, list(renames)
    )
    ids = [row["id"] for row in rows]
    await fetch("UPDATE zone SET name_vi = '#' || id WHERE id = ANY($1)", ids)
    await fetch(
        "UPDATE zone SET name_vi = n.name FROM unnest($1::bigint[], $2::text[]) AS n (id, name) WHERE zone.id = n.id",
        ids,
        [renames[row["name_vi"]] for row in rows],
    )


async def write_zones(plan: int, wanted: FloorPlanInput) -> dict[str, int]:
    """Every zone named by a booth or described; colours stay once given."""
    described = {zone.name.vi: zone for zone in wanted.zones}
    names = names_of(wanted)
    rows = await fetch("SELECT name_vi, tone FROM zone WHERE plan = $1 AND removed_at IS NULL", plan)
    tones = {row["name_vi"]: row["tone"] for row in rows}
    for name in names:
        zone = described.get(name)
        tones[name] = (zone.tone if zone else None) or tones.get(name) or tone_of(name, set(tones.values()))
    await fetch(
        "INSERT INTO zone (plan, name_vi, name_en, tone) SELECT $1, n, e, t FROM unnest($2::text[], $3::text[],"
        " $4::int[])"
        " AS new (n, e, t) ON CONFLICT (plan, name_vi) DO UPDATE SET tone = excluded.tone, removed_at = NULL,"
        " name_en = CASE WHEN excluded.name_en = '' THEN zone.name_en ELSE excluded.name_en END",
        plan,
        names,
        [described[name].name.en if name in described else "" for name in names],
        [tones[name] for name in names],
    )
    rows = await fetch("SELECT id, name_vi FROM zone WHERE plan = $1 AND removed_at IS NULL", plan)
    return {row["name_vi"]: row["id"] for row in rows}


async def remove_zones(plan: int, wanted: FloorPlanInput, *, now: datetime) -> None:
    """Let the zones go that the plan no longer names."""
    await fetch(
        "UPDATE zone SET removed_at = $3 WHERE plan = $1 AND removed_at IS NULL AND name_vi <> ALL($2)",
        plan,
        names_of(wanted),
        now,
    )
