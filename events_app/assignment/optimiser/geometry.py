"""Which booths stand side by side, and which rows of two or three a producer can be given. Lengths in centimetres.

Two booths share a wall when they face each other over at least half of the shorter side, at most 20 cm apart (a
partition). Islands stand back to back, and two booths back to back are no double booth; a plan does not say where the
front is, so the lines tell: a pair counts as side by side unless the line through it is shorter than both lines that
cross it. In an island of 2 × 10 the rows run along the ten.
"""

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Sequence
from typing import NamedTuple

from events_app.assignment.optimiser.problem import Booth

PARTITION = 20


class Side(NamedTuple):
    """A booth seen along one axis: where it begins and ends on it, and across it."""

    start: int
    end: int
    low: int
    high: int


def neighbours(booths: Sequence[Booth]) -> list[list[tuple[int, int]]]:
    """Pairs of positions that stand side by side: along the hall's width, then along its height."""
    touching = [_touching(booths, across=across) for across in (False, True)]
    lines = [_Lines(len(booths), pairs) for pairs in touching]
    return [
        [
            (one, other)
            for one, other in touching[axis]
            if lines[axis].line_through(one, other) >= min(lines[1 - axis].length(one), lines[1 - axis].length(other))
        ]
        for axis in (0, 1)
    ]


def rows_of(booths: Sequence[Booth], pairs: Sequence[Sequence[tuple[int, int]]], count: int) -> list[tuple[int, ...]]:
    """Every straight row of `count` free booths of one zone, as positions; each set of booths once."""
    rows: list[tuple[int, ...]] = [(one,) for one, booth in enumerate(booths) if not booth.blocked]
    if count == 1:
        return rows
    found: dict[tuple[int, ...], tuple[int, ...]] = {}
    for along in pairs:
        onward = _onward(booths, along)
        chains = rows
        for _ in range(count - 1):
            chains = [(*chain, following) for chain in chains for following in onward.get(chain[-1], ())]
        for chain in chains:
            found.setdefault(tuple(sorted(chain)), chain)
    return [found[key] for key in sorted(found)]


def overlapping(booths: Sequence[Booth]) -> list[tuple[int, int]]:
    """Pairs of positions that lie on each other, found by sweeping each hall from left to right."""
    pairs: list[tuple[int, int]] = []
    reaching: dict[int, list[int]] = defaultdict(list)
    for place in sorted(range(len(booths)), key=lambda each: (booths[each].hall, booths[each].x, each)):
        booth = booths[place]
        still = [other for other in reaching[booth.hall] if booths[other].x + booths[other].width > booth.x]
        for other in still:
            rival = booths[other]
            if rival.y < booth.y + booth.height and booth.y < rival.y + rival.height:
                pairs.append((other, place))
        reaching[booth.hall] = [*still, place]
    return pairs


def _onward(booths: Sequence[Booth], pairs: Sequence[tuple[int, int]]) -> dict[int, list[int]]:
    onward: dict[int, list[int]] = defaultdict(list)
    for one, other in pairs:
        free = not (booths[one].blocked or booths[other].blocked)
        if free and booths[one].zone == booths[other].zone:
            onward[one].append(other)
    return onward


def _touching(booths: Sequence[Booth], *, across: bool) -> list[tuple[int, int]]:
    """Pairs that share a wall, the first one before the second along the axis."""
    pairs = []
    halls: dict[int, list[int]] = defaultdict(list)
    for place, booth in enumerate(booths):
        halls[booth.hall].append(place)
    for places in halls.values():
        sides = {place: _side(booths[place], across=across) for place in places}
        places.sort(key=lambda each: (sides[each].start, sides[each].low))
        starts = [sides[place].start for place in places]
        for one in places:
            end = sides[one].end
            near = places[bisect_left(starts, end) : bisect_right(starts, end + PARTITION)]
            pairs += [(one, other) for other in near if other != one and _face(sides[one], sides[other])]
    return sorted(pairs)


def _side(booth: Booth, *, across: bool) -> Side:
    if across:
        return Side(booth.y, booth.y + booth.height, booth.x, booth.x + booth.width)
    return Side(booth.x, booth.x + booth.width, booth.y, booth.y + booth.height)


def _face(one: Side, other: Side) -> bool:
    shared = min(one.high, other.high) - max(one.low, other.low)
    return 2 * shared >= min(one.high - one.low, other.high - other.low)


class _Lines:
    """The longest unbroken lines of booths along one axis."""

    def __init__(self, count: int, pairs: Sequence[tuple[int, int]]) -> None:
        onward: dict[int, list[int]] = defaultdict(list)
        for one, other in pairs:
            onward[one].append(other)
        backward: dict[int, list[int]] = defaultdict(list)
        for one, other in pairs:
            backward[other].append(one)
        self._before = _longest(count, backward)
        self._after = _longest(count, onward)

    def length(self, place: int) -> int:
        """Booths in the longest line through one booth."""
        return self._before[place] + self._after[place] - 1

    def line_through(self, one: int, other: int) -> int:
        """Booths in the longest line through a pair."""
        return self._before[one] + self._after[other]


def _longest(count: int, onward: dict[int, list[int]]) -> list[int]:
    """Length of the longest path from each booth, without recursion: a row may hold thousands."""
    known = [0] * count
    for start in range(count):
        stack = [start]
        while stack:
            place = stack[-1]
            waiting = [each for each in onward.get(place, ()) if not known[each]]
            if waiting:
                stack += waiting
                continue
            known[place] = 1 + max((known[each] for each in onward.get(place, ())), default=0)
            stack.pop()
    return known
