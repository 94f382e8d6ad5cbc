"""Drawing a fair's plan: saving it whole, laying it from a grid, blocking booths, setting the terms of holds."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import msgspec
from msgspec import Struct

from events_app.booths.errors import (
    BoothCodeTaken,
    BoothInUse,
    BoothsOverlap,
    FloorPlanInUse,
    FloorPlanNotFound,
)
from events_app.booths.operations.locking import booth_facts, lock_booth
from events_app.booths.operations.telling import nudge, refresh_booth_entries
from events_app.booths.queries import floor_plan_of
from events_app.booths.rules import BoothSpot, HallSpot, centimetres, check_plan, live
from events_app.booths.rules.grid import Grid, LaidGrid, lay_out
from events_app.booths.rules.zones import ZoneStretch, read_zones, tone_of, zone_of_row
from events_app.booths.schemas import (
    BoothInput,
    Fixture,
    FixtureInput,
    FloorPlanInput,
    GridInput,
    HallInput,
    HoldTermsInput,
    SavedPlan,
    Touched,
    ZoneInput,
    metres,
)
from events_app.booths.words import FIXTURES
from events_app.fairs.queries import fair_by_id, find_fair
from events_app.fairs.rules import ensure_changeable
from events_app.fairs.schemas import Fair
from events_app.platform.actor import Actor
from events_app.platform.audit import record_audit
from events_app.platform.db import fetch, register, transaction
from events_app.platform.errors import StaleRevision
from events_app.platform.i18n import Bilingual, nfc, translate

register(
    {
        "booth_no_overlap": BoothsOverlap,
        "booth_unique_code": BoothCodeTaken,
        "hall_unique_code": BoothCodeTaken,
    }
)


class _Change(Struct, frozen=True, kw_only=True):
    """What a new plan does to the booths that stand."""

    added: list[BoothInput]
    changed: list[tuple[int, BoothInput]]
    removed: list[int]
    touched: list[Touched]
    producers: list[int]


async def save_floor_plan(slug: str, wanted: FloorPlanInput, *, acting: Actor, now: datetime) -> SavedPlan:
    """Replace the plan of a fair. Booths are known by their codes: those that stay keep their holders.

    Raises:
        FloorPlanInvalid: Booths overlap, reach out of their hall, or share a code; each is named.
        FloorPlanInUse: A booth somebody has would vanish; the error says whose.
        StaleRevision: The plan was changed meanwhile.
    """
    fair = await find_fair(slug, acting=acting, now=now)
    acting.ensure_organizes(fair.office)
    ensure_changeable(fair.status)
    clean = _clean(wanted)
    check_plan(_hall_spots(clean), _booth_spots(clean))
    async with transaction():
        plan = await _lock_plan(fair, clean.revision, now=now)
        standing = await _lock_standing(fair.id)
        change = _compare(clean, standing)
        zones = await _write_zones(plan["id"], clean)
        halls = await _write_halls(plan["id"], clean)
        await _remove_booths(change.removed, now=now)
        await _update_booths(change.changed, halls, zones)
        await _insert_booths(fair.id, change.added, halls, zones)
        await _remove_halls(plan["id"], clean, now=now)
        revision = await _count_revision(plan["id"], now=now)
        await refresh_booth_entries(fair.id, change.producers, now=now)
        saved = _saved(clean, change, revision)
        await _audit(fair, "floor_plan.saved", msgspec.to_builtins(saved), acting=acting, now=now)
        await nudge(fair.id)
        return saved


async def preview_floor_plan(slug: str, wanted: FloorPlanInput, *, acting: Actor, now: datetime) -> SavedPlan:
    """What saving a plan would do, without doing it.

    Raises:
        FloorPlanInvalid: Booths overlap, reach out of their hall, or share a code.
        FloorPlanInUse: A booth somebody has would vanish.
    """
    fair = await find_fair(slug, acting=acting, now=now)
    acting.ensure_organizes(fair.office)
    clean = _clean(wanted)
    check_plan(_hall_spots(clean), _booth_spots(clean))
    return _saved(clean, _compare(clean, await _read_standing(fair.id)), clean.revision or 0)


async def lay_grid(slug: str, wanted: GridInput, *, acting: Actor, now: datetime) -> SavedPlan:
    """Replace the plan of a fair by one made from a few numbers."""
    return await save_floor_plan(slug, plan_of_grid(wanted), acting=acting, now=now)


def plan_of_grid(wanted: GridInput) -> FloorPlanInput:
    """The whole plan a grid stands for, to be looked at before it is saved.

    Raises:
        GridInvalid: No plan can be made of these numbers.
    """
    laid = lay_out(_grid_of(wanted))
    stretches = read_zones(wanted.zones, wanted.rows)
    hall = HallInput(
        code=nfc(wanted.hall_code),
        name=Bilingual(nfc(wanted.hall_name)),
        width=metres(laid.width),
        height=metres(laid.height),
        fixtures=_fixtures_of(laid),
    )
    booths = [
        BoothInput(
            code=each.code,
            hall=hall.code,
            zone=zone_of_row(stretches, each.row),
            x=metres(each.x),
            y=metres(each.y),
            width=metres(each.width),
            height=metres(each.height),
            category=each.category,
            utilities=wanted.utilities,
            price=wanted.price,
        )
        for each in laid.booths
    ]
    return FloorPlanInput(halls=[hall], booths=booths, zones=_zones_of(stretches))


async def set_hold_terms(slug: str, wanted: HoldTermsInput, *, acting: Actor, now: datetime) -> None:
    """Say how long producers may hold booths, how many, and whether they may now."""
    fair = await find_fair(slug, acting=acting, now=now)
    acting.ensure_organizes(fair.office)
    async with transaction():
        rows = await fetch(
            "UPDATE floor_plan SET hold_minutes = $2, hold_cap = $3, holds_open = $4, changed_at = $5 WHERE fair = $1"
            " RETURNING id",
            fair.id,
            wanted.minutes,
            wanted.cap,
            wanted.holds_open,
            now,
        )
        if not rows:
            raise FloorPlanNotFound
        await _audit(fair, "floor_plan.hold_terms", msgspec.to_builtins(wanted), acting=acting, now=now)
        await nudge(fair.id)


async def block_booth(booth: int, reason: str, *, acting: Actor, now: datetime) -> None:
    """Keep a free booth from being given out.

    Raises:
        BoothInUse: Somebody has it.
    """
    await _set_blocked(booth, blocked=True, reason=nfc(reason)[:200], acting=acting, now=now)


async def unblock_booth(booth: int, *, acting: Actor, now: datetime) -> None:
    """Let a booth be given out again."""
    await _set_blocked(booth, blocked=False, reason="", acting=acting, now=now)


async def _set_blocked(booth: int, *, blocked: bool, reason: str, acting: Actor, now: datetime) -> None:
    fair_id, _ = await booth_facts(booth)
    fair = await fair_by_id(fair_id, now=now)
    acting.ensure_organizes(fair.office)
    async with transaction():
        locked = await lock_booth(booth)
        claim = live(locked.claim, now)
        if blocked and claim is not None:
            [row] = await fetch("SELECT name FROM producer WHERE id = $1", claim.producer)
            raise BoothInUse(locked.code, row["name"])
        await fetch("UPDATE booth SET blocked = $2, blocked_reason = $3 WHERE id = $1", booth, blocked, reason)
        action = "booth.blocked" if blocked else "booth.unblocked"
        await _audit(fair, action, {"booth": booth, "code": locked.code, "reason": reason}, acting=acting, now=now)
        await nudge(fair.id, locked.code)


async def _audit(fair: Fair, action: str, data: dict[str, Any], *, acting: Actor, now: datetime) -> None:
    subject: dict[str, Any] = {"subject": "fair", "subject_id": fair.id, "office": fair.office}
    await record_audit(acting, action, **subject, data=data, now=now)


def _clean(wanted: FloorPlanInput) -> FloorPlanInput:
    halls = [msgspec.structs.replace(hall, code=nfc(hall.code), name=_neat(hall.name)) for hall in wanted.halls]
    booths = [
        msgspec.structs.replace(
            booth, code=nfc(booth.code), hall=nfc(booth.hall), zone=nfc(booth.zone or "")[:80] or None
        )
        for booth in wanted.booths
    ]
    return msgspec.structs.replace(wanted, halls=halls, booths=booths)


def _neat(name: Bilingual | str) -> Bilingual:
    text = name if isinstance(name, Bilingual) else Bilingual(name)
    return Bilingual(nfc(text.vi)[:120], nfc(text.en)[:120])


def _hall_spots(plan: FloorPlanInput) -> list[HallSpot]:
    return [HallSpot(hall.code, centimetres(hall.width), centimetres(hall.height)) for hall in plan.halls]


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
    await fetch(
        "INSERT INTO floor_plan (fair, holds_open, hold_minutes, hold_cap, revision, created_at, changed_at)"
        " VALUES ($1, true, 30, 3, 0, $2, $2) ON CONFLICT (fair) DO NOTHING",
        fair.id,
        now,
    )
    [plan] = await fetch("SELECT * FROM floor_plan WHERE fair = $1 FOR UPDATE", fair.id)
    if revision is not None and revision != plan["revision"]:
        raise StaleRevision(current=await floor_plan_of(fair.id), revision=plan["revision"])
    return plan


_STANDING = """
SELECT b.*, h.code AS hall_code, z.name_vi AS zone_name FROM booth b JOIN hall h ON h.id = b.hall
LEFT JOIN zone z ON z.id = b.zone WHERE b.fair = $1 AND b.removed_at IS NULL ORDER BY b.id
"""


class _Standing(Struct, frozen=True):
    booths: list[Any]
    holders: dict[int, tuple[int, str]]


async def _lock_standing(fair: int) -> _Standing:
    rows = await fetch(_STANDING + " FOR UPDATE OF b", fair)
    return _Standing(rows, await _holders(fair))


async def _read_standing(fair: int) -> _Standing:
    return _Standing(await fetch(_STANDING, fair), await _holders(fair))


async def _holders(fair: int) -> dict[int, tuple[int, str]]:
    rows = await fetch(
        "SELECT c.booth, c.producer, p.name FROM booth_claim c JOIN producer p ON p.id = c.producer"
        " WHERE c.fair = $1 AND c.state <> 'closed'",
        fair,
    )
    return {row["booth"]: (row["producer"], row["name"]) for row in rows}


def _compare(plan: FloorPlanInput, standing: _Standing) -> _Change:
    """What becomes of each booth that stands.

    A claim past its deadline still counts: its booth is not thrown away under somebody who was just late.
    """
    wanted = {booth.code: booth for booth in plan.booths}
    known = {row["code"]: row for row in standing.booths}
    removed = [row for code, row in known.items() if code not in wanted]
    lost = [
        {"booth": row["code"], "producer": standing.holders[row["id"]][1]}
        for row in removed
        if row["id"] in standing.holders
    ]
    if lost:
        raise FloorPlanInUse(lost)
    changed = [
        (row["id"], wanted[code]) for code, row in known.items() if code in wanted and _differs(wanted[code], row)
    ]
    moved = [(number, booth) for number, booth in changed if number in standing.holders]
    return _Change(
        added=[booth for code, booth in wanted.items() if code not in known],
        changed=changed,
        removed=[row["id"] for row in removed],
        touched=[Touched(booth.code, standing.holders[number][1]) for number, booth in moved],
        producers=sorted({standing.holders[number][0] for number, _ in moved}),
    )


def _differs(booth: BoothInput, row: Any) -> bool:
    place = (booth.hall, booth.zone, *map(centimetres, (booth.x, booth.y, booth.width, booth.height)))
    kind = (booth.category, sorted(booth.utilities), booth.price)
    stands = (row["hall_code"], row["zone_name"], row["x"], row["y"], row["width"], row["height"])
    return place != stands or kind != (row["category"], sorted(row["utilities"]), row["price"])


async def _write_zones(plan: int, wanted: FloorPlanInput) -> dict[str, int]:
    """Every zone named by a booth or described; colours stay once given."""
    described = {nfc(zone.name.vi): zone for zone in wanted.zones}
    names = list(dict.fromkeys([*described, *(booth.zone for booth in wanted.booths if booth.zone)]))
    rows = await fetch("SELECT name_vi, tone FROM zone WHERE plan = $1", plan)
    tones = {row["name_vi"]: row["tone"] for row in rows}
    for name in names:
        zone = described.get(name)
        tones[name] = (zone.tone if zone else None) or tones.get(name) or tone_of(name, set(tones.values()))
    await fetch(
        "INSERT INTO zone (plan, name_vi, name_en, tone) SELECT $1, n, e, t FROM unnest($2::text[], $3::text[],"
        " $4::int[])"
        " AS new (n, e, t) ON CONFLICT (plan, name_vi) DO UPDATE SET tone = excluded.tone,"
        " name_en = CASE WHEN excluded.name_en = '' THEN zone.name_en ELSE excluded.name_en END",
        plan,
        names,
        [nfc(described[name].name.en)[:80] if name in described else "" for name in names],
        [tones[name] for name in names],
    )
    rows = await fetch("SELECT id, name_vi FROM zone WHERE plan = $1", plan)
    return {row["name_vi"]: row["id"] for row in rows}


async def _write_halls(plan: int, wanted: FloorPlanInput) -> dict[str, int]:
    await fetch(
        "INSERT INTO hall (plan, code, name_vi, name_en, width, height, position, fixtures)"
        " SELECT $1, * FROM unnest($2::text[], $3::text[], $4::text[], $5::int[], $6::int[], $7::int[], $8::jsonb[])"
        " ON CONFLICT (plan, code) WHERE removed_at IS NULL DO UPDATE SET name_vi = excluded.name_vi,"
        " name_en = excluded.name_en, width = excluded.width, height = excluded.height,"
        " position = excluded.position, fixtures = excluded.fixtures",
        plan,
        [hall.code for hall in wanted.halls],
        [_neat(hall.name).vi or hall.code for hall in wanted.halls],
        [_neat(hall.name).en for hall in wanted.halls],
        [centimetres(hall.width) for hall in wanted.halls],
        [centimetres(hall.height) for hall in wanted.halls],
        list(range(len(wanted.halls))),
        [msgspec.json.encode([_fixture(each) for each in hall.fixtures]).decode() for hall in wanted.halls],
    )
    rows = await fetch("SELECT id, code FROM hall WHERE plan = $1 AND removed_at IS NULL", plan)
    return {row["code"]: row["id"] for row in rows}


def _fixture(wanted: FixtureInput) -> Fixture:
    return Fixture(
        kind=wanted.kind,
        label=_neat(wanted.label),
        x=centimetres(wanted.x),
        y=centimetres(wanted.y),
        width=centimetres(wanted.width),
        height=centimetres(wanted.height),
    )


async def _remove_booths(booths: Sequence[int], *, now: datetime) -> None:
    await fetch("UPDATE booth SET removed_at = $2 WHERE id = ANY($1)", list(booths), now)


async def _remove_halls(plan: int, wanted: FloorPlanInput, *, now: datetime) -> None:
    await fetch(
        "UPDATE hall SET removed_at = $3 WHERE plan = $1 AND removed_at IS NULL AND code <> ALL($2)",
        plan,
        [hall.code for hall in wanted.halls],
        now,
    )


async def _update_booths(
    changed: Sequence[tuple[int, BoothInput]], halls: dict[str, int], zones: dict[str, int]
) -> None:
    await fetch(
        "UPDATE booth b SET code = n.code, hall = n.hall, zone = n.zone, x = n.x, y = n.y, width = n.w, height = n.h,"
        " category = n.category, utilities = string_to_array(n.utilities, ',')::varchar[], price = n.price"
        f" FROM {_NEW_BOOTHS} WHERE b.id = n.id",
        [number for number, _ in changed],
        *_columns([booth for _, booth in changed], halls, zones),
    )


async def _insert_booths(fair: int, added: Sequence[BoothInput], halls: dict[str, int], zones: dict[str, int]) -> None:
    await fetch(
        "INSERT INTO booth (fair, code, hall, zone, x, y, width, height, category, utilities, price, blocked,"
        " blocked_reason) SELECT n.id, n.code, n.hall, n.zone, n.x, n.y, n.w, n.h, n.category,"
        f" string_to_array(n.utilities, ',')::varchar[], n.price, false, '' FROM {_NEW_BOOTHS}",
        [fair] * len(added),
        *_columns(added, halls, zones),
    )


_NEW_BOOTHS = (
    "unnest($1::bigint[], $2::text[], $3::bigint[], $4::bigint[], $5::int[], $6::int[], $7::int[], $8::int[],"
    " $9::text[], $10::text[], $11::bigint[]) AS n (id, code, hall, zone, x, y, w, h, category, utilities, price)"
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


async def _count_revision(plan: int, *, now: datetime) -> int:
    [row] = await fetch(
        "UPDATE floor_plan SET revision = revision + 1, changed_at = $2 WHERE id = $1 RETURNING revision", plan, now
    )
    return int(row["revision"])


def _saved(plan: FloorPlanInput, change: _Change, revision: int) -> SavedPlan:
    return SavedPlan(
        revision=revision,
        booths=len(plan.booths),
        added=len(change.added),
        changed=len(change.changed),
        removed=len(change.removed),
        touched=change.touched,
    )


def _grid_of(wanted: GridInput) -> Grid:
    return Grid(
        rows=wanted.rows,
        columns=wanted.columns,
        booth_width=centimetres(wanted.booth_width),
        booth_depth=centimetres(wanted.booth_depth),
        aisle=centimetres(wanted.aisle),
        margin=centimetres(wanted.margin),
        block=wanted.block,
        cross_aisle=centimetres(wanted.cross_aisle),
        back_to_back=wanted.back_to_back,
        numbering=wanted.numbering,
        prefix=nfc(wanted.prefix),
        stage=wanted.stage,
        entrance=wanted.entrance,
    )


def _fixtures_of(laid: LaidGrid) -> list[FixtureInput]:
    return [
        FixtureInput(
            kind="stage" if kind == "stage" else "entrance",
            label=Bilingual(translate("vi", FIXTURES[kind]), translate("en", FIXTURES[kind])),
            x=metres(x),
            y=metres(y),
            width=metres(width),
            height=metres(height),
        )
        for kind, x, y, width, height in laid.fixtures
    ]


def _zones_of(stretches: Sequence[ZoneStretch]) -> list[ZoneInput]:
    return [ZoneInput(name=Bilingual(name)) for name in dict.fromkeys(stretch.name for stretch in stretches)]
