-- Floor plans: halls, zones and booths, drawn to scale. Lengths are whole centimetres.

-- The plan of one fair and the rules by which its booths are taken.
CREATE TABLE floor_plan (
    id           bigserial   PRIMARY KEY,
    fair         bigint      NOT NULL REFERENCES fair ON DELETE RESTRICT ON UPDATE CASCADE,
    -- Producers may hold a booth themselves only while this is true.
    holds_open   boolean     NOT NULL DEFAULT true,
    hold_minutes integer     NOT NULL DEFAULT 30,
    hold_cap     smallint    NOT NULL DEFAULT 3,
    revision     integer     NOT NULL DEFAULT 1,
    created_at   timestamptz NOT NULL,
    changed_at   timestamptz NOT NULL,

    CONSTRAINT floor_plan_unique_fair UNIQUE (fair),
    CONSTRAINT floor_plan_minutes_sane CHECK (hold_minutes BETWEEN 1 AND 20160),
    CONSTRAINT floor_plan_cap_sane CHECK (hold_cap BETWEEN 1 AND 20)
);

-- One hall or yard, a rectangle drawn to scale. A removed one stays for the claims it once carried.
CREATE TABLE hall (
    id         bigserial    PRIMARY KEY,
    plan       bigint       NOT NULL REFERENCES floor_plan ON DELETE RESTRICT ON UPDATE CASCADE,
    code       varchar(12)  NOT NULL DEFAULT '',
    name_vi    varchar(120) NOT NULL DEFAULT '',
    name_en    varchar(120) NOT NULL DEFAULT '',
    width      integer      NOT NULL DEFAULT 0,
    height     integer      NOT NULL DEFAULT 0,
    position   smallint     NOT NULL DEFAULT 0,
    -- What stands there besides booths: [{"kind", "label": {"vi", "en"}, "x", "y", "width", "height"}] in cm.
    fixtures   jsonb        NOT NULL DEFAULT '[]',
    removed_at timestamptz,

    CONSTRAINT hall_size_sane CHECK (width BETWEEN 100 AND 100000 AND height BETWEEN 100 AND 100000),
    CONSTRAINT hall_coded CHECK (length(btrim(code)) > 0)
);
CREATE INDEX hall_plan ON hall (plan);
-- A code may be used again once its hall is gone.
CREATE UNIQUE INDEX hall_unique_code ON hall (plan, code) WHERE removed_at IS NULL;

-- A part of the plan with a name and a colour; `tone` picks one of the theme's colours.
CREATE TABLE zone (
    id         bigserial   PRIMARY KEY,
    plan       bigint      NOT NULL REFERENCES floor_plan ON DELETE RESTRICT ON UPDATE CASCADE,
    name_vi    varchar(80) NOT NULL DEFAULT '',
    name_en    varchar(80) NOT NULL DEFAULT '',
    tone       smallint    NOT NULL DEFAULT 1,
    -- A zone without booths that nobody wishes may go; drawn again under its name it comes back.
    removed_at timestamptz,

    CONSTRAINT zone_unique_name UNIQUE (plan, name_vi),
    CONSTRAINT zone_named CHECK (length(btrim(name_vi)) > 0),
    CONSTRAINT zone_tone_known CHECK (tone BETWEEN 1 AND 8)
);
CREATE INDEX zone_plan ON zone (plan);

-- What was saved can be read as it was saved.
CREATE FUNCTION booths_row_stays() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN RAISE EXCEPTION 'rows of % are never deleted or rewritten', TG_TABLE_NAME; END
$$;

-- A plan as it was saved, by whom and when. Never changed and never deleted (a trigger says so).
CREATE TABLE floor_plan_version (
    id       bigserial    PRIMARY KEY,
    plan     bigint       NOT NULL REFERENCES floor_plan ON DELETE RESTRICT ON UPDATE CASCADE,
    revision integer      NOT NULL DEFAULT 0,
    -- The plan in the shape it is written in: halls, booths, zones; lengths in metres.
    content  jsonb        NOT NULL DEFAULT '{}',
    booths   integer      NOT NULL DEFAULT 0,
    saved_by varchar(120) NOT NULL DEFAULT '',
    saved_at timestamptz  NOT NULL,

    CONSTRAINT floor_plan_version_unique_revision UNIQUE (plan, revision)
);
CREATE INDEX floor_plan_version_plan ON floor_plan_version (plan);
CREATE TRIGGER floor_plan_version_append_only BEFORE UPDATE OR DELETE ON floor_plan_version
    FOR EACH ROW EXECUTE FUNCTION booths_row_stays();

-- One booth: a rectangle in a hall. A removed one keeps its history of claims.
CREATE TABLE booth (
    id             bigserial    PRIMARY KEY,
    fair           bigint       NOT NULL REFERENCES fair ON DELETE RESTRICT ON UPDATE CASCADE,
    hall           bigint       NOT NULL REFERENCES hall ON DELETE RESTRICT ON UPDATE CASCADE,
    zone           bigint       REFERENCES zone ON DELETE RESTRICT ON UPDATE CASCADE,
    code           varchar(12)  NOT NULL DEFAULT '',
    x              integer      NOT NULL DEFAULT 0,
    y              integer      NOT NULL DEFAULT 0,
    width          integer      NOT NULL DEFAULT 0,
    height         integer      NOT NULL DEFAULT 0,
    category       varchar(8)   NOT NULL DEFAULT 'small',
    utilities      varchar(8)[] NOT NULL DEFAULT '{}',
    price          bigint       NOT NULL DEFAULT 0,
    blocked        boolean      NOT NULL DEFAULT false,
    blocked_reason varchar(200) NOT NULL DEFAULT '',
    removed_at     timestamptz,

    CONSTRAINT booth_coded CHECK (code = btrim(code) AND length(code) > 0),
    CONSTRAINT booth_size_positive CHECK (x >= 0 AND y >= 0 AND width >= 10 AND height >= 10),
    CONSTRAINT booth_category_known CHECK (category IN ('small', 'large', 'corner')),
    CONSTRAINT booth_utilities_known CHECK (utilities <@ ARRAY['power', 'water', 'cold']::varchar[]),
    CONSTRAINT booth_price_not_negative CHECK (price >= 0),
    CONSTRAINT booth_blocked_has_reason CHECK (blocked OR blocked_reason = ''),
    -- No booth stands on another. Rectangles shrink by a centimetre, so that booths may share a wall; equality of the
    -- hall is written as a range, since btree_gist may be missing. Deferred, so that a redrawn plan may move booths
    -- through each other.
    CONSTRAINT booth_no_overlap EXCLUDE USING gist (
        int8range(hall, hall, '[]') WITH &&,
        box(point(x, y), point(x + width - 1, y + height - 1)) WITH &&
    ) WHERE (removed_at IS NULL) DEFERRABLE INITIALLY DEFERRED
);
CREATE INDEX booth_fair ON booth (fair);
CREATE INDEX booth_hall ON booth (hall);
CREATE INDEX booth_zone ON booth (zone);
-- Codes are on signs and passes: one booth per code and fair.
CREATE UNIQUE INDEX booth_unique_code ON booth (fair, code) WHERE removed_at IS NULL;
