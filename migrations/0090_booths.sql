-- Booths: who has which booth, seen, paid, written to, handed over; and the terms producers accepted.

-- What a producer has on a booth. One live row per booth.
CREATE TABLE booth_claim (
    id            bigserial   PRIMARY KEY,
    fair          bigint      NOT NULL REFERENCES fair ON DELETE RESTRICT ON UPDATE CASCADE,
    booth         bigint      NOT NULL REFERENCES booth ON DELETE RESTRICT ON UPDATE CASCADE,
    producer      bigint      NOT NULL REFERENCES producer ON DELETE RESTRICT ON UPDATE CASCADE,
    state         varchar(10) NOT NULL DEFAULT '',
    claimed_at    timestamptz NOT NULL,
    expires_at    timestamptz,
    extended      smallint    NOT NULL DEFAULT 0,
    assigned_at   timestamptz,
    closed_at     timestamptz,
    closed_reason varchar(16),
    -- The claim this one continues after a move.
    previous      bigint      REFERENCES booth_claim ON DELETE RESTRICT ON UPDATE CASCADE,

    CONSTRAINT booth_claim_state_known CHECK (state IN ('held', 'offered', 'assigned', 'closed')),
    CONSTRAINT booth_claim_closed_says_why CHECK (
        (state = 'closed') = (closed_at IS NOT NULL) AND (state = 'closed') = (closed_reason IS NOT NULL)
    ),
    CONSTRAINT booth_claim_reason_known CHECK (
        closed_reason IN ('released', 'expired', 'unassigned', 'moved', 'declined', 'booth_removed',
        'fair_cancelled')
    ),
    CONSTRAINT booth_claim_waits_until CHECK (state NOT IN ('held', 'offered') OR expires_at IS NOT NULL),
    CONSTRAINT booth_claim_assigned_since CHECK (state <> 'assigned' OR assigned_at IS NOT NULL)
);
CREATE INDEX booth_claim_fair ON booth_claim (fair);
CREATE INDEX booth_claim_booth ON booth_claim (booth);
CREATE INDEX booth_claim_producer ON booth_claim (producer);
CREATE INDEX booth_claim_previous ON booth_claim (previous);
-- The heart of the slice: a booth never has two holders.
CREATE UNIQUE INDEX booth_claim_one_live ON booth_claim (booth) WHERE state <> 'closed';
CREATE INDEX booth_claim_of_producer ON booth_claim (producer, fair) WHERE state <> 'closed';
-- Holds and offers whose time ends.
CREATE INDEX booth_claim_due ON booth_claim (expires_at) WHERE state IN ('held', 'offered');

-- A producer was seen at a fair on a day; once a day, whoever saw it first.
CREATE TABLE attendance (
    id          bigserial   PRIMARY KEY,
    fair        bigint      NOT NULL REFERENCES fair ON DELETE RESTRICT ON UPDATE CASCADE,
    producer    bigint      NOT NULL REFERENCES producer ON DELETE RESTRICT ON UPDATE CASCADE,
    day         date        NOT NULL DEFAULT CURRENT_DATE,
    source      varchar(8)  NOT NULL DEFAULT '',
    recorded_at timestamptz NOT NULL,

    CONSTRAINT attendance_once_a_day UNIQUE (fair, producer, day),
    CONSTRAINT attendance_source_known CHECK (source IN ('hand', 'pass'))
);
CREATE INDEX attendance_fair ON attendance (fair);
CREATE INDEX attendance_producer ON attendance (producer);

-- What was accepted can be read for ever as it was accepted.
CREATE FUNCTION terms_stay() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN RAISE EXCEPTION 'terms and their acceptance are never changed'
        USING ERRCODE = 'integrity_constraint_violation'; END
$$;

-- What producers pay of a booth's price at a fair, and within how many days after it was charged.
CREATE TABLE fee_rule (
    id              bigserial PRIMARY KEY,
    fair            bigint    NOT NULL REFERENCES fair ON DELETE RESTRICT ON UPDATE CASCADE,
    support_percent smallint  NOT NULL DEFAULT 0,
    pay_within      smallint  NOT NULL DEFAULT 7,

    CONSTRAINT fee_rule_unique_fair UNIQUE (fair),
    CONSTRAINT fee_rule_sane CHECK (support_percent BETWEEN 0 AND 100 AND pay_within BETWEEN 1 AND 90)
);

