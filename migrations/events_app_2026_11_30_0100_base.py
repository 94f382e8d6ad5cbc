"""Promises of the base: marks on idempotency keys, dead letters of the outbox, what stands behind a request key."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from events_app.platform.tables import OutboxMessage

ID = "2026-11-30T01:00:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "platform: marks, dead letters, digests of requests"

FORWARDS = (
    "ALTER TABLE idempotent_answer ADD COLUMN mark varchar(10) NOT NULL DEFAULT ''",
    "ALTER TABLE idempotent_answer ADD CONSTRAINT idempotent_answer_mark_known"
    " CHECK (mark IN ('', 'committed', 'lost', 'not_kept'))",
    "ALTER TABLE outbox_delivery ADD COLUMN give_up_at timestamptz, ADD COLUMN dead_at timestamptz",
    "ALTER TABLE outbox_delivery ADD CONSTRAINT outbox_delivery_done_or_dead CHECK (done_at IS NULL OR dead_at IS NULL)",
    "DROP INDEX outbox_delivery_due",
    "CREATE INDEX outbox_delivery_due ON outbox_delivery (handler, next_attempt_at, id)"
    " WHERE done_at IS NULL AND dead_at IS NULL",
    "CREATE INDEX outbox_delivery_dead ON outbox_delivery (dead_at, id) WHERE dead_at IS NOT NULL",
    "ALTER TABLE mail RENAME COLUMN claimed_until TO lease_until",
    "ALTER TABLE mail ADD COLUMN worker varchar(36)",
    "ALTER TABLE entry_pass ADD COLUMN request_digest bytea",
    "ALTER TABLE entry_pass ADD CONSTRAINT entry_pass_request_digest_length"
    " CHECK (octet_length(request_digest) = 32)",
    "ALTER TABLE stream_order ADD COLUMN request_digest bytea",
    "ALTER TABLE stream_order ADD CONSTRAINT stream_order_request_digest_length"
    " CHECK (octet_length(request_digest) = 32)",
)
BACKWARDS = (
    "ALTER TABLE stream_order DROP COLUMN request_digest",
    "ALTER TABLE entry_pass DROP COLUMN request_digest",
    "ALTER TABLE mail DROP COLUMN worker",
    "ALTER TABLE mail RENAME COLUMN lease_until TO claimed_until",
    "DROP INDEX outbox_delivery_dead",
    "DROP INDEX outbox_delivery_due",
    "CREATE INDEX outbox_delivery_due ON outbox_delivery (next_attempt_at, id) WHERE done_at IS NULL",
    "ALTER TABLE outbox_delivery DROP COLUMN give_up_at, DROP COLUMN dead_at",
    "ALTER TABLE idempotent_answer DROP COLUMN mark",
)


async def forwards() -> MigrationManager:
    manager = MigrationManager(migration_id=ID, app_name="events_app", description=DESCRIPTION)

    async def apply() -> None:
        for statement in FORWARDS:
            await OutboxMessage.raw(statement)

    async def undo() -> None:
        for statement in BACKWARDS:
            await OutboxMessage.raw(statement)

    manager.add_raw(apply)
    manager.add_raw_backwards(undo)
    return manager
