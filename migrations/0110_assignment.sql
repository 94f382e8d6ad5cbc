-- Assignment: what was decided before a run, what a run was given, what it answered and what became of it.

-- One run. A process works on it until `lease_until`; whoever finds the lease past says that it failed.
CREATE TABLE assignment_run (
    id            bigserial        PRIMARY KEY,
    fair          bigint           NOT NULL REFERENCES fair ON DELETE RESTRICT ON UPDATE CASCADE,
    state         varchar(9)       NOT NULL DEFAULT '',
    guarantee     varchar(5)       NOT NULL DEFAULT '',
    seed          integer          NOT NULL DEFAULT 0,
    version       smallint         NOT NULL DEFAULT 0,
    -- The run whose frozen input this one repeats.
    repeats       bigint           REFERENCES assignment_run ON DELETE RESTRICT ON UPDATE CASCADE,
    started_at    timestamptz      NOT NULL,
    started_by    varchar(120)     NOT NULL DEFAULT '',
    phase         varchar(10)      NOT NULL DEFAULT 'waiting',
    share         double precision NOT NULL DEFAULT 0.0,
    best          double precision,
    bound         double precision,
    -- [[seconds since the first word of the worker, best, bound], …]: the two curves.
    curve         jsonb            NOT NULL DEFAULT '[]',
    worker        varchar(36),
    process       integer,
    lease_until   timestamptz,
    stop_asked_at timestamptz,
    ended_at      timestamptz,
    fault         varchar(16),
    published_at  timestamptz,
    published_by  varchar(120)     NOT NULL DEFAULT '',

    CONSTRAINT assignment_run_state_known CHECK (state IN ('running', 'done', 'stopped', 'failed', 'published')),
    CONSTRAINT assignment_run_guarantee_known CHECK (guarantee IN ('zone', 'place')),
    CONSTRAINT assignment_run_seed_sane CHECK (seed >= 0),
    CONSTRAINT assignment_run_fault_told CHECK ((state = 'failed') = (fault IS NOT NULL)),
    CONSTRAINT assignment_run_fault_known CHECK (fault IN ('memory', 'killed', 'crashed', 'refused', 'process_gone')),
    CONSTRAINT assignment_run_ended_dated CHECK ((state = 'running') = (ended_at IS NULL)),
    CONSTRAINT assignment_run_published_dated CHECK ((state = 'published') = (published_at IS NOT NULL)),
    CONSTRAINT assignment_run_leased CHECK ((state = 'running') = (lease_until IS NOT NULL))
);
CREATE INDEX assignment_run_fair ON assignment_run (fair);
CREATE INDEX assignment_run_repeats ON assignment_run (repeats);
-- One run at work and one published per fair.
CREATE UNIQUE INDEX assignment_run_one_at_work ON assignment_run (fair) WHERE state = 'running';
CREATE UNIQUE INDEX assignment_run_one_published ON assignment_run (fair) WHERE state = 'published';
-- Whoever finds a lease past says that the run failed.
CREATE INDEX assignment_run_lease ON assignment_run (lease_until) WHERE state = 'running';

-- A booth the organizer has decided for an application before the run; several rows are one row of booths.
CREATE TABLE booth_pin (
    id          bigserial    PRIMARY KEY,
    fair        bigint       NOT NULL REFERENCES fair ON DELETE RESTRICT ON UPDATE CASCADE,
    application bigint       NOT NULL REFERENCES booth_application ON DELETE RESTRICT ON UPDATE CASCADE,
    booth       bigint       NOT NULL REFERENCES booth ON DELETE RESTRICT ON UPDATE CASCADE,
    position    smallint     NOT NULL DEFAULT 0,
    -- The run whose result was locked; null when it was decided by hand.
    locked_from bigint       REFERENCES assignment_run ON DELETE RESTRICT ON UPDATE CASCADE,
    set_at      timestamptz  NOT NULL,
    set_by      varchar(120) NOT NULL DEFAULT '',

    CONSTRAINT booth_pin_one_application UNIQUE (booth),
    CONSTRAINT booth_pin_position_sane CHECK (position BETWEEN 0 AND 2)
);
CREATE INDEX booth_pin_fair ON booth_pin (fair);
CREATE INDEX booth_pin_application ON booth_pin (application);
CREATE INDEX booth_pin_locked_from ON booth_pin (locked_from);

