"""Outreach: the indexes the sender and the pages read by."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from events_app.outreach.tables import Mail

ID = "2026-11-24T11:40:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "outreach: indexes of the sender"

FORWARDS = (
    "CREATE INDEX mail_due ON mail (next_attempt_at, id) WHERE state = 'queued'",
    "CREATE INDEX mail_claimed ON mail (claimed_until) WHERE state = 'sending'",
    "CREATE INDEX mail_by_office ON mail (office, id DESC)",
    "CREATE INDEX fan_out_open ON fan_out (id) WHERE finished_at IS NULL",
)

BACKWARDS = (
    "DROP INDEX fan_out_open",
    "DROP INDEX mail_by_office",
    "DROP INDEX mail_claimed",
    "DROP INDEX mail_due",
)


async def forwards() -> MigrationManager:
    """Say what the migration does and undoes."""
    manager = MigrationManager(migration_id=ID, app_name="events_app", description=DESCRIPTION)

    async def apply() -> None:
        for statement in FORWARDS:
            await Mail.raw(statement)

    async def undo() -> None:
        for statement in BACKWARDS:
            await Mail.raw(statement)

    manager.add_raw(apply)
    manager.add_raw_backwards(undo)
    return manager
