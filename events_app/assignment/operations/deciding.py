"""What the office decides before a run: booths for an application, and reserves for a group."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

from events_app.applications.errors import ApplicationNotFound
from events_app.assignment.errors import PinInvalid, PinTaken, ReserveExists, ReserveInvalid, RunNotFinished
from events_app.assignment.queries.runs import find_run, result_of_run
from events_app.assignment.schemas import PinInput, ReserveInput
from events_app.assignment.tables import BoothPin, BoothReserve
from events_app.booths.operations import lock_booths
from events_app.booths.rules import live, refuse_taken
from events_app.fairs.operations import enter_fair
from events_app.fairs.queries import fair_by_id, find_fair
from events_app.fairs.rules import Deed
from events_app.fairs.schemas import Fair
from events_app.floor_plans.errors import BoothNotFound
from events_app.floor_plans.operations import audit_plan
from events_app.platform.actor import Actor
from events_app.platform.db import fetch, register, transaction
from events_app.platform.errors import FieldError
from events_app.platform.i18n import N_
from events_app.platform.rows import insert_row, insert_rows

register(
    {
        "booth_pin_one_application": PinTaken,
        "booth_reserve_unique_place": ReserveExists,
        "booth_reserve_unique_name": ReserveExists,
    }
)


async def set_pin(application: int, wanted: PinInput, *, acting: Actor, now: datetime) -> None:
    """Decide booths for an application before the run, instead of those decided earlier.

    Raises:
        BoothAlreadyHeld, BoothAlreadyAssigned: Somebody has one of them.
        PinTaken: One of them is decided for another application.
        PinInvalid: A booth is named twice, or is of another fair.
    """
    fair = await _fair_of_application(application, acting=acting, now=now)
    if len(set(wanted.booths)) < len(wanted.booths):
        raise PinInvalid(fields={"booths": [FieldError("booth_twice", N_("Each booth once, please."))]})
    async with transaction():
        await enter_fair(fair.id, Deed.PREPARE, now=now)
        booths = await lock_booths(wanted.booths)
        for locked in booths.values():
            if locked.fair != fair.id:
                raise BoothNotFound
            standing = live(locked.claim, now)
            if standing is not None:
                refuse_taken(standing, booth=locked.code)
        await _write_pin(fair.id, application, wanted.booths, None, acting=acting, now=now)
        codes = [booths[number].code for number in wanted.booths]
        data = {"application": application, "booths": codes}
        await audit_plan(fair, "booth_pin.set", data, acting=acting, now=now)


async def remove_pins(slug: str, applications: Collection[int], *, acting: Actor, now: datetime) -> None:
    """Undo decisions; those that are not there are fine."""
    fair = await find_fair(slug, acting=acting, now=now)
    acting.ensure_organizes(fair.office)
    async with transaction():
        rows = await fetch(
            "DELETE FROM booth_pin WHERE fair = $1 AND application = ANY($2) RETURNING application",
            fair.id,
            sorted(applications),
        )
        data = {"applications": sorted({row["application"] for row in rows})}
        await audit_plan(fair, "booth_pin.removed", data, acting=acting, now=now)


async def lock_placements(run: int, applications: Collection[int], *, acting: Actor, now: datetime) -> int:
    """Keep what a run gave some applications for the next runs; returns how many were locked.

    Raises:
        RunNotFinished: The run has no result.
    """
    view = await find_run(run, acting=acting)
    if view.state not in {"done", "published"}:
        raise RunNotFinished
    fair = await fair_by_id(view.fair, now=now)
    _, result = await result_of_run(run)
    chosen = [each for each in result.optimised.placements if each.application in applications]
    async with transaction():
        await enter_fair(fair.id, Deed.PREPARE, now=now)
        await lock_booths([number for each in chosen for number in each.booths])
        await fetch("DELETE FROM booth_pin WHERE application = ANY($1)", [each.application for each in chosen])
        for each in chosen:
            await _write_pin(fair.id, each.application, each.booths, run, acting=acting, now=now)
        data = {"run": run, "applications": [each.application for each in chosen]}
        await audit_plan(fair, "booth_pin.locked", data, acting=acting, now=now)
    return len(chosen)


async def set_reserve(slug: str, wanted: ReserveInput, *, acting: Actor, now: datetime) -> int:
    """Reserve places for a group.

    Raises:
        ReserveInvalid: It names neither a place nor a group with members, or both.
        ReserveExists: There is one for this group.
    """
    fair = await find_fair(slug, acting=acting, now=now)
    acting.ensure_organizes(fair.office)
    name = wanted.name.strip()
    if (wanted.place is None) == (not name):
        message = N_("Choose a place, or give the group a name.")
        raise ReserveInvalid(fields={"name": [FieldError("group_unclear", message)]})
    if wanted.place is None and not wanted.members:
        message = N_("Say which applications count to this group.")
        raise ReserveInvalid(fields={"members": [FieldError("no_members", message)]})
    async with transaction():
        await enter_fair(fair.id, Deed.PREPARE, now=now)
        await _ensure_known(fair.id, wanted)
        reserve = {
            "fair": fair.id,
            "place": wanted.place,
            "name": name,
            "members": sorted(set(wanted.members)) if wanted.place is None else [],
            "at_least": wanted.at_least,
        }
        row = await insert_row(BoothReserve, reserve)
        data = {"reserve": row["id"], "place": wanted.place, "name": name, "at_least": wanted.at_least}
        await audit_plan(fair, "booth_reserve.set", data, acting=acting, now=now)
        return int(row["id"])


async def remove_reserve(slug: str, reserve: int, *, acting: Actor, now: datetime) -> None:
    """Take a reserve away; none is fine."""
    fair = await find_fair(slug, acting=acting, now=now)
    acting.ensure_organizes(fair.office)
    async with transaction():
        rows = await fetch(
            "DELETE FROM booth_reserve WHERE fair = $1 AND id = $2 RETURNING name, place, at_least", fair.id, reserve
        )
        for row in rows:
            await audit_plan(fair, "booth_reserve.removed", dict(row), acting=acting, now=now)


async def _fair_of_application(application: int, *, acting: Actor, now: datetime) -> Fair:
    rows = await fetch(
        "SELECT a.fair, f.office FROM booth_application a JOIN fair f ON f.id = a.fair WHERE a.id = $1", application
    )
    if not rows or not acting.organizes(rows[0]["office"]):
        raise ApplicationNotFound
    return await fair_by_id(rows[0]["fair"], now=now)


async def _write_pin(
    fair: int, application: int, booths: Sequence[int], run: int | None, *, acting: Actor, now: datetime
) -> None:
    await fetch("DELETE FROM booth_pin WHERE application = $1", application)
    common = {
        "fair": fair,
        "application": application,
        "locked_from": run,
        "set_at": now,
        "set_by": acting.name[:120],
    }
    await insert_rows(BoothPin, [common | {"booth": booth, "position": at} for at, booth in enumerate(booths)])


async def _ensure_known(fair: int, wanted: ReserveInput) -> None:
    """Members are applications of this fair, the place is a place."""
    rows: list[Any] = await fetch(
        "SELECT (SELECT count(*) FROM booth_application WHERE fair = $1 AND id = ANY($2)) AS members,"
        " $3::bigint IS NULL OR EXISTS (SELECT FROM place WHERE id = $3) AS place",
        fair,
        wanted.members,
        wanted.place,
    )
    if rows[0]["members"] < len(set(wanted.members)) or not rows[0]["place"]:
        raise ReserveInvalid(
            fields={"members": [FieldError("unknown", N_("Somebody named here does not apply here."))]}
        )
