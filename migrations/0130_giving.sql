-- Giving: passes by the list and by invitation, and badges by the batch.

-- A list of people from a spreadsheet. The same file again leads to the same list until it was undone.
CREATE TABLE pass_list (
    id         bigserial    PRIMARY KEY,
    fair       bigint       NOT NULL REFERENCES fair ON DELETE RESTRICT ON UPDATE CASCADE,
    account    bigint       REFERENCES account ON DELETE RESTRICT ON UPDATE CASCADE,
    filename   varchar(255) NOT NULL DEFAULT '',
    digest     bytea        NOT NULL DEFAULT '',
    state      varchar(8)   NOT NULL DEFAULT '',
    created_at timestamptz  NOT NULL,
    issued_at  timestamptz,
    undone_at  timestamptz,

    CONSTRAINT pass_list_state_known CHECK (state IN ('preview', 'issued', 'undone')),
    CONSTRAINT pass_list_issued_dated CHECK ((state = 'preview') = (issued_at IS NULL)),
    CONSTRAINT pass_list_undone_dated CHECK ((state = 'undone') = (undone_at IS NOT NULL)),
    CONSTRAINT pass_list_digest_length CHECK (octet_length(digest) = 32)
);
CREATE INDEX pass_list_fair ON pass_list (fair);
-- The same file again leads to the same list until it was undone.
CREATE UNIQUE INDEX pass_list_one_of_content ON pass_list (fair, digest) WHERE state <> 'undone';

-- One row of a list. Once its pass is given, the person stands in the pass and no longer here.
CREATE TABLE pass_list_row (
    id          bigserial     PRIMARY KEY,
    -- A list thrown away takes its rows along; passes given stay.
    pass_list   bigint        NOT NULL REFERENCES pass_list ON DELETE CASCADE ON UPDATE CASCADE,
    row         integer       NOT NULL DEFAULT 0,
    name        varchar(1000) NOT NULL DEFAULT '',
    email       varchar(1000) NOT NULL DEFAULT '',
    phone       varchar(1000) NOT NULL DEFAULT '',
    kind        varchar(10),
    first_day   smallint,
    last_day    smallint,
    -- [[code, facts]]: what is wrong with it; an empty list makes it a pass.
    errors      jsonb         NOT NULL DEFAULT '[]',
    error_count smallint      NOT NULL DEFAULT 0,
    entry_pass  bigint        REFERENCES entry_pass ON DELETE RESTRICT ON UPDATE CASCADE,

    CONSTRAINT pass_list_row_unique_position UNIQUE (pass_list, "row"),
    CONSTRAINT pass_list_row_unique_pass UNIQUE (entry_pass),
    CONSTRAINT pass_list_row_right_is_whole CHECK (error_count > 0 OR (kind IS NOT NULL AND last_day >= first_day)),
    CONSTRAINT pass_list_row_wrong_gives_none CHECK (error_count = 0 OR entry_pass IS NULL),
    CONSTRAINT pass_list_row_given_is_empty CHECK (entry_pass IS NULL OR (name = '' AND email = '' AND phone = ''))
);

-- Somebody asked to come by the office: a link that turns into one pass.
CREATE TABLE pass_invitation (
    id           bigserial    PRIMARY KEY,
    fair         bigint       NOT NULL REFERENCES fair ON DELETE RESTRICT ON UPDATE CASCADE,
    kind         varchar(10)  NOT NULL DEFAULT '',
    -- Both empty once the person is forgotten.
    email        varchar(254) NOT NULL DEFAULT '',
    name         varchar(120) NOT NULL DEFAULT '',
    locale       varchar(2)   NOT NULL DEFAULT 'vi',
    created_at   timestamptz  NOT NULL,
    sent_at      timestamptz  NOT NULL,
    sends        smallint     NOT NULL DEFAULT 1,
    expires_at   timestamptz  NOT NULL,
    withdrawn_at timestamptz,
    accepted_at  timestamptz,
    entry_pass   bigint       REFERENCES entry_pass ON DELETE RESTRICT ON UPDATE CASCADE,

    CONSTRAINT pass_invitation_unique_pass UNIQUE (entry_pass),
    CONSTRAINT pass_invitation_kind_known CHECK (kind IN ('buyer', 'press', 'vip')),
    CONSTRAINT pass_invitation_locale_known CHECK (locale IN ('vi', 'en')),
    CONSTRAINT pass_invitation_accepted_whole CHECK ((entry_pass IS NULL) = (accepted_at IS NULL)),
    CONSTRAINT pass_invitation_withdrawn_gave_none CHECK (withdrawn_at IS NULL OR entry_pass IS NULL)
);
CREATE INDEX pass_invitation_fair ON pass_invitation (fair);
-- One open invitation per address and fair; a forgotten person's is empty.
CREATE UNIQUE INDEX pass_invitation_one_open
    ON pass_invitation (fair, email) WHERE withdrawn_at IS NULL AND email <> '';

