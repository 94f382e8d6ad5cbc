"""Bring a database's schema up to date: all that is missing in one transaction, one process at a time.

The schema is SQL, one file a slice (`migrations/*.sql`); beside each stands a small Python file by which Piccolo
finds it. Piccolo's own runner records a migration after its transaction, so a crash between the two leaves a
migration that can neither be repeated nor skipped, and two processes that start together run everything twice.
Here the lock, the changes and the record share one transaction.
"""

import contextlib
import importlib.util
import io
import os
import sys
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from types import ModuleType

import asyncpg
from piccolo.apps.migrations.auto.migration_manager import MigrationManager
from piccolo.apps.migrations.tables import Migration
from piccolo.engine import engine_finder
from piccolo.engine.postgres import PostgresEngine
from piccolo.querystring import QueryString

from events_app.platform.adoption import Upgrade, plan_upgrade
from events_app.platform.settings import PROJECT

APP_NAME = "events_app"
FOLDER = PROJECT / "migrations"
ADOPTION = FOLDER / "adoption" / "from_0_1_0.sql"
_LOCK = 7_315_042_241  # any number, as long as nobody else of this service takes it

DB: PostgresEngine | None = None
"""Where Piccolo looks for the engine while `migrate` runs (it imports the module named by `PICCOLO_CONF`)."""


def sql_migration(file: str) -> Callable[[], Awaitable[MigrationManager]]:
    """Make the `forwards` of a migration: it runs the SQL file of the same name.

    Args:
        file: The migration's own `__file__`.
    """
    path = Path(file).with_suffix(".sql")

    async def forwards() -> MigrationManager:
        manager = MigrationManager(migration_id=path.stem, app_name=APP_NAME)

        async def apply() -> None:
            await _run_file(path)

        manager.add_raw(apply)
        return manager

    return forwards


async def migrate(dsn: str) -> list[str]:
    """Apply what is missing and return the ids now recorded that were not before, in order.

    Raises:
        SchemaRefused: The database is of a newer version, or half-way to an older one; nothing was changed.
        asyncpg.PostgresError: A file is refused by PostgreSQL; a note names file and line, nothing was changed.
    """
    migrations = known_migrations()
    engine = PostgresEngine(config={"dsn": dsn})
    with _speaking_to(engine):
        async with engine.transaction():
            await engine.run_querystring(QueryString("SELECT pg_advisory_xact_lock({})", _LOCK))
            await Migration.create_table(if_not_exists=True).run()  # type: ignore[no-untyped-call]  # Piccolo leaves it unannotated
            before = await Migration.get_migrations_which_ran(app_name=APP_NAME)
            if plan_upgrade(before, list(migrations)).adopt:
                await _run_file(ADOPTION)  # it also records what the adopted schema amounts to
            recorded = await Migration.get_migrations_which_ran(app_name=APP_NAME)
            missing = plan_upgrade(recorded, list(migrations)).missing
            for migration_id in missing:
                await _apply(migration_id, migrations[migration_id])
    return [found for found in migrations if found in {*recorded, *missing} - {*before}]


async def look_at_schema(dsn: str) -> Upgrade:
    """Say what `migrate` would do, without doing it.

    Raises:
        SchemaRefused: As `migrate`.
    """
    return plan_upgrade(await recorded_migrations(dsn), list(known_migrations()))


async def pending_migrations(dsn: str) -> list[str]:
    """Return the ids of migrations this code knows and the database has not seen.

    A newer database has none: processes of the version before go on answering while the next one takes over.
    """
    recorded = await recorded_migrations(dsn)
    return [found for found in known_migrations() if found not in recorded]


async def recorded_migrations(dsn: str) -> list[str]:
    """Return the ids the database has seen, the oldest first; none when it is empty."""
    engine = PostgresEngine(config={"dsn": dsn})
    exists = await engine.run_querystring(QueryString("SELECT to_regclass('migration') IS NOT NULL AS found"))
    if not exists[0]["found"]:
        return []
    statement = QueryString("SELECT name FROM migration WHERE app_name = {} ORDER BY id", APP_NAME)
    return [row["name"] for row in await engine.run_querystring(statement)]


def known_migrations(folder: Path = FOLDER) -> dict[str, ModuleType]:
    """Load every migration file, ordered by id."""
    modules = [_loaded(path) for path in sorted(folder.glob("*.py"))]
    return {module.ID: module for module in sorted(modules, key=lambda module: str(module.ID))}


def _loaded(path: Path) -> ModuleType:
    name = f"events_app_migrations.{path.stem}"
    if name in sys.modules and sys.modules[name].__file__ == str(path):
        return sys.modules[name]
    spec = importlib.util.spec_from_file_location(name, path)
    if spec is None or spec.loader is None:
        raise ImportError(f"{path} is not a Python file.")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    sys.modules[name] = module
    return module


async def _apply(migration_id: str, module: ModuleType) -> None:
    with contextlib.redirect_stdout(io.StringIO()):  # Piccolo prints as it goes
        manager: MigrationManager = await module.forwards()
        await manager.run()
    await Migration.insert(Migration(name=migration_id, app_name=APP_NAME)).run()


async def _run_file(path: Path) -> None:
    """Run a file of SQL in the open transaction, as it stands: Piccolo's own way to run text swallows braces."""
    engine = engine_finder()
    transaction = engine.current_transaction.get() if isinstance(engine, PostgresEngine) else None
    if transaction is None:
        raise RuntimeError("A migration runs in a transaction that Piccolo or `migrate` has opened.")
    text = _text_of(path)
    try:
        await transaction.connection.execute(text)
    except asyncpg.PostgresError as problem:
        position = int(problem.as_dict().get("position") or 0)
        problem.add_note(f"{path.name}, line {text.count(chr(10), 0, position) + 1}" if position else path.name)
        raise


def _text_of(path: Path) -> str:
    return path.read_text(encoding="utf-8")


@contextmanager
def _speaking_to(engine: PostgresEngine) -> Iterator[None]:
    """Point Piccolo and its table of migrations at one engine, and back again afterwards."""
    global DB  # noqa: PLW0603 - the name Piccolo reads
    conf = os.environ.get("PICCOLO_CONF")
    bound = Migration._meta._db  # noqa: SLF001 - the switch has no public reader
    os.environ["PICCOLO_CONF"], DB = __name__, engine
    Migration._meta.db = engine  # noqa: SLF001 - Piccolo's own switch for engines chosen at run time
    try:
        yield
    finally:
        DB = None
        if conf is None:
            del os.environ["PICCOLO_CONF"]
        else:
            os.environ["PICCOLO_CONF"] = conf
        Migration._meta._db = bound  # noqa: SLF001 - `db` refuses None
