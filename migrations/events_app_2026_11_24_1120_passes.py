"""Passes: the indexes Piccolo cannot say, and the triggers that keep the log of check-ins a log."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager
from piccolo.engine import engine_finder

ID = "2026-11-24T11:20:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "passes: indexes and append-only triggers"

UP = (
    "CREATE UNIQUE INDEX signing_key_one_active ON signing_key (office) WHERE retired_at IS NULL",
    "CREATE INDEX entry_pass_listing ON entry_pass (fair, id DESC)",
    "CREATE INDEX entry_pass_not_valid ON entry_pass (fair, serial) WHERE state <> 'valid'",
    "CREATE INDEX entry_pass_first_day ON entry_pass (fair, first_day) WHERE kind = 'visitor' AND state = 'valid'",
    "CREATE INDEX check_in_by_time ON check_in (fair, received_at)",
    "CREATE INDEX check_in_conflict ON check_in (fair, id) WHERE conflict",
    "CREATE INDEX admission_inside ON admission (fair, day) WHERE left_at IS NULL",
    "CREATE INDEX walk_in_by_time ON walk_in (fair, received_at)",
    """CREATE FUNCTION passes_row_stays() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN RAISE EXCEPTION 'rows of % are never deleted or rewritten', TG_TABLE_NAME; END $$""",
    "CREATE TRIGGER entry_pass_stays BEFORE DELETE ON entry_pass FOR EACH ROW EXECUTE FUNCTION passes_row_stays()",
    "CREATE TRIGGER gate_stays BEFORE DELETE ON gate FOR EACH ROW EXECUTE FUNCTION passes_row_stays()",
    "CREATE TRIGGER gate_device_stays BEFORE DELETE ON gate_device"
    " FOR EACH ROW EXECUTE FUNCTION passes_row_stays()",
    "CREATE TRIGGER check_in_append_only BEFORE DELETE OR UPDATE ON check_in"
    " FOR EACH ROW EXECUTE FUNCTION passes_row_stays()",
)

DOWN = (
    "DROP TRIGGER check_in_append_only ON check_in",
    "DROP TRIGGER gate_device_stays ON gate_device",
    "DROP TRIGGER gate_stays ON gate",
    "DROP TRIGGER entry_pass_stays ON entry_pass",
    "DROP FUNCTION passes_row_stays()",
    "DROP INDEX walk_in_by_time",
    "DROP INDEX admission_inside",
    "DROP INDEX check_in_conflict",
    "DROP INDEX check_in_by_time",
    "DROP INDEX entry_pass_first_day",
    "DROP INDEX entry_pass_not_valid",
    "DROP INDEX entry_pass_listing",
    "DROP INDEX signing_key_one_active",
)


async def _run(statements: tuple[str, ...]) -> None:
    engine = engine_finder()
    for statement in statements:
        await engine.run_ddl(statement)


async def forwards() -> MigrationManager:
    manager = MigrationManager(migration_id=ID, app_name="events_app", description=DESCRIPTION)

    async def up() -> None:
        await _run(UP)

    async def down() -> None:
        await _run(DOWN)

    manager.add_raw(up)
    manager.add_raw_backwards(down)
    return manager
