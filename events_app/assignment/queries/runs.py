"""Reads assignment runs: where one stands, what it answered, what a producer may know of it."""

from datetime import datetime
from typing import Any

import msgspec

from events_app.assignment.errors import RunNotFinished, RunNotFound
from events_app.assignment.optimiser.problem import Problem
from events_app.assignment.optimiser.result import Result
from events_app.assignment.schemas import RunState, RunView, RunWords
from events_app.fairs.queries import find_fair
from events_app.platform.actor import Actor
from events_app.platform.db import fetch

_RUNS = """
SELECT r.*, f.office, i.sha256 AS input_sha256, o.sha256 AS result_sha256 FROM assignment_run r
JOIN fair f ON f.id = r.fair JOIN run_input i ON i.run = r.id LEFT JOIN run_result o ON o.run = r.id
"""


async def find_run(run: int, *, acting: Actor) -> RunView:
    """One run, for its office.

    Raises:
        RunNotFound: There is none, or it is another office's.
    """
    rows = await fetch(_RUNS + "WHERE r.id = $1", run)
    if not rows or not acting.organizes(rows[0]["office"]):
        raise RunNotFound
    return _run_of_row(rows[0])


async def list_runs(slug: str, *, acting: Actor, now: datetime) -> list[RunView]:
    """The runs of a fair, the latest first."""
    fair = await find_fair(slug, acting=acting, now=now)
    acting.ensure_organizes(fair.office)
    return [_run_of_row(row) for row in await fetch(_RUNS + "WHERE r.fair = $1 ORDER BY r.id DESC LIMIT 100", fair.id)]


async def published_run(fair: int) -> int | None:
    """The published run of a fair, when there is one."""
    rows = await fetch("SELECT id FROM assignment_run WHERE fair = $1 AND state = 'published'", fair)
    return rows[0]["id"] if rows else None


async def input_of_run(run: int) -> tuple[str, Problem, RunWords]:
    """The frozen problem of a run: its very bytes as text, and read; with the names of that time."""
    [row] = await fetch("SELECT problem, words FROM run_input WHERE run = $1", run)
    problem = msgspec.json.decode(row["problem"], type=Problem)
    return row["problem"], problem, msgspec.json.decode(row["words"], type=RunWords)


async def result_of_run(run: int) -> tuple[str, Result]:
    """The result of a run: its very bytes as text, and read.

    Raises:
        RunNotFinished: It has none.
    """
    rows = await fetch("SELECT result FROM run_result WHERE run = $1", run)
    if not rows:
        raise RunNotFinished
    return rows[0]["result"], msgspec.json.decode(rows[0]["result"], type=Result)


def _run_of_row(row: Any) -> RunView:
    state: RunState = row["state"]
    return RunView(
        id=row["id"],
        fair=row["fair"],
        state=state,
        guarantee=row["guarantee"],
        seed=row["seed"],
        version=row["version"],
        repeats=row["repeats"],
        started_at=row["started_at"],
        started_by=row["started_by"],
        phase=row["phase"],
        share=row["share"],
        best=row["best"],
        bound=row["bound"],
        curve=msgspec.json.decode(row["curve"], type=list[tuple[float, float | None, float | None]]),
        stop_asked_at=row["stop_asked_at"],
        ended_at=row["ended_at"],
        fault=row["fault"],
        published_at=row["published_at"],
        published_by=row["published_by"],
        input_sha256=row["input_sha256"],
        result_sha256=row["result_sha256"],
    )
