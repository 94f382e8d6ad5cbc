-- Livestream: studios and hosts, sessions without overlaps, the line-up, and what viewers want to buy.

-- A room an office streams from; one session at a time.
CREATE TABLE studio (
    id         bigserial    PRIMARY KEY,
    office     bigint       NOT NULL REFERENCES office ON DELETE RESTRICT ON UPDATE CASCADE,
    name       varchar(120) NOT NULL DEFAULT '',
    address    varchar(300) NOT NULL DEFAULT '',
    retired_at timestamptz,

    CONSTRAINT studio_unique_name UNIQUE (office, name),
    CONSTRAINT studio_named CHECK (length(btrim(name)) > 0)
);
CREATE INDEX studio_office ON studio (office);

-- Who stands before the camera. That the identity was checked is kept, never a picture of a paper.
CREATE TABLE host (
    id                  bigserial    PRIMARY KEY,
    office              bigint       NOT NULL REFERENCES office ON DELETE RESTRICT ON UPDATE CASCADE,
    name                varchar(120) NOT NULL DEFAULT '',
    phone               varchar(32)  NOT NULL DEFAULT '',
    -- How and by whom the identity was checked before going live (Law on E-commerce 122/2025).
    identity_method     varchar(16),
    identity_checked_on date,
    identity_checked_by bigint       REFERENCES account ON DELETE RESTRICT ON UPDATE CASCADE,
    -- The number and date of the contract or assignment under which this person sells for others.
    papers              varchar(200) NOT NULL DEFAULT '',
    retired_at          timestamptz,

    CONSTRAINT host_unique_name UNIQUE (office, name, phone),
    CONSTRAINT host_named CHECK (length(btrim(name)) > 0),
    CONSTRAINT host_identity_method_known CHECK (identity_method IN ('vneid', 'in_person', 'contract')),
    CONSTRAINT host_identity_whole CHECK ((identity_checked_on IS NULL) = (identity_method IS NULL))
);
CREATE INDEX host_office ON host (office);
CREATE INDEX host_identity_checked_by ON host (identity_checked_by);

