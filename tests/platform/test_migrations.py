"""Migrations: together or not at all, once however many processes start, in and out again."""

import asyncio
import secrets
import sys
from types import SimpleNamespace

import asyncpg
import pytest
from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from events_app.piccolo_app import find_tables
from events_app.platform import migrations
from events_app.platform.db import fetch
from events_app.platform.migrations import known_migrations, migrate, pending_migrations
from events_app.platform.postgres import create_database


@pytest.fixture
async def empty_dsn(server_dsn):
    name = f"migrations_test_{secrets.token_hex(4)}"
    yield create_database(server_dsn, name)
    admin = await asyncpg.connect(server_dsn)
    await admin.execute(f'DROP DATABASE "{name}" WITH (FORCE)')
    await admin.close()


async def ask(dsn, statement):
    connection = await asyncpg.connect(dsn)
    try:
        return await connection.fetchval(statement)
    finally:
        await connection.close()


async def test_every_migration_is_applied_and_recorded(empty_dsn):
    assert await pending_migrations(empty_dsn) == list(known_migrations())
    assert await migrate(empty_dsn, tables=find_tables()) == list(known_migrations())
    assert await pending_migrations(empty_dsn) == []
    assert await migrate(empty_dsn, tables=find_tables()) == []


@pytest.mark.long
async def test_two_processes_that_start_together_apply_each_migration_once(empty_dsn):
    script = (
        "import asyncio, sys; from events_app.piccolo_app import find_tables; "
        "from events_app.platform.migrations import migrate; "
        "print(len(asyncio.run(migrate(sys.argv[1], tables=find_tables()))))"
    )
    processes = [
        await asyncio.create_subprocess_exec(sys.executable, "-c", script, empty_dsn, stdout=asyncio.subprocess.PIPE)
        for _ in range(3)
    ]
    told = sorted([int((await process.communicate())[0]) for process in processes])
    assert told == [0, 0, len(known_migrations())]
    assert await ask(empty_dsn, "SELECT count(*) FROM migration") == len(known_migrations())


async def test_a_migration_that_fails_leaves_nothing_of_the_others(empty_dsn, monkeypatch):
    async def forwards() -> MigrationManager:
        manager = MigrationManager(migration_id="2099-01-01T00:00:00:000000", app_name="events_app")

        async def fail() -> None:
            raise RuntimeError("the last migration breaks")

        manager.add_raw(fail)
        return manager

    broken = SimpleNamespace(ID="2099-01-01T00:00:00:000000", forwards=forwards)
    known = {**known_migrations(), broken.ID: broken}
    monkeypatch.setattr(migrations, "known_migrations", lambda: known)
    with pytest.raises(RuntimeError, match="the last migration breaks"):
        await migrate(empty_dsn, tables=find_tables())
    assert await ask(empty_dsn, "SELECT count(*) FROM pg_tables WHERE schemaname = 'public'") == 0


async def test_migrating_another_database_leaves_this_process_on_its_own(empty_dsn, database):
    before = await fetch("SELECT current_database() AS name")
    await migrate(empty_dsn, tables=find_tables())
    assert await fetch("SELECT current_database() AS name") == before
    table = find_tables()[0]
    assert (await table.raw("SELECT current_database() AS name"))[0]["name"] == before[0]["name"]
