"""Start the embedded server, or attach to the one that runs, and stop it with the last process that uses it.

Two lock files in the data directory, both released by the kernel when a process dies, however it dies:
`postgres.lock` is held while somebody starts, attaches or stops; `postgres.attached` is shared by every
process that uses the server, so whoever can take it alone knows to be the last.
"""

import atexit
import fcntl
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Self
from urllib.parse import urlsplit, urlunsplit

from events_app.platform.postgres import cluster as clusters
from events_app.platform.postgres.binaries import PostgresError

_ATTACH_SECONDS = 60


class EmbeddedPostgres:
    """A running server this process is attached to; a context manager that detaches at its end."""

    def __init__(self, data_dir: Path, cluster: Path, attachment: int, *, started: bool) -> None:
        """Keep what `start_or_attach` found; use that function."""
        self.data_dir = data_dir
        self.cluster = cluster
        self.started = started
        self._attachment: int | None = attachment
        self._process = os.getpid()
        atexit.register(self.stop)

    @property
    def dsn(self) -> str:
        """The address of the maintenance database, as superuser."""
        return self.database_dsn("postgres")

    def database_dsn(self, name: str) -> str:
        """Return the address of one database on this server."""
        postmaster = clusters.read_postmaster(self.cluster)
        if postmaster is None:
            message = f"PostgreSQL in {self.cluster} has been stopped."
            raise PostgresError(message)
        return clusters.dsn_of(postmaster, name)

    def stop(self) -> None:
        """Detach; stop the server when no other process uses it. Safe to call twice and in a fork."""
        if self._attachment is None or os.getpid() != self._process:
            return
        attachment, self._attachment = self._attachment, None
        atexit.unregister(self.stop)
        if not self.data_dir.is_dir():  # somebody deleted it under us; there is nothing left to lock
            os.close(attachment)
            return
        with _exclusive(self.data_dir):
            try:
                fcntl.flock(attachment, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                return
            finally:
                os.close(attachment)
            if clusters.running_postmaster(self.cluster) is not None:
                clusters.stop_cluster(self.cluster)

    def start_if_down(self) -> bool:
        """Start the server again when it is gone (the system ran out of memory, say); whether that was needed."""
        with _exclusive(self.data_dir):
            if self._attachment is None or _attach(self.cluster):
                return False
            _start(self.cluster, durable=True)
            return True

    def __enter__(self) -> Self:
        """Return this server."""
        return self

    def __exit__(self, *_: object) -> None:
        """Detach, as `stop` does."""
        self.stop()


def start_or_attach(data_dir: Path, *, durable: bool = True) -> EmbeddedPostgres:
    """Start the server of this data directory, or attach to the one that runs there.

    Args:
        data_dir: The installation's data directory; made when missing.
        durable: `False` gives up safety against power loss for speed (tests).

    Raises:
        PostgresError: When no server can be had; the message carries PostgreSQL's own words.
    """
    data_dir = data_dir.absolute()
    data_dir.mkdir(parents=True, exist_ok=True)
    with _exclusive(data_dir):
        cluster = clusters.cluster_path(data_dir)
        started = not _attach(cluster)
        if started:
            _start(cluster, durable=durable)
        attachment = _open_lock(data_dir / "postgres.attached")
        fcntl.flock(attachment, fcntl.LOCK_SH)
        return EmbeddedPostgres(data_dir, cluster, attachment, started=started)


def create_database(dsn: str, name: str) -> str:
    """Make a database unless it is there, and return its address.

    Args:
        dsn: The address of another database on the same server, with the right to make one.
        name: Lower-case letters, digits and underscores.
    """
    if not name.isidentifier() or not name.isascii():
        message = f"{name!r} is no name for a database."
        raise PostgresError(message)
    made = clusters.ask(dsn, f'CREATE DATABASE "{name}"')
    if made.returncode != 0 and "already exists" not in made.stderr and "unique constraint" not in made.stderr:
        message = f"The database {name!r} could not be made: {made.stderr.strip()}"
        raise PostgresError(message)
    return urlunsplit(urlsplit(dsn)._replace(path=f"/{name}"))


def _attach(cluster: Path) -> bool:
    """Wait for a live server of this cluster to answer; `False` when there is none to wait for."""
    give_up = time.monotonic() + _ATTACH_SECONDS
    while (postmaster := clusters.running_postmaster(cluster)) is not None:
        if clusters.answers(cluster, postmaster):
            return True
        if postmaster.ready and not postmaster.socket_dir.is_dir():
            clusters.stop_cluster(cluster)  # its socket was swept away; nobody can reach it any more
            return False
        if time.monotonic() > give_up:
            message = f"PostgreSQL in {cluster} (process {postmaster.pid}) runs but does not answer."
            raise PostgresError(message)
        time.sleep(0.2)
    return False


def _start(cluster: Path, *, durable: bool) -> None:
    if not cluster.exists():
        clusters.make_cluster(cluster, durable=durable)
    clusters.forget_stale_postmaster(cluster)
    clusters.start_cluster(cluster, durable=durable)
    postmaster = clusters.read_postmaster(cluster)
    if postmaster is None or not clusters.answers(cluster, postmaster):
        message = f"PostgreSQL in {cluster} started but does not answer."
        raise PostgresError(message)


@contextmanager
def _exclusive(data_dir: Path) -> Iterator[None]:
    descriptor = _open_lock(data_dir / "postgres.lock")
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)


def _open_lock(path: Path) -> int:
    return os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
