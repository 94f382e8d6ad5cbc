"""One database cluster on disk: made, configured, started, asked, stopped.

Nothing here takes a lock; `server.py` does, around these steps.
"""

import contextlib
import os
import secrets
import shutil
import subprocess
import time
from hashlib import sha256
from pathlib import Path

import msgspec
import psutil

from events_app.platform.postgres.binaries import (
    PostgresError,
    clean_environment,
    run_program,
    server_bin,
    server_user,
    wheel_bin,
)
from events_app.platform.settings import SYSTEM_HOME

SUPERUSER = "postgres"
_START_SECONDS = 90
_CONF = "events_app.conf"


class Postmaster(msgspec.Struct, frozen=True):
    """What `postmaster.pid` says, which a crash may leave behind untrue."""

    pid: int
    socket_dir: Path
    port: int
    ready: bool


def cluster_path(data_dir: Path) -> Path:
    """Choose where the cluster of a data directory lies, and remember the choice there.

    Root's data directory may be closed to the server's user (a folder of `mktemp -d`, anything below
    `/root`). Then the cluster lies under `/var/lib/events-app` and the data directory holds a link to it.
    """
    path = data_dir / "postgres"
    if path.is_symlink():
        return path.resolve()
    if path.exists() or server_user() is None or _open_to_all(data_dir):
        return path
    folder = SYSTEM_HOME / "clusters" / secrets.token_hex(6)
    folder.mkdir(parents=True)
    for open_folder in (SYSTEM_HOME, SYSTEM_HOME / "clusters", folder):
        open_folder.chmod(0o755)
    path.symlink_to(folder / "postgres")
    return folder / "postgres"


def make_cluster(cluster: Path, *, durable: bool) -> None:
    """Run `initdb` under another name and move the result into place: a crash leaves no half-made cluster."""
    for leftover in cluster.parent.glob(f".{cluster.name}-new-*"):
        shutil.rmtree(leftover, ignore_errors=True)
    draft = cluster.with_name(f".{cluster.name}-new-{secrets.token_hex(4)}")
    draft.mkdir(mode=0o700)
    user = server_user()
    if user is not None:
        os.chown(draft, user.pw_uid, user.pw_gid)
    command: list[str | Path] = [server_bin() / "initdb", "-D", draft, "-U", SUPERUSER, "--auth=trust"]
    command += ["--encoding=UTF8", "--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8"]
    made = run_program([*command, *([] if durable else ["--no-sync"])])
    if made.returncode != 0:
        shutil.rmtree(draft, ignore_errors=True)
        message = f"initdb could not make a database in {cluster}:\n{made.stdout}"
        raise PostgresError(message)
    with (draft / "postgresql.conf").open("a", encoding="utf-8") as conf:
        conf.write(f"\ninclude '{_CONF}'\n")
    draft.rename(cluster)


def start_cluster(cluster: Path, *, durable: bool) -> None:
    """Configure the cluster, start it with `pg_ctl` and wait until it accepts connections."""
    _write_conf(cluster, _socket_folder(cluster), durable=durable)
    log = cluster / "start.log"
    give_up = time.monotonic() + 15
    while _pg_ctl(cluster, "-l", log.name, "-w", "-t", str(_START_SECONDS), "start").returncode != 0:
        told = log.read_text(encoding="utf-8", errors="replace") if log.exists() else ""
        # The children of a killed server take a moment to notice; until then the memory counts as in use.
        if "shared memory block" not in told or time.monotonic() > give_up:
            message = f"PostgreSQL did not start in {cluster}:\n{told[-2000:]}"
            raise PostgresError(message)
        log.unlink()
        time.sleep(0.3)


def stop_cluster(cluster: Path) -> None:
    """Stop the server of this cluster: open transactions are rolled back, everything committed is kept."""
    postmaster = read_postmaster(cluster)
    stopped = _pg_ctl(cluster, "-w", "-t", "60", "-m", "fast", "stop")
    if stopped.returncode != 0 and running_postmaster(cluster) is not None:
        message = f"PostgreSQL in {cluster} did not stop:\n{stopped.stdout}"
        raise PostgresError(message)
    if postmaster is not None:
        with contextlib.suppress(OSError):
            postmaster.socket_dir.rmdir()


