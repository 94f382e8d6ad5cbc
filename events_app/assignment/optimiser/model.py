"""The rows of the programme, shared by the linear and the integer one.

Variables: x[p,c] places application p in class c; w[row] uses a concrete row of two or three booths; s[reserve] counts
producers missing. Rows, in this order:

- application: Σ_c x = 1 for whoever the guarantee places, ≤ 1 for the others;
- class: single booths Σ_p x + booths of the class that used rows cover ≤ size; rows Σ_p x - Σ w ≤ 0;
- booth: Σ w over the rows it is in ≤ 1;
- reserve: Σ x + s ≥ number.

No variable has an upper bound of its own, for the rows bound them all: one would hide part of the duals from the proof.
"""

from dataclasses import dataclass
from functools import cached_property

import highspy
import numpy as np

from events_app.assignment.optimiser.board import Arrangement, Board, Floats, Ints
from events_app.assignment.optimiser.bound import Prices, clipped, reserved
from events_app.assignment.optimiser.classes import Classes, Group
from events_app.assignment.optimiser.worth import MISSING_PRODUCER

INFINITY = highspy.kHighsInf


@dataclass(frozen=True)
class Columns:
    """Chosen x variables: application (position), class (numbered through), score."""

    applications: Ints
    classes: Ints
    scores: Floats

    def __len__(self) -> int:
        return len(self.scores)

    def pick(self, chosen: Ints | np.ndarray) -> "Columns":
        """Some of them."""
        return Columns(self.applications[chosen], self.classes[chosen], self.scores[chosen])


def joined(first: Columns, then: Columns) -> Columns:
    """Both, one after the other."""
    return Columns(
        np.concatenate([first.applications, then.applications]),
        np.concatenate([first.classes, then.classes]),
        np.concatenate([first.scores, then.scores]),
    )


