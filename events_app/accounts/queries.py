"""Reads of people, roles and proofs of identity."""

from collections.abc import Collection
from datetime import datetime

import msgspec

from events_app.accounts.errors import OfficeNotFound
from events_app.accounts.rules import Purpose, is_touch_due
from events_app.accounts.schemas import (
    AccountView,
    ApiKeyView,
    Authenticated,
    InvitationView,
    KeptFormView,
    MemberView,
    OfficeRole,
    OfficeView,
    OpenLink,
    Reader,
    SessionView,
)
from events_app.accounts.tokens import API_KEY_PREFIX, hash_token
from events_app.platform.db import Row, fetch
from events_app.platform.i18n import Bilingual

_ROLES = """
    COALESCE((SELECT jsonb_object_agg(m.office::text, m.role) FROM office_member m WHERE m.account = a.id),
             '{}')::text AS roles
"""

_BY_SESSION = f"""
    SELECT s.id AS session, NULL::bigint AS key, NULL::varchar[] AS scopes, s.created_at,
           s.last_seen_at AS last_use, a.id AS account, a.email, a.name, a.locale, {_ROLES}
    FROM login_session s JOIN account a ON a.id = s.account
    WHERE s.token_hash = $1 AND s.channel = $3 AND s.revoked_at IS NULL AND s.expires_at > $2
      AND a.disabled_at IS NULL
"""

_BY_KEY = f"""
    SELECT NULL::bigint AS session, k.id AS key, k.scopes, k.created_at,
           COALESCE(k.last_used_at, k.created_at - interval '1 day') AS last_use,
           a.id AS account, a.email, a.name, a.locale, {_ROLES}
    FROM api_key k JOIN account a ON a.id = k.account
    WHERE k.token_hash = $1 AND k.revoked_at IS NULL AND (k.expires_at IS NULL OR k.expires_at > $2)
      AND a.disabled_at IS NULL AND a.confirmed_at IS NOT NULL
"""


async def authenticate_cookie(token: str, now: datetime) -> Authenticated | None:
    """Say who a session cookie belongs to, with the office roles, in one query."""
    rows = await fetch(_BY_SESSION, hash_token(token), now, "cookie")
    return _authenticated(rows[0], now) if rows else None


async def authenticate_bearer(token: str, now: datetime) -> Authenticated | None:
    """Say who a bearer token (of an API sign-in, or a long-lived key) belongs to, in one query."""
    if token.startswith(API_KEY_PREFIX):
        rows = await fetch(_BY_KEY, hash_token(token), now)
    else:
        rows = await fetch(_BY_SESSION, hash_token(token), now, "bearer")
    return _authenticated(rows[0], now) if rows else None


def _authenticated(row: Row, now: datetime) -> Authenticated:
    roles = msgspec.json.decode(row["roles"], type=dict[str, str])
    return Authenticated(
        account=row["account"],
        email=row["email"],
        name=row["name"],
        locale=row["locale"],
        office_roles={int(office): role for office, role in roles.items()},
        session=row["session"],
        key=row["key"],
        scopes=None if row["scopes"] is None else frozenset(row["scopes"]),
        created_at=row["created_at"],
        touch_due=is_touch_due(last_seen=row["last_use"], now=now),
    )


async def load_account(account: int) -> AccountView | None:
    """Give a person as their own page shows them."""
    rows = await fetch(
        "SELECT id, email, name, phone, locale, confirmed_at, password_hash <> '' AS has_password "
        "FROM account WHERE id = $1",
        account,
    )
    return msgspec.convert(dict(rows[0]), AccountView) if rows else None


async def load_readers(accounts: Collection[int]) -> list[Reader]:
    """Give where to write to these people, leaving out those who are disabled."""
    rows = await fetch(
        "SELECT id AS account, email, name, locale FROM account "
        "WHERE id = ANY($1::bigint[]) AND disabled_at IS NULL ORDER BY id",
        list(accounts),
    )
    return [msgspec.convert(dict(row), Reader) for row in rows]


async def list_staff_readers(office: int, *, roles: Collection[str]) -> list[Reader]:
    """Give where to write to the staff of an office with one of these roles."""
    rows = await fetch(
        "SELECT a.id AS account, a.email, a.name, a.locale FROM office_member m JOIN account a ON a.id = m.account "
        "WHERE m.office = $1 AND m.role = ANY($2::varchar[]) AND a.disabled_at IS NULL AND a.confirmed_at IS NOT NULL "
        "ORDER BY a.id",
        office,
        list(roles),
    )
    return [msgspec.convert(dict(row), Reader) for row in rows]


async def list_sessions(account: int, now: datetime) -> list[SessionView]:
    """Give a person's open sessions, the last used first."""
    rows = await fetch(
        "SELECT id, channel, created_at, last_seen_at, expires_at, address, user_agent FROM login_session "
        "WHERE account = $1 AND revoked_at IS NULL AND expires_at > $2 ORDER BY last_seen_at DESC, id DESC",
        account,
        now,
    )
    return [msgspec.convert(dict(row), SessionView) for row in rows]


async def find_session(token: str) -> int | None:
    """Give the number of the session a cookie belongs to."""
    rows = await fetch("SELECT id FROM login_session WHERE token_hash = $1", hash_token(token))
    return rows[0]["id"] if rows else None