-- A batch of badges. A worker holds it until `lease_until`; who finds the lease past goes on.
CREATE TABLE print_run (
    id          bigserial   PRIMARY KEY,
    fair        bigint      NOT NULL REFERENCES fair ON DELETE RESTRICT ON UPDATE CASCADE,
    account     bigint      REFERENCES account ON DELETE RESTRICT ON UPDATE CASCADE,
    -- Null: every kind.
    kind        varchar(10),
    locale      varchar(2)  NOT NULL DEFAULT 'vi',
    badges      integer     NOT NULL DEFAULT 0,
    drawn       integer     NOT NULL DEFAULT 0,
    state       varchar(9)  NOT NULL DEFAULT 'waiting',
    worker      varchar(36),
    lease_until timestamptz,
    attempts    smallint    NOT NULL DEFAULT 0,
    created_at  timestamptz NOT NULL,
    finished_at timestamptz,
    printed_at  timestamptz,

    CONSTRAINT print_run_state_known CHECK (state IN ('waiting', 'drawing', 'ready', 'cancelled', 'failed')),
    CONSTRAINT print_run_kind_known CHECK (kind IN ('visitor', 'exhibitor', 'buyer', 'press', 'staff', 'vip')),
    CONSTRAINT print_run_badges_positive CHECK (badges > 0 AND drawn BETWEEN 0 AND badges),
    CONSTRAINT print_run_finished_dated CHECK ((state IN ('waiting', 'drawing')) = (finished_at IS NULL)),
    CONSTRAINT print_run_lease_held CHECK ((worker IS NULL) = (lease_until IS NULL)),
    CONSTRAINT print_run_printed_is_ready CHECK (printed_at IS NULL OR state = 'ready')
);
CREATE INDEX print_run_fair ON print_run (fair);
-- One batch of a fair at a time.
CREATE UNIQUE INDEX print_run_one_at_work ON print_run (fair) WHERE state IN ('waiting', 'drawing');

-- A pass in a batch, at its place: fixed when the batch is ordered.
CREATE TABLE print_run_pass (
    id         bigserial PRIMARY KEY,
    -- Goes with its batch; the passes stay.
    run        bigint    NOT NULL REFERENCES print_run ON DELETE CASCADE ON UPDATE CASCADE,
    entry_pass bigint    NOT NULL REFERENCES entry_pass ON DELETE RESTRICT ON UPDATE CASCADE,
    place      integer   NOT NULL DEFAULT 0,

    CONSTRAINT print_run_pass_unique_pass UNIQUE (run, entry_pass),
    CONSTRAINT print_run_pass_unique_place UNIQUE (run, place)
);
CREATE INDEX print_run_pass_entry_pass ON print_run_pass (entry_pass);

-- What is drawn of a batch so far: a PDF for every 200 badges, the last one the whole file.
CREATE TABLE print_run_part (
    id      bigserial PRIMARY KEY,
    -- Goes with its batch; the passes stay.
    run     bigint    NOT NULL REFERENCES print_run ON DELETE CASCADE ON UPDATE CASCADE,
    -- From 1; 0 is the whole file.
    number  smallint  NOT NULL DEFAULT 0,
    content bytea     NOT NULL DEFAULT '',

    CONSTRAINT print_run_part_unique_number UNIQUE (run, number)
);
