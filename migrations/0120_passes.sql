-- Passes: keys and rules of a fair, gates and their phones, passes, and the log of scans.

-- An Ed25519 key of one office. One signs; retired ones still verify.
CREATE TABLE signing_key (
    id            bigserial   PRIMARY KEY,
    office        bigint      NOT NULL REFERENCES office ON DELETE RESTRICT ON UPDATE CASCADE,
    key_id        smallint    NOT NULL DEFAULT 0,
    public_key    bytea       NOT NULL DEFAULT '',
    -- Encrypted with a key derived from the installation's secret; bound to office and key id.
    private_key   bytea       NOT NULL DEFAULT '',
    valid_from    timestamptz NOT NULL,
    retired_at    timestamptz,
    -- A key that leaked: what it signed is refused from then on.
    distrusted_at timestamptz,

    CONSTRAINT signing_key_unique_id UNIQUE (office, key_id),
    CONSTRAINT signing_key_id_is_byte CHECK (key_id BETWEEN 1 AND 255),
    CONSTRAINT signing_key_is_ed25519 CHECK (octet_length(public_key) = 32),
    CONSTRAINT signing_key_distrusted_is_retired CHECK (distrusted_at IS NULL OR retired_at IS NOT NULL)
);
CREATE INDEX signing_key_office ON signing_key (office);
-- One key of an office signs; retired ones still verify.
CREATE UNIQUE INDEX signing_key_one_active ON signing_key (office) WHERE retired_at IS NULL;

-- How one fair gives passes and runs its gates.
-- `revision` counts every change of the plan, of its rules and of its gates.
CREATE TABLE pass_plan (
    id                     bigserial   PRIMARY KEY,
    fair                   bigint      NOT NULL REFERENCES fair ON DELETE RESTRICT ON UPDATE CASCADE,
    registration_open      boolean     NOT NULL DEFAULT true,
    registration_closes_at timestamptz,
    -- Visitor passes given for one day, at most.
    daily_quota            integer,
    -- Passes for the staff of one booth, at most.
    booth_passes           smallint    NOT NULL DEFAULT 4,
    revision               integer     NOT NULL DEFAULT 1,
    changed_at             timestamptz NOT NULL,

    CONSTRAINT pass_plan_unique_fair UNIQUE (fair),
    CONSTRAINT pass_plan_quota_positive CHECK (daily_quota > 0),
    CONSTRAINT pass_plan_booth_passes_sane CHECK (booth_passes BETWEEN 0 AND 100)
);

-- What one kind of pass may do at one fair, where the office differs from the rule of the house.
CREATE TABLE pass_rule (
    id      bigserial   PRIMARY KEY,
    fair    bigint      NOT NULL REFERENCES fair ON DELETE RESTRICT ON UPDATE CASCADE,
    kind    varchar(10) NOT NULL DEFAULT '',
    entries varchar(10) NOT NULL DEFAULT '',
    -- Ids of the gates this kind may use; null: all of them.
    gates   bigint[],

    CONSTRAINT pass_rule_unique_kind UNIQUE (fair, kind),
    CONSTRAINT pass_rule_kind_known CHECK (kind IN ('visitor', 'exhibitor', 'buyer', 'press', 'staff', 'vip')),
    CONSTRAINT pass_rule_entries_known CHECK (entries IN ('once', 'once_a_day', 'free'))
);
CREATE INDEX pass_rule_fair ON pass_rule (fair);

-- Scans name passes, gates and phones by plain ids, so that no scan locks a row others need; therefore none of these
-- is ever deleted, and the log of scans is never rewritten.
CREATE FUNCTION passes_row_stays() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN RAISE EXCEPTION 'rows of % are never deleted or rewritten', TG_TABLE_NAME; END
$$;

