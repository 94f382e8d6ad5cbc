-- Producers: the register of an office, with products, certificates and papers, and the lists it is filled from.

-- A producer (chủ thể) in the register of one office.
CREATE TABLE producer (
    id              bigserial    PRIMARY KEY,
    office          bigint       NOT NULL REFERENCES office ON DELETE RESTRICT ON UPDATE CASCADE,
    name            varchar(300) NOT NULL DEFAULT '',
    kind            varchar(16)  NOT NULL DEFAULT '',
    -- Null when the producer has none.
    tax_code        varchar(14),
    representative  varchar(200) NOT NULL DEFAULT '',
    phone           varchar(20)  NOT NULL DEFAULT '',
    phone_second    varchar(20)  NOT NULL DEFAULT '',
    email           varchar(254) NOT NULL DEFAULT '',
    website         varchar(300) NOT NULL DEFAULT '',
    -- As it was printed; `place` is the dated unit somebody or an import found for it.
    address_printed varchar(400) NOT NULL DEFAULT '',
    place           bigint       REFERENCES place ON DELETE RESTRICT ON UPDATE CASCADE,
    about_vi        text         NOT NULL DEFAULT '',
    about_en        text         NOT NULL DEFAULT '',
    -- Search without diacritics; identity with them (`rules.names.name_key`); order as Vietnamese people list
    -- names.
    folded          varchar(700) NOT NULL DEFAULT '',
    name_key        varchar(400) NOT NULL DEFAULT '',
    sort_key        varchar(700) NOT NULL DEFAULT '',
    revision        integer      NOT NULL DEFAULT 1,
    created_at      timestamptz  NOT NULL DEFAULT CURRENT_TIMESTAMP,
    updated_at      timestamptz  NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT producer_named CHECK (length(btrim(name)) > 0),
    CONSTRAINT producer_kind_known CHECK (kind IN ('enterprise', 'cooperative', 'group', 'household', 'facility')),
    CONSTRAINT producer_tax_code_form CHECK (
        tax_code IS NULL OR tax_code ~ '^([0-9]{10}|[0-9]{12}|[0-9]{10}-[0-9]{3})$'
    )
);
CREATE INDEX producer_office ON producer (office);
CREATE INDEX producer_place ON producer (place);
-- One producer of an office per tax code, when it has one.
CREATE UNIQUE INDEX producer_one_per_tax_code ON producer (office, tax_code) WHERE tax_code IS NOT NULL;
-- Lists in Vietnamese order; `sort_key` is made for comparison by bytes.
CREATE INDEX producer_in_order ON producer (office, sort_key COLLATE "C", id);
CREATE INDEX producer_by_name_key ON producer (office, name_key);

-- An account that may act for a producer.
CREATE TABLE producer_member (
    id         bigserial   PRIMARY KEY,
    producer   bigint      NOT NULL REFERENCES producer ON DELETE RESTRICT ON UPDATE CASCADE,
    account    bigint      NOT NULL REFERENCES account ON DELETE RESTRICT ON UPDATE CASCADE,
    role       varchar(8)  NOT NULL DEFAULT '',
    created_at timestamptz NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT producer_member_unique_person UNIQUE (producer, account),
    CONSTRAINT producer_member_role_known CHECK (role IN ('owner', 'member'))
);
CREATE INDEX producer_member_producer ON producer_member (producer);
CREATE INDEX producer_member_account ON producer_member (account);

-- A product of one producer, in one of the six groups of Decision 148/2023.
CREATE TABLE product (
    id         bigserial    PRIMARY KEY,
    producer   bigint       NOT NULL REFERENCES producer ON DELETE RESTRICT ON UPDATE CASCADE,
    name       varchar(300) NOT NULL DEFAULT '',
    group_code varchar(12)  NOT NULL DEFAULT '',
    story_vi   text         NOT NULL DEFAULT '',
    story_en   text         NOT NULL DEFAULT '',
    folded     varchar(700) NOT NULL DEFAULT '',
    name_key   varchar(400) NOT NULL DEFAULT '',
    sort_key   varchar(700) NOT NULL DEFAULT '',
    revision   integer      NOT NULL DEFAULT 1,
    created_at timestamptz  NOT NULL DEFAULT CURRENT_TIMESTAMP,
    updated_at timestamptz  NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT product_unique_name UNIQUE (producer, name_key),
    CONSTRAINT product_named CHECK (length(btrim(name)) > 0),
    CONSTRAINT product_group_known CHECK (group_code IN ('food', 'drink', 'herbal', 'craft', 'ornamental', 'tourism'))
);
CREATE INDEX product_producer ON product (producer);
-- As producers.
CREATE INDEX product_in_order ON product (sort_key COLLATE "C", id);

