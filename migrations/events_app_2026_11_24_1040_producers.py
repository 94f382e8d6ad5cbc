"""Indexes of the register that Piccolo cannot state: partial, compound, ordered by bytes."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager
from piccolo.engine.finder import engine_finder

ID = "2026-11-24T10:40:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "partial and compound indexes of the register"

UP = (
    "CREATE UNIQUE INDEX producer_one_per_tax_code ON producer (office, tax_code) WHERE tax_code IS NOT NULL",
    'CREATE INDEX producer_in_order ON producer (office, sort_key COLLATE "C", id)',
    "CREATE INDEX producer_by_name_key ON producer (office, name_key)",
    'CREATE INDEX product_in_order ON product (sort_key COLLATE "C", id)',
    "CREATE UNIQUE INDEX five_star_submission_one_open ON five_star_submission (product) WHERE decided_on IS NULL",
    "CREATE INDEX import_job_due ON import_job (id) WHERE state IN ('reading', 'applying')",
    "CREATE INDEX import_row_by_action ON import_row (job, action, id)",
)
DOWN = (
    "DROP INDEX IF EXISTS import_row_by_action",
    "DROP INDEX IF EXISTS import_job_due",
    "DROP INDEX IF EXISTS five_star_submission_one_open",
    "DROP INDEX IF EXISTS product_in_order",
    "DROP INDEX IF EXISTS producer_by_name_key",
    "DROP INDEX IF EXISTS producer_in_order",
    "DROP INDEX IF EXISTS producer_one_per_tax_code",
)


async def _run(statements: tuple[str, ...]) -> None:
    engine = engine_finder()
    if engine is None:
        msg = "piccolo_conf.py names no engine"
        raise RuntimeError(msg)
    for statement in statements:
        await engine.run_ddl(statement)


async def forwards() -> MigrationManager:
    """Add the indexes."""
    manager = MigrationManager(migration_id=ID, app_name="events_app", description=DESCRIPTION)

    async def up() -> None:
        await _run(UP)

    async def down() -> None:
        await _run(DOWN)

    manager.add_raw(up)
    manager.add_raw_backwards(down)
    return manager
