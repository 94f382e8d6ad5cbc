-- Places: administrative units of Viet Nam with the days they were in force, so that an address printed before a
-- merger still means something.

-- A province, district or commune as it stood from `valid_from` to `valid_to` (the last day; open when null).
CREATE TABLE place (
    id         bigserial    PRIMARY KEY,
    code       varchar(5)   NOT NULL DEFAULT '',
    valid_from date         NOT NULL DEFAULT CURRENT_DATE,
    valid_to   date,
    level      varchar(8)   NOT NULL DEFAULT '',
    -- The full name ("Huyện Gia Lâm") and the name without its kind ("Gia Lâm").
    name_vi    varchar(120) NOT NULL DEFAULT '',
    name_en    varchar(120) NOT NULL DEFAULT '',
    short_vi   varchar(120) NOT NULL DEFAULT '',
    folded     varchar(120) NOT NULL DEFAULT '',
    -- Null for a province only.
    parent     bigint       REFERENCES place ON DELETE RESTRICT ON UPDATE CASCADE,

    CONSTRAINT place_unique_code UNIQUE (code, valid_from),
    CONSTRAINT place_level_known CHECK (level IN ('province', 'district', 'commune')),
    CONSTRAINT place_code_form CHECK (
        (level = 'province' AND code ~ '^[0-9]{2}$') OR (level = 'district' AND code ~ '^[0-9]{3}$')
        OR (level = 'commune' AND code ~ '^[0-9]{5}$')
    ),
    CONSTRAINT place_ends_later CHECK (valid_to IS NULL OR valid_to >= valid_from),
    CONSTRAINT place_stands_in_another CHECK ((level = 'province') = (parent IS NULL)),
    -- A code names one unit at a time. Without btree_gist the equality of codes is written as a range over numbers; the
    -- length keeps 01, 001 and 00001 apart.
    CONSTRAINT place_one_per_code_and_day EXCLUDE USING gist (
        int4range(length(code) * 100000 + code::int, length(code) * 100000 + code::int, '[]') WITH &&,
        daterange(valid_from, valid_to, '[]') WITH &&
    )
);
CREATE INDEX place_parent ON place (parent);

-- Which unit took over an abolished one, wholly or in part.
CREATE TABLE place_successor (
    id        bigserial PRIMARY KEY,
    former    bigint    NOT NULL REFERENCES place ON DELETE RESTRICT ON UPDATE CASCADE,
    successor bigint    NOT NULL REFERENCES place ON DELETE RESTRICT ON UPDATE CASCADE,
    -- False when the former unit was split: then a person says which part an address lies in.
    whole     boolean   NOT NULL DEFAULT true,
    -- The part that took most of a split unit: offered first, never chosen unasked.
    likely    boolean   NOT NULL DEFAULT false,

    CONSTRAINT place_successor_unique_pair UNIQUE (former, successor),
    CONSTRAINT place_successor_moves CHECK (former <> successor)
);
CREATE INDEX place_successor_former ON place_successor (former);
CREATE INDEX place_successor_successor ON place_successor (successor);
