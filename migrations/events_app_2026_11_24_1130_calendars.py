"""Calendars: the list of a person's open subscriptions."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from events_app.calendars.tables import CalendarSubscription

ID = "2026-11-24T11:30:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "calendars: index of open subscriptions"


async def forwards() -> MigrationManager:
    """Say what the migration does and undoes."""
    manager = MigrationManager(migration_id=ID, app_name="events_app", description=DESCRIPTION)

    async def apply() -> None:
        await CalendarSubscription.raw(
            "CREATE INDEX calendar_subscription_open ON calendar_subscription (account) WHERE revoked_at IS NULL"
        )

    async def undo() -> None:
        await CalendarSubscription.raw("DROP INDEX calendar_subscription_open")

    manager.add_raw(apply)
    manager.add_raw_backwards(undo)
    return manager