-- A place where people come in or leave.
CREATE TABLE gate (
    id         bigserial   PRIMARY KEY,
    fair       bigint      NOT NULL REFERENCES fair ON DELETE RESTRICT ON UPDATE CASCADE,
    name       varchar(80) NOT NULL DEFAULT '',
    created_at timestamptz NOT NULL,
    closed_at  timestamptz,

    CONSTRAINT gate_unique_name UNIQUE (fair, name),
    CONSTRAINT gate_named CHECK (length(btrim(name)) > 0)
);
CREATE INDEX gate_fair ON gate (fair);
CREATE TRIGGER gate_stays BEFORE DELETE ON gate
    FOR EACH ROW EXECUTE FUNCTION passes_row_stays();

-- A paired phone. Its key opens the gates of one fair and nothing else, until somebody revokes it.
CREATE TABLE gate_device (
    id           bigserial   PRIMARY KEY,
    gate         bigint      NOT NULL REFERENCES gate ON DELETE RESTRICT ON UPDATE CASCADE,
    name         varchar(80) NOT NULL DEFAULT '',
    token_hash   bytea       NOT NULL DEFAULT '',
    created_at   timestamptz NOT NULL,
    last_seen_at timestamptz,
    -- Scans the phone said it still holds, and the age of the gate package it works with.
    waiting      integer     NOT NULL DEFAULT 0,
    package_at   timestamptz,
    revoked_at   timestamptz,

    CONSTRAINT gate_device_unique_token UNIQUE (token_hash),
    CONSTRAINT gate_device_token_is_hash CHECK (octet_length(token_hash) = 32),
    CONSTRAINT gate_device_named CHECK (length(btrim(name)) > 0)
);
CREATE INDEX gate_device_gate ON gate_device (gate);
CREATE TRIGGER gate_device_stays BEFORE DELETE ON gate_device
    FOR EACH ROW EXECUTE FUNCTION passes_row_stays();

-- What the pairing QR carries: a code that turns into one device's key once, within minutes.
CREATE TABLE gate_pairing (
    id         bigserial   PRIMARY KEY,
    gate       bigint      NOT NULL REFERENCES gate ON DELETE RESTRICT ON UPDATE CASCADE,
    name       varchar(80) NOT NULL DEFAULT '',
    code_hash  bytea       NOT NULL DEFAULT '',
    created_at timestamptz NOT NULL,
    expires_at timestamptz NOT NULL,
    device     bigint      REFERENCES gate_device ON DELETE RESTRICT ON UPDATE CASCADE,

    CONSTRAINT gate_pairing_unique_code UNIQUE (code_hash),
    CONSTRAINT gate_pairing_code_is_hash CHECK (octet_length(code_hash) = 32)
);
CREATE INDEX gate_pairing_gate ON gate_pairing (gate);

