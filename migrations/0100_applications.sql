-- Applications: what an office calls for, what producers ask for, and how it was looked at.

-- Who may apply for booths at a fair, for how many, until when, and how long an offer stands.
CREATE TABLE application_call (
    id              bigserial      PRIMARY KEY,
    fair            bigint         NOT NULL REFERENCES fair ON DELETE RESTRICT ON UPDATE CASCADE,
    is_open         boolean        NOT NULL DEFAULT false,
    closes_at       timestamptz    NOT NULL,
    min_stars       smallint       NOT NULL DEFAULT 0,
    -- Product groups called for; empty for all.
    groups          varchar(12)[]  NOT NULL DEFAULT '{}',
    booths_most     smallint       NOT NULL DEFAULT 2,
    offer_hours     integer        NOT NULL DEFAULT 48,
    -- Dated places (provinces, communes) producers come from; empty for all.
    places          bigint[]       NOT NULL DEFAULT '{}',
    -- Kinds of papers asked for (`producers.rules.papers.PAPER_KINDS`).
    papers          varchar(24)[]  NOT NULL DEFAULT '{}',
    -- What the office looks at besides the papers, in its own words.
    checklist       varchar(200)[] NOT NULL DEFAULT '{}',
    changed_at      timestamptz    NOT NULL,

    CONSTRAINT application_call_unique_fair UNIQUE (fair),
    CONSTRAINT application_call_sane CHECK (
        min_stars BETWEEN 0 AND 5 AND booths_most BETWEEN 1 AND 3 AND offer_hours BETWEEN 1 AND 720
    )
);

-- A producer asks for booths at a fair. One that was not withdrawn per producer and fair.
CREATE TABLE booth_application (
    id            bigserial     PRIMARY KEY,
    fair          bigint        NOT NULL REFERENCES fair ON DELETE RESTRICT ON UPDATE CASCADE,
    producer      bigint        NOT NULL REFERENCES producer ON DELETE RESTRICT ON UPDATE CASCADE,
    state         varchar(16)   NOT NULL DEFAULT 'draft',
    booths_wanted smallint      NOT NULL DEFAULT 1,
    utilities     varchar(8)[]  NOT NULL DEFAULT '{}',
    -- Zones of the plan by number, the dearest first; a renamed zone stays the same wish.
    zones         bigint[]      NOT NULL DEFAULT '{}',
    products      bigint[]      NOT NULL DEFAULT '{}',
    near          bigint[]      NOT NULL DEFAULT '{}',
    note          varchar(2000) NOT NULL DEFAULT '',
    -- The office's points, 0 to 100, and what it last wrote to the producer.
    score         smallint      NOT NULL DEFAULT 0,
    reply         varchar(2000) NOT NULL DEFAULT '',
    revision      integer       NOT NULL DEFAULT 1,
    created_at    timestamptz   NOT NULL,
    changed_at    timestamptz   NOT NULL,
    submitted_at  timestamptz,

    CONSTRAINT booth_application_state_known CHECK (
        state IN ('draft', 'submitted', 'more_information', 'approved', 'waitlisted', 'declined', 'withdrawn',
        'offered', 'accepted', 'refused', 'lapsed')
    ),
    CONSTRAINT booth_application_sane CHECK (booths_wanted BETWEEN 1 AND 3 AND score BETWEEN 0 AND 100),
    CONSTRAINT booth_application_submitted_dated CHECK (state IN ('draft', 'withdrawn') OR submitted_at IS NOT NULL)
);
CREATE INDEX booth_application_fair ON booth_application (fair);
CREATE INDEX booth_application_producer ON booth_application (producer);
-- One application per producer and fair; a withdrawn one leaves room for the next.
CREATE UNIQUE INDEX booth_application_one ON booth_application (fair, producer) WHERE state <> 'withdrawn';
-- The waiting list.
CREATE INDEX booth_application_in_line ON booth_application (fair, state, score DESC, submitted_at);

-- What happened to an application, by whom, with what was written then.
CREATE TABLE application_event (
    id          bigserial     PRIMARY KEY,
    application bigint        NOT NULL REFERENCES booth_application ON DELETE RESTRICT ON UPDATE CASCADE,
    at          timestamptz   NOT NULL,
    actor_name  varchar(120)  NOT NULL DEFAULT '',
    state       varchar(16)   NOT NULL DEFAULT '',
    words       varchar(2000) NOT NULL DEFAULT ''
);
CREATE INDEX application_event_application ON application_event (application);

-- One item of the checklist of an application, answered once and overwritten by the next look.
CREATE TABLE application_check (
    id          bigserial    PRIMARY KEY,
    application bigint       NOT NULL REFERENCES booth_application ON DELETE RESTRICT ON UPDATE CASCADE,
    -- `paper:<kind>` for a paper the call asks for, else the office's own words.
    item        varchar(200) NOT NULL DEFAULT '',
    answer      varchar(3)   NOT NULL DEFAULT '',
    remark      varchar(500) NOT NULL DEFAULT '',
    checked_by  varchar(120) NOT NULL DEFAULT '',
    checked_at  timestamptz  NOT NULL,

    CONSTRAINT application_check_once UNIQUE (application, item),
    CONSTRAINT application_check_answer_known CHECK (answer IN ('yes', 'no'))
);
CREATE INDEX application_check_application ON application_check (application);

-- Who of the office looks at an application. One person each.
CREATE TABLE application_share (
    id          bigserial    PRIMARY KEY,
    application bigint       NOT NULL REFERENCES booth_application ON DELETE RESTRICT ON UPDATE CASCADE,
    account     bigint       NOT NULL REFERENCES account ON DELETE RESTRICT ON UPDATE CASCADE,
    given_by    varchar(120) NOT NULL DEFAULT '',
    given_at    timestamptz  NOT NULL,

    CONSTRAINT application_share_one UNIQUE (application)
);
CREATE INDEX application_share_account ON application_share (account);
