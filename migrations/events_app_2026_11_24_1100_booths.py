"""Booths: one holder per booth, no booth on another, one code per fair."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from events_app.booths.tables import BoothClaim

ID = "2026-11-24T11:00:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "booths: partial unique indexes of claims and codes, exclusion constraint of rectangles"

FORWARDS = (
    # The heart of the slice: a booth never has two holders.
    "CREATE UNIQUE INDEX booth_claim_one_live ON booth_claim (booth) WHERE state <> 'closed'",
    "CREATE INDEX booth_claim_of_producer ON booth_claim (producer, fair) WHERE state <> 'closed'",
    "CREATE INDEX booth_claim_due ON booth_claim (expires_at) WHERE state IN ('held', 'offered')",
    "CREATE UNIQUE INDEX hall_unique_code ON hall (plan, code) WHERE removed_at IS NULL",
    "CREATE UNIQUE INDEX booth_unique_code ON booth (fair, code) WHERE removed_at IS NULL",
    # Rectangles shrink by a centimetre, so that booths may share a wall; equality of the hall is written as a range,
    # since btree_gist may be missing. Deferred, so that a redrawn plan may move booths through each other.
    """
    ALTER TABLE booth ADD CONSTRAINT booth_no_overlap
    EXCLUDE USING gist (
        int8range(hall, hall, '[]') WITH &&,
        box(point(x, y), point(x + width - 1, y + height - 1)) WITH &&
    ) WHERE (removed_at IS NULL)
    DEFERRABLE INITIALLY DEFERRED
    """,
)

BACKWARDS = (
    "ALTER TABLE booth DROP CONSTRAINT booth_no_overlap",
    "DROP INDEX booth_unique_code",
    "DROP INDEX hall_unique_code",
    "DROP INDEX booth_claim_due",
    "DROP INDEX booth_claim_of_producer",
    "DROP INDEX booth_claim_one_live",
)


async def forwards() -> MigrationManager:
    """Say what the migration does and undoes."""
    manager = MigrationManager(migration_id=ID, app_name="events_app", description=DESCRIPTION)

    async def apply() -> None:
        for statement in FORWARDS:
            await BoothClaim.raw(statement)

    async def undo() -> None:
        for statement in BACKWARDS:
            await BoothClaim.raw(statement)

    manager.add_raw(apply)
    manager.add_raw_backwards(undo)
    return manager
