"""Zones are wished by number; support and the time to pay belong to fees."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from events_app.floor_plans.tables import FloorPlan

ID = "2026-11-30T00:00:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "stair"

FORWARDS = (
    "CREATE TABLE fee_rule (id bigserial PRIMARY KEY NOT NULL, fair bigint NOT NULL REFERENCES fair (id)"
    " ON DELETE RESTRICT ON UPDATE CASCADE, support_percent smallint NOT NULL DEFAULT 0, pay_within smallint NOT NULL"
    " DEFAULT 7, CONSTRAINT fee_rule_unique_fair UNIQUE (fair), CONSTRAINT fee_rule_sane"
    " CHECK (support_percent BETWEEN 0 AND 100 AND pay_within BETWEEN 1 AND 90))",
    "INSERT INTO fee_rule (fair, support_percent, pay_within) SELECT fair, support_percent, pay_within"
    " FROM application_call",
    "ALTER TABLE application_call DROP CONSTRAINT application_call_sane, DROP CONSTRAINT"
    " application_call_pay_within_sane",
    "ALTER TABLE application_call DROP COLUMN support_percent, DROP COLUMN pay_within, ADD CONSTRAINT"
    " application_call_sane CHECK (min_stars BETWEEN 0 AND 5 AND booths_most BETWEEN 1 AND 3 AND offer_hours BETWEEN 1"
    " AND 720)",
    "ALTER TABLE booth_application ADD COLUMN zones_by_number bigint[] NOT NULL DEFAULT '{{}}'",
    "UPDATE booth_application a SET zones_by_number = ARRAY(SELECT z.id FROM unnest(a.zones) WITH ORDINALITY"
    " AS w (name, place) JOIN floor_plan p ON p.fair = a.fair JOIN zone z ON z.plan = p.id AND z.name_vi = w.name"
    " ORDER BY w.place)",
    "ALTER TABLE booth_application DROP COLUMN zones",
    "ALTER TABLE booth_application RENAME COLUMN zones_by_number TO zones",
)


async def forwards() -> MigrationManager:
    """Say what the migration does."""
    manager = MigrationManager(migration_id=ID, app_name="events_app", description=DESCRIPTION)

    async def apply() -> None:
        for statement in FORWARDS:
            await FloorPlan.raw(statement)

    manager.add_raw(apply)
    return manager
