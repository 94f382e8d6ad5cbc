"""Platform: the partial indexes that keep looking for due work cheap however long the history grows."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from events_app.platform.tables import OutboxMessage

ID = "2026-11-24T10:00:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "platform: partial indexes of the outbox"

FORWARDS = (
    "CREATE INDEX outbox_message_new ON outbox_message (id) WHERE NOT fanned_out",
    "CREATE INDEX outbox_delivery_due ON outbox_delivery (next_attempt_at, id) WHERE done_at IS NULL",
)
BACKWARDS = ("DROP INDEX outbox_delivery_due", "DROP INDEX outbox_message_new")


async def forwards() -> MigrationManager:
    manager = MigrationManager(migration_id=ID, app_name="events_app", description=DESCRIPTION)

    async def apply() -> None:
        for statement in FORWARDS:
            await OutboxMessage.raw(statement)

    async def undo() -> None:
        for statement in BACKWARDS:
            await OutboxMessage.raw(statement)

    manager.add_raw(apply)
    manager.add_raw_backwards(undo)
    return manager
