"""Real server processes for tests: started, stopped, killed, and asked over HTTP."""

import os
import signal
import socket
import subprocess
import sys
import threading
from pathlib import Path

import httpx


class ServerProcess:
    """One `events-app serve` on a port of its own."""

    def __init__(self, data_dir: Path, *options: str, **variables: str) -> None:
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self._command = [sys.executable, "-m", "events_app.cli", "serve", "--port", str(self.port), *options]
        self._variables = {"EVENTS_APP_DATA_DIR": str(data_dir), "PYTHONUNBUFFERED": "1", **variables}
        self.lines: list[str] = []

    def start(self) -> "ServerProcess":
        """Start, and wait for the line that says it answers."""
        inherited = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
        self.lines = []
        self._told = threading.Event()
        self._process = subprocess.Popen(
            self._command,
            env=inherited | self._variables,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            start_new_session=True,
        )
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()
        assert self._told.wait(timeout=120)
        assert any(line.startswith("Ready:") for line in self.lines), "".join(self.lines)
        return self

    def _read(self) -> None:
        """Read to the end: a talkative server would stop at a full pipe."""
        with self._process.stdout as output:
            for line in output:
                self.lines.append(line)
                if line.startswith("Ready:"):
                    self._told.set()
        self._told.set()

    @property
    def pid(self) -> int:
        return self._process.pid

    def stop(self) -> int:
        """SIGTERM, as a supervisor does; returns the exit code."""
        if self._process.poll() is None:
            self._process.send_signal(signal.SIGTERM)
        code = self._process.wait(timeout=40)
        self._reader.join(timeout=20)
        return code

    def kill(self) -> None:
        """SIGKILL: nothing of the server gets a chance to tidy up."""
        self._process.kill()
        self._process.wait(timeout=20)
        self._reader.join(timeout=20)

    @property
    def database_url(self) -> str:
        """The database it was told to use."""
        return self._variables["DATABASE_URL"]

    def client(self, token: str = "", **options) -> httpx.AsyncClient:
        headers = {"authorization": f"Bearer {token}"} if token else {}
        return httpx.AsyncClient(base_url=self.url, headers=headers, timeout=60, **options)


def free_port() -> int:
    """A port nobody listens on just now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]
