"""Agenda: the window's index, and the trigger that keeps identity and count of an entry honest."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from events_app.agenda.tables import AgendaEntry

ID = "2026-11-24T10:30:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "agenda: window index and the trigger of identity and count"

FORWARDS = (
    "CREATE INDEX agenda_entry_by_end ON agenda_entry (ends_at) WHERE removed_at IS NULL",
    "CREATE INDEX agenda_fragment_by_version ON agenda_fragment (version)",
    # A subscriber's program matches by UID and believes the higher SEQUENCE: both are promises to machines we never see.
    """
    CREATE FUNCTION agenda_entry_keeps_count() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        IF NEW.uid <> OLD.uid THEN
            RAISE EXCEPTION 'the uid of entry % would change', OLD.source
                USING ERRCODE = 'check_violation', CONSTRAINT = 'agenda_entry_keeps_uid';
        END IF;
        IF NEW.modified < OLD.modified OR NEW.sequence < OLD.sequence
           OR (NEW.content_hash <> OLD.content_hash AND NEW.sequence <> OLD.sequence + 1) THEN
            RAISE EXCEPTION 'entry % would change without counting', OLD.source
                USING ERRCODE = 'check_violation', CONSTRAINT = 'agenda_entry_counts_changes';
        END IF;
        RETURN NEW;
    END
    $$
    """,
    """
    CREATE TRIGGER agenda_entry_keeps_count BEFORE UPDATE ON agenda_entry
    FOR EACH ROW EXECUTE FUNCTION agenda_entry_keeps_count()
    """,
)

BACKWARDS = (
    "DROP TRIGGER agenda_entry_keeps_count ON agenda_entry",
    "DROP FUNCTION agenda_entry_keeps_count()",
    "DROP INDEX agenda_fragment_by_version",
    "DROP INDEX agenda_entry_by_end",
)


async def forwards() -> MigrationManager:
    """Say what the migration does and undoes."""
    manager = MigrationManager(migration_id=ID, app_name="events_app", description=DESCRIPTION)

    async def apply() -> None:
        for statement in FORWARDS:
            await AgendaEntry.raw(statement)

    async def undo() -> None:
        for statement in BACKWARDS:
            await AgendaEntry.raw(statement)

    manager.add_raw(apply)
    manager.add_raw_backwards(undo)
    return manager
