"""The tables in the code are the tables the SQL makes; the SQL is what a person reads, and what Piccolo runs."""

import re

import asyncpg
import pytest

from events_app.piccolo_app import find_tables
from events_app.platform import migrations
from events_app.platform.db import fetch
from events_app.platform.migrations import FOLDER, known_migrations, migrate
from scripts.migration import PYTHON, make_migration
from tests.catalog import Catalog, differences, read_catalog, read_catalog_of
from tests.databases import declare_tables, run_python, scratch_database

SAID_IN_SQL_ONLY = {
    "stream_session.stream_session_slot_key",
    "stream_seller.stream_seller_follows_session",
    "line_up_item.line_up_item_has_seller",
    "line_up_item.line_up_item_unique_position",
}
"""Keys over several columns, and one deferred: Piccolo's tables cannot say them."""

RECORD = ("migration", "migration.", "migration_")


@pytest.fixture(scope="module")
async def declared(server_dsn, pool) -> Catalog:
    """What Piccolo makes of the tables in the code, without any migration."""
    async with scratch_database(server_dsn) as dsn:
        await declare_tables(dsn, find_tables())
        return await read_catalog_of(dsn)


def drift(migrated: Catalog, declared: Catalog) -> dict[str, tuple[str | None, str | None]]:
    """Where the database differs from the tables in the code; what only SQL can say is left out."""
    found = {}
    for kind in ("relations", "columns", "constraints", "indexes"):
        ours = {name: text for name, text in getattr(migrated, kind).items() if not name.startswith(RECORD)}
        theirs = getattr(declared, kind)
        if kind == "constraints":
            ours = {
                n: t for n, t in ours.items() if not t.startswith(("EXCLUDE", "TRIGGER")) and n not in SAID_IN_SQL_ONLY
            }
        if kind == "indexes":
            ours = {n: t for n, t in ours.items() if n in theirs}
        found |= differences(ours, theirs)
    return found


GATE_OF_FAIR = "FOREIGN KEY (fair) REFERENCES fair ON UPDATE CASCADE"


def changed(table: str, constraint: str, definition: str) -> str:
    """The statement that puts another constraint in the place of one."""
    return f"ALTER TABLE {table} DROP CONSTRAINT {constraint}, ADD CONSTRAINT {constraint} {definition}"


async def test_tables_columns_and_constraints_are_those_in_the_code(dsn, declared):
    assert len(declared.columns) > 500
    assert drift(await read_catalog_of(dsn), declared) == {}


@pytest.mark.parametrize(
    ("statement", "named"),
    [
        ("ALTER TABLE office ADD nickname text", "office.nickname"),
        ("ALTER TABLE office DROP website", "office.website"),
        ("ALTER TABLE office ALTER slug TYPE varchar(61)", "office.slug"),
        ("ALTER TABLE office ALTER revision SET DEFAULT 2", "office.revision"),
        ("ALTER TABLE office ALTER phone DROP DEFAULT", "office.phone"),
        ("ALTER TABLE account ALTER phone DROP NOT NULL", "account.phone"),
        ("ALTER TABLE account ALTER confirmed_at SET NOT NULL", "account.confirmed_at"),
        ("ALTER TABLE office DROP CONSTRAINT office_unique_slug", "office.office_unique_slug"),
        (changed("account", "account_locale_known", "CHECK (locale <> '')"), "account.account_locale_known"),
        ("ALTER TABLE venue ADD CONSTRAINT venue_level CHECK (latitude < 50)", "venue.venue_level"),
        (changed("gate", "gate_fair_fkey", f"{GATE_OF_FAIR} ON DELETE CASCADE"), "gate.gate_fair_fkey"),
        (changed("gate", "gate_fair_fkey", f"{GATE_OF_FAIR} ON DELETE SET NULL"), "gate.gate_fair_fkey"),
        ("DROP INDEX gate_fair", "gate_fair"),
        ("CREATE TABLE leftover (id int)", "leftover"),
    ],
)
async def test_a_difference_is_found_and_named(pool, dsn, declared, statement, named):
    connection = await asyncpg.connect(dsn)
    change = connection.transaction()
    await change.start()
    try:
        await connection.execute(statement)
        assert named in drift(await read_catalog(connection), declared)
    finally:
        await change.rollback()
        await connection.close()


async def test_what_only_sql_says_is_still_said(dsn):
    assert (await read_catalog_of(dsn)).constraints.keys() >= SAID_IN_SQL_ONLY


async def test_every_table_of_every_slice_is_known_to_piccolo(pool):
    rows = await fetch(
        "SELECT tablename FROM pg_tables WHERE schemaname = 'public' AND tablename <> 'migration' ORDER BY 1"
    )
    assert [row["tablename"] for row in rows] == sorted(table._meta.tablename for table in find_tables())