def _pg_ctl(cluster: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run `pg_ctl` inside the cluster: it hands paths to a shell, and a `$` in one would be lost there."""
    return run_program([server_bin() / "pg_ctl", *arguments], folder=cluster, variables={"PGDATA": str(cluster)})


def running_postmaster(cluster: Path) -> Postmaster | None:
    """Return the live server of this cluster.

    A pid alone proves nothing, since it may be another program's by now: the server's process has the cluster
    as its working folder.
    """
    told = read_postmaster(cluster)
    if told is None:
        return None
    try:
        process = psutil.Process(told.pid)
        lives_here = Path(process.cwd()) == cluster.resolve() and process.status() != psutil.STATUS_ZOMBIE
    except (psutil.NoSuchProcess, psutil.AccessDenied, FileNotFoundError):
        return None
    return told if lives_here else None


def read_postmaster(cluster: Path) -> Postmaster | None:
    """Read `postmaster.pid`; `None` when there is none or it is cut short."""
    try:
        lines = [line.strip() for line in (cluster / "postmaster.pid").read_text(encoding="utf-8").splitlines()]
        return Postmaster(
            pid=int(lines[0]), port=int(lines[3]), socket_dir=Path(lines[4]), ready=lines[7:8] == ["ready"]
        )
    except (FileNotFoundError, ValueError, IndexError):
        return None


def answers(cluster: Path, postmaster: Postmaster) -> bool:
    """Connect for real and ask the server which cluster it serves."""
    told = ask(dsn_of(postmaster), "SHOW data_directory")
    return told.returncode == 0 and Path(told.stdout.strip()).resolve() == cluster.resolve()


def ask(dsn: str, statement: str) -> subprocess.CompletedProcess[str]:
    """Run one statement with `psql`, so that no event loop is needed."""
    return subprocess.run(
        [wheel_bin() / "psql", "-X", "-At", "-v", "ON_ERROR_STOP=1", "-c", statement, dsn],
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        env={**clean_environment(), "PGCONNECT_TIMEOUT": "5"},
        timeout=60,
        check=False,
    )


def dsn_of(postmaster: Postmaster, database: str = "postgres") -> str:
    """Return the address of a database on this server."""
    return f"postgresql://{SUPERUSER}@/{database}?host={postmaster.socket_dir}&port={postmaster.port}"


def forget_stale_postmaster(cluster: Path) -> None:
    """Remove a `postmaster.pid` that is no longer true; PostgreSQL itself would refuse to start."""
    (cluster / "postmaster.pid").unlink(missing_ok=True)


def _open_to_all(folder: Path) -> bool:
    """Whether any user may pass through every folder down to this one."""
    return all(part.stat().st_mode & 0o001 for part in (folder, *folder.parents))


def _socket_folder(cluster: Path) -> Path:
    """Make a short folder only the server's user (and root) can enter: a socket's path may hold 107 bytes."""
    user = server_user()
    owner = user.pw_uid if user else os.geteuid()
    name = f"events-app-{owner}-{sha256(os.fsencode(cluster.resolve())).hexdigest()[:12]}"
    for attempt in range(100):
        folder = Path("/tmp") / (f"{name}-{attempt}" if attempt else name)  # noqa: S108 -- checked to be ours
        try:
            folder.mkdir(mode=0o700)
            if user is not None:
                os.chown(folder, user.pw_uid, user.pw_gid)
        except FileExistsError:
            pass
        found = folder.lstat()
        if folder.is_dir() and not folder.is_symlink() and found.st_uid == owner:
            folder.chmod(0o700)
            return folder
    message = f"Somebody else owns every folder {name} in /tmp."
    raise PostgresError(message)


def _write_conf(cluster: Path, socket_folder: Path, *, durable: bool) -> None:
    memory_mb = psutil.virtual_memory().total // 2**20
    lines = [
        "listen_addresses = ''",
        f"unix_socket_directories = '{socket_folder}'",
        "unix_socket_permissions = 0700",
        "max_connections = 200",
        f"shared_buffers = {max(32, min(256, memory_mb // 8))}MB",
        "timezone = 'UTC'",
        "log_timezone = 'UTC'",
        "wal_level = minimal",
        "max_wal_senders = 0",
        "max_wal_size = 1GB",
        "random_page_cost = 1.1",
        "logging_collector = on",
        "log_directory = 'log'",
        "log_filename = 'postgres-%a.log'",
        "log_truncate_on_rotation = on",
        "log_rotation_size = 0",
        *([] if durable else ["fsync = off", "synchronous_commit = off", "full_page_writes = off"]),
    ]
    path = cluster / _CONF
    path.write_text(
        "# Written at every start; changes belong in postgresql.conf after the include.\n" + "\n".join(lines) + "\n"
    )
    user = server_user()
    if user is not None:
        os.chown(path, user.pw_uid, user.pw_gid)
