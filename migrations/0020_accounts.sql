-- Accounts: offices, the people who work in them or for producers, and how each proves who they are.

-- A public office that organizes fairs; one installation serves several.
CREATE TABLE office (
    id         bigserial    PRIMARY KEY,
    slug       varchar(60)  NOT NULL DEFAULT '',
    name_vi    varchar(200) NOT NULL DEFAULT '',
    name_en    varchar(200) NOT NULL DEFAULT '',
    address    varchar(300) NOT NULL DEFAULT '',
    email      varchar(254) NOT NULL DEFAULT '',
    phone      varchar(32)  NOT NULL DEFAULT '',
    website    varchar(300) NOT NULL DEFAULT '',
    revision   integer      NOT NULL DEFAULT 1,
    created_at timestamptz  NOT NULL,

    CONSTRAINT office_unique_slug UNIQUE (slug),
    CONSTRAINT office_slug_form CHECK (slug ~ '^[a-z0-9]+(-[a-z0-9]+)*$'),
    CONSTRAINT office_named CHECK (length(btrim(name_vi)) > 0)
);

-- One person. The e-mail address is stored folded, so that it is unique whatever case it is typed in.
CREATE TABLE account (
    id            bigserial    PRIMARY KEY,
    email         varchar(254) NOT NULL DEFAULT '',
    name          varchar(120) NOT NULL DEFAULT '',
    phone         varchar(32)  NOT NULL DEFAULT '',
    locale        varchar(2)   NOT NULL DEFAULT 'vi',
    -- Empty for somebody invited who has not chosen a password: no password matches it.
    password_hash varchar(255) NOT NULL DEFAULT '',
    created_at    timestamptz  NOT NULL,
    confirmed_at  timestamptz,
    disabled_at   timestamptz,

    CONSTRAINT account_unique_email UNIQUE (email),
    CONSTRAINT account_email_folded CHECK (email = lower(email) AND position('@' in email) > 1),
    CONSTRAINT account_locale_known CHECK (locale IN ('vi', 'en'))
);

-- The role of one person in one office.
CREATE TABLE office_member (
    id         bigserial   PRIMARY KEY,
    office     bigint      NOT NULL REFERENCES office ON DELETE RESTRICT ON UPDATE CASCADE,
    account    bigint      NOT NULL REFERENCES account ON DELETE RESTRICT ON UPDATE CASCADE,
    role       varchar(16) NOT NULL DEFAULT '',
    created_at timestamptz NOT NULL,

    CONSTRAINT office_member_unique_person UNIQUE (office, account),
    CONSTRAINT office_member_role_known CHECK (role IN ('owner', 'organizer', 'reviewer', 'gate'))
);
CREATE INDEX office_member_office ON office_member (office);
CREATE INDEX office_member_account ON office_member (account);

-- Every office keeps an owner. Deferred, so that a transaction may hand ownership over in any order. It locks the
-- office before it counts: of two owners who remove each other at once, the second sees that the first is gone.
CREATE FUNCTION office_member_last_owner() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        IF OLD.role <> 'owner' THEN
            RETURN NULL;
        END IF;
        PERFORM 1 FROM office WHERE id = OLD.office FOR NO KEY UPDATE;
        IF NOT EXISTS (SELECT 1 FROM office_member WHERE office = OLD.office AND role = 'owner') THEN
            RAISE EXCEPTION 'office % would have no owner', OLD.office
                USING ERRCODE = 'check_violation', CONSTRAINT = 'office_member_last_owner';
        END IF;
        RETURN NULL;
    END
$$;
CREATE CONSTRAINT TRIGGER office_member_last_owner AFTER UPDATE OR DELETE ON office_member
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION office_member_last_owner();

-- A signed-in browser (channel cookie) or program (channel bearer); revocable on the server.
CREATE TABLE login_session (
    id           bigserial    PRIMARY KEY,
    account      bigint       NOT NULL REFERENCES account ON DELETE RESTRICT ON UPDATE CASCADE,
    token_hash   bytea        NOT NULL DEFAULT '',
    channel      varchar(8)   NOT NULL DEFAULT '',
    created_at   timestamptz  NOT NULL,
    last_seen_at timestamptz  NOT NULL,
    expires_at   timestamptz  NOT NULL,
    revoked_at   timestamptz,
    address      varchar(64)  NOT NULL DEFAULT '',
    user_agent   varchar(300) NOT NULL DEFAULT '',

    CONSTRAINT login_session_unique_token UNIQUE (token_hash),
    CONSTRAINT login_session_channel_known CHECK (channel IN ('cookie', 'bearer')),
    CONSTRAINT login_session_token_is_hash CHECK (octet_length(token_hash) = 32),
    CONSTRAINT login_session_ends_later CHECK (expires_at > created_at)
);
CREATE INDEX login_session_account ON login_session (account);
CREATE INDEX login_session_expires_at ON login_session (expires_at);
-- The sessions a person may still end.
CREATE INDEX login_session_open ON login_session (account) WHERE revoked_at IS NULL;

