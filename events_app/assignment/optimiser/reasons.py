"""Why a producer stands where it stands: for each wish one reason, counted in places that would have fitted.

Each place that fits is counted once, by the strongest who stands on one of its booths: a decision of the organizer's,
a reserve, a producer with a higher score, one with a lower score, nobody.
"""

from typing import Literal

import numpy as np
from numpy.typing import NDArray

from events_app.assignment.optimiser.board import Arrangement, Board, Flags, Ints
from events_app.assignment.optimiser.judging import protected
from events_app.assignment.optimiser.result import Reason, Standing

Code = Literal[
    "pinned",
    "got",
    "dearer_got",
    "nothing_fits",
    "higher_scores",
    "spoken_for",
    "kept_together",
    "traded",
    "room_left",
]

_DECIDED, _RESERVED, _HIGHER, _FREE, _LOWER = 4, 3, 2, 0, 1


def explain(board: Board, arrangement: Arrangement, promised: Arrangement) -> tuple[Standing, ...]:
    """Every producer's standing, by rank."""
    floor = _Floor(board, arrangement)
    return tuple(_standing(board, place, arrangement, promised, floor) for place in board.order)


class _Floor:
    """Who stands on each booth, as far as somebody else's question goes."""

    def __init__(self, board: Board, arrangement: Arrangement) -> None:
        self._rank = np.full(len(board.booths), -1, dtype=np.int32)  # -1: free
        self._fixed = np.zeros(len(board.booths), dtype=np.int32)
        spared = protected(board, arrangement)
        for place, booths in arrangement.items():
            self._rank[list(booths)] = board.rank[place]
            if place in board.pinned:
                self._fixed[list(booths)] = _DECIDED
            elif place in spared:
                self._fixed[list(booths)] = _RESERVED

    def seen_by(self, rank: int) -> Ints:
        """What stands on each booth in the eyes of the producer of this rank."""
        others = np.where(self._rank < 0, _FREE, np.where(self._rank < rank, _HIGHER, _LOWER))
        others[self._rank == rank] = _FREE
        return np.maximum(self._fixed, others).astype(np.int32)


def _standing(board: Board, place: int, arrangement: Arrangement, promised: Arrangement, floor: _Floor) -> Standing:
    booths, queue = arrangement.get(place), promised.get(place)
    level = board.level_of(place, booths) if booths else None
    queue_level = board.level_of(place, queue) if queue else None
    return Standing(
        application=board.applications[place].id,
        rank=board.rank[place] + 1,
        queue_level=queue_level,
        level=level,
        reasons=tuple(_reasons(board, place, level, queue_level, floor)),
    )


def _reasons(board: Board, place: int, level: int | None, queue_level: int | None, floor: _Floor) -> list[Reason]:
    asking = board.applications[place]
    if place in board.pinned:
        return [Reason("pinned", None)]
    if level is not None and not asking.zones:
        return [Reason("got", None)]
    seen = floor.seen_by(board.rank[place])
    everywhere = _refusal(board, place, None, seen, queue_level)
    found = [] if level is not None else [everywhere]
    for wish, zone in enumerate(asking.zones):
        if level is not None and wish > level:
            found.append(Reason("dearer_got", zone, {"wish": wish + 1}))
        elif wish == level:
            found.append(Reason("got", zone, {"wish": wish + 1}))
        else:
            found.append(_refusal(board, place, wish, seen, queue_level))
    return found


def _refusal(board: Board, place: int, wish: int | None, seen: Ints, queue_level: int | None) -> Reason:
    """Why a zone, or any place at all (no wish), was not to be had."""
    asking = board.applications[place]
    zone = None if wish is None else asking.zones[wish]
    rows = board.rows[asking.booths]
    fits: Flags = rows.fits(board.needs[place])
    if zone is not None:
        fits = fits & (rows.zone == board.zones.index(zone)) if zone in board.zones else fits & False
    counts = np.zeros(5, dtype=np.int64)
    if fits.any():
        counts += np.bincount(seen[rows.booths[fits]].max(axis=1), minlength=5)
    facts: dict[str, int | str] = {"booths": asking.booths, "needs": ",".join(sorted(asking.needs))}
    if wish is not None:
        facts["wish"] = wish + 1
    facts |= {
        "places": int(counts.sum()),
        "decided": int(counts[_DECIDED]),
        "reserved": int(counts[_RESERVED]),
        "higher": int(counts[_HIGHER]),
        "lower": int(counts[_LOWER]),
        "free": int(counts[_FREE]),
    }
    return Reason(
        _code(counts, traded=wish is not None and queue_level is not None and queue_level <= wish), zone, facts
    )


def _code(counts: NDArray[np.int64], *, traded: bool) -> Code:
    if not counts.sum():
        return "nothing_fits"
    if traded:
        return "traded"
    if counts[_FREE]:
        return "room_left"
    if counts[_LOWER]:
        return "kept_together"
    if counts[_DECIDED] or counts[_RESERVED]:
        return "spoken_for"
    return "higher_scores"