-- One selling broadcast. A draft may be without studio and host; an unscheduled one lost its slot.
CREATE TABLE stream_session (
    id            bigserial    PRIMARY KEY,
    office        bigint       NOT NULL REFERENCES office ON DELETE RESTRICT ON UPDATE CASCADE,
    fair          bigint       REFERENCES fair ON DELETE RESTRICT ON UPDATE CASCADE,
    studio        bigint       REFERENCES studio ON DELETE RESTRICT ON UPDATE CASCADE,
    host          bigint       REFERENCES host ON DELETE RESTRICT ON UPDATE CASCADE,
    title_vi      varchar(200) NOT NULL DEFAULT '',
    title_en      varchar(200) NOT NULL DEFAULT '',
    summary_vi    text         NOT NULL DEFAULT '',
    summary_en    text         NOT NULL DEFAULT '',
    -- Both titles without diacritics, for the search.
    folded        varchar(420) NOT NULL DEFAULT '',
    starts_at     timestamptz  NOT NULL DEFAULT CURRENT_TIMESTAMP,
    ends_at       timestamptz  NOT NULL DEFAULT CURRENT_TIMESTAMP,
    platform      varchar(16)  NOT NULL DEFAULT '',
    stream_url    varchar(500) NOT NULL DEFAULT '',
    status        varchar(12)  NOT NULL DEFAULT '',
    revision      integer      NOT NULL DEFAULT 1,
    reason_vi     varchar(500) NOT NULL DEFAULT '',
    reason_en     varchar(500) NOT NULL DEFAULT '',
    live_at       timestamptz,
    ended_at      timestamptz,
    taken_down_at timestamptz,
    created_at    timestamptz  NOT NULL DEFAULT CURRENT_TIMESTAMP,
    -- When it was first announced: what was public once is cancelled in public, too.
    published_at  timestamptz,

    CONSTRAINT stream_session_ends_later CHECK (ends_at > starts_at),
    CONSTRAINT stream_session_at_most_a_day CHECK (ends_at <= starts_at + interval '24 hours'),
    CONSTRAINT stream_session_titled CHECK (length(btrim(title_vi)) > 0),
    CONSTRAINT stream_session_status_known CHECK (
        status IN ('draft', 'unscheduled', 'scheduled', 'live', 'ended', 'cancelled')
    ),
    CONSTRAINT stream_session_platform_known CHECK (
        platform IN ('facebook', 'tiktok', 'youtube', 'shopee', 'zalo', 'other')
    ),
    CONSTRAINT stream_session_slot_when_scheduled CHECK (
        status IN ('draft', 'unscheduled', 'cancelled') OR (studio IS NOT NULL AND host IS NOT NULL)
    ),
    CONSTRAINT stream_session_address_when_live CHECK (status <> 'live' OR stream_url <> ''),
    CONSTRAINT stream_session_live_is_dated CHECK (status <> 'live' OR live_at IS NOT NULL),
    CONSTRAINT stream_session_announced_when_scheduled CHECK (
        status IN ('draft', 'unscheduled', 'cancelled') OR published_at IS NOT NULL
    ),
    CONSTRAINT stream_session_taken_down_is_over CHECK (taken_down_at IS NULL OR status = 'ended'),
    -- One session at a time in a studio and for a host. Equality is written as a range, since btree_gist may be
    -- missing; a NULL bound would be an endless range, so empty slots are left out by the condition.
    CONSTRAINT stream_session_studio_free EXCLUDE USING gist (
        int8range(studio, studio, '[]') WITH &&, tstzrange(starts_at, ends_at) WITH &&
    ) WHERE (status NOT IN ('cancelled', 'unscheduled') AND studio IS NOT NULL),
    CONSTRAINT stream_session_host_free EXCLUDE USING gist (
        int8range(host, host, '[]') WITH &&, tstzrange(starts_at, ends_at) WITH &&
    ) WHERE (status NOT IN ('cancelled', 'unscheduled') AND host IS NOT NULL),
    -- What the sellers' times hang on (stream_seller_follows_session).
    CONSTRAINT stream_session_slot_key UNIQUE (id, starts_at, ends_at, status)
);
CREATE INDEX stream_session_office ON stream_session (office);
CREATE INDEX stream_session_fair ON stream_session (fair);
CREATE INDEX stream_session_studio ON stream_session (studio);
CREATE INDEX stream_session_host ON stream_session (host);
CREATE INDEX stream_session_starts_at ON stream_session (starts_at);

-- A producer takes part in a session; carries the session's times so that overlaps can be refused.
-- Times and status follow the session's through a foreign key with ON UPDATE CASCADE.
CREATE TABLE stream_seller (
    id                bigserial   PRIMARY KEY,
    session           bigint      NOT NULL REFERENCES stream_session ON DELETE RESTRICT ON UPDATE CASCADE,
    producer          bigint      NOT NULL REFERENCES producer ON DELETE RESTRICT ON UPDATE CASCADE,
    starts_at         timestamptz NOT NULL DEFAULT CURRENT_TIMESTAMP,
    ends_at           timestamptz NOT NULL DEFAULT CURRENT_TIMESTAMP,
    status            varchar(12) NOT NULL DEFAULT '',
    -- That somebody of the office looked at the seller's papers for this session.
    papers_checked_at timestamptz,
    papers_checked_by bigint      REFERENCES account ON DELETE RESTRICT ON UPDATE CASCADE,

    CONSTRAINT stream_seller_once_per_session UNIQUE (session, producer),
    -- A session moved or cancelled takes its sellers' times along.
    CONSTRAINT stream_seller_follows_session FOREIGN KEY (session, starts_at, ends_at, status)
        REFERENCES stream_session (id, starts_at, ends_at, status) ON DELETE RESTRICT ON UPDATE CASCADE,
    -- A producer sells in one session at a time.
    CONSTRAINT stream_seller_producer_free EXCLUDE USING gist (
        int8range(producer, producer, '[]') WITH &&, tstzrange(starts_at, ends_at) WITH &&
    ) WHERE (status NOT IN ('cancelled', 'unscheduled'))
);
CREATE INDEX stream_seller_producer ON stream_seller (producer);
CREATE INDEX stream_seller_papers_checked_by ON stream_seller (papers_checked_by);

