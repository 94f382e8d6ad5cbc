"""Backup and restore: the whole database and the secret its keys are encrypted with, in one file.

The archive is a tar of `about.json`, `secret` and `database.dump` (PostgreSQL's own compressed format, one
consistent snapshot taken while the service runs).
"""

import asyncio
import io
import json
import os
import subprocess
import tarfile
import tempfile
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any

import click

from events_app.cli.installation import apply_migrations, running_database
from events_app.platform.adoption import SchemaIsNewer, plan_upgrade
from events_app.platform.migrations import known_migrations, recorded_migrations
from events_app.platform.postgres import PostgresError
from events_app.platform.postgres.binaries import clean_environment, wheel_bin
from events_app.platform.postgres.cluster import ask
from events_app.platform.settings import Settings, SettingsError, load_settings

_FORMAT = 1
_ABOUT, _SECRET, _DUMP = "about.json", "secret", "database.dump"


@click.command()
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
def backup(file: Path) -> None:
    """Write everything into FILE: the database and the secret. Keep FILE as safe as the database itself."""
    settings = load_settings(os.environ)
    with running_database(settings) as dsn, tempfile.TemporaryDirectory(prefix="events-app-") as scratch:
        dump = Path(scratch) / _DUMP
        _run_tool("pg_dump", "--format=custom", "--no-owner", "--no-privileges", f"--file={dump}", dsn)
        _write_archive(file, settings, dump, asyncio.run(recorded_migrations(dsn)))
    click.echo(f"{file}: {file.stat().st_size / 1e6:.1f} MB. It holds the secret; keep it safe.")


@click.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
def restore(file: Path) -> None:
    """Bring FILE back into an empty installation; one with data is refused."""
    settings = load_settings(os.environ)
    with tempfile.TemporaryDirectory(prefix="events-app-") as scratch:
        secret = _unpack(file, Path(scratch))
        if os.environ.get("EVENTS_APP_SECRET") not in {None, "", secret}:
            raise SettingsError("EVENTS_APP_SECRET is not the secret of this backup; unset it, or set that one.")
        with running_database(settings) as dsn:
            _ensure_empty(dsn)
            _run_tool(
                "pg_restore",
                *("--exit-on-error", "--single-transaction", "--no-owner", "--no-privileges"),
                f"--dbname={dsn}",
                str(Path(scratch) / _DUMP),
            )
            if not os.environ.get("EVENTS_APP_SECRET"):
                _keep_secret(settings.data_dir, secret)
            apply_migrations(dsn)
    click.echo(f"{file} is restored.")


def _write_archive(file: Path, settings: Settings, dump: Path, migrations: list[str]) -> None:
    """Write beside the target and move into place: a backup that breaks off leaves the last one alone."""
    about = {
        "format": _FORMAT,
        "version": version("events-app"),
        "made_at": datetime.now(UTC).isoformat(timespec="seconds"),
        "migrations": migrations,
    }
    draft = file.with_name(f".{file.name}.{os.getpid()}")
    try:
        descriptor = os.open(draft, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "wb") as raw, tarfile.open(fileobj=raw, mode="w") as archive:
            _add(archive, _ABOUT, json.dumps(about, indent=1).encode())
            _add(archive, _SECRET, settings.secret.encode())
            archive.add(dump, _DUMP)
        draft.rename(file)
    finally:
        draft.unlink(missing_ok=True)


def _add(archive: tarfile.TarFile, name: str, content: bytes) -> None:
    entry = tarfile.TarInfo(name)
    entry.size, entry.mode = len(content), 0o600
    archive.addfile(entry, io.BytesIO(content))


def _unpack(file: Path, folder: Path) -> str:
    """Put the dump into the folder and return the secret; only the three names we wrote are ever read."""
    try:
        with tarfile.open(file) as archive:
            about = json.loads(_member(archive, _ABOUT))
            _ensure_usable(file, about)
            with (folder / _DUMP).open("wb") as dump:
                source = archive.extractfile(_DUMP)
                while source and (block := source.read(2**20)):
                    dump.write(block)
            return _member(archive, _SECRET).decode()
    except (tarfile.TarError, KeyError, ValueError, EOFError) as broken:
        raise SettingsError(f"{file} is no backup of events-app, or it is damaged.") from broken


def _ensure_usable(file: Path, about: dict[str, Any]) -> None:
    newer = SettingsError(f"{file} was made by a newer events-app ({about['version']}).")
    if about["format"] != _FORMAT:
        raise newer
    try:
        plan_upgrade(about["migrations"], list(known_migrations()))
    except SchemaIsNewer as strange:
        raise newer from strange


def _member(archive: tarfile.TarFile, name: str) -> bytes:
    content = archive.extractfile(name)
    if content is None:
        raise KeyError(name)
    return content.read()


def _ensure_empty(dsn: str) -> None:
    told = ask(dsn, "SELECT count(*) FROM pg_tables WHERE schemaname = 'public'")
    if told.returncode != 0:
        raise PostgresError(f"The database does not answer: {told.stderr.strip()}")
    if told.stdout.strip() != "0":
        raise SettingsError(
            "The database is not empty, and restoring would mix two installations. Choose another "
            "EVENTS_APP_DATA_DIR (or an empty database in DATABASE_URL)."
        )


def _keep_secret(data_dir: Path, secret: str) -> None:
    draft = data_dir / ".secret-restored"
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w", encoding="ascii") as file:
        file.write(secret + "\n")
    draft.rename(data_dir / "secret")


def _run_tool(name: str, *arguments: str) -> None:
    finished = subprocess.run(
        [wheel_bin() / name, *arguments],
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        env=clean_environment(),
        check=False,
    )
    if finished.returncode != 0:
        raise PostgresError(f"{name} failed: {finished.stderr.strip()}")
