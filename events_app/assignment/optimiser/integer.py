"""The restricted integer programme: whole producers in classes, whole rows of booths, near the linear optimum.

Columns far below in reduced cost are left out (never those of the queue, so that a solution is known from the start).
The gap it stops at is measured against the wishes, not the whole objective, in which placed producers drown everything.
"""

from dataclasses import dataclass

import highspy
import numpy as np

from events_app.assignment.optimiser.board import Arrangement, Floats
from events_app.assignment.optimiser.control import Control
from events_app.assignment.optimiser.master import Bounded
from events_app.assignment.optimiser.model import Columns, Model, joined
from events_app.assignment.optimiser.solver import listen, load, make_solver, values

FAR = 4000.0  # objective points of reduced cost: about a third of a wish of everybody's weight
GAP = 5e-4  # of the wish points: a twentieth of what is promised
MOST_NODES = 400  # repeatable, unlike a limit by the clock
ROUND = 0.5


@dataclass(frozen=True)
class Choice:
    """A whole-numbered solution: the class of each placed application, and the rows used, by length."""

    classes: dict[int, int]
    rows: dict[int, list[int]]


def arrange(
    model: Model, bounded: Bounded, promised: Arrangement, control: Control, *, best: float, wishes: float
) -> Choice | None:
    """Choose classes and rows. None when stopped before anything better than the queue was found."""
    queue = model.columns_of(promised)
    columns = _kept(model, bounded, queue)
    solver = make_solver(model.board.problem.seed, control)
    for option, value in (
        ("mip_rel_gap", 0.0),
        ("mip_abs_gap", max(GAP * wishes, 1.0)),
        ("mip_max_nodes", MOST_NODES),
    ):
        solver.setOptionValue(option, value)
    load(solver, model, columns)
    whole = np.arange(model.w_count, dtype=np.int32)
    whole = np.concatenate([whole, model.fixed_count + np.arange(len(columns), dtype=np.int32)]).astype(np.int32)
    kinds = np.full(len(whole), int(highspy.HighsVarType.kInteger), dtype=np.uint8)
    solver.changeColsIntegrality(len(whole), whole, kinds)
    _watch(solver, control, best)
    _start_from(solver, model, columns, queue, promised)
    solver.run()
    found = values(solver)
    known = solver.getInfo().primal_solution_status == highspy.SolutionStatus.kSolutionStatusFeasible
    return _choice(model, columns, found) if known and len(found) else None


def _kept(model: Model, bounded: Bounded, queue: Columns) -> Columns:
    """The columns near the optimum, and those of the queue, each once."""
    near = bounded.columns.pick(np.flatnonzero(bounded.reduced >= -FAR))
    every = joined(queue, near)
    keys = every.applications.astype(np.int64) * model.classes.total + every.classes
    return every.pick(np.unique(keys, return_index=True)[1])


def _watch(solver: highspy.Highs, control: Control, best: float) -> None:
    def improved(event: highspy.HighsCallbackEvent) -> None:
        control.say("arranging", 0.5, best=max(best, event.data_out.objective_function_value))

    listen(solver, control)
    solver.cbMipImprovingSolution.subscribe(improved)


def _start_from(solver: highspy.Highs, model: Model, columns: Columns, queue: Columns, promised: Arrangement) -> None:
    """Hand the queue's arrangement to the solver as a first solution."""
    start = np.zeros(model.fixed_count + len(columns))
    keys = columns.applications.astype(np.int64) * model.classes.total + columns.classes
    taken = queue.applications.astype(np.int64) * model.classes.total + queue.classes
    start[model.fixed_count + np.flatnonzero(np.isin(keys, taken))] = 1.0
    for place, booths in promised.items():
        if place not in model.board.pinned and len(booths) > 1:
            start[model.row_offsets[len(booths)] + model.row_number(booths)] = 1.0
    start[model.w_count : model.fixed_count] = _missing(model, promised)
    solution = highspy.HighsSolution()
    solution.col_value = start
    solver.setSolution(solution)


def _missing(model: Model, arrangement: Arrangement) -> Floats:
    board = model.board
    counted = [
        sum(1 for place in board.members(reserve.belongs) if place in arrangement) for reserve in board.problem.reserves
    ]
    wanted = [reserve.at_least for reserve in board.problem.reserves]
    return np.maximum(np.array(wanted, dtype=np.float64) - np.array(counted, dtype=np.float64), 0.0)


def _choice(model: Model, columns: Columns, found: Floats) -> Choice:
    picked = np.flatnonzero(found[model.fixed_count :] > ROUND)
    rows = {
        group.count: [
            int(each) for each in np.flatnonzero(found[model.row_offsets[group.count] :][: len(group.rows)] > ROUND)
        ]
        for group in model.long
    }
    chosen = columns.pick(picked)
    return Choice(dict(zip(chosen.applications.tolist(), chosen.classes.tolist(), strict=True)), rows)
