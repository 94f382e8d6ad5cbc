"""How a run is watched and stopped from outside, and where the best arrangement so far is kept."""

from collections.abc import Callable
from threading import Event

from events_app.assignment.optimiser.result import Phase, Progress

# Where each phase begins, as a share of the whole: measured at 1,000 booths.
BEGINS: dict[Phase, float] = {
    "preparing": 0.0,
    "queue": 0.05,
    "bounding": 0.15,
    "arranging": 0.6,
    "placing": 0.8,
    "separating": 0.82,
    "judging": 0.92,
}


class Control:
    """The line between a run and whoever watches it. `stop` may be set from another thread at any time."""

    def __init__(self, report: Callable[[Progress], None] | None = None) -> None:
        self.stop = Event()
        self._report = report
        self._last: Progress | None = None
        self.best = float("-inf")
        self.bound = float("inf")

    def say(self, phase: Phase, part: float = 0.0, *, best: float | None = None, bound: float | None = None) -> None:
        """Report progress: `part` of the phase is done. `best` only rises, `bound` only falls."""
        self.best = max(self.best, best if best is not None else self.best)
        self.bound = min(self.bound, bound if bound is not None else self.bound)
        following = min((share for share in BEGINS.values() if share > BEGINS[phase]), default=1.0)
        share = BEGINS[phase] + (following - BEGINS[phase]) * min(max(part, 0.0), 1.0)
        current = Progress(phase, round(share, 3), self.best, self.bound)
        if self._report is not None and current != self._last:
            self._last = current
            self._report(current)
