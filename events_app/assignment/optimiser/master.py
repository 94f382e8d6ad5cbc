"""The linear programme with columns on demand: its value bounds every arrangement from above.

Starts with some columns for each application, solves, lets the duals price every column there could be (one matrix
operation per group), adds the best and solves again, until nothing gains. Source: column generation, e.g. Desrosiers
and Lübbecke, A Primer in Column Generation (2005).
"""

from dataclasses import dataclass

import numpy as np

from events_app.assignment.optimiser.board import Arrangement, Floats
from events_app.assignment.optimiser.bound import Prices, extra, no_prices, upper_bound
from events_app.assignment.optimiser.classes import Group
from events_app.assignment.optimiser.control import Control
from events_app.assignment.optimiser.model import Columns, Model, as_columns, joined
from events_app.assignment.optimiser.solver import add, duals, load, make_solver

MOST_ROUNDS = 60
BEST_FIRST = 10
RANDOM_FIRST = 10
ADDED_A_ROUND = 6
GAIN = 1e-6  # objective points of reduced cost below which a column is not worth adding
CLOSE = 1e-7  # of the objective: nearer than this, another round proves nothing


@dataclass(frozen=True)
class Bounded:
    """What the linear programme left: the lowest bound with its prices, and all columns with their reduced costs."""

    bound: float
    prices: Prices
    columns: Columns
    reduced: Floats


def bound_from_above(model: Model, promised: Arrangement, control: Control, *, best: float) -> Bounded:
    """Generate columns until the bound closes, or until stopped; the bound holds in every round."""
    board, classes = model.board, model.classes
    columns = _first_columns(model, promised)
    prices = no_prices(board)
    bound = upper_bound(board, classes, prices)
    solver = make_solver(board.problem.seed, control)
    solver.setOptionValue("presolve", "off")  # it costs more than it saves, and is off anyway once a basis is known
    load(solver, model, columns)
    start_gap = bound - best
    now = np.zeros(model.row_count)
    for _ in range(MOST_ROUNDS):
        solver.run()
        if control.stop.is_set():
            break
        now = duals(solver)
        worth = solver.getObjectiveValue()
        offered = model.prices(now)
        proven = upper_bound(board, classes, offered)
        if proven < bound:
            bound, prices = proven, offered
        control.say("bounding", 1 - max(bound - worth, 0) / max(start_gap, 1), best=best, bound=bound)
        if bound - worth <= CLOSE * abs(worth):
            break
        fresh = _worth_adding(model, now)
        if not len(fresh):
            break
        add(solver, model, fresh)
        columns = joined(columns, fresh)
    return Bounded(bound, prices, columns, _reduced(model, columns, now))


def _first_columns(model: Model, promised: Arrangement) -> Columns:
    """The dearest and some random columns of each application, and those of the queue."""
    chance = np.random.default_rng(model.board.problem.seed)
    parts = [model.columns_of(promised)]
    for group in model.classes.groups:
        if not len(group.applications):
            continue
        dearest = np.argsort(-group.scores, axis=1, kind="stable")[:, :BEST_FIRST]
        lots = np.argsort(chance.random(group.scores.shape), axis=1)[:, :RANDOM_FIRST]
        parts.append(_columns(group, np.concatenate([dearest, lots], axis=1)))
    return _distinct(model, parts)


def _columns(group: Group, chosen: np.ndarray) -> Columns:
    """Columns from an array A × k of classes within the group; impossible ones are left out."""
    lines = np.repeat(np.arange(len(group.applications)), chosen.shape[1])
    flat = chosen.ravel()
    scores = group.scores[lines, flat]
    keep = np.isfinite(scores)
    return Columns(group.applications[lines[keep]], (group.first + flat[keep]).astype(np.int32), scores[keep])


def _distinct(model: Model, parts: list[Columns]) -> Columns:
    everything = as_columns([])
    for part in parts:
        everything = joined(everything, part)
    keys = everything.applications.astype(np.int64) * model.classes.total + everything.classes
    return everything.pick(np.unique(keys, return_index=True)[1])


def _worth_adding(model: Model, now: Floats) -> Columns:
    """The columns whose reduced cost is positive, the best few of each application."""
    found = as_columns([])
    for group in model.classes.groups:
        if not len(group.applications):
            continue
        gains = _gains(model, group, now)
        most = min(ADDED_A_ROUND, group.width)
        best = np.argpartition(-gains, most - 1, axis=1)[:, :most]
        lines = np.arange(len(gains))[:, None]
        picked = _columns(group, best)
        positive = (gains[lines, best] > GAIN)[np.isfinite(group.scores[lines, best])]
        found = joined(found, picked.pick(positive))
    return found


def _gains(model: Model, group: Group, now: Floats) -> Floats:
    """Reduced cost of every column of a group, A × C."""
    first = model.first_class + group.first
    own = now[model.row_of[group.applications]]
    reserves = extra(model.board, group, Prices(now[:0], -now[model.first_reserve :]))
    return np.asarray(group.scores - now[first : first + group.width] - (own - reserves)[:, None])


def _reduced(model: Model, columns: Columns, now: Floats) -> Floats:
    found = np.zeros(len(columns))
    for group in model.classes.groups:
        if not len(group.applications):
            continue
        gains = _gains(model, group, now)
        line_of = np.full(len(model.board.applications), -1)
        line_of[group.applications] = np.arange(len(group.applications))
        inside = np.flatnonzero((columns.classes >= group.first) & (columns.classes < group.first + group.width))
        found[inside] = gains[line_of[columns.applications[inside]], columns.classes[inside] - group.first]
    return found
