"""The service under load: real worker processes on a database of its own, with the demo data."""

import os
import shutil
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from events_app.platform.postgres import create_database, start_or_attach
from events_app.platform.postgres.cluster import cluster_path

WORKERS = 2


class Service(NamedTuple):
    """A running service: where it answers and where its rows are."""

    url: str
    dsn: str


@contextmanager
def running_service(folder: Path, *, workers: int = WORKERS) -> Iterator[Service]:
    """Serve demo data from a durable database in `folder` for as long as the block runs; nothing of it is left."""
    with _cluster_gone_afterwards(folder / "data"), start_or_attach(folder / "data") as postgres:
        dsn = create_database(postgres.dsn, "bench")
        port = free_port()
        variables = {
            "DATABASE_URL": dsn,
            "EVENTS_APP_DATA_DIR": str(folder / "data"),
            "EVENTS_APP_PORT": str(port),
        }
        command = [sys.executable, "-m", "events_app.cli", "serve", "--demo", "--workers", str(workers)]
        with running(command, variables, ready="Ready:"):
            yield Service(f"http://127.0.0.1:{port}", dsn)


@contextmanager
def _cluster_gone_afterwards(data_dir: Path) -> Iterator[None]:
    """Remove the cluster that lies elsewhere because only root may enter the folder: gigabytes after a large bench."""
    data_dir.mkdir(parents=True, exist_ok=True)
    cluster = cluster_path(data_dir)
    try:
        yield
    finally:
        if cluster.parent != data_dir:
            shutil.rmtree(cluster.parent, ignore_errors=True)


@contextmanager
def running(command: list[str], variables: dict[str, str], *, ready: str) -> Iterator[None]:
    """Run a server for as long as the block runs; the block starts when it prints the word `ready`."""
    environment = {**os.environ, "PYTHONUNBUFFERED": "1", **variables}
    with subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True) as process:
        try:
            for line in process.stdout or ():
                if ready in line:
                    break
            else:
                raise SystemExit(f"{' '.join(command)} ended before it was ready.")
            yield
        finally:
            process.terminate()
            process.communicate(timeout=30)


def free_port() -> int:
    """Return a port nobody listens on just now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
