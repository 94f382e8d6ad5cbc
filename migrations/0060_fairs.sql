-- Fairs: venues, fairs with every address they ever had, and the programme.

-- Where a fair is held. A row never changes: a fair moved elsewhere leaves the others where they were.
CREATE TABLE venue (
    id        bigserial        PRIMARY KEY,
    office    bigint           NOT NULL REFERENCES office ON DELETE RESTRICT ON UPDATE CASCADE,
    name_vi   varchar(200)     NOT NULL DEFAULT '',
    name_en   varchar(200)     NOT NULL DEFAULT '',
    -- As printed; `place` is the dated unit it lies in today, when somebody has said so.
    address   varchar(400)     NOT NULL DEFAULT '',
    place     bigint           REFERENCES place ON DELETE RESTRICT ON UPDATE CASCADE,
    latitude  double precision,
    longitude double precision,
    time_zone varchar(64)      NOT NULL DEFAULT 'Asia/Ho_Chi_Minh',

    CONSTRAINT venue_named CHECK (length(btrim(name_vi)) > 0),
    CONSTRAINT venue_on_earth CHECK (
        (latitude IS NULL AND longitude IS NULL)
        OR (latitude BETWEEN -90 AND 90 AND longitude BETWEEN -180 AND 180)
    )
);
CREATE INDEX venue_office ON venue (office);
CREATE INDEX venue_place ON venue (place);

-- One event of any kind. Days are local days of the venue; both are empty while a new date is unknown.
CREATE TABLE fair (
    id                  bigserial    PRIMARY KEY,
    office              bigint       NOT NULL REFERENCES office ON DELETE RESTRICT ON UPDATE CASCADE,
    slug                varchar(80)  NOT NULL DEFAULT '',
    kind                varchar(24)  NOT NULL DEFAULT '',
    title_vi            varchar(200) NOT NULL DEFAULT '',
    title_en            varchar(200) NOT NULL DEFAULT '',
    summary_vi          text         NOT NULL DEFAULT '',
    summary_en          text         NOT NULL DEFAULT '',
    starts_on           date,
    ends_on             date,
    -- The days it was planned for before the last postponement: people are told both.
    previous_starts_on  date,
    previous_ends_on    date,
    -- [{"on": "2026-12-12" or null for every other day, "opens": "08:30", "closes": "21:00"}]
    opening_hours       jsonb        NOT NULL DEFAULT '[]',
    venue               bigint       NOT NULL REFERENCES venue ON DELETE RESTRICT ON UPDATE CASCADE,
    region              varchar(24)  NOT NULL DEFAULT '',
    capacity            integer,
    status              varchar(12)  NOT NULL DEFAULT 'draft',
    reason_vi           text         NOT NULL DEFAULT '',
    reason_en           text         NOT NULL DEFAULT '',
    -- Vietnamese title, venue and address without diacritics, for the search.
    folded              text         NOT NULL DEFAULT '',
    -- The days the office did what Decree 81/2018 asks of it.
    dossier_sent_on     date,
    dossier_answered_on date,
    report_sent_on      date,
    copied_from         bigint       REFERENCES fair ON DELETE RESTRICT ON UPDATE CASCADE,
    revision            integer      NOT NULL DEFAULT 1,
    created_at          timestamptz  NOT NULL,
    changed_at          timestamptz  NOT NULL,
    published_at        timestamptz,

    CONSTRAINT fair_unique_slug UNIQUE (slug),
    CONSTRAINT fair_slug_form CHECK (slug ~ '^[a-z0-9]+(-[a-z0-9]+)*$'),
    CONSTRAINT fair_titled CHECK (length(btrim(title_vi)) > 0),
    CONSTRAINT fair_kind_known CHECK (
        kind IN ('fair', 'product_week', 'festival', 'workshop', 'training', 'regional_culture',
        'outgoing_delegation', 'livestream_day')
    ),
    CONSTRAINT fair_region_known CHECK (
        region IN ('', 'northern_mountains', 'red_river_delta', 'central_highlands', 'south')
    ),
    CONSTRAINT fair_status_known CHECK (status IN ('draft', 'published', 'postponed', 'cancelled')),
    CONSTRAINT fair_ends_after_start CHECK (ends_on >= starts_on),
    CONSTRAINT fair_days_together CHECK ((starts_on IS NULL) = (ends_on IS NULL)),
    CONSTRAINT fair_undated_only_when_off CHECK (starts_on IS NOT NULL OR status IN ('postponed', 'cancelled')),
    CONSTRAINT fair_off_has_reason CHECK (status NOT IN ('postponed', 'cancelled') OR length(btrim(reason_vi)) > 0),
    CONSTRAINT fair_capacity_positive CHECK (capacity > 0)
);
CREATE INDEX fair_office ON fair (office);
CREATE INDEX fair_starts_on ON fair (starts_on);
CREATE INDEX fair_venue ON fair (venue);
CREATE INDEX fair_copied_from ON fair (copied_from);
-- An office's list: fairs without days first, then the newest.
CREATE INDEX fair_of_office ON fair (office, starts_on DESC NULLS FIRST, id);
-- Everybody's list.
CREATE INDEX fair_public ON fair (starts_on, id) WHERE status <> 'draft';

