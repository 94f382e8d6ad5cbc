"""Starting a run from an input that is frozen with it, and asking it to stop."""

from datetime import datetime
from hashlib import sha256

import msgspec

from events_app.assignment import tables
from events_app.assignment.errors import RunAtWork, RunImpossible, RunNotFound
from events_app.assignment.operations.leases import LEASE_SECONDS, channel
from events_app.assignment.optimiser.problem import Guarantee, Problem
from events_app.assignment.optimiser.result import VERSION
from events_app.assignment.queries.drafting import draft_run
from events_app.assignment.queries.runs import find_run
from events_app.assignment.schemas import RunInput, RunView
from events_app.fairs.operations import enter_fair
from events_app.fairs.queries import fair_by_id, find_fair
from events_app.fairs.rules import Deed
from events_app.fairs.schemas import Fair
from events_app.platform.actor import Actor
from events_app.platform.audit import record_audit
from events_app.platform.db import fetch, register, transaction
from events_app.platform.live import notify
from events_app.platform.rows import Expression, insert_row

register({"assignment_run_one_at_work": RunAtWork})


async def start_run(slug: str, wanted: RunInput, *, acting: Actor, now: datetime) -> RunView:
    """Freeze the input and let the work begin; a process of its own works on it.

    Raises:
        RunImpossible: Something in the input stops a run; the findings say what.
        RunAtWork: One of this fair is at work.
    """
    fair = await find_fair(slug, acting=acting, now=now)
    acting.ensure_organizes(fair.office)
    async with transaction() as connection:
        # One snapshot for everything that is read: an input with half of a change in it would be nobody's.
        await connection.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        await enter_fair(fair.id, Deed.PREPARE, now=now)
        problem, words = await _input(fair, wanted, now=now)
        frozen = msgspec.json.decode(problem, type=Problem)
        run = await _insert(fair, frozen.guarantee, frozen.seed, wanted.repeats, acting=acting, now=now)
        frozen_input = {"run": run, "problem": problem, "words": words, "sha256": sha256(problem.encode()).hexdigest()}
        await insert_row(tables.RunInput, frozen_input)
        data = {"guarantee": frozen.guarantee, "seed": frozen.seed, "repeats": wanted.repeats}
        await record_audit(
            acting,
            "assignment_run.started",
            subject="assignment_run",
            subject_id=run,
            office=fair.office,
            data=data,
            now=now,
        )
        await notify(channel(fair.id), "started")
    return await find_run(run, acting=acting)


async def stop_run(run: int, *, acting: Actor, now: datetime) -> RunView:
    """Ask a run to stop with the best it has; asking twice, or after its end, changes nothing."""
    view = await find_run(run, acting=acting)
    fair = await fair_by_id(view.fair, now=now)
    async with transaction():
        rows = await fetch(
            "UPDATE assignment_run SET stop_asked_at = $2 WHERE id = $1 AND state = 'running' AND stop_asked_at IS NULL"
            " RETURNING id",
            run,
            now,
        )
        if rows:
            await record_audit(
                acting, "assignment_run.stopped", subject="assignment_run", subject_id=run, office=fair.office, now=now
            )
            await notify(channel(view.fair), "stopping")
    return await find_run(run, acting=acting)


async def _input(fair: Fair, wanted: RunInput, *, now: datetime) -> tuple[str, str]:
    """The input to freeze: as things stand now, or the very bytes of an earlier run."""
    if wanted.repeats is not None:
        rows = await fetch(
            "SELECT i.problem, i.words FROM run_input i JOIN assignment_run r ON r.id = i.run"
            " WHERE r.id = $1 AND r.fair = $2",
            wanted.repeats,
            fair.id,
        )
        if not rows:
            raise RunNotFound
        return rows[0]["problem"], rows[0]["words"]
    draft = await draft_run(fair, guarantee=wanted.guarantee, seed=wanted.seed, now=now)
    if not draft.may_start:
        raise RunImpossible([finding.code for finding in draft.findings if finding.stops])
    return msgspec.json.encode(draft.problem).decode(), msgspec.json.encode(draft.words).decode()


async def _insert(
    fair: Fair, guarantee: Guarantee, seed: int, repeats: int | None, *, acting: Actor, now: datetime
) -> int:
    begun = {
        "fair": fair.id,
        "state": "running",
        "guarantee": guarantee,
        "seed": seed,
        "version": VERSION,
        "repeats": repeats,
        "started_at": now,
        "started_by": acting.name[:120],
        "lease_until": Expression(f"clock_timestamp() + interval '{LEASE_SECONDS} seconds'"),
    }
    row = await insert_row(tables.AssignmentRun, begun)
    return int(row["id"])