async def list_api_keys(account: int, now: datetime) -> list[ApiKeyView]:
    """Give a person's working keys, the newest first."""
    rows = await fetch(
        "SELECT id, name, hint, scopes, created_at, expires_at, last_used_at FROM api_key "
        "WHERE account = $1 AND revoked_at IS NULL AND (expires_at IS NULL OR expires_at > $2) ORDER BY id DESC",
        account,
        now,
    )
    return [msgspec.convert(dict(row), ApiKeyView) for row in rows]


async def load_office(office: int) -> OfficeView:
    """Give one office.

    Raises:
        OfficeNotFound: When there is none of this number.
    """
    offices = await load_offices([office])
    if not offices:
        raise OfficeNotFound
    return offices[0]


async def load_offices(offices: Collection[int]) -> list[OfficeView]:
    """Give these offices in the order of their names."""
    rows = await fetch("SELECT * FROM office WHERE id = ANY($1::bigint[]) ORDER BY name_vi, id", list(offices))
    return [_office(dict(row)) for row in rows]


async def list_offices() -> list[OfficeView]:
    """Give every office of the installation in the order of their names."""
    rows = await fetch("SELECT * FROM office ORDER BY name_vi, id")
    return [_office(dict(row)) for row in rows]


def _office(row: Row) -> OfficeView:
    name = Bilingual(vi=row["name_vi"], en=row["name_en"])
    return OfficeView(
        **{key: row[key] for key in ("id", "slug", "address", "email", "phone", "website", "revision")}, name=name
    )


async def list_office_roles(account: int) -> list[OfficeRole]:
    """Give the offices a person works for."""
    rows = await fetch(
        "SELECT o.id, o.slug, o.name_vi, o.name_en, m.role FROM office_member m JOIN office o ON o.id = m.office "
        "WHERE m.account = $1 ORDER BY o.name_vi, o.id",
        account,
    )
    return [
        OfficeRole(
            office=row["id"],
            slug=row["slug"],
            name=Bilingual(vi=row["name_vi"], en=row["name_en"]),
            role=row["role"],
        )
        for row in rows
    ]


async def list_staff(office: int) -> list[MemberView]:
    """Give an office's staff: owners first, then by name; with the last time each was seen."""
    rows = await fetch(
        "SELECT m.account, a.name, a.email, m.role, m.created_at AS since, "
        "(SELECT max(s.last_seen_at) FROM login_session s WHERE s.account = a.id) AS last_seen_at "
        "FROM office_member m JOIN account a ON a.id = m.account WHERE m.office = $1 "
        "ORDER BY array_position(ARRAY['owner', 'organizer', 'reviewer', 'gate']::varchar[], m.role), a.name, a.id",
        office,
    )
    return [msgspec.convert(dict(row), MemberView) for row in rows]


async def list_invitations(office: int, now: datetime) -> list[InvitationView]:
    """Give who was invited to an office and has not answered yet."""
    rows = await fetch(
        "SELECT id, email, data->>'role' AS role, created_at AS sent_at, expires_at FROM one_time_token "
        "WHERE purpose = $1 AND data->>'office' = $2::text AND used_at IS NULL AND expires_at > $3 ORDER BY id DESC",
        Purpose.INVITATION,
        str(office),
        now,
    )
    return [msgspec.convert(dict(row), InvitationView) for row in rows]


async def load_open_link(token: str, purpose: Purpose, now: datetime) -> OpenLink | None:
    """Say what an open one-time link is for, without spending it."""
    rows = await fetch(
        "SELECT t.id, t.purpose, t.account, t.email, a.name, a.locale, a.password_hash <> '' AS has_password, "
        "o.id AS office, o.name_vi, o.name_en, t.data->>'role' AS role "
        "FROM one_time_token t JOIN account a ON a.id = t.account "
        "LEFT JOIN office o ON o.id = (t.data->>'office')::bigint "
        "WHERE t.token_hash = $1 AND t.purpose = $2 AND t.used_at IS NULL AND t.expires_at > $3 "
        "AND a.disabled_at IS NULL",
        hash_token(token),
        purpose,
        now,
    )
    if not rows:
        return None
    row = dict(rows[0])
    vi, en = row.pop("name_vi"), row.pop("name_en")
    return msgspec.convert({**row, "office_name": Bilingual(vi=vi, en=en) if vi else None}, OpenLink)


async def load_kept_form(token: str, *, account: int, now: datetime) -> KeptFormView | None:
    """Give what this browser had typed, unless somebody else typed it."""
    rows = await fetch(
        "SELECT id, path, fields::text AS fields, files, created_at, expires_at FROM kept_form "
        "WHERE token_hash = $1 AND expires_at > $2 AND (account IS NULL OR account = $3)",
        hash_token(token),
        now,
        account,
    )
    if not rows:
        return None
    row = dict(rows[0])
    return msgspec.convert({**row, "fields": msgspec.json.decode(row["fields"])}, KeptFormView)


async def is_form_kept(token: str, now: datetime) -> bool:
    """Say whether this browser has something kept, for the sentence on the sign-in page."""
    rows = await fetch("SELECT 1 FROM kept_form WHERE token_hash = $1 AND expires_at > $2", hash_token(token), now)
    return bool(rows)


async def find_account(email: str) -> int | None:
    """Give the account with this address, or nothing when nobody confirmed it or it is disabled."""
    rows = await fetch(
        "SELECT id FROM account WHERE email = $1 AND confirmed_at IS NOT NULL AND disabled_at IS NULL",
        email.strip().lower(),
    )
    return rows[0]["id"] if rows else None