-- A long-lived key of a program that acts for a person, narrowed to scopes.
CREATE TABLE api_key (
    id           bigserial     PRIMARY KEY,
    account      bigint        NOT NULL REFERENCES account ON DELETE RESTRICT ON UPDATE CASCADE,
    name         varchar(80)   NOT NULL DEFAULT '',
    -- The first characters of the key, so that a person recognises it in the list.
    hint         varchar(12)   NOT NULL DEFAULT '',
    token_hash   bytea         NOT NULL DEFAULT '',
    scopes       varchar(40)[] NOT NULL DEFAULT '{}',
    created_at   timestamptz   NOT NULL,
    expires_at   timestamptz,
    last_used_at timestamptz,
    revoked_at   timestamptz,

    CONSTRAINT api_key_unique_token UNIQUE (token_hash),
    CONSTRAINT api_key_token_is_hash CHECK (octet_length(token_hash) = 32),
    CONSTRAINT api_key_has_scope CHECK (cardinality(scopes) > 0)
);
CREATE INDEX api_key_account ON api_key (account);

-- What a link in a mail proves, once. Only the hash of the token is kept.
-- The row is written by the operation that needs the link; the token itself is made when the letter is composed
-- (`reveal_link`), so that no plain token ever waits in the outbox.
CREATE TABLE one_time_token (
    id         bigserial    PRIMARY KEY,
    purpose    varchar(16)  NOT NULL DEFAULT '',
    account    bigint       NOT NULL REFERENCES account ON DELETE RESTRICT ON UPDATE CASCADE,
    token_hash bytea        NOT NULL DEFAULT '',
    -- confirm_email and change_email: the address that is proved; invitation: {"office", "role"} in `data`.
    email      varchar(254) NOT NULL DEFAULT '',
    data       jsonb        NOT NULL DEFAULT '{}',
    created_at timestamptz  NOT NULL,
    expires_at timestamptz  NOT NULL,
    used_at    timestamptz,

    CONSTRAINT one_time_token_unique_token UNIQUE (token_hash),
    CONSTRAINT one_time_token_is_hash CHECK (octet_length(token_hash) = 32),
    CONSTRAINT one_time_token_purpose_known CHECK (
        purpose IN ('confirm_email', 'change_email', 'reset_password', 'invitation')
    )
);
CREATE INDEX one_time_token_account ON one_time_token (account);
CREATE INDEX one_time_token_expires_at ON one_time_token (expires_at);
-- One open link per person and purpose, and for invitations per office: a new one takes the place of the last.
CREATE UNIQUE INDEX one_time_token_one_open
    ON one_time_token (account, purpose, COALESCE(data->>'office', '')) WHERE used_at IS NULL;

-- One try that costs something (a password check, a mail); counted to slow guessing down.
-- It lies in the database so that several processes count together.
CREATE TABLE sign_in_attempt (
    id      bigserial    PRIMARY KEY,
    kind    varchar(16)  NOT NULL DEFAULT '',
    email   varchar(254) NOT NULL DEFAULT '',
    address varchar(64)  NOT NULL DEFAULT '',
    outcome varchar(10)  NOT NULL DEFAULT '',
    at      timestamptz  NOT NULL,

    CONSTRAINT sign_in_attempt_kind_known CHECK (kind IN ('sign_in', 'sign_up', 'reset', 'password', 'form')),
    CONSTRAINT sign_in_attempt_outcome_known CHECK (outcome IN ('pending', 'failed', 'succeeded', 'refused'))
);
CREATE INDEX sign_in_attempt_at ON sign_in_attempt (at);
-- Tries are counted by address of mail and by address of the network.
CREATE INDEX sign_in_attempt_by_email ON sign_in_attempt (kind, email, at);
CREATE INDEX sign_in_attempt_by_address ON sign_in_attempt (kind, address, at);

-- What a person typed into a form whose sign-in had expired; theirs again after signing in.
CREATE TABLE kept_form (
    id         bigserial      PRIMARY KEY,
    token_hash bytea          NOT NULL DEFAULT '',
    path       varchar(500)   NOT NULL DEFAULT '',
    fields     jsonb          NOT NULL DEFAULT '[]',
    -- Names of file inputs: the files themselves are not kept, the page says which to choose again.
    files      varchar(200)[] NOT NULL DEFAULT '{}',
    reason     varchar(10)    NOT NULL DEFAULT '',
    -- The person who typed it, when their session was known; nobody else is shown it.
    account    bigint         REFERENCES account ON DELETE RESTRICT ON UPDATE CASCADE,
    created_at timestamptz    NOT NULL,
    expires_at timestamptz    NOT NULL,

    CONSTRAINT kept_form_unique_token UNIQUE (token_hash),
    CONSTRAINT kept_form_token_is_hash CHECK (octet_length(token_hash) = 32),
    CONSTRAINT kept_form_reason_known CHECK (reason IN ('signed_out', 'csrf')),
    CONSTRAINT kept_form_own_path CHECK (path LIKE '/%' AND path NOT LIKE '//%'),
    CONSTRAINT kept_form_bounded CHECK (octet_length(fields::text) <= 200000)
);
CREATE INDEX kept_form_account ON kept_form (account);
CREATE INDEX kept_form_expires_at ON kept_form (expires_at);
