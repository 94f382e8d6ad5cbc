-- Outreach: letters, one row each, and who wants none.

-- One notice for many readers, written in batches behind a cursor so that a crash resumes in the middle.
CREATE TABLE fan_out (
    id          bigserial   PRIMARY KEY,
    topic       varchar(60) NOT NULL DEFAULT '',
    -- What caused it, e.g. "outbox:51": the same cause fans out once.
    cause       varchar(80) NOT NULL DEFAULT '',
    audience    varchar(40) NOT NULL DEFAULT '',
    payload     jsonb       NOT NULL DEFAULT '{}',
    office      bigint      REFERENCES office ON DELETE RESTRICT ON UPDATE CASCADE,
    -- Key of the last reader already written to.
    cursor      bigint      NOT NULL DEFAULT 0,
    total       integer     NOT NULL DEFAULT 0,
    done        integer     NOT NULL DEFAULT 0,
    created_at  timestamptz NOT NULL,
    finished_at timestamptz,

    CONSTRAINT fan_out_unique_cause UNIQUE (cause, audience),
    CONSTRAINT fan_out_counts CHECK (done >= 0 AND total >= 0)
);
CREATE INDEX fan_out_office ON fan_out (office);
-- Notices still being written.
CREATE INDEX fan_out_open ON fan_out (id) WHERE finished_at IS NULL;

-- One letter to one reader. Its Message-ID is fixed when it is written, so a repeat is recognisable.
CREATE TABLE mail (
    id                bigserial    PRIMARY KEY,
    message_id        varchar(200) NOT NULL DEFAULT '',
    -- What caused it and whom it is for, e.g. "outbox:51:booth-held:8": the same cause writes one letter.
    cause             varchar(200) NOT NULL DEFAULT '',
    topic             varchar(60)  NOT NULL DEFAULT '',
    office            bigint       REFERENCES office ON DELETE RESTRICT ON UPDATE CASCADE,
    account           bigint       REFERENCES account ON DELETE RESTRICT ON UPDATE CASCADE,
    fan_out           bigint       REFERENCES fan_out ON DELETE RESTRICT ON UPDATE CASCADE,
    recipient         varchar(254) NOT NULL DEFAULT '',
    recipient_name    varchar(120) NOT NULL DEFAULT '',
    locale            varchar(2)   NOT NULL DEFAULT 'vi',
    subject           varchar(300) NOT NULL DEFAULT '',
    body_text         text         NOT NULL DEFAULT '',
    body_html         text         NOT NULL DEFAULT '',
    -- An iTIP part and its METHOD (REQUEST or CANCEL), or null.
    invitation        bytea,
    invitation_method varchar(10)  NOT NULL DEFAULT '',
    -- What is drawn and attached when the letter leaves: "pass:33", or nothing.
    enclosure         varchar(40)  NOT NULL DEFAULT '',
    unsubscribe_url   varchar(600) NOT NULL DEFAULT '',
    state             varchar(8)   NOT NULL DEFAULT 'queued',
    attempts          integer      NOT NULL DEFAULT 0,
    next_attempt_at   timestamptz  NOT NULL,
    -- Which process is sending it, and until when nobody else does.
    worker            varchar(36),
    lease_until       timestamptz,
    last_error        varchar(500) NOT NULL DEFAULT '',
    created_at        timestamptz  NOT NULL,
    sent_at           timestamptz,

    CONSTRAINT mail_unique_message_id UNIQUE (message_id),
    CONSTRAINT mail_unique_cause UNIQUE (cause),
    CONSTRAINT mail_state_known CHECK (state IN ('queued', 'sending', 'sent', 'failed', 'kept')),
    CONSTRAINT mail_locale_known CHECK (locale IN ('vi', 'en')),
    CONSTRAINT mail_one_line_headers CHECK (
        subject !~ '[\r\n]' AND recipient !~ '[\r\n]' AND recipient_name !~ '[\r\n]'
    ),
    CONSTRAINT mail_sent_has_time CHECK ((state = 'sent') = (sent_at IS NOT NULL)),
    CONSTRAINT mail_sending_is_claimed CHECK ((state = 'sending') = (lease_until IS NOT NULL))
);
CREATE INDEX mail_office ON mail (office);
CREATE INDEX mail_account ON mail (account);
CREATE INDEX mail_fan_out ON mail (fan_out);
-- What the sender takes next, and what a sender that died left behind.
CREATE INDEX mail_due ON mail (next_attempt_at, id) WHERE state = 'queued';
CREATE INDEX mail_claimed ON mail (lease_until) WHERE state = 'sending';
-- An office's page of letters, the newest first.
CREATE INDEX mail_by_office ON mail (office, id DESC);

-- A reader who wants no more letters of one kind. Letters that answer an act of theirs still go out.
CREATE TABLE mail_opt_out (
    id         bigserial    PRIMARY KEY,
    email      varchar(254) NOT NULL DEFAULT '',
    kind       varchar(20)  NOT NULL DEFAULT '',
    created_at timestamptz  NOT NULL,

    CONSTRAINT mail_opt_out_unique_reader UNIQUE (email, kind),
    CONSTRAINT mail_opt_out_kind_known CHECK (kind IN ('fair_news', 'reminders'))
);