-- A grading of one product: in force from `issued_on` to `expires_on`, both days included, unless revoked.
CREATE TABLE certificate (
    id                bigserial    PRIMARY KEY,
    product           bigint       NOT NULL REFERENCES product ON DELETE RESTRICT ON UPDATE CASCADE,
    stars             smallint     NOT NULL DEFAULT 0,
    -- The average score, when the list told it: the stars follow from it.
    points            numeric(5,2),
    decision_number   varchar(60)  NOT NULL DEFAULT '',
    authority         varchar(10)  NOT NULL DEFAULT '',
    -- The criteria in force when it was issued (`rules.criteria.CRITERIA_SETS`).
    criteria          varchar(12)  NOT NULL DEFAULT '',
    issued_on         date         NOT NULL DEFAULT CURRENT_DATE,
    expires_on        date         NOT NULL DEFAULT CURRENT_DATE,
    revoked_on        date,
    revocation_reason varchar(500) NOT NULL DEFAULT '',
    revision          integer      NOT NULL DEFAULT 1,
    created_at        timestamptz  NOT NULL DEFAULT CURRENT_TIMESTAMP,
    updated_at        timestamptz  NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT certificate_unique_issue UNIQUE (product, issued_on),
    CONSTRAINT certificate_stars_known CHECK (stars BETWEEN 3 AND 5),
    CONSTRAINT certificate_points_give_stars CHECK (
        points IS NULL OR (stars = 3 AND points >= 50 AND points < 70)
        OR (stars = 4 AND points >= 70 AND points < 90) OR (stars = 5 AND points >= 90 AND points <= 100)
    ),
    CONSTRAINT certificate_authority_known CHECK (authority IN ('district', 'province', 'ministry')),
    CONSTRAINT certificate_lasts_36_months CHECK (expires_on = (issued_on + interval '36 months')::date),
    CONSTRAINT certificate_revoked_after_issue CHECK (revoked_on IS NULL OR revoked_on >= issued_on)
);
CREATE INDEX certificate_product ON certificate (product);
CREATE INDEX certificate_expires_on ON certificate (expires_on);

-- A product put forward to the ministry for five stars: a status beside its grade, with dates and an outcome.
CREATE TABLE five_star_submission (
    id           bigserial    PRIMARY KEY,
    product      bigint       NOT NULL REFERENCES product ON DELETE RESTRICT ON UPDATE CASCADE,
    submitted_on date         NOT NULL DEFAULT CURRENT_DATE,
    decided_on   date,
    outcome      varchar(10),
    note         varchar(500) NOT NULL DEFAULT '',
    created_at   timestamptz  NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT five_star_submission_unique_day UNIQUE (product, submitted_on),
    CONSTRAINT five_star_submission_outcome_known CHECK (
        outcome IS NULL OR outcome IN ('recognised', 'refused', 'withdrawn')
    ),
    CONSTRAINT five_star_submission_decided_once CHECK ((outcome IS NULL) = (decided_on IS NULL)),
    CONSTRAINT five_star_submission_decided_later CHECK (decided_on IS NULL OR decided_on >= submitted_on)
);
CREATE INDEX five_star_submission_product ON five_star_submission (product);
-- One undecided submission a product.
CREATE UNIQUE INDEX five_star_submission_one_open ON five_star_submission (product) WHERE decided_on IS NULL;

