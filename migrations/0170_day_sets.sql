-- A pass names its days by a set of the fair's day numbers, so that any choice fits into its code.

-- Days of a fair that codes of passes name by a number; 0 is every day and has no row.
CREATE TABLE day_set (
    id     bigserial  PRIMARY KEY,
    fair   bigint     NOT NULL REFERENCES fair ON DELETE RESTRICT ON UPDATE CASCADE,
    number integer    NOT NULL DEFAULT 0,
    -- Numbers of days of the fair, sorted.
    days   smallint[] NOT NULL DEFAULT '{}',

    CONSTRAINT day_set_unique_number UNIQUE (fair, number),
    CONSTRAINT day_set_unique_days UNIQUE (fair, days),
    CONSTRAINT day_set_number_fits CHECK (number BETWEEN 1 AND 65535),
    CONSTRAINT day_set_names_days CHECK (cardinality(days) >= 1)
);
CREATE TRIGGER day_set_stays BEFORE UPDATE OR DELETE ON day_set
    FOR EACH ROW EXECUTE FUNCTION passes_row_stays();

-- Passes that were given keep their codes, which say a first and a last day: for them the set stays empty.
ALTER TABLE entry_pass ADD COLUMN day_set integer;
ALTER TABLE entry_pass
    DROP CONSTRAINT entry_pass_days_ordered,
    ADD CONSTRAINT entry_pass_days_ordered CHECK (
        first_day >= 1 AND last_day >= first_day AND (day_set IS NOT NULL OR last_day <= 255)
    ),
    ADD CONSTRAINT entry_pass_day_set_fits CHECK (day_set BETWEEN 0 AND 65535);

-- Days on which somebody came in, and who of them is inside. One index of all instead of a partial one: whoever leaves
-- changes no index.
DROP INDEX admission_inside;
CREATE INDEX admission_day ON admission (fair, day);

-- A row of a list names any days by their numbers; without them its pass is for every day.
ALTER TABLE pass_list_row ADD COLUMN days smallint[];
UPDATE pass_list_row r SET days = ARRAY(SELECT n::smallint FROM generate_series(r.first_day::int, r.last_day::int) AS n)
FROM pass_list l JOIN fair f ON f.id = l.fair
WHERE l.id = r.pass_list AND r.last_day >= r.first_day
    AND NOT (r.first_day = 1 AND r.last_day = (SELECT count(*) FROM fair_day d WHERE d.fair = f.id));
ALTER TABLE pass_list_row
    DROP CONSTRAINT pass_list_row_right_is_whole,
    DROP COLUMN first_day,
    DROP COLUMN last_day,
    ADD CONSTRAINT pass_list_row_right_is_whole CHECK (error_count > 0 OR kind IS NOT NULL),
    ADD CONSTRAINT pass_list_row_days_named CHECK (cardinality(days) >= 1);
