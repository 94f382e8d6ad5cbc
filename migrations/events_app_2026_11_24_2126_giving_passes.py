"""Passes: places of a booth, lists, invitations and print runs that may stand only once."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from events_app.passes.tables import EntryPass

ID = "2026-11-24T21:26:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "passes: partial unique indexes of giving"

FORWARDS = (
    "CREATE UNIQUE INDEX entry_pass_booth_place ON entry_pass (booth, producer, booth_place)"
    " WHERE booth IS NOT NULL AND state = 'valid'",
    "CREATE UNIQUE INDEX pass_list_one_of_content ON pass_list (fair, digest) WHERE state <> 'undone'",
    "CREATE UNIQUE INDEX pass_invitation_one_open ON pass_invitation (fair, email)"
    " WHERE withdrawn_at IS NULL AND email <> ''",
    "CREATE UNIQUE INDEX print_run_one_at_work ON print_run (fair) WHERE state IN ('waiting', 'drawing')",
)

BACKWARDS = (
    "DROP INDEX print_run_one_at_work",
    "DROP INDEX pass_invitation_one_open",
    "DROP INDEX pass_list_one_of_content",
    "DROP INDEX entry_pass_booth_place",
)


async def forwards() -> MigrationManager:
    """Say what the migration does and undoes."""
    manager = MigrationManager(migration_id=ID, app_name="events_app", description=DESCRIPTION)

    async def apply() -> None:
        for statement in FORWARDS:
            await EntryPass.raw(statement)

    async def undo() -> None:
        for statement in BACKWARDS:
            await EntryPass.raw(statement)

    manager.add_raw(apply)
    manager.add_raw_backwards(undo)
    return manager
