-- Days of a fair are rows: passes, programme and letters name a day that keeps its number wherever it is moved.

-- Days within the span of a fair on which it is closed, as its office says; the rows of `fair_day` follow from it.
ALTER TABLE fair ADD COLUMN days_off date[] NOT NULL DEFAULT '{}';

-- One day of a fair. Its number is never given to another day; a day taken out stays, for passes may name it.
CREATE TABLE fair_day (
    id          bigserial PRIMARY KEY,
    fair        bigint    NOT NULL REFERENCES fair ON DELETE RESTRICT ON UPDATE CASCADE,
    number      smallint  NOT NULL DEFAULT 0,
    -- Local date of the venue; null while it is not known.
    "date"      date,
    -- The date it had last: what its passes and programme were planned for.
    was_on      date,
    -- Minutes after its midnight; it may close on the morning after, until six.
    opens       smallint  NOT NULL DEFAULT 0,
    closes      smallint  NOT NULL DEFAULT 1440,
    -- Whether a pass for every day, given before this day was added, opens it.
    open_to_all boolean   NOT NULL DEFAULT true,
    taken_out   boolean   NOT NULL DEFAULT false,

    CONSTRAINT fair_day_unique_number UNIQUE (fair, number),
    CONSTRAINT fair_day_number_counts CHECK (number >= 1),
    CONSTRAINT fair_day_hours_sane CHECK (opens BETWEEN 0 AND 1439 AND closes > opens AND closes <= 1800),
    CONSTRAINT fair_day_taken_out_has_no_date CHECK (NOT taken_out OR "date" IS NULL),
    -- Two days of a fair never have one date, and the night of one never reaches into the hours of the next.
    -- Equalities are written as ranges, since btree_gist may be missing; deferred, so that days may change places.
    CONSTRAINT fair_day_one_a_date EXCLUDE USING gist (
        int8range(fair, fair, '[]') WITH &&,
        daterange("date", "date", '[]') WITH &&
    ) WHERE ("date" IS NOT NULL) DEFERRABLE INITIALLY DEFERRED,
    CONSTRAINT fair_day_hours_apart EXCLUDE USING gist (
        int8range(fair, fair, '[]') WITH &&,
        int8range(("date" - DATE '2000-01-01') * 1440 + opens, ("date" - DATE '2000-01-01') * 1440 + closes) WITH &&
    ) WHERE ("date" IS NOT NULL) DEFERRABLE INITIALLY DEFERRED
);
CREATE INDEX fair_day_fair ON fair_day (fair);

-- The days of the fairs that stand, numbered as their passes count them: the first planned day is day 1.
INSERT INTO fair_day (fair, number, "date", was_on, opens, closes)
SELECT f.id, 1 + day.on - planned.first,
       CASE WHEN f.starts_on IS NOT NULL THEN day.on END,
       day.on,
       coalesce(own.opens, general.opens, 0),
       coalesce(own.closes, general.closes, 1440)
FROM fair f
CROSS JOIN LATERAL (
    SELECT coalesce(f.starts_on, f.previous_starts_on) AS first, coalesce(f.ends_on, f.previous_ends_on) AS last
) planned
CROSS JOIN LATERAL (
    SELECT (planned.first + n) AS on FROM generate_series(0, planned.last - planned.first) AS n
) day
LEFT JOIN LATERAL (
    SELECT extract(epoch FROM (line ->> 'opens')::time)::int / 60 AS opens,
           extract(epoch FROM (line ->> 'closes')::time)::int / 60 AS closes
    FROM jsonb_array_elements(f.opening_hours) AS line
    WHERE line ->> 'on' IS NULL LIMIT 1
) general ON true
LEFT JOIN LATERAL (
    SELECT extract(epoch FROM (line ->> 'opens')::time)::int / 60 AS opens,
           extract(epoch FROM (line ->> 'closes')::time)::int / 60 AS closes
    FROM jsonb_array_elements(f.opening_hours) AS line
    WHERE (line ->> 'on')::date = day.on LIMIT 1
) own ON true;
