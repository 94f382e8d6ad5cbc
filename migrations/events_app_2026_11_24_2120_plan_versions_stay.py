"""Booths: versions of a plan stay as they were saved."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager
from piccolo.engine import engine_finder

ID = "2026-11-24T21:20:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "booths: append-only trigger of plan versions"

UP = (
    """CREATE FUNCTION booths_row_stays() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN RAISE EXCEPTION 'rows of % are never deleted or rewritten', TG_TABLE_NAME; END $$""",
    "CREATE TRIGGER floor_plan_version_append_only BEFORE DELETE OR UPDATE ON floor_plan_version"
    " FOR EACH ROW EXECUTE FUNCTION booths_row_stays()",
)

DOWN = (
    "DROP TRIGGER floor_plan_version_append_only ON floor_plan_version",
    "DROP FUNCTION booths_row_stays()",
)


async def _run(statements: tuple[str, ...]) -> None:
    engine = engine_finder()
    for statement in statements:
        await engine.run_ddl(statement)


async def forwards() -> MigrationManager:
    """Say what the migration does and undoes."""
    manager = MigrationManager(migration_id=ID, app_name="events_app", description=DESCRIPTION)

    async def up() -> None:
        await _run(UP)

    async def down() -> None:
        await _run(DOWN)

    manager.add_raw(up)
    manager.add_raw_backwards(down)
    return manager
