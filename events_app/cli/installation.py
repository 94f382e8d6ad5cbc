"""What every command needs: the settings, a database that answers, its schema up to date."""

import asyncio
import contextlib
import os
import threading
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from typing import TypeVar

import click

from events_app.app import declare_followers
from events_app.piccolo_app import find_tables
from events_app.places.operations import load_places
from events_app.platform.db import connected
from events_app.platform.migrations import migrate
from events_app.platform.postgres import EmbeddedPostgres, PostgresError, create_database, start_or_attach
from events_app.platform.postgres.cluster import running_postmaster
from events_app.platform.settings import Settings, load_settings

DATABASE = "events_app"
_LOOK_SECONDS = 5
_PATIENCE_LOOKS = 6

Result = TypeVar("Result")


@contextmanager
def running_database(settings: Settings) -> Iterator[str]:
    """Yield the address of the database: `DATABASE_URL`, or the embedded server while the block runs."""
    if settings.database_url is not None:
        yield settings.database_url
        return
    with start_or_attach(settings.data_dir) as postgres, _watched(postgres):
        yield create_database(postgres.dsn, DATABASE)


@contextmanager
def _watched(postgres: EmbeddedPostgres) -> Iterator[None]:
    """Start the embedded server again when it is gone for half a minute; somebody may be about to do so by hand."""
    over = threading.Event()

    def watch() -> None:
        down = 0
        while not over.wait(_LOOK_SECONDS):
            down = 0 if running_postmaster(postgres.cluster) else down + 1
            if down > _PATIENCE_LOOKS:
                with contextlib.suppress(PostgresError):  # the next look tries again
                    postgres.start_if_down()

    watcher = threading.Thread(target=watch, name="postgres-watch", daemon=True)
    watcher.start()
    try:
        yield
    finally:
        over.set()
        watcher.join()


def apply_migrations(dsn: str) -> list[str]:
    """Bring the schema and the administrative units up to date; return the migrations applied."""
    return asyncio.run(_bring_up_to_date(dsn))


async def _bring_up_to_date(dsn: str) -> list[str]:
    applied = await migrate(dsn)
    async with connected(dsn, pool_size=2, tables=find_tables()):
        await load_places()
    return applied


def with_database(work: Callable[[Settings], Awaitable[Result]]) -> Result:
    """Run a command's work against the migrated database, with every table bound to it."""
    settings = load_settings(os.environ)

    async def inside(dsn: str) -> Result:
        declare_followers()
        async with connected(dsn, pool_size=settings.pool_size, tables=find_tables()):
            return await work(settings)

    with running_database(settings) as dsn:
        apply_migrations(dsn)
        return asyncio.run(inside(dsn))


@click.command(name="migrate")
def migrate_command() -> None:
    """Bring the database's schema up to date (serve does this by itself)."""
    with running_database(load_settings(os.environ)) as dsn:
        applied = apply_migrations(dsn)
    for migration_id in applied:
        click.echo(f"applied {migration_id}")
    click.echo(f"{len(applied)} migrations applied." if applied else "The schema is up to date.")