-- A version of the terms of a fair. A changed text is a new version; what was accepted stays readable.
CREATE TABLE call_terms (
    id         bigserial   PRIMARY KEY,
    fair       bigint      NOT NULL REFERENCES fair ON DELETE RESTRICT ON UPDATE CASCADE,
    version    integer     NOT NULL DEFAULT 0,
    text_vi    text        NOT NULL DEFAULT '',
    text_en    text        NOT NULL DEFAULT '',
    written_at timestamptz NOT NULL,

    CONSTRAINT call_terms_unique_version UNIQUE (fair, version),
    CONSTRAINT call_terms_say_something CHECK (length(btrim(text_vi)) > 0 AND version > 0)
);
CREATE INDEX call_terms_fair ON call_terms (fair);
CREATE TRIGGER call_terms_stay BEFORE UPDATE OR DELETE ON call_terms
    FOR EACH ROW EXECUTE FUNCTION terms_stay();

-- A producer accepted a version of the terms, when, through whom and how.
CREATE TABLE terms_acceptance (
    id          bigserial    PRIMARY KEY,
    terms       bigint       NOT NULL REFERENCES call_terms ON DELETE RESTRICT ON UPDATE CASCADE,
    producer    bigint       NOT NULL REFERENCES producer ON DELETE RESTRICT ON UPDATE CASCADE,
    account     bigint       REFERENCES account ON DELETE RESTRICT ON UPDATE CASCADE,
    accepted_by varchar(120) NOT NULL DEFAULT '',
    channel     varchar(8)   NOT NULL DEFAULT '',
    accepted_at timestamptz  NOT NULL,

    CONSTRAINT terms_acceptance_once UNIQUE (terms, producer),
    CONSTRAINT terms_acceptance_channel_known CHECK (channel IN ('page', 'program', 'office'))
);
CREATE INDEX terms_acceptance_terms ON terms_acceptance (terms);
CREATE INDEX terms_acceptance_producer ON terms_acceptance (producer);
CREATE INDEX terms_acceptance_account ON terms_acceptance (account);
CREATE TRIGGER terms_acceptance_stays BEFORE UPDATE OR DELETE ON terms_acceptance
    FOR EACH ROW EXECUTE FUNCTION terms_stay();

-- What a producer owes for a booth. One that stands per claim.
CREATE TABLE booth_fee (
    id              bigserial    PRIMARY KEY,
    fair            bigint       NOT NULL REFERENCES fair ON DELETE RESTRICT ON UPDATE CASCADE,
    claim           bigint       NOT NULL REFERENCES booth_claim ON DELETE RESTRICT ON UPDATE CASCADE,
    producer        bigint       NOT NULL REFERENCES producer ON DELETE RESTRICT ON UPDATE CASCADE,
    bill            varchar(25)  NOT NULL DEFAULT '',
    price           bigint       NOT NULL DEFAULT 0,
    support_percent smallint     NOT NULL DEFAULT 0,
    amount          bigint       NOT NULL DEFAULT 0,
    due_on          date         NOT NULL DEFAULT CURRENT_DATE,
    state           varchar(10)  NOT NULL DEFAULT 'open',
    charged_at      timestamptz  NOT NULL,
    -- The receipt: what came in, on which day, who noted it.
    paid_amount     bigint,
    paid_on         date,
    noted_at        timestamptz,
    noted_by        varchar(120) NOT NULL DEFAULT '',
    note            varchar(200) NOT NULL DEFAULT '',
    ended_at        timestamptz,
    ended_reason    varchar(16)  NOT NULL DEFAULT '',
    revision        integer      NOT NULL DEFAULT 1,

    CONSTRAINT booth_fee_unique_bill UNIQUE (bill),
    CONSTRAINT booth_fee_state_known CHECK (state IN ('open', 'paid', 'refund_due', 'refunded', 'cancelled')),
    CONSTRAINT booth_fee_computed CHECK (
        price > 0 AND support_percent BETWEEN 0 AND 99 AND amount = price * (100 - support_percent) / 100
        AND amount > 0
    ),
    CONSTRAINT booth_fee_paid_says_what CHECK (
        (state IN ('paid', 'refund_due', 'refunded')) = (paid_amount IS NOT NULL)
        AND (paid_amount IS NULL) = (paid_on IS NULL) AND (paid_amount IS NULL) = (noted_at IS NULL)
        AND (paid_amount IS NULL OR paid_amount > 0)
    ),
    CONSTRAINT booth_fee_ended_says_why CHECK (
        (state IN ('refund_due', 'refunded', 'cancelled')) = (ended_at IS NOT NULL)
        AND (ended_at IS NULL) = (ended_reason = '')
    ),
    CONSTRAINT booth_fee_bill_form CHECK (bill ~ '^[A-Z0-9]{4,25}$')
);
CREATE INDEX booth_fee_fair ON booth_fee (fair);
CREATE INDEX booth_fee_claim ON booth_fee (claim);
CREATE INDEX booth_fee_producer ON booth_fee (producer);
-- One standing fee a claim; refunded and cancelled ones stay beside it.
CREATE UNIQUE INDEX booth_fee_one_standing ON booth_fee (claim) WHERE state IN ('open', 'paid');

