"""The worker: `python -m events_app.assignment.optimiser --problem problem.json --result result.json`.

Reads a problem (JSON; standard input without --problem), writes a progress line (JSON) to standard output whenever
something is known, and the result to a file (standard output without --result). The file appears whole or not at all.

SIGTERM or SIGINT: stop, and write the best so far. A second one, or a solver that does not listen within GRACE seconds:
the best so far is written by the main thread, and the process ends. SIGKILL loses the run and nothing else.

Exit codes: 0 finished or stopped, with a result · 2 the input was refused, the findings are the last line ·
3 out of memory, the best so far was written if there was one · 1 a fault of the program, told on standard error.
A solver in want of memory may also end by SIGSEGV or SIGABRT.
"""

import argparse
import os
import resource
import signal
import sys
import threading
from collections.abc import Sequence
from pathlib import Path
from types import FrameType
from typing import NoReturn

import msgspec

from events_app.assignment.optimiser.control import Control
from events_app.assignment.optimiser.preflight import examine
from events_app.assignment.optimiser.problem import Problem
from events_app.assignment.optimiser.result import Progress, Result
from events_app.assignment.optimiser.run import Run

GRACE = 5.0  # seconds
MEGABYTE = 2**20
FINISHED, BROKEN, REFUSED, OUT_OF_MEMORY = 0, 1, 2, 3


class Worker:
    """A run in a thread of its own, so that the main thread is there to hear signals while the solver works."""

    def __init__(self, problem: Problem, result: Path | None, parent: int | None = None) -> None:
        self._problem = problem
        self._path = result
        self._parent = parent
        self._control = Control(_write_progress)
        self._run: Run | None = None
        self._fault: BaseException | None = None
        self._result: Result | None = None
        self._asked = threading.Event()
        self._done = threading.Event()

    def work(self) -> int:
        """Run to the end or to a signal, write the result, return the exit code."""
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, self._stop)
        try:
            threading.Thread(target=self._solve, daemon=True).start()
        except RuntimeError:  # no memory for a thread's stack
            return OUT_OF_MEMORY
        self._wait()
        if self._result is None and self._fault is None:
            return self._end_without_solver()
        if self._result is not None:
            _write(self._result, self._path)
            return FINISHED
        if isinstance(self._fault, MemoryError):
            self._salvage()
            return OUT_OF_MEMORY
        assert self._fault is not None  # noqa: S101 - one of the two was set
        raise self._fault

    def _wait(self) -> None:
        while not self._done.wait(0.2):
            if self._parent is not None and os.getppid() != self._parent:
                os._exit(BROKEN)  # nobody is left who would read the result
            if self._asked.is_set():
                self._done.wait(GRACE)
                return

    def _solve(self) -> None:
        try:
            self._run = Run(self._problem, self._control)
            self._result = self._run.result()
        except BaseException as fault:  # noqa: BLE001 - told by the main thread
            self._fault = fault
        self._done.set()

    def _stop(self, _number: int, _frame: FrameType | None) -> None:
        if self._control.stop.is_set():
            self._done.set()  # asked twice: do not wait for the solver any longer
        self._control.stop.set()
        self._asked.set()

    def _end_without_solver(self) -> NoReturn:
        """The solver does not listen: write what is known and leave without it."""
        written = self._salvage()
        os._exit(FINISHED if written else BROKEN)

    def _salvage(self) -> bool:
        if self._run is None:
            return False
        self._control.stop.set()
        _write(self._run.judged(), self._path)
        return True


def main(arguments: Sequence[str] | None = None) -> int:
    """Parse, examine, run."""
    parser = argparse.ArgumentParser(prog="python -m events_app.assignment.optimiser", description="Assign booths.")
    parser.add_argument("--problem", type=Path, help="JSON of the problem; standard input without it")
    parser.add_argument("--result", type=Path, help="where the result goes; standard output without it")
    parser.add_argument("--memory", type=int, metavar="MB", help="end the run rather than use more memory than this")
    parser.add_argument("--parent", type=int, metavar="PID", help="end with this process, which started the run")
    given = parser.parse_args(arguments)
    if given.memory:
        resource.setrlimit(resource.RLIMIT_DATA, (given.memory * MEGABYTE, given.memory * MEGABYTE))
    try:
        return _run(given.problem, given.result, given.parent)
    except MemoryError:
        return OUT_OF_MEMORY


def _run(source: Path | None, result: Path | None, parent: int | None) -> int:
    text = source.read_bytes() if source else sys.stdin.buffer.read()
    try:
        problem = msgspec.json.decode(text, type=Problem)
    except msgspec.DecodeError as refusal:
        _line({"refused": [{"code": "unreadable", "stops": True, "facts": {"detail": str(refusal)}}]})
        return REFUSED
    stopping = [finding for finding in examine(problem) if finding.stops]
    if stopping:
        _line({"refused": stopping})
        return REFUSED
    return Worker(problem, result, parent).work()


def _write_progress(progress: Progress) -> None:
    """One line; JSON has no infinity, so what is not known yet is null."""
    known = msgspec.structs.asdict(progress)
    _line({key: value if value not in {float("inf"), float("-inf")} else None for key, value in known.items()})


def _keep_output_clean() -> None:
    """The solver prints a line of its own to descriptor 1; send it to standard error and keep the pipe for JSON."""
    pipe = os.dup(1)
    os.dup2(2, 1)
    sys.stdout = os.fdopen(pipe, "w", encoding="utf-8")


def _line(content: object) -> None:
    sys.stdout.write(msgspec.json.encode(content).decode() + "\n")
    sys.stdout.flush()


def _write(result: Result, path: Path | None) -> None:
    if path is None:
        _line({"result": result})
        return
    waiting = path.with_name(path.name + ".part")
    with waiting.open("wb") as file:
        file.write(msgspec.json.encode(result))
        file.flush()
        os.fsync(file.fileno())
    waiting.replace(path)


if __name__ == "__main__":
    _keep_output_clean()
    sys.exit(main())
