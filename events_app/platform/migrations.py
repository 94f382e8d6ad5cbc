"""Bring a database's schema up to date: all pending migrations in one transaction, one process at a time.

Piccolo's own runner records a migration after its transaction, so a crash between the two leaves a migration
that can neither be repeated nor skipped, and two processes that start together run everything twice. Here the
lock, the changes and the record share one transaction.
"""

import contextlib
import importlib.util
import io
import os
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from types import ModuleType

from piccolo.apps.migrations.auto.migration_manager import MigrationManager
from piccolo.apps.migrations.tables import Migration
from piccolo.engine.postgres import PostgresEngine
from piccolo.querystring import QueryString
from piccolo.table import Table

from events_app.platform.settings import PROJECT

APP_NAME = "events_app"
FOLDER = PROJECT / "migrations"
_LOCK = 7_315_042_241  # any number, as long as nobody else of this service takes it

DB: PostgresEngine | None = None
"""Where Piccolo looks for the engine while `migrate` runs (it imports the module named by `PICCOLO_CONF`)."""


async def migrate(dsn: str, *, tables: Sequence[type[Table]]) -> list[str]:
    """Apply what is missing and return the ids applied, oldest first.

    Args:
        dsn: The database to change.
        tables: Every table of the service; a migration that names one must run on `dsn`, not on the database
            this process is connected to.
    """
    migrations = known_migrations()
    engine = PostgresEngine(config={"dsn": dsn})
    with _speaking_to(engine, [*tables, Migration]):
        async with engine.transaction():
            await engine.run_querystring(QueryString("SELECT pg_advisory_xact_lock({})", _LOCK))
            await Migration.create_table(if_not_exists=True).run()  # type: ignore[no-untyped-call]  # Piccolo leaves it unannotated
            ran = await Migration.get_migrations_which_ran(app_name=APP_NAME)
            missing = [found for found in migrations if found not in ran]
            for migration_id in missing:
                with contextlib.redirect_stdout(io.StringIO()):  # Piccolo prints as it goes
                    manager: MigrationManager = await migrations[migration_id].forwards()
                    await manager.run()
                await Migration.insert(Migration(name=migration_id, app_name=APP_NAME)).run()
    return missing


async def pending_migrations(dsn: str) -> list[str]:
    """Return the ids of migrations this code knows and the database has not seen."""
    engine = PostgresEngine(config={"dsn": dsn})
    exists = await engine.run_querystring(QueryString("SELECT to_regclass('migration') IS NOT NULL AS found"))
    ran: set[str] = set()
    if exists[0]["found"]:
        statement = QueryString("SELECT name FROM migration WHERE app_name = {}", APP_NAME)
        ran = {row["name"] for row in await engine.run_querystring(statement)}
    return [found for found in known_migrations() if found not in ran]


def known_migrations(folder: Path = FOLDER) -> dict[str, ModuleType]:
    """Load every migration file, ordered by id."""
    modules = [_loaded(path) for path in sorted(folder.glob("*.py")) if path.name != "__init__.py"]
    return {module.ID: module for module in sorted(modules, key=lambda module: str(module.ID))}


def _loaded(path: Path) -> ModuleType:
    name = f"events_app_migrations.{path.stem}"
    if name in sys.modules:
        return sys.modules[name]
    spec = importlib.util.spec_from_file_location(name, path)
    if spec is None or spec.loader is None:
        raise ImportError(f"{path} is not a Python file.")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    sys.modules[name] = module
    return module


@contextmanager
def _speaking_to(engine: PostgresEngine, tables: Sequence[type[Table]]) -> Iterator[None]:
    """Point Piccolo and every table at one engine, and back again afterwards."""
    global DB  # noqa: PLW0603 - the name Piccolo reads
    conf = os.environ.get("PICCOLO_CONF")
    bound = [(table, table._meta._db) for table in tables]  # noqa: SLF001 - the switch has no public reader
    os.environ["PICCOLO_CONF"], DB = __name__, engine
    for table in tables:
        table._meta.db = engine  # noqa: SLF001 - Piccolo's own switch for engines chosen at run time
    try:
        yield
    finally:
        DB = None
        if conf is None:
            del os.environ["PICCOLO_CONF"]
        else:
            os.environ["PICCOLO_CONF"] = conf
        for table, before in bound:
            table._meta._db = before  # noqa: SLF001 - `db` refuses None
