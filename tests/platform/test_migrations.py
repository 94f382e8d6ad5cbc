"""Migrations: together or not at all, once however many processes start; the text of a file as it stands."""

import asyncio

import asyncpg
import pytest

from events_app.piccolo_app import find_tables
from events_app.platform import migrations
from events_app.platform.adoption import SchemaIsNewer
from events_app.platform.db import fetch
from events_app.platform.migrations import known_migrations, look_at_schema, migrate, pending_migrations
from scripts.migration import make_migration
from tests.catalog import read_catalog_of
from tests.databases import run_python, scratch_database


@pytest.fixture
async def empty_dsn(server_dsn):
    async with scratch_database(server_dsn) as dsn:
        yield dsn


@pytest.fixture
def add_migration(tmp_path, monkeypatch):
    """Make this version have one migration more, with this text."""

    def add(text: str, name: str = "add_something") -> str:
        path = make_migration(tmp_path, name)
        path.write_text(text, encoding="utf-8")
        known = {**known_migrations(), **{f"9{key}": module for key, module in known_migrations(tmp_path).items()}}
        monkeypatch.setattr(migrations, "known_migrations", lambda: known)
        return f"9{path.stem}"

    return add


async def ask(dsn, statement, *values):
    connection = await asyncpg.connect(dsn)
    try:
        return await connection.fetchval(statement, *values)
    finally:
        await connection.close()


async def test_every_migration_is_applied_and_recorded(empty_dsn):
    assert await pending_migrations(empty_dsn) == list(known_migrations())
    assert await migrate(empty_dsn) == list(known_migrations())
    assert await pending_migrations(empty_dsn) == []
    assert await migrate(empty_dsn) == []


@pytest.mark.long
async def test_two_processes_that_start_together_apply_each_migration_once(empty_dsn):
    script = (
        "import asyncio, sys; from events_app.platform.migrations import migrate; "
        "print(len(asyncio.run(migrate(sys.argv[1]))))"
    )
    told = await asyncio.gather(*[run_python("-c", script, empty_dsn) for _ in range(3)])
    assert sorted(one.text.strip() for one in told) == ["0", "0", str(len(known_migrations()))]
    assert await ask(empty_dsn, "SELECT count(*) FROM migration") == len(known_migrations())


async def test_a_migration_waits_for_the_one_at_work_and_then_finds_nothing_to_do(empty_dsn):
    other = await asyncpg.connect(empty_dsn)
    await migrate(empty_dsn)
    recorded = await other.fetch("SELECT name, app_name FROM migration")
    await other.execute("DELETE FROM migration")
    at_work = other.transaction()
    await at_work.start()
    await other.execute(f"SELECT pg_advisory_xact_lock({migrations._LOCK})")
    second = asyncio.create_task(migrate(empty_dsn))
    waiting = "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND NOT granted"
    while await ask(empty_dsn, waiting) == 0:
        assert not second.done()
    await other.executemany("INSERT INTO migration (name, app_name) VALUES ($1, $2)", [tuple(row) for row in recorded])
    await at_work.commit()
    await other.close()
    assert await second == []


async def test_a_migration_that_fails_in_the_middle_leaves_nothing_of_the_others(empty_dsn, add_migration):
    add_migration("CREATE TABLE half (id int);\n\nINSERT INTO half VALUES (1);\nALTER TABLE nowhere ADD x int;\n")
    with pytest.raises(asyncpg.UndefinedTableError) as failed:
        await migrate(empty_dsn)
    assert "nowhere" in str(failed.value)
    assert await ask(empty_dsn, "SELECT count(*) FROM pg_tables WHERE schemaname = 'public'") == 0


async def test_a_migration_that_fails_leaves_a_used_database_as_it_was(empty_dsn, add_migration):
    await migrate(empty_dsn)
    before, recorded = await read_catalog_of(empty_dsn), len(known_migrations())
    add_migration("CREATE TABLE half (id int);\nINSERT INTO half VALUES (1);\n\nSELEC 1;\n")
    with pytest.raises(asyncpg.PostgresSyntaxError) as failed:
        await migrate(empty_dsn)
    assert failed.value.__notes__ == ["0010_add_something.sql, line 4"]
    assert await read_catalog_of(empty_dsn) == before
    assert await ask(empty_dsn, "SELECT count(*) FROM migration") == recorded


async def test_braces_percents_dollars_and_colons_arrive_as_they_are_written(empty_dsn, add_migration):
    added = add_migration(
        """
        CREATE TABLE odd (
            id   bigserial PRIMARY KEY,
            data jsonb NOT NULL DEFAULT '{}'::jsonb,
            tags text[] NOT NULL DEFAULT '{a,"{b}"}',
            note text NOT NULL DEFAULT '100 % of {} and {0} and $1 and :name'
        );
        CREATE FUNCTION odd_says(text) RETURNS text LANGUAGE plpgsql AS $body$
            BEGIN
                IF $1 LIKE '%\\_%' THEN RAISE EXCEPTION '% has {}', $1; END IF;
                RETURN format('%s: %% $1 {}', $1);
            END
        $body$;
        INSERT INTO odd DEFAULT VALUES;
        """
    )
    assert (await migrate(empty_dsn))[-1] == added
    assert await ask(empty_dsn, "SELECT data::text FROM odd") == "{}"
    assert await ask(empty_dsn, "SELECT tags FROM odd") == ["a", "{b}"]
    assert await ask(empty_dsn, "SELECT note FROM odd") == "100 % of {} and {0} and $1 and :name"
    assert await ask(empty_dsn, "SELECT odd_says('hạt')") == "hạt: % $1 {}"
    with pytest.raises(asyncpg.RaiseError, match=r"a_b has \{\}"):
        await ask(empty_dsn, "SELECT odd_says('a_b')")


async def test_a_database_of_a_newer_version_is_refused_and_left_alone(empty_dsn):
    await migrate(empty_dsn)
    await ask(empty_dsn, "INSERT INTO migration (name, app_name) VALUES ('0990_from_tomorrow', 'events_app')")
    before = await read_catalog_of(empty_dsn)
    with pytest.raises(SchemaIsNewer, match=r"changed by a newer version of events-app \(0990_from_tomorrow\)"):
        await migrate(empty_dsn)
    with pytest.raises(SchemaIsNewer):
        await look_at_schema(empty_dsn)
    assert await read_catalog_of(empty_dsn) == before
    # A process of this version that runs already goes on: it is not told that anything is missing.
    assert await pending_migrations(empty_dsn) == []


async def test_records_of_another_application_in_the_same_table_do_not_count(empty_dsn):
    await migrate(empty_dsn)
    await ask(empty_dsn, "INSERT INTO migration (name, app_name) VALUES ('2020-01-01', 'session_auth')")
    assert await migrate(empty_dsn) == []
    assert (await look_at_schema(empty_dsn)).missing == []


async def test_migrating_another_database_leaves_this_process_on_its_own(empty_dsn, database):
    before = await fetch("SELECT current_database() AS name")
    await migrate(empty_dsn)
    assert await fetch("SELECT current_database() AS name") == before
    table = find_tables()[0]
    assert (await table.raw("SELECT current_database() AS name"))[0]["name"] == before[0]["name"]
