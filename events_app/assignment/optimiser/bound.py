"""A bound that anybody can add up: weak duality with a price on every booth.

For any prices q ≥ 0 of the booths and r of the reserves (0 ≤ r ≤ the cost of a missing producer), no arrangement scores
more than

    Σ q(booth) - Σ r(reserve) · number reserved + Σ over producers of max over places (score + Σ r - Σ q of its booths)

where the last maximum is at least 0 for whoever may be left out. The prices come from the linear programme, but the
bound does not rest on it: poor prices give a high bound, never a wrong one. Source: Lagrangian relaxation, e.g. Wolsey,
Integer Programming, ch. 10.
"""

from dataclasses import dataclass

import numpy as np

from events_app.assignment.optimiser.board import Board, Floats
from events_app.assignment.optimiser.classes import Classes, Group
from events_app.assignment.optimiser.worth import MISSING_PRODUCER


@dataclass(frozen=True)
class Prices:
    """Prices of all booths (B, those not given out cost 0) and of the reserves, in the problem's order."""

    booths: Floats
    reserves: Floats


def no_prices(board: Board) -> Prices:
    """Nothing costs anything: the bound before the first round."""
    return Prices(np.zeros(len(board.booths)), np.zeros(len(board.problem.reserves)))


def clipped(prices: Prices) -> Prices:
    """The same prices within what the bound allows; solvers are right only to a tolerance."""
    return Prices(np.maximum(prices.booths, 0.0), np.clip(prices.reserves, 0.0, MISSING_PRODUCER))


def upper_bound(board: Board, classes: Classes, prices: Prices) -> float:
    """The bound these prices prove, in objective points."""
    total = float(prices.booths[board.free].sum())
    total -= float(sum(price * left for price, left in zip(prices.reserves, reserved(board), strict=True)))
    return total + sum(_gains(board, group, prices) for group in classes.groups)


def reserved(board: Board) -> list[int]:
    """How many producers each reserve still asks for, once the pinned ones are counted."""
    return [
        max(0, reserve.at_least - sum(1 for place in board.members(reserve.belongs) if place in board.pinned))
        for reserve in board.problem.reserves
    ]


def extra(board: Board, group: Group, prices: Prices) -> Floats:
    """What the reserves add to each application of a group."""
    sums = [
        sum(
            float(price)
            for reserve, price in zip(board.problem.reserves, prices.reserves, strict=True)
            if reserve.belongs in board.applications[place].belongs
        )
        for place in group.applications
    ]
    return np.array(sums, dtype=np.float64)


def _gains(board: Board, group: Group, prices: Prices) -> float:
    if not len(group.applications):
        return 0.0
    cheapest = np.full(group.width, np.inf)
    np.minimum.at(cheapest, group.class_of, prices.booths[group.rows.booths].sum(axis=1))
    gains = (group.scores - cheapest).max(axis=1, initial=-np.inf) + extra(board, group, prices)
    return float(np.where(group.must, gains, np.maximum(gains, 0.0)).sum())
