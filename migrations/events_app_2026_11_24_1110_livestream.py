"""Livestream: one session at a time in a studio, for a host and for a producer."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from events_app.livestream.tables import StreamSession

ID = "2026-11-24T11:10:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "livestream: exclusion constraints and the keys that hold sellers to their session"

FORWARDS = (
    # Equality is written as a range, since btree_gist may be missing; a NULL bound would be an endless range, so empty
    # slots are left out by the condition.
    """
    ALTER TABLE stream_session ADD CONSTRAINT stream_session_studio_free
    EXCLUDE USING gist (int8range(studio, studio, '[]') WITH &&, tstzrange(starts_at, ends_at) WITH &&)
    WHERE (status NOT IN ('cancelled', 'unscheduled') AND studio IS NOT NULL)
    """,
    """
    ALTER TABLE stream_session ADD CONSTRAINT stream_session_host_free
    EXCLUDE USING gist (int8range(host, host, '[]') WITH &&, tstzrange(starts_at, ends_at) WITH &&)
    WHERE (status NOT IN ('cancelled', 'unscheduled') AND host IS NOT NULL)
    """,
    "ALTER TABLE stream_session ADD CONSTRAINT stream_session_slot_key UNIQUE (id, starts_at, ends_at, status)",
    """
    ALTER TABLE stream_seller ADD CONSTRAINT stream_seller_follows_session
    FOREIGN KEY (session, starts_at, ends_at, status)
    REFERENCES stream_session (id, starts_at, ends_at, status) ON UPDATE CASCADE ON DELETE RESTRICT
    """,
    """
    ALTER TABLE stream_seller ADD CONSTRAINT stream_seller_producer_free
    EXCLUDE USING gist (int8range(producer, producer, '[]') WITH &&, tstzrange(starts_at, ends_at) WITH &&)
    WHERE (status NOT IN ('cancelled', 'unscheduled'))
    """,
    """
    ALTER TABLE line_up_item ADD CONSTRAINT line_up_item_has_seller
    FOREIGN KEY (session, producer) REFERENCES stream_seller (session, producer) ON DELETE RESTRICT
    """,
    # Deferred, so that items may change places within one transaction.
    """
    ALTER TABLE line_up_item ADD CONSTRAINT line_up_item_unique_position
    UNIQUE (session, position) DEFERRABLE INITIALLY DEFERRED
    """,
    "CREATE INDEX stream_order_by_producer ON stream_order (producer, created_at DESC)",
)

BACKWARDS = (
    "DROP INDEX stream_order_by_producer",
    "ALTER TABLE line_up_item DROP CONSTRAINT line_up_item_unique_position",
    "ALTER TABLE line_up_item DROP CONSTRAINT line_up_item_has_seller",
    "ALTER TABLE stream_seller DROP CONSTRAINT stream_seller_producer_free",
    "ALTER TABLE stream_seller DROP CONSTRAINT stream_seller_follows_session",
    "ALTER TABLE stream_session DROP CONSTRAINT stream_session_slot_key",
    "ALTER TABLE stream_session DROP CONSTRAINT stream_session_host_free",
    "ALTER TABLE stream_session DROP CONSTRAINT stream_session_studio_free",
)


async def forwards() -> MigrationManager:
    """Say what the migration does and undoes."""
    manager = MigrationManager(migration_id=ID, app_name="events_app", description=DESCRIPTION)

    async def apply() -> None:
        for statement in FORWARDS:
            await StreamSession.raw(statement)

    async def undo() -> None:
        for statement in BACKWARDS:
            await StreamSession.raw(statement)

    manager.add_raw(apply)
    manager.add_raw_backwards(undo)
    return manager
