"""`events-app doctor`: look at the installation and say in plain words what to do."""

import asyncio
import os
import shutil
import smtplib
import sys
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from typing import NamedTuple
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import asyncpg
import click

from events_app.cli.installation import running_database
from events_app.platform.adoption import FORMER_VERSION, SchemaRefused
from events_app.platform.migrations import look_at_schema
from events_app.platform.postgres import PostgresError
from events_app.platform.settings import PROJECT, Settings, SettingsError, load_settings

_OLDEST_SERVER = 15
_LEAST_FREE_BYTES = 2 * 10**9
_OLDEST_BEAT = timedelta(minutes=5)


class Finding(NamedTuple):
    """One thing looked at: what it is, whether it is well, and what to do when it is not."""

    about: str
    well: bool
    advice: str = ""


@click.command()
def doctor() -> None:
    """Check the installation and say in plain words what to do."""
    findings = list(_examine())
    for finding in findings:
        click.secho("  ok      " if finding.well else "  PROBLEM ", fg="green" if finding.well else "red", nl=False)
        click.echo(finding.about)
        if not finding.well:
            click.echo(f"          → {finding.advice}")
    problems = sum(not finding.well for finding in findings)
    click.echo("Everything looks well." if not problems else f"{problems} of {len(findings)} need attention.")
    sys.exit(1 if problems else 0)


def _examine() -> Iterator[Finding]:
    yield Finding(
        f"Python {sys.version_info.major}.{sys.version_info.minor}",
        sys.version_info >= (3, 11),
        "Install Python 3.11 or newer.",
    )
    try:
        settings = load_settings(os.environ)
    except (SettingsError, OSError) as problem:
        yield Finding("settings", well=False, advice=str(problem))
        return
    for check in (
        _data_folder,
        _secret_file,
        _disk,
        _time_zones,
        _built_files,
        _public_address,
        _mail_server,
    ):
        yield check(settings)
    yield from _database(settings)


def _data_folder(settings: Settings) -> Finding:
    folder = settings.data_dir
    return Finding(
        f"data folder {folder}",
        folder.is_dir() and os.access(folder, os.W_OK | os.X_OK),
        "Make the folder and give it to the user that runs events-app, or set EVENTS_APP_DATA_DIR.",
    )


def _secret_file(settings: Settings) -> Finding:
    path = settings.data_dir / "secret"
    if os.environ.get("EVENTS_APP_SECRET"):
        return Finding("secret from EVENTS_APP_SECRET", well=True)
    closed = path.is_file() and not path.stat().st_mode & 0o077
    return Finding(f"secret in {path}", closed, f"Others can read it: chmod 600 '{path}'.")


def _disk(settings: Settings) -> Finding:
    place = next(folder for folder in (settings.data_dir, *settings.data_dir.parents) if folder.is_dir())
    free = shutil.disk_usage(place).free
    return Finding(
        f"{free / 1e9:.1f} GB free for data",
        free >= _LEAST_FREE_BYTES,
        "PostgreSQL stops when the disk is full: make room, or move the data folder.",
    )


def _time_zones(_settings: Settings) -> Finding:
    advice = "Install the time zone data: apt-get install tzdata."
    try:
        ZoneInfo("Asia/Ho_Chi_Minh")
    except ZoneInfoNotFoundError:
        return Finding("time zone Asia/Ho_Chi_Minh", well=False, advice=advice)
    return Finding("time zone Asia/Ho_Chi_Minh", well=True)


def _built_files(_settings: Settings) -> Finding:
    built = PROJECT / "events_app" / "static" / "dist" / "manifest.json"
    return Finding("styles and scripts are built", built.is_file(), "Run `make run` once; it builds them.")


def _public_address(settings: Settings) -> Finding:
    address = urlsplit(settings.public_url)
    local = address.hostname in {"localhost", "127.0.0.1", "::1"}
    if settings.demo:
        return Finding(f"demo mode, address {settings.public_url}", well=True)
    return Finding(
        f"address people use: {settings.public_url}",
        address.scheme == "https" and not local,
        "Links in mails and calendars lead there. Set EVENTS_APP_PUBLIC_URL to https://… of this service.",
    )