class Model:
    """Where each row and fixed column of the programme stands."""

    def __init__(self, board: Board, classes: Classes) -> None:
        self.board = board
        self.classes = classes
        asking = [int(place) for group in classes.groups for place in group.applications]
        self.row_of = np.full(len(board.applications), -1, dtype=np.int32)
        self.row_of[asking] = np.arange(len(asking), dtype=np.int32)
        self.must = np.concatenate([group.must for group in classes.groups])
        self.first_class = len(asking)
        self.first_booth = self.first_class + classes.total
        self.first_reserve = self.first_booth + len(board.booths)
        self.row_count = self.first_reserve + len(board.problem.reserves)
        self.long = [group for group in classes.groups if group.count > 1]
        self._members = [frozenset(board.members(reserve.belongs)) for reserve in board.problem.reserves]

    @cached_property
    def class_of_booth(self) -> Ints:
        """Class of each free booth as a single one; -1 when it is not given out."""
        singles = self.classes.group(1)
        found = np.full(len(self.board.booths), -1, dtype=np.int32)
        found[singles.rows.booths[:, 0]] = singles.class_of
        return found

    @cached_property
    def row_offsets(self) -> dict[int, int]:
        """The first w column of each row length; w come before s, s before x."""
        offsets, first = {}, 0
        for group in self.long:
            offsets[group.count] = first
            first += len(group.rows)
        return offsets

    @property
    def w_count(self) -> int:
        return sum(len(group.rows) for group in self.long)

    @property
    def fixed_count(self) -> int:
        """Columns before the first x."""
        return self.w_count + len(self.board.problem.reserves)

    def bounds(self) -> tuple[Floats, Floats]:
        """Lower and upper bounds of all rows."""
        lower = np.full(self.row_count, -INFINITY)
        upper = np.zeros(self.row_count)
        upper[: self.first_class] = 1.0
        lower[: self.first_class][self.must] = 1.0
        singles = self.classes.group(1)
        upper[self.first_class : self.first_class + singles.width] = singles.sizes
        upper[self.first_booth : self.first_reserve] = 1.0
        lower[self.first_reserve :] = reserved(self.board)
        upper[self.first_reserve :] = INFINITY
        return lower, upper

    def fixed_entries(self) -> tuple[Ints, Ints, Floats]:
        """Starts, rows and values of the w and s columns."""
        parts = [self._w_entries(group) for group in self.long]
        slack = np.arange(self.first_reserve, self.row_count, dtype=np.int32)
        lengths = np.concatenate([each[0] for each in parts] + [np.ones(len(slack), dtype=np.int32)])
        rows = np.concatenate([each[1] for each in parts] + [slack])
        values = np.concatenate([each[2] for each in parts] + [np.ones(len(slack))])
        return _starts(lengths), rows.astype(np.int32), values

    def _w_entries(self, group: Group) -> tuple[Ints, Ints, Floats]:
        """Per row of booths: its class (-1), the single classes it covers (+1 a booth), its booths (+1)."""
        booths = group.rows.booths
        own = self.first_class + group.first + group.class_of[:, None]
        covered = self.first_class + self.class_of_booth[booths]
        rows = np.concatenate([own, covered, self.first_booth + booths], axis=1)
        values = np.ones(rows.shape)
        values[:, 0] = -1.0
        _sum_repeats(rows, values, group.count)
        keep = values != 0
        return keep.sum(axis=1), rows[keep], values[keep]

    def x_entries(self, columns: Columns) -> tuple[Ints, Ints, Floats]:
        """Starts, rows and values of x columns."""
        rows: list[np.ndarray] = [self.row_of[columns.applications], self.first_class + columns.classes]
        flags = [np.ones(len(columns), dtype=bool)] * 2
        for place, members in enumerate(self._members):
            inside = np.zeros(len(self.board.applications), dtype=bool)
            inside[list(members)] = True
            rows.append(np.full(len(columns), self.first_reserve + place))
            flags.append(inside[columns.applications])
        table, keep = np.stack(rows, axis=1), np.stack(flags, axis=1)
        return _starts(keep.sum(axis=1)), table[keep].astype(np.int32), np.ones(int(keep.sum()))

    def prices(self, duals: Floats) -> Prices:
        """Prices of booths and reserves from the duals of the rows."""
        owners = self.class_of_booth
        singles = duals[self.first_class :][np.maximum(owners, 0)]
        booths = np.where(owners >= 0, singles + duals[self.first_booth : self.first_reserve], 0.0)
        return clipped(Prices(booths, -duals[self.first_reserve :]))

    def column_of(self, place: int, booths: tuple[int, ...]) -> tuple[int, int, float]:
        """The x variable of a concrete placement."""
        group = self.classes.group(len(booths))
        line = int(np.flatnonzero(group.applications == place)[0])
        chosen = int(group.class_of[self.row_number(booths)])
        return place, group.first + chosen, float(group.scores[line, chosen])

    def row_number(self, booths: tuple[int, ...]) -> int:
        """Number of a concrete row within its length."""
        return self._numbers[booths]

    @cached_property
    def _numbers(self) -> dict[tuple[int, ...], int]:
        return {
            tuple(int(each) for each in row): number
            for group in self.classes.groups
            for number, row in enumerate(group.rows.booths)
        }

    def columns_of(self, arrangement: Arrangement) -> Columns:
        """The x variables of an arrangement, without the pinned."""
        found = [
            self.column_of(place, booths) for place, booths in arrangement.items() if place not in self.board.pinned
        ]
        return as_columns(found)


def as_columns(found: list[tuple[int, int, float]]) -> Columns:
    """Columns from (application, class, score)."""
    return Columns(
        np.array([each[0] for each in found], dtype=np.int32),
        np.array([each[1] for each in found], dtype=np.int32),
        np.array([each[2] for each in found], dtype=np.float64),
    )


def start_costs(model: Model) -> Floats:
    """Objective of the w and s columns: rows are free, a missing producer of a reserve is dear."""
    costs = np.zeros(model.fixed_count)
    costs[model.w_count :] = -MISSING_PRODUCER
    return costs


def _starts(lengths: Ints) -> Ints:
    """Where each column begins in the list of entries."""
    return np.concatenate([[0], np.cumsum(lengths)])[:-1].astype(np.int32)


def _sum_repeats(rows: Ints, values: Floats, count: int) -> None:
    """Sum the coefficients of a single class that a row covers twice: a matrix may name an entry once."""
    for later in range(2, count + 1):
        for earlier in range(1, later):
            same = (rows[:, later] == rows[:, earlier]) & (values[:, later] > 0)
            values[same, earlier] += values[same, later]
            values[same, later] = 0.0
