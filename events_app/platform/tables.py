"""What every slice writes beside its own rows: audit, outbox, answers given once, and the scheduler's pulse."""

from piccolo.columns import (
    JSONB,
    BigInt,
    BigSerial,
    Boolean,
    ForeignKey,
    Integer,
    OnDelete,
    Text,
    Timestamptz,
    Varchar,
)
from piccolo.constraints import Check, Unique
from piccolo.table import Table


class AuditEntry(Table, tablename="audit_entry"):
    """Who did what to which thing, when. Rows are never changed; the actor is stored as kind and id."""

    id = BigSerial(primary_key=True)
    at = Timestamptz(null=False, default=None, index=True)
    actor_kind = Varchar(length=20, null=False)
    actor_id = BigInt(null=False)
    actor_name = Text(null=False)
    action = Varchar(length=80, null=False)
    subject = Varchar(length=40, null=False)
    subject_id = BigInt(null=True, default=None)
    office = BigInt(null=True, default=None, index=True)
    data = JSONB(null=False)


class OutboxMessage(Table, tablename="outbox_message"):
    """A request upwards, written in the transaction of what caused it."""

    id = BigSerial(primary_key=True)
    topic = Varchar(length=80, null=False)
    payload = JSONB(null=False)
    created_at = Timestamptz(null=False, default=None)
    fanned_out = Boolean(null=False, default=False)


class OutboxDelivery(Table, tablename="outbox_delivery"):
    """One handler's share of a message: done once, retried with back-off for two days, then dead until told otherwise.

    `give_up_at` is set by the first failure: time during which nobody tried does not count.
    """

    id = BigSerial(primary_key=True)
    message = ForeignKey(OutboxMessage, null=False, on_delete=OnDelete.cascade)  # swept together after 30 days
    handler = Varchar(length=80, null=False)
    attempts = Integer(null=False, default=0)
    next_attempt_at = Timestamptz(null=False, default=None)
    give_up_at = Timestamptz(null=True, default=None)
    done_at = Timestamptz(null=True, default=None)
    dead_at = Timestamptz(null=True, default=None)
    last_error = Text(null=False, default="")

    outbox_delivery_once = Unique([message, handler])
    outbox_delivery_done_or_dead = Check("done_at IS NULL OR dead_at IS NULL")


class IdempotentAnswer(Table, tablename="idempotent_answer"):
    """The first answer to a write that carried an Idempotency-Key, kept for 24 hours.

    `mark` is `committed` from the first COMMIT of the request on, `lost` when it then failed, `not_kept` when its
    answer was too long.
    """

    id = BigSerial(primary_key=True)
    actor = Varchar(length=80, null=False)
    key = Varchar(length=200, null=False)
    request_hash = Varchar(length=64, null=False)
    status = Integer(null=True, default=None)
    headers = JSONB(null=False, default="[]")
    body = Text(null=False, default="")
    created_at = Timestamptz(null=False, default=None, index=True)
    claimed_until = Timestamptz(null=False, default=None)
    mark = Varchar(length=10, null=False, default="")

    idempotent_answer_once = Unique([actor, key])
    idempotent_answer_mark_known = Check("mark IN ('', 'committed', 'lost', 'not_kept')")


class SchedulerBeat(Table, tablename="scheduler_beat"):
    """When each job last ran, anywhere: what `/health/ready` and the doctor look at."""

    id = BigSerial(primary_key=True)
    job = Varchar(length=80, null=False, unique=True)
    last_run_at = Timestamptz(null=False, default=None)
    last_error = Text(null=False, default="")
