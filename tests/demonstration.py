"""The demo's data, loaded once a run; whoever needs it gets a copy of the database within a second."""

import fcntl
import os
import secrets
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TextIO
from urllib.parse import urlsplit, urlunsplit

from events_app.platform.postgres import create_database
from events_app.platform.postgres.cluster import ask
from tests.servers import ServerProcess

SECRET = "the-secret-with-which-the-demo-of-the-tests-signs-passes"


class Demonstration:
    """A database with the demo's data that nobody writes to, shared by all workers of one run."""

    def __init__(self, server_dsn: str, run: str, folder: Path) -> None:
        self._server_dsn, self._name, self._folder = server_dsn, f"events_demo_{run[:12]}", folder

    @contextmanager
    def kept(self) -> Iterator[None]:
        """Load the data unless another worker did; the last worker that leaves removes the database."""
        with (self._folder / f"{self._name}.lock").open("a") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            if os.fstat(lock.fileno()).st_size == 0:
                self._load()
                lock.write("loaded")
                lock.flush()
            fcntl.flock(lock, fcntl.LOCK_SH)
            try:
                yield
            finally:
                self._leave(lock)

    @contextmanager
    def serving(self, folder: Path, **variables: str) -> Iterator[ServerProcess]:
        """Serve a copy of the data as `make run` would, for as long as the block runs."""
        name = f"{self._name}_{secrets.token_hex(4)}"
        self._ask(f'CREATE DATABASE "{name}" TEMPLATE "{self._name}"')
        variables = {"DATABASE_URL": self._address(name), "EVENTS_APP_SECRET": SECRET, **variables}
        server = ServerProcess(folder, "--demo", **variables).start()
        try:
            yield server
        finally:
            server.stop()
            self._ask(f'DROP DATABASE "{name}" WITH (FORCE)')

    def _load(self) -> None:
        dsn = create_database(self._server_dsn, self._name)
        with tempfile.TemporaryDirectory() as folder:
            own = {"DATABASE_URL": dsn, "EVENTS_APP_SECRET": SECRET, "EVENTS_APP_DATA_DIR": folder}
            command = [sys.executable, "-m", "events_app.cli", "demo"]
            subprocess.run(command, env=os.environ | own, check=True, capture_output=True)

    def _leave(self, lock: TextIO) -> None:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:  # another worker still needs it
            return
        lock.truncate(0)  # a worker that comes later loads the data again
        self._ask(f'DROP DATABASE "{self._name}" WITH (FORCE)')

    def _ask(self, statement: str) -> None:
        answer = ask(self._server_dsn, statement)
        assert answer.returncode == 0, answer.stderr

    def _address(self, name: str) -> str:
        return urlunsplit(urlsplit(self._server_dsn)._replace(path=f"/{name}"))