def _mail_server(settings: Settings) -> Finding:
    if settings.smtp_url is None:
        return Finding(
            "mail server",
            settings.demo,
            "No mail leaves this service: set EVENTS_APP_SMTP_URL=smtp://user:password@host:587.",
        )
    address = urlsplit(settings.smtp_url)
    shown = f"mail server {address.hostname}"
    make: Callable[..., smtplib.SMTP] = smtplib.SMTP_SSL if address.scheme == "smtps" else smtplib.SMTP
    try:
        with make(address.hostname or "", address.port or 0, timeout=10) as server:
            server.noop()
    except (OSError, smtplib.SMTPException) as problem:
        return Finding(shown, well=False, advice=f"It does not answer ({problem}): check EVENTS_APP_SMTP_URL.")
    return Finding(shown, well=True)


def _database(settings: Settings) -> Iterator[Finding]:
    try:
        with running_database(settings) as dsn:
            yield from asyncio.run(_ask_database(dsn))
    except (PostgresError, OSError, asyncpg.PostgresError) as problem:
        source = "DATABASE_URL" if settings.database_url else "the embedded server"
        yield Finding(f"database ({source})", well=False, advice=f"It cannot be reached: {problem}")


async def _ask_database(dsn: str) -> list[Finding]:
    connection = await asyncpg.connect(dsn, timeout=10)
    try:
        version = connection.get_server_version()
        shown = await connection.fetchval("SHOW server_version")
        encoding = await connection.fetchval("SHOW server_encoding")
        findings = [
            Finding(
                f"PostgreSQL {shown.split()[0]}",
                version.major >= _OLDEST_SERVER,
                f"Version {_OLDEST_SERVER} is the oldest that has what this service uses: upgrade it.",
            ),
            Finding(
                f"encoding {encoding}",
                encoding == "UTF8",
                "Vietnamese needs UTF8: CREATE DATABASE … ENCODING 'UTF8' TEMPLATE template0.",
            ),
        ]
        migrated = await _schema(dsn)
        findings.append(migrated)
        if migrated.well:
            findings += await _ask_background_work(connection)
        return findings
    finally:
        await connection.close()


async def _schema(dsn: str) -> Finding:
    try:
        upgrade = await look_at_schema(dsn)
    except SchemaRefused as refused:
        return Finding("the schema is none this version can use", well=False, advice=str(refused))
    advice = "Run `events-app migrate` (serve does it by itself)."
    if upgrade.adopt:
        return Finding(f"the schema is that of version {FORMER_VERSION}", well=False, advice=advice)
    about = f"{len(upgrade.missing)} migrations are missing" if upgrade.missing else "the schema is up to date"
    return Finding(about, not upgrade.missing, advice)


async def _ask_background_work(connection: "asyncpg.Connection[asyncpg.Record]") -> list[Finding]:
    now = datetime.now(UTC)
    beat = await connection.fetchval("SELECT max(last_run_at) FROM scheduler_beat")
    failing = await connection.fetch("SELECT job, last_error FROM scheduler_beat WHERE last_error <> ''")
    findings = [
        Finding(
            f"background work: last sign of life {beat:%Y-%m-%d %H:%M} UTC" if beat else "background work: never ran",
            beat is not None and now - beat < _OLDEST_BEAT,
            "It runs inside `events-app serve`: start it, without EVENTS_APP_SCHEDULER=off on every process.",
        )
    ]
    findings += [
        Finding(f"job {row['job']}", well=False, advice=f"Its last run failed: {row['last_error']}") for row in failing
    ]
    return [*findings, *await _ask_dead_letters(connection)]


async def _ask_dead_letters(connection: "asyncpg.Connection[asyncpg.Record]") -> list[Finding]:
    dead = await connection.fetch(
        "SELECT d.handler, m.topic, count(*) AS number, max(d.last_error) AS error FROM outbox_delivery d"
        " JOIN outbox_message m ON m.id = d.message WHERE d.dead_at IS NOT NULL GROUP BY 1, 2 ORDER BY 1, 2"
    )
    return [
        Finding(
            f"given up after two days: {row['handler']} on {row['topic']} ({row['number']})",
            well=False,
            advice=f"The last try said: {row['error']}. Mend that; then an owner has it tried again (Office & people).",
        )
        for row in dead
    ] or [Finding("no work in the background was given up", well=True)]
