"""The rows of people, offices, roles and proofs of identity."""

from piccolo.columns import Array, BigSerial, Bytea, ForeignKey, Integer, OnDelete, Timestamptz, Varchar
from piccolo.columns.column_types import JSONB
from piccolo.constraints import Check, Unique
from piccolo.table import Table


class Office(Table, tablename="office"):
    """A public office that organizes fairs; one installation serves several."""

    id = BigSerial(primary_key=True)
    slug = Varchar(length=60, null=False)
    name_vi = Varchar(length=200, null=False)
    name_en = Varchar(length=200, null=False)
    address = Varchar(length=300, null=False)
    email = Varchar(length=254, null=False)
    phone = Varchar(length=32, null=False)
    website = Varchar(length=300, null=False)
    revision = Integer(null=False, default=1)
    created_at = Timestamptz(null=False, default=None)

    office_unique_slug = Unique([slug])
    office_slug_form = Check("slug ~ '^[a-z0-9]+(-[a-z0-9]+)*$'")
    office_named = Check("length(btrim(name_vi)) > 0")


class Account(Table, tablename="account"):
    """One person. The e-mail address is stored folded, so that it is unique whatever case it is typed in."""

    id = BigSerial(primary_key=True)
    email = Varchar(length=254, null=False)
    name = Varchar(length=120, null=False)
    phone = Varchar(length=32, null=False)
    locale = Varchar(length=2, null=False, default="vi")
    # Empty for somebody invited who has not chosen a password: no password matches it.
    password_hash = Varchar(length=255, null=False)
    created_at = Timestamptz(null=False, default=None)
    confirmed_at = Timestamptz(null=True, default=None)
    disabled_at = Timestamptz(null=True, default=None)

    account_unique_email = Unique([email])
    account_email_folded = Check("email = lower(email) AND position('@' in email) > 1")
    account_locale_known = Check("locale IN ('vi', 'en')")


class OfficeMember(Table, tablename="office_member"):
    """The role of one person in one office."""

    id = BigSerial(primary_key=True)
    office = ForeignKey(Office, null=False, on_delete=OnDelete.restrict, index=True)
    account = ForeignKey(Account, null=False, on_delete=OnDelete.restrict, index=True)
    role = Varchar(length=16, null=False)
    created_at = Timestamptz(null=False, default=None)

    office_member_unique_person = Unique([office, account])
    office_member_role_known = Check("role IN ('owner', 'organizer', 'reviewer', 'gate')")


class LoginSession(Table, tablename="login_session"):
    """A signed-in browser (channel cookie) or program (channel bearer); revocable on the server."""

    id = BigSerial(primary_key=True)
    account = ForeignKey(Account, null=False, on_delete=OnDelete.restrict, index=True)
    token_hash = Bytea(null=False)
    channel = Varchar(length=8, null=False)
    created_at = Timestamptz(null=False, default=None)
    last_seen_at = Timestamptz(null=False, default=None)
    expires_at = Timestamptz(null=False, default=None, index=True)
    revoked_at = Timestamptz(null=True, default=None)
    address = Varchar(length=64, null=False)
    user_agent = Varchar(length=300, null=False)

    login_session_unique_token = Unique([token_hash])
    login_session_channel_known = Check("channel IN ('cookie', 'bearer')")
    login_session_token_is_hash = Check("octet_length(token_hash) = 32")
    login_session_ends_later = Check("expires_at > created_at")


class ApiKey(Table, tablename="api_key"):
    """A long-lived key of a program that acts for a person, narrowed to scopes."""

    id = BigSerial(primary_key=True)
    account = ForeignKey(Account, null=False, on_delete=OnDelete.restrict, index=True)
    name = Varchar(length=80, null=False)
    # The first characters of the key, so that a person recognises it in the list.
    hint = Varchar(length=12, null=False)
    token_hash = Bytea(null=False)
    scopes = Array(base_column=Varchar(length=40), null=False)
    created_at = Timestamptz(null=False, default=None)
    expires_at = Timestamptz(null=True, default=None)
    last_used_at = Timestamptz(null=True, default=None)
    revoked_at = Timestamptz(null=True, default=None)

    api_key_unique_token = Unique([token_hash])
    api_key_token_is_hash = Check("octet_length(token_hash) = 32")
    api_key_has_scope = Check("cardinality(scopes) > 0")


class OneTimeToken(Table, tablename="one_time_token"):
    """What a link in a mail proves, once. Only the hash of the token is kept.

    The row is written by the operation that needs the link; the token itself is made when the letter is composed
    (`reveal_link`), so that no plain token ever waits in the outbox.
    """

    id = BigSerial(primary_key=True)
    purpose = Varchar(length=16, null=False)
    account = ForeignKey(Account, null=False, on_delete=OnDelete.restrict, index=True)
    token_hash = Bytea(null=False)
    # confirm_email and change_email: the address that is proved; invitation: {"office", "role"} in `data`.
    email = Varchar(length=254, null=False)
    data = JSONB(null=False, default="{}")
    created_at = Timestamptz(null=False, default=None)
    expires_at = Timestamptz(null=False, default=None, index=True)
    used_at = Timestamptz(null=True, default=None)

    one_time_token_unique_token = Unique([token_hash])
    one_time_token_is_hash = Check("octet_length(token_hash) = 32")
    one_time_token_purpose_known = Check("purpose IN ('confirm_email', 'change_email', 'reset_password', 'invitation')")


class SignInAttempt(Table, tablename="sign_in_attempt"):
    """One try that costs something (a password check, a mail); counted to slow guessing down.

    It lies in the database so that several processes count together.
    """

    id = BigSerial(primary_key=True)
    kind = Varchar(length=16, null=False)
    email = Varchar(length=254, null=False)
    address = Varchar(length=64, null=False)
    outcome = Varchar(length=10, null=False)
    at = Timestamptz(null=False, default=None, index=True)

    sign_in_attempt_kind_known = Check("kind IN ('sign_in', 'sign_up', 'reset', 'password', 'form')")
    sign_in_attempt_outcome_known = Check("outcome IN ('pending', 'failed', 'succeeded', 'refused')")


class KeptForm(Table, tablename="kept_form"):
    """What a person typed into a form whose sign-in had expired; theirs again after signing in."""

    id = BigSerial(primary_key=True)
    token_hash = Bytea(null=False)
    path = Varchar(length=500, null=False)
    fields = JSONB(null=False, default="[]")
    # Names of file inputs: the files themselves are not kept, the page says which to choose again.
    files = Array(base_column=Varchar(length=200), null=False)
    reason = Varchar(length=10, null=False)
    # The person who typed it, when their session was known; nobody else is shown it.
    account = ForeignKey(Account, null=True, default=None, on_delete=OnDelete.restrict, index=True)
    created_at = Timestamptz(null=False, default=None)
    expires_at = Timestamptz(null=False, default=None, index=True)

    kept_form_unique_token = Unique([token_hash])
    kept_form_token_is_hash = Check("octet_length(token_hash) = 32")
    kept_form_reason_known = Check("reason IN ('signed_out', 'csrf')")
    kept_form_own_path = Check("path LIKE '/%' AND path NOT LIKE '//%'")
    kept_form_bounded = Check("octet_length(fields::text) <= 200000")
