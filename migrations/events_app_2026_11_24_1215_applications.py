"""Applications: one that was not withdrawn per producer and fair; how the waiting list is read."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from events_app.floor_plans.tables import FloorPlan

ID = "2026-11-24T12:15:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "booths: partial unique index of applications"

FORWARDS = (
    "CREATE UNIQUE INDEX booth_application_one ON booth_application (fair, producer) WHERE state <> 'withdrawn'",
    "CREATE INDEX booth_application_in_line ON booth_application (fair, state, score DESC, submitted_at)",
)

BACKWARDS = (
    "DROP INDEX booth_application_in_line",
    "DROP INDEX booth_application_one",
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
