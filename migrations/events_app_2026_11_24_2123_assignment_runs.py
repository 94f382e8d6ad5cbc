"""Assignment runs: one at work and one published per fair; what was frozen and what was answered never changes."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from events_app.floor_plans.tables import FloorPlan

ID = "2026-11-24T21:23:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "booths: partial unique indexes of runs, frozen inputs and results"

FORWARDS = (
    "CREATE UNIQUE INDEX assignment_run_one_at_work ON assignment_run (fair) WHERE state = 'running'",
    "CREATE UNIQUE INDEX assignment_run_one_published ON assignment_run (fair) WHERE state = 'published'",
    "CREATE UNIQUE INDEX booth_reserve_unique_name ON booth_reserve (fair, lower(name)) WHERE place IS NULL",
    "CREATE INDEX assignment_run_lease ON assignment_run (lease_until) WHERE state = 'running'",
    """CREATE FUNCTION assignment_run_frozen() RETURNS trigger LANGUAGE plpgsql AS $$
       BEGIN RAISE EXCEPTION 'What a run was given and what it answered is frozen.'; END $$""",
    "CREATE TRIGGER run_input_frozen BEFORE UPDATE OR DELETE ON run_input"
    " FOR EACH ROW EXECUTE FUNCTION assignment_run_frozen()",
    "CREATE TRIGGER run_result_frozen BEFORE UPDATE OR DELETE ON run_result"
    " FOR EACH ROW EXECUTE FUNCTION assignment_run_frozen()",
)

BACKWARDS = (
    "DROP TRIGGER run_result_frozen ON run_result",
    "DROP TRIGGER run_input_frozen ON run_input",
    "DROP FUNCTION assignment_run_frozen()",
    "DROP INDEX assignment_run_lease",
    "DROP INDEX booth_reserve_unique_name",
    "DROP INDEX assignment_run_one_published",
    "DROP INDEX assignment_run_one_at_work",
)


async def forwards() -> MigrationManager:
    """Say what the migration does and undoes."""
    manager = MigrationManager(migration_id=ID, app_name="events_app", description=DESCRIPTION)

    async def apply() -> None:
        for statement in FORWARDS:
            await FloorPlan.raw(statement)

    async def undo() -> None:
        for statement in BACKWARDS:
            await FloorPlan.raw(statement)

    manager.add_raw(apply)
    manager.add_raw_backwards(undo)
    return manager
