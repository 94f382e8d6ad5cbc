-- How to read these files: one a slice, in order of the stair; each refers only to its own tables and to those before.
-- What is promised is a constraint or an index with a name, and the error a person reads is found by that name.
--   * Foreign keys never delete (RESTRICT) unless they say why. They are indexed, as table_column, where rows are
--     looked up that way. ON UPDATE CASCADE is what Piccolo's foreign keys say; ids never change.
--   * NULL means "not yet" or "there is none"; a text without a value is empty instead.
--   * The same is said in Python by each slice's `tables`, and a test compares the two. What only SQL can say stands
--     here alone: partial and compound indexes, exclusions, triggers.

-- Platform: what every slice writes beside its own rows. Nothing here knows a fair or a person; an actor is a kind
-- and an id.

-- Who did what to which thing, when. Rows are never changed; the actor is stored as kind and id.
CREATE TABLE audit_entry (
    id         bigserial   PRIMARY KEY,
    at         timestamptz NOT NULL,
    actor_kind varchar(20) NOT NULL DEFAULT '',
    actor_id   bigint      NOT NULL DEFAULT 0,
    actor_name text        NOT NULL DEFAULT '',
    action     varchar(80) NOT NULL DEFAULT '',
    subject    varchar(40) NOT NULL DEFAULT '',
    subject_id bigint,
    office     bigint,
    data       jsonb       NOT NULL DEFAULT '{}'
);
CREATE INDEX audit_entry_at ON audit_entry (at);
CREATE INDEX audit_entry_office ON audit_entry (office);

-- A request upwards, written in the transaction of what caused it.
CREATE TABLE outbox_message (
    id         bigserial   PRIMARY KEY,
    topic      varchar(80) NOT NULL DEFAULT '',
    payload    jsonb       NOT NULL DEFAULT '{}',
    created_at timestamptz NOT NULL,
    fanned_out boolean     NOT NULL DEFAULT false
);
-- Looking for due work stays cheap however long the history grows.
CREATE INDEX outbox_message_new ON outbox_message (id) WHERE NOT fanned_out;

-- One handler's share of a message: done once, retried with back-off until then.
CREATE TABLE outbox_delivery (
    id              bigserial   PRIMARY KEY,
    -- Swept together after 30 days.
    message         bigint      NOT NULL REFERENCES outbox_message ON DELETE CASCADE ON UPDATE CASCADE,
    handler         varchar(80) NOT NULL DEFAULT '',
    attempts        integer     NOT NULL DEFAULT 0,
    next_attempt_at timestamptz NOT NULL,
    -- Two days after it was first tried; who tries again begins anew.
    give_up_at      timestamptz,
    done_at         timestamptz,
    -- A dead letter: given up, and shown to the office's owners and to `doctor`.
    dead_at         timestamptz,
    last_error      text        NOT NULL DEFAULT '',

    CONSTRAINT outbox_delivery_once UNIQUE (message, handler),
    CONSTRAINT outbox_delivery_done_or_dead CHECK (done_at IS NULL OR dead_at IS NULL)
);
CREATE INDEX outbox_delivery_due ON outbox_delivery (handler, next_attempt_at, id)
    WHERE done_at IS NULL AND dead_at IS NULL;
CREATE INDEX outbox_delivery_dead ON outbox_delivery (dead_at, id) WHERE dead_at IS NOT NULL;

-- The first answer to a write that carried an Idempotency-Key, kept for 24 hours.
CREATE TABLE idempotent_answer (
    id            bigserial    PRIMARY KEY,
    actor         varchar(80)  NOT NULL DEFAULT '',
    key           varchar(200) NOT NULL DEFAULT '',
    request_hash  varchar(64)  NOT NULL DEFAULT '',
    status        integer,
    headers       jsonb        NOT NULL DEFAULT '[]',
    body          text         NOT NULL DEFAULT '',
    created_at    timestamptz  NOT NULL,
    claimed_until timestamptz  NOT NULL,
    -- What is known besides the answer: 'committed' is written with the operation's own writes.
    mark          varchar(10)  NOT NULL DEFAULT '',

    CONSTRAINT idempotent_answer_once UNIQUE (actor, key),
    CONSTRAINT idempotent_answer_mark_known CHECK (mark IN ('', 'committed', 'lost', 'not_kept'))
);
CREATE INDEX idempotent_answer_created_at ON idempotent_answer (created_at);

-- When each job last ran, anywhere: what `/health/ready` and the doctor look at.
CREATE TABLE scheduler_beat (
    id          bigserial   PRIMARY KEY,
    job         varchar(80) NOT NULL DEFAULT '' UNIQUE,
    last_run_at timestamptz NOT NULL,
    last_error  text        NOT NULL DEFAULT ''
);
