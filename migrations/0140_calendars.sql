-- Calendars: the secret addresses of private calendars. What they show stands in the agenda.

-- The secret address of one private calendar, for one calendar program. Only its hash is kept.
CREATE TABLE calendar_subscription (
    id           bigserial   PRIMARY KEY,
    -- Whose calendar it is; empty for somebody without an account, whose calendar is that of `feed_key`.
    account      bigint      REFERENCES account ON DELETE RESTRICT ON UPDATE CASCADE,
    -- "pass:33" for the holder of a pass; empty for everything that concerns the account.
    feed_key     varchar(80) NOT NULL DEFAULT '',
    name         varchar(80) NOT NULL DEFAULT '',
    token_hash   bytea       NOT NULL DEFAULT '',
    -- The end of the address, so that a person recognises it in the list.
    hint         varchar(6)  NOT NULL DEFAULT '',
    locale       varchar(2)  NOT NULL DEFAULT '',
    created_at   timestamptz NOT NULL DEFAULT CURRENT_TIMESTAMP,
    last_used_at timestamptz,
    last_client  varchar(40) NOT NULL DEFAULT '',
    revoked_at   timestamptz,

    CONSTRAINT calendar_subscription_unique_token UNIQUE (token_hash),
    CONSTRAINT calendar_subscription_token_is_hash CHECK (octet_length(token_hash) = 32),
    CONSTRAINT calendar_subscription_has_subject CHECK ((account IS NULL) <> (feed_key = '')),
    CONSTRAINT calendar_subscription_locale_known CHECK (locale IN ('vi', 'en')),
    CONSTRAINT calendar_subscription_named CHECK (length(btrim(name)) > 0)
);
CREATE INDEX calendar_subscription_account ON calendar_subscription (account);
-- A person's list of calendars.
CREATE INDEX calendar_subscription_open ON calendar_subscription (account) WHERE revoked_at IS NULL;
