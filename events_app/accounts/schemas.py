"""What accounts answer and take: query results and the bodies of the API."""

from datetime import datetime

import msgspec

from events_app.platform.i18n import Bilingual, Locale


class LoginBody(msgspec.Struct, forbid_unknown_fields=True):
    """What a program sends to sign in."""

    email: str
    password: str


class LoginAnswer(msgspec.Struct):
    """The token of a signed-in program and when it ends unless it is used."""

    token: str
    expires_at: datetime


class OfficeRole(msgspec.Struct):
    """One office somebody works for."""

    office: int
    slug: str
    name: Bilingual
    role: str


class Me(msgspec.Struct):
    """Who the caller is."""

    id: int
    email: str
    name: str
    locale: Locale
    offices: list[OfficeRole]
    producers: list[int]
    scopes: list[str] | None


class Authenticated(msgspec.Struct, frozen=True):
    """Who a token belongs to, with the roles of this instant: one query's answer.

    Attributes:
        session: The login session, when a session proved it.
        key: The API key, when a key proved it.
        scopes: What the key is narrowed to; None for sessions.
        created_at: When the session began, for the sliding end.
        touch_due: Whether `operations.note_use` should write the use down.
    """

    account: int
    email: str
    name: str
    locale: Locale
    office_roles: dict[int, str]
    session: int | None
    key: int | None
    scopes: frozenset[str] | None
    created_at: datetime
    touch_due: bool


class NewSession(msgspec.Struct, frozen=True):
    """A session just opened; its token is shown this once."""

    token: str
    expires_at: datetime
    account: int


class AccountView(msgspec.Struct, frozen=True):
    """A person as their own page shows them."""

    id: int
    email: str
    name: str
    phone: str
    locale: Locale
    confirmed_at: datetime | None
    has_password: bool


class SessionView(msgspec.Struct, frozen=True):
    """One open session in the list a person reads."""

    id: int
    channel: str
    created_at: datetime
    last_seen_at: datetime
    expires_at: datetime
    address: str
    user_agent: str


class ApiKeyView(msgspec.Struct, frozen=True):
    """One working key in the list a person reads."""

    id: int
    name: str
    hint: str
    scopes: list[str]
    created_at: datetime
    expires_at: datetime | None
    last_used_at: datetime | None


class OfficeView(msgspec.Struct, frozen=True):
    """An office with what it prints on its pages."""

    id: int
    slug: str
    name: Bilingual
    address: str
    email: str
    phone: str
    website: str
    revision: int


class OfficeProfile(msgspec.Struct, frozen=True):
    """What an office prints on its pages and letters, as typed."""

    name: Bilingual
    address: str = ""
    email: str = ""
    phone: str = ""
    website: str = ""


class MemberView(msgspec.Struct, frozen=True):
    """One person of an office's staff."""

    account: int
    name: str
    email: str
    role: str
    since: datetime
    last_seen_at: datetime | None


class InvitationView(msgspec.Struct, frozen=True):
    """Somebody invited who has not answered yet."""

    id: int
    email: str
    role: str
    sent_at: datetime
    expires_at: datetime


class OpenLink(msgspec.Struct, frozen=True):
    """What a one-time link is for, read without spending it."""

    id: int
    purpose: str
    account: int
    email: str
    name: str
    locale: Locale
    has_password: bool
    office: int | None
    office_name: Bilingual | None
    role: str | None


class KeptFormView(msgspec.Struct, frozen=True):
    """What somebody had typed when their sign-in turned out to have ended."""

    id: int
    path: str
    fields: list[tuple[str, str]]
    files: list[str]
    created_at: datetime
    expires_at: datetime


class Reader(msgspec.Struct, frozen=True):
    """Where and in which language a person is written to."""

    account: int
    email: str
    name: str
    locale: Locale
