"""Giving booths that came free after a publication to those left out: unmet reserves first, then by rank.

Nobody moves: only free booths are looked at, by the same greedy rule anybody can follow with a pencil
(`optimiser.baselines`). The waiting list may be faster with a single booth; both take the booth's lock, and the partial
unique index of claims lets one through.
"""

import asyncio
from collections.abc import Sequence
from datetime import datetime
from typing import Any

import msgspec

from events_app.applications.operations import lock_applications
from events_app.assignment.errors import NothingToRefill, RunNotPublished
from events_app.assignment.operations.leases import channel
from events_app.assignment.operations.publishing import WAITING, offer_placements
from events_app.assignment.optimiser.baselines import refill
from events_app.assignment.optimiser.board import Board
from events_app.assignment.optimiser.problem import Application, Booth, Problem, Reserve
from events_app.assignment.optimiser.result import Placement
from events_app.assignment.queries.drafting.reading import booths_of_run
from events_app.assignment.queries.runs import find_run, input_of_run
from events_app.assignment.schemas import Refilled
from events_app.booths.operations import lock_booths
from events_app.booths.queries import is_live
from events_app.booths.rules import live
from events_app.fairs.operations import enter_fair
from events_app.fairs.queries import fair_by_id
from events_app.fairs.rules import Deed
from events_app.floor_plans.rules import Utility
from events_app.platform.actor import Actor
from events_app.platform.audit import record_audit
from events_app.platform.db import SomebodyWasFaster, fetch, transaction
from events_app.platform.live import notify


async def plan_refill(run: int, *, acting: Actor, now: datetime) -> list[Refilled]:
    """Whom a refill would offer which booths, without doing it.

    Raises:
        RunNotPublished: There is nothing to refill.
    """
    placements, booths, names = await _plan(run, acting=acting, now=now)
    return _as_refilled(placements, booths, names)


async def refill_run(run: int, *, acting: Actor, now: datetime) -> list[Refilled]:
    """Offer free booths to those who wait, by the published rule; nobody moves.

    Raises:
        NothingToRefill: No free booth fits anybody who waits.
        SomebodyWasFaster: A booth was taken while the plan was made; asking again plans anew.
    """
    placements, booths, names = await _plan(run, acting=acting, now=now)
    if not placements:
        raise NothingToRefill
    view = await find_run(run, acting=acting)
    fair = await fair_by_id(view.fair, now=now)
    async with transaction():
        await enter_fair(fair.id, Deed.OFFER, now=now)
        asked = [each.application for each in placements]
        locked = await lock_booths([number for each in placements for number in each.booths])
        applicants = await lock_applications(asked, offered_on=locked.values())
        [row] = await fetch(
            "SELECT state, (SELECT coalesce(max(refill), 0) + 1 FROM run_placement WHERE run = $1) AS number"
            " FROM assignment_run WHERE id = $1 FOR UPDATE",
            run,
        )
        if row["state"] != "published":
            raise RunNotPublished
        taken = any(live(booth.claim, now) is not None or booth.blocked for booth in locked.values())
        if taken or any(each.state not in WAITING for each in applicants.values()):
            raise SomebodyWasFaster
        await offer_placements(run, row["number"], placements, locked, applicants, acting=acting, now=now)
        refilled = _as_refilled(placements, booths, names)
        data = {"refill": row["number"], "offers": {each.name: each.booths for each in refilled}}
        await record_audit(
            acting,
            "assignment_run.refilled",
            subject="assignment_run",
            subject_id=run,
            office=fair.office,
            data=data,
            now=now,
        )
        await notify(channel(fair.id), "refilled")
    return refilled


async def _plan(run: int, *, acting: Actor, now: datetime) -> tuple[list[Placement], dict[int, Booth], dict[int, str]]:
    view = await find_run(run, acting=acting)
    if view.state != "published":
        raise RunNotPublished
    _, problem, _ = await input_of_run(run)
    booths, _ = await booths_of_run(view.fair, now)
    waiting, placed = await _who_waits(problem, now=now)
    reserves = [
        Reserve(each.belongs, left)
        for each in problem.reserves
        if (left := each.at_least - sum(each.belongs in belongs for belongs in placed)) > 0
    ]
    now_free = Problem(tuple(booths), tuple(waiting), reserves=tuple(reserves))
    found = await asyncio.to_thread(_fill, now_free) if waiting and not all(each.blocked for each in booths) else []
    return found, {booth.id: booth for booth in booths}, {each.id: each.name for each in waiting}


async def _who_waits(problem: Problem, *, now: datetime) -> tuple[list[Application], list[tuple[str, ...]]]:
    """Applications of the frozen input that still wait, as they ask today; and what the placed ones belong to."""
    rows = await fetch(
        f"""
        SELECT a.id, a.state, a.booths_wanted, a.utilities, EXISTS (
            SELECT FROM booth_claim c
            WHERE c.fair = a.fair AND c.producer = a.producer AND {is_live("c", "$2")}) AS placed
        FROM booth_application a WHERE a.id = ANY($1)
        """,
        [each.id for each in problem.applications],
        now,
    )
    today: dict[int, Any] = {row["id"]: row for row in rows}
    waiting = [
        msgspec.structs.replace(
            each,
            booths=today[each.id]["booths_wanted"],
            needs=tuple(Utility(name).value for name in sorted(today[each.id]["utilities"])),
        )
        for each in problem.applications
        if each.id in today and today[each.id]["state"] in WAITING and not today[each.id]["placed"]
    ]
    placed = [each.belongs for each in problem.applications if each.id in today and today[each.id]["placed"]]
    return waiting, placed


def _fill(problem: Problem) -> list[Placement]:
    board = Board(problem)
    return [
        Placement(
            application=board.applications[place].id,
            booths=tuple(board.booths[each].id for each in booths),
            zone=board.zones[board.zone_of(booths)],
            value=board.value_of(place, booths),
            level=board.level_of(place, booths),
        )
        for place, booths in sorted(refill(board, {}, ()).items(), key=lambda pair: board.rank[pair[0]])
    ]


def _as_refilled(placements: Sequence[Placement], booths: dict[int, Booth], names: dict[int, str]) -> list[Refilled]:
    return [
        Refilled(each.application, names[each.application], [booths[number].code for number in each.booths])
        for each in placements
    ]