-- At least so many producers of a group have a place: those of a place (and all in it), or those named by hand.
CREATE TABLE booth_reserve (
    id       bigserial   PRIMARY KEY,
    fair     bigint      NOT NULL REFERENCES fair ON DELETE RESTRICT ON UPDATE CASCADE,
    place    bigint      REFERENCES place ON DELETE RESTRICT ON UPDATE CASCADE,
    name     varchar(80) NOT NULL DEFAULT '',
    -- Applications counted to a group named by hand.
    members  bigint[]    NOT NULL DEFAULT '{}',
    at_least smallint    NOT NULL DEFAULT 1,

    CONSTRAINT booth_reserve_unique_place UNIQUE (fair, place),
    CONSTRAINT booth_reserve_sane CHECK (at_least BETWEEN 1 AND 500 AND (place IS NULL) = (length(btrim(name)) > 0))
);
CREATE INDEX booth_reserve_fair ON booth_reserve (fair);
CREATE INDEX booth_reserve_place ON booth_reserve (place);
-- Groups named by hand are told apart without case.
CREATE UNIQUE INDEX booth_reserve_unique_name ON booth_reserve (fair, lower(name)) WHERE place IS NULL;

-- What a run was given and what it answered can be checked by anybody, so neither ever changes.
CREATE FUNCTION assignment_run_frozen() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN RAISE EXCEPTION 'What a run was given and what it answered is frozen.'; END
$$;

-- The problem as it was frozen; a trigger refuses every change.
CREATE TABLE run_input (
    id      bigserial   PRIMARY KEY,
    run     bigint      NOT NULL REFERENCES assignment_run ON DELETE RESTRICT ON UPDATE CASCADE,
    problem text        NOT NULL DEFAULT '',
    -- How zones, groups and reserves were called, and each score's components: for the pages and the export.
    words   text        NOT NULL DEFAULT '',
    sha256  varchar(64) NOT NULL DEFAULT '',

    CONSTRAINT run_input_unique_run UNIQUE (run),
    CONSTRAINT run_input_hash_right CHECK (sha256 = encode(sha256(convert_to(problem, 'UTF8')), 'hex'))
);
CREATE TRIGGER run_input_frozen BEFORE UPDATE OR DELETE ON run_input
    FOR EACH ROW EXECUTE FUNCTION assignment_run_frozen();

-- What the solver answered, whole; a trigger refuses every change.
CREATE TABLE run_result (
    id     bigserial   PRIMARY KEY,
    run    bigint      NOT NULL REFERENCES assignment_run ON DELETE RESTRICT ON UPDATE CASCADE,
    result text        NOT NULL DEFAULT '',
    sha256 varchar(64) NOT NULL DEFAULT '',

    CONSTRAINT run_result_unique_run UNIQUE (run),
    CONSTRAINT run_result_hash_right CHECK (sha256 = encode(sha256(convert_to(result, 'UTF8')), 'hex'))
);
CREATE TRIGGER run_result_frozen BEFORE UPDATE OR DELETE ON run_result
    FOR EACH ROW EXECUTE FUNCTION assignment_run_frozen();

-- A booth given to an application by a run (`refill` 0), or by its first, second, … refill.
CREATE TABLE run_placement (
    id          bigserial   PRIMARY KEY,
    run         bigint      NOT NULL REFERENCES assignment_run ON DELETE RESTRICT ON UPDATE CASCADE,
    refill      smallint    NOT NULL DEFAULT 0,
    application bigint      NOT NULL REFERENCES booth_application ON DELETE RESTRICT ON UPDATE CASCADE,
    booth       bigint      NOT NULL REFERENCES booth ON DELETE RESTRICT ON UPDATE CASCADE,
    position    smallint    NOT NULL DEFAULT 0,
    -- Where the application stood before it was offered; taking back leads there again.
    was         varchar(16) NOT NULL DEFAULT '',

    CONSTRAINT run_placement_one_holder UNIQUE (run, refill, booth),
    CONSTRAINT run_placement_refill_counted CHECK (refill >= 0)
);
CREATE INDEX run_placement_application ON run_placement (application);
CREATE INDEX run_placement_booth ON run_placement (booth);