-- Every address a fair ever had, its present one too, so that none is ever given to another fair.
CREATE TABLE fair_alias (
    id         bigserial   PRIMARY KEY,
    slug       varchar(80) NOT NULL DEFAULT '',
    fair       bigint      NOT NULL REFERENCES fair ON DELETE RESTRICT ON UPDATE CASCADE,
    created_at timestamptz NOT NULL,

    CONSTRAINT fair_alias_unique_slug UNIQUE (slug)
);
CREATE INDEX fair_alias_fair ON fair_alias (fair);

-- One part of a programme. An unscheduled one keeps the time it had until the fair has days again.
CREATE TABLE programme_session (
    id          bigserial      PRIMARY KEY,
    fair        bigint         NOT NULL REFERENCES fair ON DELETE RESTRICT ON UPDATE CASCADE,
    kind        varchar(16)    NOT NULL DEFAULT '',
    title_vi    varchar(200)   NOT NULL DEFAULT '',
    title_en    varchar(200)   NOT NULL DEFAULT '',
    room        varchar(120)   NOT NULL DEFAULT '',
    -- The room without diacritics and case: what the exclusion constraint compares.
    room_folded varchar(120)   NOT NULL DEFAULT '',
    speakers    varchar(120)[] NOT NULL DEFAULT '{}',
    starts_at   timestamptz    NOT NULL,
    ends_at     timestamptz    NOT NULL,
    scheduled   boolean        NOT NULL DEFAULT true,
    revision    integer        NOT NULL DEFAULT 1,
    created_at  timestamptz    NOT NULL,
    changed_at  timestamptz    NOT NULL,

    CONSTRAINT programme_session_titled CHECK (length(btrim(title_vi)) > 0),
    CONSTRAINT programme_session_kind_known CHECK (
        kind IN ('ceremony', 'talk', 'workshop', 'training', 'demonstration', 'matchmaking', 'performance',
        'contest', 'other')
    ),
    CONSTRAINT programme_session_ends_later CHECK (ends_at > starts_at),
    -- A room holds one part of a programme at a time. Equalities are written as ranges, since btree_gist may be
    -- missing; the room's name is compared by a 64-bit hash, halved because a range up to the greatest bigint cannot
    -- be written. Deferred, so that parts may change rooms with each other.
    CONSTRAINT programme_session_room_free EXCLUDE USING gist (
        int8range(fair, fair, '[]') WITH &&,
        int8range(hashtextextended(room_folded, 0) / 2, hashtextextended(room_folded, 0) / 2, '[]') WITH &&,
        tstzrange(starts_at, ends_at) WITH &&
    ) WHERE (scheduled AND room_folded <> '') DEFERRABLE INITIALLY DEFERRED
);
CREATE INDEX programme_session_fair ON programme_session (fair);
CREATE INDEX programme_session_in_order ON programme_session (fair, starts_at, id);