-- The bank account an office is paid to.
CREATE TABLE office_bank_account (
    id         bigserial    PRIMARY KEY,
    office     bigint       NOT NULL REFERENCES office ON DELETE RESTRICT ON UPDATE CASCADE,
    bank_bin   varchar(6)   NOT NULL DEFAULT '',
    number     varchar(19)  NOT NULL DEFAULT '',
    holder     varchar(70)  NOT NULL DEFAULT '',
    revision   integer      NOT NULL DEFAULT 1,
    changed_at timestamptz  NOT NULL,
    changed_by varchar(120) NOT NULL DEFAULT '',

    CONSTRAINT office_bank_account_one UNIQUE (office),
    CONSTRAINT office_bank_account_form CHECK (
        bank_bin ~ '^[0-9]{6}$' AND number ~ '^[A-Z0-9]{4,19}$' AND length(btrim(holder)) > 0
    )
);

-- A message to everybody who has a booth at a fair. The nonce of its form makes a double click one message.
CREATE TABLE holder_message (
    id         bigserial    PRIMARY KEY,
    fair       bigint       NOT NULL REFERENCES fair ON DELETE RESTRICT ON UPDATE CASCADE,
    nonce      varchar(43)  NOT NULL DEFAULT '',
    subject_vi varchar(200) NOT NULL DEFAULT '',
    subject_en varchar(200) NOT NULL DEFAULT '',
    body_vi    text         NOT NULL DEFAULT '',
    body_en    text         NOT NULL DEFAULT '',
    producers  integer      NOT NULL DEFAULT 0,
    sent_by    varchar(120) NOT NULL DEFAULT '',
    sent_at    timestamptz  NOT NULL,

    CONSTRAINT holder_message_once UNIQUE (nonce),
    CONSTRAINT holder_message_says_something CHECK (
        length(btrim(subject_vi)) > 0 AND length(btrim(body_vi)) > 0 AND producers > 0
    )
);
CREATE INDEX holder_message_fair ON holder_message (fair);

-- A booth handed over to its producer before the fair, or given back after it, with what was found.
CREATE TABLE booth_hand_over (
    id          bigserial     PRIMARY KEY,
    claim       bigint        NOT NULL REFERENCES booth_claim ON DELETE RESTRICT ON UPDATE CASCADE,
    kind        varchar(8)    NOT NULL DEFAULT '',
    in_order    boolean       NOT NULL DEFAULT false,
    power_works boolean,
    tables      smallint      NOT NULL DEFAULT 0,
    chairs      smallint      NOT NULL DEFAULT 0,
    keys        smallint      NOT NULL DEFAULT 0,
    remarks     varchar(1000) NOT NULL DEFAULT '',
    signed_by   varchar(120)  NOT NULL DEFAULT '',
    recorded_by varchar(120)  NOT NULL DEFAULT '',
    recorded_at timestamptz   NOT NULL,
    revision    integer       NOT NULL DEFAULT 1,

    CONSTRAINT booth_hand_over_once UNIQUE (claim, kind),
    CONSTRAINT booth_hand_over_kind_known CHECK (kind IN ('handover', 'return')),
    CONSTRAINT booth_hand_over_signed CHECK (
        length(btrim(signed_by)) > 0 AND (in_order OR length(btrim(remarks)) > 0)
    ),
    CONSTRAINT booth_hand_over_counts CHECK (
        tables BETWEEN 0 AND 99 AND chairs BETWEEN 0 AND 99 AND keys BETWEEN 0 AND 99
    )
);
CREATE INDEX booth_hand_over_claim ON booth_hand_over (claim);
