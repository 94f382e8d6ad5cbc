"""An arrangement judged: figures, cut-offs, envy. The queue is judged by the same measure as the optimiser."""

import numpy as np

from events_app.assignment.optimiser.board import Arrangement, Board, Ints
from events_app.assignment.optimiser.result import CutOff, Figures, Method, Placement
from events_app.assignment.optimiser.swaps import competitors, near, near_pairs
from events_app.assignment.optimiser.worth import MISSING_PRODUCER, score, weight


def judge(board: Board, arrangement: Arrangement) -> Method:
    """Placements by rank, with the figures."""
    ranked = sorted(arrangement.items(), key=lambda pair: board.rank[pair[0]])
    placements = tuple(_placement(board, place, booths) for place, booths in ranked)
    return Method(placements, _figures(board, arrangement))


def objective(board: Board, arrangement: Arrangement) -> float:
    """Points of an arrangement: placements but the pinned ones, less what the reserves' missing producers cost."""
    placed = sum(
        score(board.applications[place], board.value_of(place, booths))
        for place, booths in arrangement.items()
        if place not in board.pinned
    )
    return placed - MISSING_PRODUCER * missing(board, arrangement)


def wish_points(board: Board, arrangement: Arrangement) -> float:
    """Points of the wishes alone, without the pinned producers."""
    return sum(
        weight(board.applications[place]) * board.value_of(place, booths)
        for place, booths in arrangement.items()
        if place not in board.pinned
    )


def missing(board: Board, arrangement: Arrangement) -> int:
    """Producers the reserves still lack."""
    return sum(
        max(0, reserve.at_least - sum(1 for place in board.members(reserve.belongs) if place in arrangement))
        for reserve in board.problem.reserves
    )


def protected(board: Board, arrangement: Arrangement) -> set[int]:
    """Producers who stand by a decision or a reserve and not by their score.

    The pinned ones, and the best ranked of each reserve up to its number.
    """
    found = set(board.pinned)
    for reserve in board.problem.reserves:
        placed = [place for place in board.members(reserve.belongs) if place in arrangement]
        found.update(placed[: reserve.at_least])
    return found


def envious(board: Board, arrangement: Arrangement) -> list[int]:
    """Who was left out although a row that fits lies among free booths and those of lower ranked producers."""
    rank_on = _rank_on_booths(board, arrangement)
    found = []
    for place in board.order:
        if place in arrangement:
            continue
        rows = board.rows[board.applications[place].booths]
        fitting = rows.booths[rows.fits(board.needs[place])]
        if len(fitting) and (rank_on[fitting] > board.rank[place]).all(axis=1).any():
            found.append(place)
    return found


def cut_offs(board: Board, arrangement: Arrangement) -> tuple[CutOff, ...]:
    """The lowest score that got each number of booths in each zone by the order."""
    spared = protected(board, arrangement)
    found = []
    for zone in range(len(board.zones)):
        for count in (1, 2, 3):
            here = [p for p, booths in arrangement.items() if len(booths) == count and board.zone_of(booths) == zone]
            scores = [board.applications[place].priority for place in here if place not in spared]
            contested = _contested(board, arrangement, zone, count)
            if here or contested:
                lowest = min(scores, default=None)
                found.append(CutOff(board.zones[zone], count, lowest, len(here), contested))
    return tuple(found)


def _contested(board: Board, arrangement: Arrangement, zone: int, count: int) -> bool:
    """Whether somebody who wished this zone got none or one wished less."""
    for place, each in enumerate(board.applications):
        if each.booths == count and board.zones[zone] in each.zones:
            booths = arrangement.get(place)
            if booths is None or board.level_of(place, booths) > board.level(place, zone):
                return True
    return False


def _rank_on_booths(board: Board, arrangement: Arrangement) -> Ints:
    """Rank of who stands on each booth: huge on free ones, -1 where nobody's score decides."""
    ranks = np.where(board.free, len(board.applications), -1).astype(np.int32)
    spared = protected(board, arrangement)
    for place, booths in arrangement.items():
        ranks[list(booths)] = -1 if place in spared else board.rank[place]
    return ranks


def _first_wish_met(board: Board, place: int, booths: tuple[int, ...]) -> bool:
    return bool(board.applications[place].zones) and board.level_of(place, booths) == 0


def _placement(board: Board, place: int, booths: tuple[int, ...]) -> Placement:
    return Placement(
        application=board.applications[place].id,
        booths=tuple(board.booths[each].id for each in booths),
        zone=board.zones[board.zone_of(booths)],
        value=board.value_of(place, booths),
        level=board.level_of(place, booths),
        pinned=place in board.pinned,
    )


def _figures(board: Board, arrangement: Arrangement) -> Figures:
    pairs = near_pairs(board)
    met = [pair for pair in pairs if all(place in arrangement for place in pair)]
    met = [pair for pair in met if near(board, arrangement[pair[0]], arrangement[pair[1]])]
    return Figures(
        placed=len(arrangement),
        booths=sum(len(booths) for booths in arrangement.values()),
        first_wishes=sum(1 for place in arrangement if _first_wish_met(board, place, arrangement[place])),
        wish_points=wish_points(board, arrangement),
        objective=objective(board, arrangement),
        envy=len(envious(board, arrangement)),
        competitors=competitors(board, arrangement),
        near_met=len(met),
        near_wished=len(pairs),
        reserves_missing=missing(board, arrangement),
    )
