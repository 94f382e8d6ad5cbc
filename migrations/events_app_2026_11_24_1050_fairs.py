"""Fairs: a room holds one part of a programme at a time; how the lists find fairs."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from events_app.fairs.tables import ProgrammeSession

ID = "2026-11-24T10:50:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "fairs: exclusion constraint of rooms, compound indexes"

FORWARDS = (
    # Equalities are written as ranges, since btree_gist may be missing. The room's name is compared by a 64-bit hash,
    # halved because a range up to the greatest bigint cannot be written.
    """
    ALTER TABLE programme_session ADD CONSTRAINT programme_session_room_free
    EXCLUDE USING gist (
        int8range(fair, fair, '[]') WITH &&,
        int8range(hashtextextended(room_folded, 0) / 2, hashtextextended(room_folded, 0) / 2, '[]') WITH &&,
        tstzrange(starts_at, ends_at) WITH &&
    ) WHERE (scheduled AND room_folded <> '')
    DEFERRABLE INITIALLY DEFERRED
    """,
    "CREATE INDEX programme_session_in_order ON programme_session (fair, starts_at, id)",
    "CREATE INDEX fair_of_office ON fair (office, starts_on DESC NULLS FIRST, id)",
    "CREATE INDEX fair_public ON fair (starts_on, id) WHERE status <> 'draft'",
)

BACKWARDS = (
    "DROP INDEX fair_public",
    "DROP INDEX fair_of_office",
    "DROP INDEX programme_session_in_order",
    "ALTER TABLE programme_session DROP CONSTRAINT programme_session_room_free",
)


async def forwards() -> MigrationManager:
    """Say what the migration does and undoes."""
    manager = MigrationManager(migration_id=ID, app_name="events_app", description=DESCRIPTION)

    async def apply() -> None:
        for statement in FORWARDS:
            await ProgrammeSession.raw(statement)

    async def undo() -> None:
        for statement in BACKWARDS:
            await ProgrammeSession.raw(statement)

    manager.add_raw(apply)
    manager.add_raw_backwards(undo)
    return manager
