-- A database of version 0.1.0 becomes one of this version: what 22 migrations made there is what one file a slice makes
-- here. Run whole, in one transaction and under the lock; a database with any other record is refused before.
--
-- A later change of the schema that belongs to the baseline (nothing is released yet) is written twice: in its slice's
-- file, and here, in the section it belongs to, under the name of its slice and in order of the stair. What is written
-- after the release is a migration of its own and does not stand here.

-- 1 · New tables, and new columns that are null or have a default.

-- platform: a mark beside the key of a request; dead letters of the outbox.
ALTER TABLE idempotent_answer
    ADD COLUMN mark varchar(10) NOT NULL DEFAULT '',
    ADD CONSTRAINT idempotent_answer_mark_known CHECK (mark IN ('', 'committed', 'lost', 'not_kept'));
ALTER TABLE outbox_delivery
    ADD COLUMN give_up_at timestamptz,
    ADD COLUMN dead_at timestamptz,
    ADD CONSTRAINT outbox_delivery_done_or_dead CHECK (done_at IS NULL OR dead_at IS NULL);
DROP INDEX outbox_delivery_due;
CREATE INDEX outbox_delivery_due ON outbox_delivery (handler, next_attempt_at, id)
    WHERE done_at IS NULL AND dead_at IS NULL;
CREATE INDEX outbox_delivery_dead ON outbox_delivery (dead_at, id) WHERE dead_at IS NOT NULL;
-- livestream, passes: what stands behind a request's own key.
ALTER TABLE stream_order
    ADD COLUMN request_digest bytea,
    ADD CONSTRAINT stream_order_request_digest_length CHECK (octet_length(request_digest) = 32);
ALTER TABLE entry_pass
    ADD COLUMN request_digest bytea,
    ADD CONSTRAINT entry_pass_request_digest_length CHECK (octet_length(request_digest) = 32);

-- booths: support and the time to pay belong to fees, not to the call.
CREATE TABLE fee_rule (
    id              bigserial PRIMARY KEY,
    fair            bigint    NOT NULL REFERENCES fair ON DELETE RESTRICT ON UPDATE CASCADE,
    support_percent smallint  NOT NULL DEFAULT 0,
    pay_within      smallint  NOT NULL DEFAULT 7,

    CONSTRAINT fee_rule_unique_fair UNIQUE (fair),
    CONSTRAINT fee_rule_sane CHECK (support_percent BETWEEN 0 AND 100 AND pay_within BETWEEN 1 AND 90)
);

-- 2 · What moves: rows written into the new places, from the old ones.

INSERT INTO fee_rule (fair, support_percent, pay_within) SELECT fair, support_percent, pay_within FROM application_call;
-- applications: zones are wished by number, not by name.
CREATE TEMPORARY TABLE wish ON COMMIT DROP AS
SELECT a.id AS application, array_agg(z.id ORDER BY w.place) AS zones
FROM booth_application a CROSS JOIN LATERAL unnest(a.zones) WITH ORDINALITY AS w (name, place)
JOIN floor_plan p ON p.fair = a.fair JOIN zone z ON z.plan = p.id AND z.name_vi = w.name
GROUP BY a.id;

-- Deferred constraints speak now: a table that still waits for them can not be altered.
SET CONSTRAINTS ALL IMMEDIATE;

-- 3 · What holds from now on, and what is gone: constraints and indexes added, old columns and tables dropped.

-- outreach: letters are held by the same lease as every other job.
ALTER TABLE mail RENAME COLUMN claimed_until TO lease_until;
ALTER TABLE mail ADD COLUMN worker varchar(36);

ALTER TABLE application_call
    DROP CONSTRAINT application_call_sane,
    DROP CONSTRAINT application_call_pay_within_sane,
    DROP COLUMN support_percent,
    DROP COLUMN pay_within,
    ADD CONSTRAINT application_call_sane CHECK (
        min_stars BETWEEN 0 AND 5 AND booths_most BETWEEN 1 AND 3 AND offer_hours BETWEEN 1 AND 720
    );
ALTER TABLE booth_application DROP COLUMN zones;
ALTER TABLE booth_application ADD COLUMN zones bigint[] NOT NULL DEFAULT '{}';
UPDATE booth_application a SET zones = wish.zones FROM wish WHERE wish.application = a.id;

-- 4 · The record: from now on the database has seen the files of this version.
DELETE FROM migration WHERE app_name = 'events_app';
INSERT INTO migration (name, app_name) VALUES
    ('0010_platform', 'events_app'),
    ('0020_accounts', 'events_app'),
    ('0030_places', 'events_app'),
    ('0040_agenda', 'events_app'),
    ('0050_producers', 'events_app'),
    ('0060_fairs', 'events_app'),
    ('0070_floor_plans', 'events_app'),
    ('0080_livestream', 'events_app'),
    ('0090_booths', 'events_app'),
    ('0100_applications', 'events_app'),
    ('0110_assignment', 'events_app'),
    ('0120_passes', 'events_app'),
    ('0130_giving', 'events_app'),
    ('0140_calendars', 'events_app'),
    ('0150_outreach', 'events_app');
