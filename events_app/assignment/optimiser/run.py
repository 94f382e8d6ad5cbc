"""One run from input to result. Every step keeps a complete arrangement at hand, so it may be stopped at any time."""

from events_app.assignment.optimiser.baselines import first_come, queue
from events_app.assignment.optimiser.board import Arrangement, Board
from events_app.assignment.optimiser.bound import no_prices, upper_bound
from events_app.assignment.optimiser.classes import Classes, classify
from events_app.assignment.optimiser.control import Control
from events_app.assignment.optimiser.integer import arrange
from events_app.assignment.optimiser.judging import cut_offs, judge, objective, wish_points
from events_app.assignment.optimiser.master import Bounded, bound_from_above
from events_app.assignment.optimiser.model import Columns, Model, as_columns
from events_app.assignment.optimiser.problem import Problem
from events_app.assignment.optimiser.realise import polish, realise
from events_app.assignment.optimiser.reasons import explain
from events_app.assignment.optimiser.result import VERSION, Proof, Result
from events_app.assignment.optimiser.swaps import separate


def solve(problem: Problem, control: Control | None = None) -> Result:
    """Run the assignment. The problem has passed `examine` without a finding that stops.

    Stopped early (`control.stop`), it returns the best arrangement found so far with the bound proven so far.
    """
    return Run(problem, control or Control()).result()


class Run:
    """A run with what it knows so far; `arrangement` and `bounded` are complete from the start."""

    def __init__(self, problem: Problem, control: Control) -> None:
        self._control = control
        control.say("preparing")
        self.board = Board(problem)
        control.say("queue")
        self.promised = queue(self.board)
        self.first_come = first_come(self.board)
        self.arrangement: Arrangement = self.promised
        self.classes: Classes = classify(self.board, self.promised)
        self.bounded = self._nothing_bounded()

    def result(self) -> Result:
        """Work through all phases, as far as nobody stops them."""
        if any(len(group.applications) for group in self.classes.groups):
            self._optimise()
        self._control.say("separating")
        self._take(polish(self.board, separate(self.board, self.arrangement, self._control), self._control))
        return self.judged()

    def judged(self) -> Result:
        """Judge the best arrangement at hand. Reads only: safe while a solver still runs in another thread."""
        board, arrangement, bounded = self.board, self.arrangement, self.bounded
        self._control.say("judging", best=objective(board, arrangement), bound=bounded.bound)
        gap = max(bounded.bound - objective(board, arrangement), 0.0)
        return Result(
            version=VERSION,
            ending="stopped" if self._control.stop.is_set() else "finished",
            seed=board.problem.seed,
            optimised=judge(board, arrangement),
            queue=judge(board, self.promised),
            first_come=judge(board, self.first_come),
            standings=explain(board, arrangement, self.promised),
            cut_offs=cut_offs(board, arrangement),
            proof=_proof(board, bounded),
            wish_shortfall=gap / max(wish_points(board, arrangement), 1.0),
        )

    def _optimise(self) -> None:
        best = objective(self.board, self.promised)
        self._control.say("bounding", best=best, bound=self.bounded.bound)
        model = Model(self.board, self.classes)
        self.bounded = bound_from_above(model, self.promised, self._control, best=best)
        if not self._control.stop.is_set():
            self._control.say("arranging", best=best, bound=self.bounded.bound)
            wishes = wish_points(self.board, self.promised)
            choice = arrange(model, self.bounded, self.promised, self._control, best=best, wishes=wishes)
            if choice is not None:
                self._take(realise(self.board, self.classes, choice))
        self._control.say("placing", best=objective(self.board, self.arrangement), bound=self.bounded.bound)
        self._take(polish(self.board, self.arrangement, self._control))

    def _take(self, arrangement: Arrangement) -> None:
        """Keep an arrangement unless it scores less than the one at hand."""
        if objective(self.board, arrangement) >= objective(self.board, self.arrangement) - 1e-6:
            self.arrangement = arrangement

    def _nothing_bounded(self) -> Bounded:
        prices = no_prices(self.board)
        none: Columns = as_columns([])
        return Bounded(upper_bound(self.board, self.classes, prices), prices, none, none.scores)


def _proof(board: Board, bounded: Bounded) -> Proof:
    booths = {
        booth.id: float(price)
        for booth, price, free in zip(board.booths, bounded.prices.booths, board.free, strict=True)
        if free and price > 0
    }
    reserves = {
        reserve.belongs: float(price)
        for reserve, price in zip(board.problem.reserves, bounded.prices.reserves, strict=True)
    }
    return Proof(bounded.bound, booths, reserves)
