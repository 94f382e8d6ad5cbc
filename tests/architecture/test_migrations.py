"""The tables in the code are the tables the migrations make: nothing waits to be migrated."""

from piccolo.apps.migrations.commands.new import AutoMigrationManager

from events_app.piccolo_app import APP_CONFIG, SLICES, find_tables
from events_app.platform.db import fetch


async def test_no_table_differs_from_its_migrations():
    statements = await AutoMigrationManager().get_alter_statements(APP_CONFIG)
    waiting = [line for some in statements for line in some.statements]
    assert not waiting, "a table changed without a migration; run `piccolo migrations new events_app --auto`"


async def test_every_table_of_every_slice_is_known_to_piccolo(pool):
    rows = await fetch(
        "SELECT tablename FROM pg_tables WHERE schemaname = 'public' AND tablename <> 'migration' ORDER BY 1"
    )
    assert [row["tablename"] for row in rows] == sorted(table._meta.tablename for table in find_tables())
    assert len(SLICES) == 15


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
