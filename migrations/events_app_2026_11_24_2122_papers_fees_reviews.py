"""Papers once per producer, one standing fee per claim, what stays as it was written, and the role of reviewers."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from events_app.floor_plans.tables import FloorPlan

ID = "2026-11-24T21:22:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "partial unique indexes of papers and fees, append-only terms, role reviewer"

FORWARDS = (
    # A double click, or the same file handed in again, is one paper.
    "CREATE UNIQUE INDEX producer_paper_one_live ON producer_paper (producer, kind, sha256)"
    " WHERE replaced_at IS NULL AND erased_at IS NULL",
    # A paper is replaced once.
    "CREATE UNIQUE INDEX producer_paper_replaced_once ON producer_paper (replaces) WHERE replaces IS NOT NULL",
    "CREATE UNIQUE INDEX booth_fee_one_standing ON booth_fee (claim) WHERE state IN ('open', 'paid')",
    "CREATE FUNCTION terms_stay() RETURNS trigger LANGUAGE plpgsql AS $$"
    " BEGIN RAISE EXCEPTION 'terms and their acceptance are never changed' USING ERRCODE = 'integrity_constraint_violation'; END $$",
    "CREATE TRIGGER call_terms_stay BEFORE UPDATE OR DELETE ON call_terms FOR EACH ROW EXECUTE FUNCTION terms_stay()",
    "CREATE TRIGGER terms_acceptance_stays BEFORE UPDATE OR DELETE ON terms_acceptance"
    " FOR EACH ROW EXECUTE FUNCTION terms_stay()",
    "ALTER TABLE office_member DROP CONSTRAINT office_member_role_known",
    "ALTER TABLE office_member ADD CONSTRAINT office_member_role_known"
    " CHECK (role IN ('owner', 'organizer', 'reviewer', 'gate'))",
)

BACKWARDS = (
    "ALTER TABLE office_member DROP CONSTRAINT office_member_role_known",
    "ALTER TABLE office_member ADD CONSTRAINT office_member_role_known CHECK (role IN ('owner', 'organizer', 'gate'))",
    "DROP TRIGGER terms_acceptance_stays ON terms_acceptance",
    "DROP TRIGGER call_terms_stay ON call_terms",
    "DROP FUNCTION terms_stay()",
    "DROP INDEX booth_fee_one_standing",
    "DROP INDEX producer_paper_replaced_once",
    "DROP INDEX producer_paper_one_live",
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