-- One paper of a producer, kept with its bytes. A newer one replaces it; both stay until it is erased.
CREATE TABLE producer_paper (
    id          bigserial    PRIMARY KEY,
    producer    bigint       NOT NULL REFERENCES producer ON DELETE RESTRICT ON UPDATE CASCADE,
    kind        varchar(24)  NOT NULL DEFAULT '',
    filename    varchar(160) NOT NULL DEFAULT '',
    media_type  varchar(20)  NOT NULL DEFAULT '',
    size        integer      NOT NULL DEFAULT 0,
    sha256      varchar(64)  NOT NULL DEFAULT '',
    content     bytea        NOT NULL DEFAULT '',
    issued_on   date,
    -- The last day it counts; null for papers without an end.
    expires_on  date,
    note        varchar(200) NOT NULL DEFAULT '',
    -- The paper this one took the place of.
    replaces    bigint       REFERENCES producer_paper ON DELETE RESTRICT ON UPDATE CASCADE,
    uploaded_by bigint       REFERENCES account ON DELETE RESTRICT ON UPDATE CASCADE,
    uploaded_at timestamptz  NOT NULL,
    replaced_at timestamptz,
    erased_at   timestamptz,

    CONSTRAINT producer_paper_type_known CHECK (media_type IN ('application/pdf', 'image/png', 'image/jpeg')),
    CONSTRAINT producer_paper_whole CHECK (
        CASE WHEN erased_at IS NULL THEN octet_length(content) = size AND size BETWEEN 1 AND 10485760
        AND length(sha256) = 64 ELSE octet_length(content) = 0 AND sha256 = '' AND filename = ''
        AND note = '' END
    ),
    CONSTRAINT producer_paper_days_in_order CHECK (issued_on IS NULL OR expires_on IS NULL OR expires_on >= issued_on)
);
CREATE INDEX producer_paper_producer ON producer_paper (producer);
CREATE INDEX producer_paper_replaces ON producer_paper (replaces);
CREATE INDEX producer_paper_uploaded_by ON producer_paper (uploaded_by);
-- A double click, or the same file handed in again, is one paper.
CREATE UNIQUE INDEX producer_paper_one_live
    ON producer_paper (producer, kind, sha256) WHERE replaced_at IS NULL AND erased_at IS NULL;
-- A paper is replaced once.
CREATE UNIQUE INDEX producer_paper_replaced_once ON producer_paper (replaces) WHERE replaces IS NOT NULL;

-- An office a producer applied to: it may read the papers until that ends.
CREATE TABLE paper_reader (
    id       bigserial   PRIMARY KEY,
    producer bigint      NOT NULL REFERENCES producer ON DELETE RESTRICT ON UPDATE CASCADE,
    office   bigint      NOT NULL REFERENCES office ON DELETE RESTRICT ON UPDATE CASCADE,
    since    timestamptz NOT NULL,
    ended_at timestamptz,

    CONSTRAINT paper_reader_once UNIQUE (producer, office)
);
CREATE INDEX paper_reader_producer ON paper_reader (producer);
CREATE INDEX paper_reader_office ON paper_reader (office);

-- One list handed in. A worker holds it until `lease_until`; who finds the lease past takes over.
CREATE TABLE import_job (
    id            bigserial    PRIMARY KEY,
    office        bigint       NOT NULL REFERENCES office ON DELETE RESTRICT ON UPDATE CASCADE,
    -- Null when it came from the command line.
    account       bigint       REFERENCES account ON DELETE RESTRICT ON UPDATE CASCADE,
    filename      varchar(255) NOT NULL DEFAULT '',
    size          integer      NOT NULL DEFAULT 0,
    state         varchar(10)  NOT NULL DEFAULT '',
    rows_read     integer      NOT NULL DEFAULT 0,
    -- What the file says of itself while it is read, so never more than a hint.
    rows_expected integer,
    worker        varchar(36),
    lease_until   timestamptz,
    attempts      smallint     NOT NULL DEFAULT 0,
    failure       jsonb,
    notes         jsonb        NOT NULL DEFAULT '[]',
    created_at    timestamptz  NOT NULL DEFAULT CURRENT_TIMESTAMP,
    accepted_at   timestamptz,
    accepted_by   bigint       REFERENCES account ON DELETE RESTRICT ON UPDATE CASCADE,
    undone_at     timestamptz,

    CONSTRAINT import_job_state_known CHECK (
        state IN ('reading', 'preview', 'applying', 'accepted', 'undone', 'failed')
    ),
    CONSTRAINT import_job_failure_told CHECK ((state = 'failed') = (failure IS NOT NULL)),
    CONSTRAINT import_job_accepted_dated CHECK ((state IN ('accepted', 'undone')) = (accepted_at IS NOT NULL)),
    CONSTRAINT import_job_undone_dated CHECK ((state = 'undone') = (undone_at IS NOT NULL)),
    CONSTRAINT import_job_lease_held CHECK ((worker IS NULL) = (lease_until IS NULL))
);
CREATE INDEX import_job_office ON import_job (office);
CREATE INDEX import_job_account ON import_job (account);
CREATE INDEX import_job_accepted_by ON import_job (accepted_by);
-- What a worker may take.
CREATE INDEX import_job_due ON import_job (id) WHERE state IN ('reading', 'applying');

