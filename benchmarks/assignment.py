"""Assignment runs: time, memory and quality, each result checked by a checker that shares no code with the solver.

    python -m benchmarks.assignment [booths …]

Every run is a worker process of its own, as in the service. Wish shortfall = (proven bound - objective) / wish points:
at most that part of the wishes was missed. The checker adds the bound up again from the prices in the export.
"""

import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any, NamedTuple

import msgspec

from benchmarks.assignment_instances import make_fair
from events_app.assignment.optimiser.baselines import refill
from events_app.assignment.optimiser.board import Board
from events_app.assignment.optimiser.problem import Problem
from tests.assignment.optimiser.checker import check

SIZES = (200, 1000, 2000)
DEMANDS = (0.8, 1.2)
SEEDS = (1, 2, 3)
LIMITS = {200: (15.0, 300), 1000: (15.0, 300), 2000: (45.0, 600)}  # seconds, megabytes
MOST_SHORTFALL = 0.01
WITHDRAWN = 10
HEAD = (
    "| booths | demand | seed | promise | wall s | CPU s | MB | wish shortfall | placed | first wishes | envy "
    "| rivals | refill s (moved) | faults | same again |"
)


class Measured(NamedTuple):
    """One worker process from start to end."""

    result: dict[str, Any]
    wall: float
    cpu: float
    megabytes: int


def report(sizes: Sequence[int] = SIZES) -> bool:
    """Measure every size; whether all targets were met and the checker found no fault.

    Limits of time are held against processor time: one thread works, and the wall clock also measures the neighbours.
    """
    print("Placed, first wishes, envy and rivals (competitors side by side): first come / queue / optimised.\n")
    print(HEAD, "|" + "---|" * 15, sep="\n", flush=True)
    kept = [
        _measure(booths, demand, seed, guarantee)
        for booths in sizes
        for demand in DEMANDS
        for seed in SEEDS
        for guarantee in ("zone", "place")
        if seed == SEEDS[0] or guarantee == "zone"
    ]
    return all(kept)


def _measure(booths: int, demand: float, seed: int, guarantee: str) -> bool:
    problem = make_fair(booths, demand, seed, guarantee=guarantee, pins=3)
    found = run_worker(problem)
    faults = check(_export(problem, found.result))
    # One of each size is run twice: the same input and seed must give the same answer.
    again = run_worker(problem).result == found.result if (demand, seed) == (DEMANDS[-1], SEEDS[0]) else None
    seconds, moved = _refill(problem, found.result)
    figures = [found.result[method]["figures"] for method in ("first_come", "queue", "optimised")]
    columns = [
        " / ".join(str(each[name]) for each in figures) for name in ("placed", "first_wishes", "envy", "competitors")
    ]
    cells = [f"{booths:,}", f"{demand:.0%}", str(seed), guarantee, f"{found.wall:.1f}", f"{found.cpu:.1f}"]
    cells += [str(found.megabytes), f"{found.result['wish_shortfall']:.4%}", *columns]
    cells += [f"{seconds:.2f} ({moved})", str(len(faults)), {None: "–", True: "yes", False: "NO"}[again]]
    print("| " + " | ".join(cells) + " |", flush=True)
    longest, most = LIMITS.get(booths, LIMITS[2000])
    in_time = found.cpu <= longest and found.megabytes <= most and seconds <= 1
    return (
        again is not False and in_time and not moved and not faults and found.result["wish_shortfall"] <= MOST_SHORTFALL
    )


def run_worker(problem: Problem) -> Measured:
    """Run the worker as the service does; memory is the peak of its resident set."""
    with tempfile.TemporaryDirectory(prefix="events-app-bench-") as name:
        given, result = Path(name) / "problem.json", Path(name) / "result.json"
        given.write_bytes(msgspec.json.encode(problem))
        command = [sys.executable, "-m", "events_app.assignment.optimiser", "--problem", given, "--result", result]
        start = time.perf_counter()
        process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        _, status, used = os.wait4(process.pid, 0)
        wall = time.perf_counter() - start
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode:
            raise SystemExit(f"The worker ended with {process.returncode}.")
        found = json.loads(result.read_bytes())
        return Measured(found, wall, used.ru_utime + used.ru_stime, used.ru_maxrss // 1024)


def _export(problem: Problem, result: dict[str, Any]) -> dict[str, Any]:
    given = json.loads(msgspec.json.encode(problem))
    return {"format": "events_app.assignment.1", "problem": given, "result": result}


def _refill(problem: Problem, result: dict[str, Any]) -> tuple[float, int]:
    """Withdraw some and fill their booths: seconds, and how many of the others moved."""
    where = {booth.id: place for place, booth in enumerate(problem.booths)}
    who = {each.id: place for place, each in enumerate(problem.applications)}
    placed = {
        who[each["application"]]: tuple(where[booth] for booth in each["booths"])
        for each in result["optimised"]["placements"]
    }
    gone = [place for place in placed if problem.applications[place].id % 7 == 0][:WITHDRAWN]
    start = time.process_time()
    filled = refill(Board(problem), placed, gone)
    seconds = time.process_time() - start
    return seconds, sum(1 for place, booths in placed.items() if place not in gone and filled.get(place) != booths)


if __name__ == "__main__":
    sys.exit(0 if report([int(each) for each in sys.argv[1:]] or SIZES) else 1)