-- A product in the order it is shown.
CREATE TABLE line_up_item (
    id       bigserial    PRIMARY KEY,
    session  bigint       NOT NULL REFERENCES stream_session ON DELETE RESTRICT ON UPDATE CASCADE,
    product  bigint       NOT NULL REFERENCES product ON DELETE RESTRICT ON UPDATE CASCADE,
    producer bigint       NOT NULL REFERENCES producer ON DELETE RESTRICT ON UPDATE CASCADE,
    position integer      NOT NULL DEFAULT 0,
    price    bigint,
    note     varchar(200) NOT NULL DEFAULT '',

    CONSTRAINT line_up_item_once_per_session UNIQUE (session, product),
    CONSTRAINT line_up_item_position_counts_from_one CHECK (position >= 1),
    CONSTRAINT line_up_item_price_positive CHECK (price > 0),
    -- The producer of a product shown is a seller of the session.
    CONSTRAINT line_up_item_has_seller FOREIGN KEY (session, producer)
        REFERENCES stream_seller (session, producer) ON DELETE RESTRICT,
    -- Deferred, so that items may change places within one transaction.
    CONSTRAINT line_up_item_unique_position UNIQUE (session, position) DEFERRABLE INITIALLY DEFERRED
);
CREATE INDEX line_up_item_product ON line_up_item (product);
CREATE INDEX line_up_item_producer ON line_up_item (producer);

-- What a viewer wants to buy, handed to the producer; the money is between the two of them.
CREATE TABLE stream_order (
    id              bigserial    PRIMARY KEY,
    session         bigint       NOT NULL REFERENCES stream_session ON DELETE RESTRICT ON UPDATE CASCADE,
    product         bigint       NOT NULL REFERENCES product ON DELETE RESTRICT ON UPDATE CASCADE,
    producer        bigint       NOT NULL REFERENCES producer ON DELETE RESTRICT ON UPDATE CASCADE,
    -- Made by the form or the caller: a double click is one order.
    request_key     varchar(64)  NOT NULL DEFAULT '',
    -- What was ordered under that key: the same key with another order is another request.
    request_digest  bytea,
    quantity        integer      NOT NULL DEFAULT 0,
    price           bigint,
    buyer_name      varchar(120) NOT NULL DEFAULT '',
    buyer_phone     varchar(32)  NOT NULL DEFAULT '',
    buyer_address   varchar(300) NOT NULL DEFAULT '',
    note            varchar(500) NOT NULL DEFAULT '',
    consent_version varchar(40)  NOT NULL DEFAULT '',
    consent_at      timestamptz  NOT NULL DEFAULT CURRENT_TIMESTAMP,
    consent_channel varchar(8)   NOT NULL DEFAULT '',
    state           varchar(10)  NOT NULL DEFAULT '',
    revision        integer      NOT NULL DEFAULT 1,
    created_at      timestamptz  NOT NULL DEFAULT CURRENT_TIMESTAMP,
    answered_at     timestamptz,

    CONSTRAINT stream_order_unique_request UNIQUE (session, request_key),
    CONSTRAINT stream_order_request_digest_length CHECK (octet_length(request_digest) = 32),
    CONSTRAINT stream_order_quantity_sane CHECK (quantity BETWEEN 1 AND 1000),
    CONSTRAINT stream_order_state_known CHECK (state IN ('handed', 'confirmed', 'declined', 'erased')),
    CONSTRAINT stream_order_channel_known CHECK (consent_channel IN ('web', 'api')),
    CONSTRAINT stream_order_reachable CHECK (state = 'erased' OR (buyer_name <> '' AND buyer_phone <> '')),
    CONSTRAINT stream_order_answer_is_dated CHECK (state NOT IN ('confirmed', 'declined') OR answered_at IS NOT NULL)
);
CREATE INDEX stream_order_session ON stream_order (session);
CREATE INDEX stream_order_product ON stream_order (product);
CREATE INDEX stream_order_producer ON stream_order (producer);
-- A producer's orders, the newest first.
CREATE INDEX stream_order_by_producer ON stream_order (producer, created_at DESC);
