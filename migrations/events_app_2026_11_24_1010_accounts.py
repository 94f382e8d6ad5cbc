"""Accounts: indexes Piccolo cannot say, and the trigger that keeps an owner in every office."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from events_app.accounts.tables import Office

ID = "2026-11-24T10:10:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "accounts: partial indexes and the last-owner trigger"

FORWARDS = (
    """
    CREATE UNIQUE INDEX one_time_token_one_open
    ON one_time_token (account, purpose, COALESCE(data->>'office', ''))
    WHERE used_at IS NULL
    """,
    "CREATE INDEX sign_in_attempt_by_email ON sign_in_attempt (kind, email, at)",
    "CREATE INDEX sign_in_attempt_by_address ON sign_in_attempt (kind, address, at)",
    "CREATE INDEX login_session_open ON login_session (account) WHERE revoked_at IS NULL",
    # Deferred, so that a transaction may hand ownership over in any order. It locks the office before it counts: of two
    # owners who remove each other at once, the second sees that the first is gone.
    """
    CREATE FUNCTION office_member_last_owner() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        IF OLD.role <> 'owner' THEN
            RETURN NULL;
        END IF;
        PERFORM 1 FROM office WHERE id = OLD.office FOR NO KEY UPDATE;
        IF NOT EXISTS (SELECT 1 FROM office_member WHERE office = OLD.office AND role = 'owner') THEN
            RAISE EXCEPTION 'office % would have no owner', OLD.office
                USING ERRCODE = 'check_violation', CONSTRAINT = 'office_member_last_owner';
        END IF;
        RETURN NULL;
    END
    $$
    """,
    """
    CREATE CONSTRAINT TRIGGER office_member_last_owner
    AFTER UPDATE OR DELETE ON office_member
    DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW EXECUTE FUNCTION office_member_last_owner()
    """,
)

BACKWARDS = (
    "DROP TRIGGER office_member_last_owner ON office_member",
    "DROP FUNCTION office_member_last_owner()",
    "DROP INDEX login_session_open",
    "DROP INDEX sign_in_attempt_by_address",
    "DROP INDEX sign_in_attempt_by_email",
    "DROP INDEX one_time_token_one_open",
)


async def forwards() -> MigrationManager:
    """Say what the migration does and undoes."""
    manager = MigrationManager(migration_id=ID, app_name="events_app", description=DESCRIPTION)

    async def apply() -> None:
        for statement in FORWARDS:
            await Office.raw(statement)

    async def undo() -> None:
        for statement in BACKWARDS:
            await Office.raw(statement)

    manager.add_raw(apply)
    manager.add_raw_backwards(undo)
    return manager
