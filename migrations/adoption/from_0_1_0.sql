-- A database of version 0.1.0 becomes one of this version: what 22 migrations made there is what one file a slice makes
-- here. Run whole, in one transaction and under the lock; a database with any other record is refused before.
--
-- A later change of the schema that belongs to the baseline (nothing is released yet) is written twice: in its slice's
-- file, and here, in the section it belongs to, under the name of its slice and in order of the stair. What is written
-- after the release is a migration of its own and does not stand here.

-- 1 · New tables, and new columns that are null or have a default.

-- 2 · What moves: rows written into the new places, from the old ones.

-- Deferred constraints speak now: a table that still waits for them can not be altered.
SET CONSTRAINTS ALL IMMEDIATE;

-- 3 · What holds from now on, and what is gone: constraints and indexes added, old columns and tables dropped.

-- 4 · The record: from now on the database has seen the files of this version.
DELETE FROM migration WHERE app_name = 'events_app';
INSERT INTO migration (name, app_name) VALUES
    ('0010_platform', 'events_app'),
    ('0020_accounts', 'events_app'),
    ('0030_places', 'events_app'),
    ('0040_agenda', 'events_app'),
    ('0050_producers', 'events_app'),
    ('0060_fairs', 'events_app'),
    ('0070_floor_plans', 'events_app'),
    ('0080_livestream', 'events_app'),
    ('0090_booths', 'events_app'),
    ('0100_applications', 'events_app'),
    ('0110_assignment', 'events_app'),
    ('0120_passes', 'events_app'),
    ('0130_giving', 'events_app'),
    ('0140_calendars', 'events_app'),
    ('0150_outreach', 'events_app');