-- The bytes handed in, apart from the job so that lists of jobs stay light; dropped once read.
CREATE TABLE import_upload (
    id      bigserial PRIMARY KEY,
    -- Goes with its job.
    job     bigint    NOT NULL REFERENCES import_job ON DELETE CASCADE ON UPDATE CASCADE,
    content bytea     NOT NULL DEFAULT '',

    CONSTRAINT import_upload_unique_job UNIQUE (job),
    CONSTRAINT import_upload_not_too_large CHECK (octet_length(content) <= 20971520)
);

-- One row of a list: as typed, as understood, what it would do, and why not.
CREATE TABLE import_row (
    id            bigserial    PRIMARY KEY,
    -- Goes with its job.
    job           bigint       NOT NULL REFERENCES import_job ON DELETE CASCADE ON UPDATE CASCADE,
    sheet         varchar(100) NOT NULL DEFAULT '',
    row           integer      NOT NULL DEFAULT 0,
    -- As typed.
    raw           jsonb        NOT NULL DEFAULT '{}',
    action        varchar(6)   NOT NULL DEFAULT '',
    producer_name varchar(300) NOT NULL DEFAULT '',
    product_name  varchar(300) NOT NULL DEFAULT '',
    found         jsonb        NOT NULL DEFAULT '{}',
    changes       jsonb        NOT NULL DEFAULT '[]',
    errors        jsonb        NOT NULL DEFAULT '[]',
    error_count   smallint     NOT NULL DEFAULT 0,
    notes         jsonb        NOT NULL DEFAULT '[]',

    CONSTRAINT import_row_unique_position UNIQUE (job, sheet, "row"),
    CONSTRAINT import_row_action_known CHECK (action IN ('new', 'change', 'same', 'skip')),
    CONSTRAINT import_row_errors_skip CHECK (error_count = 0 OR action = 'skip')
);
CREATE INDEX import_row_by_action ON import_row (job, action, id);

-- One change an accepted list made, with what stood before: undo reads these.
-- `subject` is no foreign key: undo deletes what it names, and the change stays as a record.
CREATE TABLE import_change (
    id             bigserial   PRIMARY KEY,
    -- Goes with its job.
    job            bigint      NOT NULL REFERENCES import_job ON DELETE CASCADE ON UPDATE CASCADE,
    row            bigint      REFERENCES import_row ON DELETE CASCADE ON UPDATE CASCADE,
    subject_kind   varchar(11) NOT NULL DEFAULT '',
    subject        bigint      NOT NULL DEFAULT 0,
    -- Null when the list created the subject.
    before         jsonb,
    revision_after integer     NOT NULL DEFAULT 0,
    outcome        varchar(7)  NOT NULL DEFAULT 'applied',
    kept_because   varchar(63) NOT NULL DEFAULT '',

    CONSTRAINT import_change_unique_subject UNIQUE (job, subject_kind, subject),
    CONSTRAINT import_change_subject_known CHECK (subject_kind IN ('producer', 'product', 'certificate')),
    CONSTRAINT import_change_outcome_known CHECK (outcome IN ('applied', 'undone', 'kept')),
    CONSTRAINT import_change_kept_explained CHECK ((outcome = 'kept') = (kept_because <> ''))
);
CREATE INDEX import_change_job ON import_change (job);
CREATE INDEX import_change_row ON import_change ("row");