async def test_no_foreign_key_cascades_unless_it_says_why(pool):
    """Piccolo's default is ON DELETE CASCADE: deleting a fair would silently delete its passes."""
    rows = await fetch(
        "SELECT conrelid::regclass::text AS child, confrelid::regclass::text AS parent FROM pg_constraint "
        "WHERE contype = 'f' AND confdeltype = 'c' ORDER BY 1, 2"
    )
    assert {(row["child"], row["parent"]) for row in rows} <= {
        ("outbox_delivery", "outbox_message"),  # a message and its deliveries are swept together
        ("import_upload", "import_job"),
        ("import_row", "import_job"),
        ("import_change", "import_job"),
        ("import_change", "import_row"),
        ("agenda_fragment", "agenda_entry"),
        ("agenda_listing", "agenda_entry"),
        ("pass_list_row", "pass_list"),  # a list thrown away, and a batch of badges: the passes themselves stay
        ("print_run_pass", "print_run"),
        ("print_run_part", "print_run"),
    }


async def test_every_check_and_unique_constraint_carries_its_tables_name(pool):
    """Names are schema-wide, and errors are looked up by them."""
    rows = await fetch(
        "SELECT conname, conrelid::regclass::text AS owner FROM pg_constraint "
        "WHERE contype IN ('c', 'u', 'x') AND connamespace = 'public'::regnamespace AND conrelid <> 0"
    )
    strangers = [row["conname"] for row in rows if not row["conname"].startswith(row["owner"].strip('"'))]
    assert strangers == []


@pytest.mark.long
async def test_piccolos_own_command_makes_the_same_catalog(dsn, server_dsn):
    async with scratch_database(server_dsn) as empty:
        told = await run_python(
            "-m", "piccolo.main", "migrations", "forwards", "events_app",
            DATABASE_URL=empty, PICCOLO_CONF="piccolo_conf",
        )  # fmt: skip
        assert told.code == 0, told.text
        assert await read_catalog_of(empty) == await read_catalog_of(dsn)


def test_a_migration_is_sql_and_its_python_file_says_nothing_else():
    """No live class is imported: a table changes, a migration that ran does not."""
    assert [path.stem for path in sorted(FOLDER.glob("*.py"))] == [path.stem for path in sorted(FOLDER.glob("*.sql"))]
    assert list(known_migrations()) == [path.stem for path in sorted(FOLDER.glob("*.sql"))]
    for path in FOLDER.glob("*.py"):
        assert path.read_text(encoding="utf-8") == PYTHON.format(id=path.stem), path.name


def test_no_file_ends_the_transaction_it_runs_in():
    ending = re.compile(
        r"^\s*(BEGIN|START\s+TRANSACTION|COMMIT|END|ROLLBACK|ABORT)\b[^;$]*;", re.IGNORECASE | re.MULTILINE
    )
    for path in [*FOLDER.glob("*.sql"), migrations.ADOPTION]:
        outside_functions = re.sub(r"\$(\w*)\$.*?\$\1\$", "", path.read_text(encoding="utf-8"), flags=re.DOTALL)
        assert ending.search(outside_functions) is None, path.name


def test_the_schema_can_be_read_in_an_afternoon():
    files = [path for path in FOLDER.rglob("*") if path.suffix in {".sql", ".py"}]
    assert sum(len(path.read_text(encoding="utf-8").splitlines()) for path in files) <= 4000


def test_the_next_migration_gets_the_next_number(tmp_path):
    first = make_migration(tmp_path, "add_opening_hours")
    second = make_migration(tmp_path, "drop_fax")
    assert [first.name, second.name] == ["0010_add_opening_hours.sql", "0020_drop_fax.sql"]
    assert list(known_migrations(tmp_path)) == ["0010_add_opening_hours", "0020_drop_fax"]
    for name in ("", "Add", "add-hours", "../hours", "add__hours", "drop_fax", "1st", "giờ"):
        with pytest.raises(ValueError, match="migration"):
            make_migration(tmp_path, name)
    assert len([path for path in tmp_path.iterdir() if path.is_file()]) == 4


async def test_a_migration_made_by_the_command_is_run_and_recorded(server_dsn, tmp_path, monkeypatch):
    path = make_migration(tmp_path, "add_note")
    path.write_text(path.read_text(encoding="utf-8") + "CREATE TABLE note (id bigserial);\n", encoding="utf-8")
    monkeypatch.setattr(migrations, "known_migrations", lambda: known_migrations(tmp_path))
    async with scratch_database(server_dsn) as dsn:
        assert await migrate(dsn) == ["0010_add_note"]
        assert "note" in (await read_catalog_of(dsn)).relations