-- One person's pass. Its code is not stored: signing the same payload gives the same bytes again.
-- A gate with network compares `code_digest` with what it read, which is stricter than a signature and several
-- times cheaper; a gate without network verifies the signature.
CREATE TABLE entry_pass (
    id              bigserial    PRIMARY KEY,
    -- What is printed and typed: the id followed by a check digit.
    serial          bigint       NOT NULL DEFAULT 0,
    fair            bigint       NOT NULL REFERENCES fair ON DELETE RESTRICT ON UPDATE CASCADE,
    kind            varchar(10)  NOT NULL DEFAULT '',
    key_id          smallint     NOT NULL DEFAULT 0,
    -- The first 16 bytes of SHA-256 over the 81 bytes of the code.
    code_digest     bytea        NOT NULL DEFAULT '',
    first_day       smallint     NOT NULL DEFAULT 0,
    last_day        smallint     NOT NULL DEFAULT 0,
    -- Empty once the person is erased; the pass itself stays and is counted.
    holder_name     varchar(120),
    holder_email    varchar(254),
    holder_phone    varchar(32),
    folded          text         NOT NULL DEFAULT '',
    locale          varchar(2)   NOT NULL DEFAULT 'vi',
    consent_version varchar(40),
    consent_at      timestamptz,
    consent_channel varchar(10),
    state           varchar(10)  NOT NULL DEFAULT 'valid',
    state_at        timestamptz  NOT NULL,
    state_reason    varchar(200) NOT NULL DEFAULT '',
    replaces        bigint       REFERENCES entry_pass ON DELETE RESTRICT ON UPDATE CASCADE,
    producer        bigint       REFERENCES producer ON DELETE RESTRICT ON UPDATE CASCADE,
    -- The booth its holder works at, and which of the booth's numbered places it takes.
    booth           bigint       REFERENCES booth ON DELETE RESTRICT ON UPDATE CASCADE,
    booth_place     smallint,
    -- One form shown, one pass: the nonce of the form or the caller's Idempotency-Key, hashed.
    request_hash    bytea,
    -- What stood in that form: the same form filled in for somebody else is another request.
    request_digest  bytea,
    revision        integer      NOT NULL DEFAULT 1,
    created_at      timestamptz  NOT NULL,

    CONSTRAINT entry_pass_unique_serial UNIQUE (serial),
    CONSTRAINT entry_pass_unique_request UNIQUE (request_hash),
    CONSTRAINT entry_pass_request_digest_length CHECK (octet_length(request_digest) = 32),
    CONSTRAINT entry_pass_replaced_once UNIQUE (replaces),
    CONSTRAINT entry_pass_serial_has_check_digit CHECK (serial / 10 = id),
    CONSTRAINT entry_pass_digest_length CHECK (octet_length(code_digest) = 16),
    CONSTRAINT entry_pass_kind_known CHECK (kind IN ('visitor', 'exhibitor', 'buyer', 'press', 'staff', 'vip')),
    CONSTRAINT entry_pass_days_ordered CHECK (first_day >= 1 AND last_day >= first_day AND last_day <= 255),
    CONSTRAINT entry_pass_locale_known CHECK (locale IN ('vi', 'en')),
    CONSTRAINT entry_pass_state_known CHECK (state IN ('valid', 'revoked', 'replaced', 'returned', 'erased')),
    CONSTRAINT entry_pass_erased_is_empty CHECK (
        state <> 'erased'
        OR (holder_name IS NULL AND holder_email IS NULL AND holder_phone IS NULL AND folded = '')
    ),
    -- Whoever gave a name gave a consent that can be shown: which text, when, through which channel.
    CONSTRAINT entry_pass_consent_whole CHECK (
        (consent_version IS NULL) = (consent_at IS NULL)
        AND (consent_version IS NULL) = (consent_channel IS NULL)
    ),
    CONSTRAINT entry_pass_holder_consented CHECK (
        (holder_name IS NULL AND holder_email IS NULL AND holder_phone IS NULL) OR consent_version IS NOT NULL
    ),
    CONSTRAINT entry_pass_booth_whole CHECK (
        (booth IS NULL) = (booth_place IS NULL)
        AND (booth IS NULL OR (producer IS NOT NULL AND kind = 'exhibitor'))
    ),
    CONSTRAINT entry_pass_booth_place_sane CHECK (booth_place BETWEEN 1 AND 100),
    CONSTRAINT entry_pass_channel_known CHECK (consent_channel IN ('web', 'desk', 'api', 'import'))
);
CREATE INDEX entry_pass_fair ON entry_pass (fair);
CREATE INDEX entry_pass_producer ON entry_pass (producer);
-- The list of passes, the newest first.
CREATE INDEX entry_pass_listing ON entry_pass (fair, id DESC);
-- What a gate package names as no longer good.
CREATE INDEX entry_pass_not_valid ON entry_pass (fair, serial) WHERE state <> 'valid';
-- Visitors per day, for the daily quota.
CREATE INDEX entry_pass_first_day
    ON entry_pass (fair, first_day) WHERE kind = 'visitor' AND state = 'valid';
-- A numbered place of a booth has one valid pass.
CREATE UNIQUE INDEX entry_pass_booth_place
    ON entry_pass (booth, producer, booth_place) WHERE booth IS NOT NULL AND state = 'valid';
CREATE TRIGGER entry_pass_stays BEFORE DELETE ON entry_pass
    FOR EACH ROW EXECUTE FUNCTION passes_row_stays();

