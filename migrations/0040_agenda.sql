-- Agenda: whatever stands in calendars, as rows. The slices write their entries here; feeds and letters read them.

-- One thing that stands in calendars; `source` names the row it was made from ("fair:12").
-- The row outlives its removal, so that something published again keeps its `uid` and goes on counting.
CREATE TABLE agenda_entry (
    id           bigserial    PRIMARY KEY,
    source       varchar(120) NOT NULL DEFAULT '',
    -- Written once with its domain part; never made from a host name, a slug or a position.
    uid          varchar(120) NOT NULL DEFAULT '',
    sequence     integer      NOT NULL DEFAULT 0,
    modified     timestamptz  NOT NULL DEFAULT CURRENT_TIMESTAMP,
    status       varchar(12)  NOT NULL DEFAULT '',
    -- When it takes place, for the window of a feed; whole days count in the zone of the entry.
    starts_at    timestamptz  NOT NULL DEFAULT CURRENT_TIMESTAMP,
    ends_at      timestamptz  NOT NULL DEFAULT CURRENT_TIMESTAMP,
    -- The IANA zone the text names, empty for whole days: the feed must then carry its VTIMEZONE.
    zone         varchar(64)  NOT NULL DEFAULT '',
    -- Its page and picture on this service, without the host: the service may move, a feed adds the address.
    page_path    varchar(500) NOT NULL DEFAULT '',
    image_path   varchar(500) NOT NULL DEFAULT '',
    -- The CalendarEntry as JSON: what invitations and a newer renderer start from.
    content      text         NOT NULL DEFAULT '',
    -- SHA-256 over everything visible in every language, without the stamps.
    content_hash bytea        NOT NULL DEFAULT '',
    removed_at   timestamptz,

    CONSTRAINT agenda_entry_unique_source UNIQUE (source),
    CONSTRAINT agenda_entry_unique_uid UNIQUE (uid),
    CONSTRAINT agenda_entry_status_known CHECK (status IN ('tentative', 'confirmed', 'cancelled')),
    CONSTRAINT agenda_entry_ends_later CHECK (ends_at > starts_at),
    CONSTRAINT agenda_entry_sequence_counts_up CHECK (sequence >= 0),
    CONSTRAINT agenda_entry_uid_has_domain CHECK (position('@' in uid) > 1),
    CONSTRAINT agenda_entry_content_hashed CHECK (octet_length(content_hash) = 32)
);
-- The window of a feed.
CREATE INDEX agenda_entry_by_end ON agenda_entry (ends_at) WHERE removed_at IS NULL;

-- A subscriber's program matches by UID and believes the higher SEQUENCE: both are promises to machines we never see.
CREATE FUNCTION agenda_entry_keeps_count() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        IF NEW.uid <> OLD.uid THEN
            RAISE EXCEPTION 'the uid of entry % would change', OLD.source
                USING ERRCODE = 'check_violation', CONSTRAINT = 'agenda_entry_keeps_uid';
        END IF;
        IF NEW.modified < OLD.modified OR NEW.sequence < OLD.sequence
           OR (NEW.content_hash <> OLD.content_hash AND NEW.sequence <> OLD.sequence + 1) THEN
            RAISE EXCEPTION 'entry % would change without counting', OLD.source
                USING ERRCODE = 'check_violation', CONSTRAINT = 'agenda_entry_counts_changes';
        END IF;
        RETURN NEW;
    END
$$;
CREATE TRIGGER agenda_entry_keeps_count BEFORE UPDATE ON agenda_entry
    FOR EACH ROW EXECUTE FUNCTION agenda_entry_keeps_count();

-- The VEVENT of an entry in one language, ready to be joined into a feed.
CREATE TABLE agenda_fragment (
    id       bigserial  PRIMARY KEY,
    -- Part of its entry.
    entry    bigint     NOT NULL REFERENCES agenda_entry ON DELETE CASCADE ON UPDATE CASCADE,
    locale   varchar(2) NOT NULL DEFAULT '',
    fragment bytea      NOT NULL DEFAULT '',
    -- VALARMs are kept apart: only private feeds put them back in.
    alarms   bytea      NOT NULL DEFAULT '',
    -- The renderer that wrote it; a job rewrites those of an older one.
    version  integer    NOT NULL DEFAULT 0,

    CONSTRAINT agenda_fragment_one_per_language UNIQUE (entry, locale),
    CONSTRAINT agenda_fragment_locale_known CHECK (locale IN ('vi', 'en'))
);
-- What an older renderer wrote.
CREATE INDEX agenda_fragment_by_version ON agenda_fragment (version);

-- An entry stands in a feed. A withdrawn listing stays: a feed's Last-Modified must know of it.
CREATE TABLE agenda_listing (
    id         bigserial   PRIMARY KEY,
    feed_key   varchar(80) NOT NULL DEFAULT '',
    -- Part of its entry.
    entry      bigint      NOT NULL REFERENCES agenda_entry ON DELETE CASCADE ON UPDATE CASCADE,
    listed     boolean     NOT NULL DEFAULT true,
    changed_at timestamptz NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT agenda_listing_once_per_feed UNIQUE (feed_key, entry),
    CONSTRAINT agenda_listing_key_form CHECK (feed_key ~ '^[a-z]+(:[a-z0-9-]+)*$')
);
CREATE INDEX agenda_listing_entry ON agenda_listing (entry);
