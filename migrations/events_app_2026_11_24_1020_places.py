"""A code names one unit at a time: two rows of one code may not overlap in time."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager
from piccolo.engine.finder import engine_finder

ID = "2026-11-24T10:20:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "one administrative unit per code and day"

# No btree_gist here, so the equality of codes is written as a range over numbers; the length keeps 01, 001 and 00001 apart.
_CODE = "length(code) * 100000 + code::int"
UP = (
    "ALTER TABLE place ADD CONSTRAINT place_one_per_code_and_day EXCLUDE USING gist ("
    f"int4range({_CODE}, {_CODE}, '[]') WITH &&, daterange(valid_from, valid_to, '[]') WITH &&)",
)
DOWN = ("ALTER TABLE place DROP CONSTRAINT IF EXISTS place_one_per_code_and_day",)


async def _run(statements: tuple[str, ...]) -> None:
    engine = engine_finder()
    if engine is None:
        msg = "piccolo_conf.py names no engine"
        raise RuntimeError(msg)
    for statement in statements:
        await engine.run_ddl(statement)


async def forwards() -> MigrationManager:
    """Add the constraint."""
    manager = MigrationManager(migration_id=ID, app_name="events_app", description=DESCRIPTION)

    async def up() -> None:
        await _run(UP)

    async def down() -> None:
        await _run(DOWN)

    manager.add_raw(up)
    manager.add_raw_backwards(down)
    return manager
