"""HiGHS, set up so that the same input gives the same answer, and so that it can be told to stop.

One thread, a fixed seed, no limits by the clock. Source: https://ergo-code.github.io/HiGHS/dev/options/definitions/
"""

import highspy
import numpy as np

from events_app.assignment.optimiser.board import Floats
from events_app.assignment.optimiser.control import Control
from events_app.assignment.optimiser.model import Columns, Model, start_costs

INFINITY = highspy.kHighsInf


class Refused(Exception):
    """HiGHS did not take the model: a fault of this program, never of the input."""


def make_solver(seed: int, control: Control) -> highspy.Highs:
    """A solver that is silent, repeatable and interruptible."""
    solver = highspy.Highs()  # type: ignore[no-untyped-call]  # its constructor lacks the annotation
    for option, value in (
        ("output_flag", False),
        ("threads", 1),
        ("parallel", "off"),
        ("random_seed", seed),
    ):
        _ensure(solver.setOptionValue(option, value))
    listen(solver, control)
    return solver


def listen(solver: highspy.Highs, control: Control) -> None:
    """Let the solver give up when the run is stopped."""

    def interrupt(event: highspy.HighsCallbackEvent) -> None:
        if event.data_in is not None:
            event.data_in.user_interrupt = control.stop.is_set()

    solver.cbSimplexInterrupt.subscribe(interrupt)
    solver.cbMipInterrupt.subscribe(interrupt)


def load(solver: highspy.Highs, model: Model, columns: Columns) -> None:
    """Give the solver all rows, the fixed columns and the chosen x columns."""
    lower, upper = model.bounds()
    lp = highspy.HighsLp()
    lp.num_col_, lp.num_row_ = model.fixed_count, model.row_count
    lp.col_cost_ = start_costs(model)
    lp.col_lower_ = np.zeros(model.fixed_count)
    lp.col_upper_ = np.full(model.fixed_count, INFINITY)
    lp.row_lower_, lp.row_upper_ = lower, upper
    lp.sense_ = highspy.ObjSense.kMaximize
    starts, rows, values = model.fixed_entries()
    lp.a_matrix_.format_ = highspy.MatrixFormat.kColwise
    lp.a_matrix_.start_ = np.append(starts, len(rows)).astype(np.int32)
    lp.a_matrix_.index_, lp.a_matrix_.value_ = rows, values
    _ensure(solver.passModel(lp))
    add(solver, model, columns)


def add(solver: highspy.Highs, model: Model, columns: Columns) -> None:
    """Add x columns; the basis is kept."""
    starts, rows, values = model.x_entries(columns)
    count = len(columns)
    zeros, endless = np.zeros(count), np.full(count, INFINITY)
    _ensure(solver.addCols(count, columns.scores, zeros, endless, len(rows), starts, rows, values))


def duals(solver: highspy.Highs) -> Floats:
    """Duals of the rows: what one unit more of each row's limit would add to the objective."""
    return np.array(solver.getSolution().row_dual, dtype=np.float64)


def values(solver: highspy.Highs) -> Floats:
    """Values of the columns."""
    return np.array(solver.getSolution().col_value, dtype=np.float64)


def _ensure(status: highspy.HighsStatus) -> None:
    if status == highspy.HighsStatus.kError:
        raise Refused