-- One scan, as said and as judged. Rows are only ever added (a trigger says so).
CREATE TABLE check_in (
    id          bigserial   PRIMARY KEY,
    scan_id     uuid        NOT NULL,
    fair        bigint      NOT NULL DEFAULT 0,
    gate        bigint      NOT NULL DEFAULT 0,
    device      bigint,
    -- Null when the code named no pass.
    entry_pass  bigint,
    kind        varchar(10),
    code_digest bytea       NOT NULL DEFAULT '',
    direction   varchar(3)  NOT NULL DEFAULT '',
    day         smallint,
    slot        smallint,
    result      varchar(8)  NOT NULL DEFAULT '',
    reason      varchar(16),
    -- When the phone said it was, when it must have been, when the server heard of it.
    scanned_at  timestamptz NOT NULL,
    happened_at timestamptz NOT NULL,
    received_at timestamptz NOT NULL,
    clock_off   boolean     NOT NULL DEFAULT false,
    offline     boolean     NOT NULL DEFAULT false,
    typed       boolean     NOT NULL DEFAULT false,
    -- What a phone without network decided by itself.
    decided     varchar(8),
    -- The phone let somebody in whom the rules would not have let in.
    conflict    boolean     NOT NULL DEFAULT false,
    -- Sent by a phone that had been revoked while it still held this scan.
    late_device boolean     NOT NULL DEFAULT false,

    CONSTRAINT check_in_unique_scan UNIQUE (scan_id),
    CONSTRAINT check_in_direction_known CHECK (direction IN ('in', 'out')),
    CONSTRAINT check_in_result_known CHECK (result IN ('admitted', 'refused')),
    CONSTRAINT check_in_refused_says_why CHECK ((result = 'refused') = (reason IS NOT NULL)),
    CONSTRAINT check_in_reason_known CHECK (
        reason IN ('already_in', 'already_used', 'not_today', 'wrong_gate', 'wrong_fair', 'revoked', 'replaced',
        'returned', 'full', 'postponed_fair', 'cancelled_fair', 'forged', 'unknown')
    ),
    CONSTRAINT check_in_decided_known CHECK (decided IN ('admitted', 'refused')),
    CONSTRAINT check_in_conflict_is_offline CHECK (NOT conflict OR (offline AND decided = 'admitted'))
);
-- The curves of the live page.
CREATE INDEX check_in_by_time ON check_in (fair, received_at);
-- Phones without network let somebody in whom the rules would not have let in.
CREATE INDEX check_in_conflict ON check_in (fair, id) WHERE conflict;
CREATE TRIGGER check_in_append_only BEFORE UPDATE OR DELETE ON check_in
    FOR EACH ROW EXECUTE FUNCTION passes_row_stays();

-- An entry the rules allowed. One per pass and slot: slot 0 is the whole fair, 1… the day of the fair.
-- A kind that may come and go freely leaves the slot empty, and empty slots never collide.
CREATE TABLE admission (
    id          bigserial   PRIMARY KEY,
    entry_pass  bigint      NOT NULL DEFAULT 0,
    slot        smallint,
    fair        bigint      NOT NULL DEFAULT 0,
    gate        bigint      NOT NULL DEFAULT 0,
    day         smallint    NOT NULL DEFAULT 0,
    scan_id     uuid        NOT NULL,
    admitted_at timestamptz NOT NULL,
    left_at     timestamptz,

    CONSTRAINT admission_once_per_slot UNIQUE (entry_pass, slot)
);
-- Who is inside now.
CREATE INDEX admission_inside ON admission (fair, day) WHERE left_at IS NULL;

-- People counted without a pass: +1 or −1 from a phone at the gate. Rows are only ever added.
CREATE TABLE walk_in (
    id          bigserial   PRIMARY KEY,
    scan_id     uuid        NOT NULL,
    fair        bigint      NOT NULL DEFAULT 0,
    gate        bigint      NOT NULL DEFAULT 0,
    device      bigint,
    people      smallint    NOT NULL DEFAULT 0,
    happened_at timestamptz NOT NULL,
    received_at timestamptz NOT NULL,

    CONSTRAINT walk_in_unique_scan UNIQUE (scan_id),
    CONSTRAINT walk_in_one_by_one CHECK (people IN (-1, 1))
);
CREATE INDEX walk_in_by_time ON walk_in (fair, received_at);
