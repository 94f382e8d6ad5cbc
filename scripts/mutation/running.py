"""Runs forked processes side by side, each with a database of its own, none longer than it may."""

import gc
import importlib
import json
import os
import secrets
import select
import shutil
import signal
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, NamedTuple

Tell = Callable[[dict[str, Any]], None]
Work = Callable[[str, Path, Tell], None]
"""What a forked process does with its database's address and its folder; it says what came of it."""


class Job(NamedTuple):
    """One thing to do, and in how many seconds at most."""

    name: Any
    work: Work
    seconds: float


class Outcome(NamedTuple):
    """What was said; None when the time was up. `output` is what the tests printed."""

    said: dict[str, Any] | None
    output: str
    seconds: float


class _Running(NamedTuple):
    job: Job
    slot: int
    process: int
    pipe: int
    began: float
    heard: bytearray


class Runner:
    """So many slots, each with a database, that processes are forked into."""

    def __init__(self, dsns: list[str], scratch: Path) -> None:
        self._dsns = dsns
        self._scratch = scratch

    def run(self, jobs: Iterable[Job]) -> Iterator[tuple[Job, Outcome]]:
        """Do every job; give each with its outcome as it ends. A job is taken only when a slot is free."""
        waiting, running = iter(jobs), {}
        free = list(range(len(self._dsns)))
        try:
            while True:
                while free and (job := next(waiting, None)) is not None:
                    one = self._start(job, free.pop())
                    running[one.pipe] = one
                if not running:
                    return
                for one in self._ended(running):
                    del running[one.pipe]
                    free.append(one.slot)
                    yield one.job, self._outcome(one)
        finally:
            for one in running.values():
                _end(one)

    def _ended(self, running: dict[int, _Running]) -> list[_Running]:
        ready, _, _ = select.select(list(running), [], [], 0.2)
        ended = []
        for pipe in ready:
            said = os.read(pipe, 1 << 16)
            running[pipe].heard.extend(said)
            if not said:
                ended.append(running[pipe])
        now = time.monotonic()
        late = [one for one in running.values() if one not in ended and now - one.began > one.job.seconds]
        return [*ended, *late]

    def _start(self, job: Job, slot: int) -> _Running:
        folder = self._scratch / f"slot{slot}"
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        listening, speaking = os.pipe()
        sys.stdout.flush()
        process = os.fork()
        if process == 0:
            os.close(listening)
            _be_a_child(job.work, self._dsns[slot], folder, speaking)
        os.close(speaking)
        return _Running(job, slot, process, listening, time.monotonic(), bytearray())

    def _outcome(self, one: _Running) -> Outcome:
        _end(one)
        output = self._scratch / f"slot{one.slot}" / "output.txt"
        text = output.read_text(errors="replace") if output.exists() else ""
        said = json.loads(one.heard) if one.heard else None
        return Outcome(said, text, time.monotonic() - one.began)


def _end(one: _Running) -> None:
    """End a process of ours with everything it started."""
    with suppress(ProcessLookupError):
        os.killpg(one.process, signal.SIGKILL)
    os.waitpid(one.process, 0)
    os.close(one.pipe)


def _be_a_child(work: Work, dsn: str, folder: Path, speaking: int) -> None:
    os.setsid()
    output = os.open(folder / "output.txt", os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
    for stream in (1, 2):
        os.dup2(output, stream)

    def tell(said: dict[str, Any]) -> None:
        rest = memoryview(json.dumps(said).encode())
        while rest:
            rest = rest[os.write(speaking, rest) :]

    code = 1
    try:
        work(dsn, folder, tell)
        code = 0
    except BaseException as error:  # noqa: BLE001 - whatever it is, the parent is told
        tell({"broken": f"{type(error).__name__}: {error}"})
    finally:
        sys.stdout.flush()
        os._exit(code)


@contextmanager
def databases(count: int) -> Iterator[list[str]]:
    """So many databases with the product's schema, made and dropped by a process of its own.

    This process must not import the product: the forked ones import it with its fault.
    """
    asking, told = os.pipe()
    listening, speaking = os.pipe()
    process = os.fork()
    if process == 0:
        os.close(told)
        os.close(listening)
        code = 1
        try:
            _keep_databases(count, asking, speaking)
            code = 0
        finally:
            os._exit(code)
    os.close(asking)
    os.close(speaking)
    try:
        with os.fdopen(listening, "rb") as said:
            dsns = json.loads(said.read() or b"[]")
        if len(dsns) != count:
            raise SystemExit("The databases for the tests could not be made.")
        yield dsns
    finally:
        os.close(told)
        os.waitpid(process, 0)


def _keep_databases(count: int, asking: int, speaking: int) -> None:
    """Make the databases, say where they are, and drop them when nobody asks any more."""
    import asyncio  # noqa: PLC0415 - imported after the fork, like the product

    import asyncpg  # noqa: PLC0415

    from events_app.platform.migrations import migrate  # noqa: PLC0415
    from events_app.platform.postgres import start_or_attach  # noqa: PLC0415
    from events_app.platform.settings import data_directory  # noqa: PLC0415

    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent is told, and closes its end

    async def make(dsn: str) -> list[str]:
        connection = await asyncpg.connect(dsn)
        made = []
        for _ in range(count):
            name = f"events_mutants_{os.getpid()}_{secrets.token_hex(3)}"
            await connection.execute(f'CREATE DATABASE "{name}"')
            own = dsn.replace("/postgres?", f"/{name}?", 1)
            await migrate(own)
            made.append(own)
        await connection.close()
        return made

    async def drop(dsn: str, made: list[str]) -> None:
        connection = await asyncpg.connect(dsn)
        for one in made:
            name = one.rsplit("/", 1)[1].split("?")[0]
            await connection.execute(f'DROP DATABASE "{name}" WITH (FORCE)')
        await connection.close()

    with start_or_attach(data_directory(os.environ) / "test", durable=False) as server:
        made = asyncio.run(make(server.dsn))
        os.write(speaking, json.dumps(made).encode())
        os.close(speaking)
        os.read(asking, 1)
        asyncio.run(drop(server.dsn, made))


def warm_up(runner: Runner, names: Callable[[], list[str]]) -> None:
    """Import whatever the tests import besides the product, once for all processes to be forked."""

    def look(_dsn: str, _folder: Path, tell: Tell) -> None:
        tell({"modules": names()})

    [(_, outcome)] = runner.run([Job("warm", look, 120)])
    for name in (outcome.said or {}).get("modules", []):
        with suppress(Exception):
            importlib.import_module(name)
    gc.collect()
    gc.freeze()


@contextmanager
def scratch_folder() -> Iterator[Path]:
    """A folder for everything the runs leave behind."""
    folder = Path(tempfile.mkdtemp(prefix="mutants-"))
    os.environ["HYPOTHESIS_STORAGE_DIRECTORY"] = str(folder / "hypothesis")
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)
