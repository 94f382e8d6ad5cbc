"""Links that prove something once."""

import secrets
from datetime import datetime
from typing import Any

import msgspec

from events_app.accounts.errors import LinkSpent
from events_app.accounts.rules import LINK_LIFE, Purpose
from events_app.accounts.schemas import Reader
from events_app.accounts.tables import OneTimeToken
from events_app.accounts.tokens import hash_token, new_token
from events_app.platform.db import ensure_in_transaction, fetch
from events_app.platform.rows import insert_row


async def write_link(
    purpose: Purpose, *, account: int, email: str, data: dict[str, Any] | None = None, now: datetime
) -> int:
    """Write a link inside the caller's transaction and give its number; an older open one of its kind is closed.

    The token is made only when the letter is composed, by `reveal_link`: what stands here until then opens nothing.
    """
    ensure_in_transaction()
    facts = data or {}
    await fetch(
        "UPDATE one_time_token SET used_at = $4 WHERE account = $1 AND purpose = $2 AND used_at IS NULL "
        "AND COALESCE(data->>'office', '') = $3",
        account,
        purpose,
        str(facts.get("office", "")),
        now,
    )
    link = {
        "purpose": purpose,
        "account": account,
        "token_hash": secrets.token_bytes(32),
        "email": email,
        "data": facts,
        "created_at": now,
        "expires_at": now + LINK_LIFE[purpose],
    }
    row = await insert_row(OneTimeToken, link)
    number: int = row["id"]
    return number


class RevealedLink(msgspec.Struct, frozen=True):
    """A link's token, for the one letter it goes into."""

    token: str
    reader: Reader
    email: str
    expires_at: datetime
    data: dict[str, Any]


async def reveal_link(link: int, *, now: datetime) -> RevealedLink | None:
    """Make the token of an open link, inside the transaction that writes the letter; None when it is closed.

    Called again (a letter composed anew) it makes another token, and the earlier letter's link is dead.
    """
    ensure_in_transaction()
    token = new_token()
    rows = await fetch(
        "UPDATE one_time_token t SET token_hash = $2 FROM account a "
        "WHERE t.id = $1 AND t.used_at IS NULL AND t.expires_at > $3 AND a.id = t.account AND a.disabled_at IS NULL "
        "RETURNING t.email AS sent_to, t.expires_at, t.data::text AS data, "
        "a.id AS account, a.email, a.name, a.locale",
        link,
        hash_token(token),
        now,
    )
    if not rows:
        return None
    row = rows[0]
    reader = Reader(account=row["account"], email=row["email"], name=row["name"], locale=row["locale"])
    data = msgspec.json.decode(row["data"], type=dict[str, Any])
    return RevealedLink(token=token, reader=reader, email=row["sent_to"], expires_at=row["expires_at"], data=data)


class SpentLink(msgspec.Struct, frozen=True):
    """What a link proved."""

    account: int
    email: str
    data: dict[str, Any]


async def spend_link(token: str, purpose: Purpose, *, now: datetime) -> SpentLink:
    """Spend a link inside the caller's transaction: of two at once, one wins.

    Raises:
        LinkSpent: When it was used, replaced, is past its time, or never existed.
    """
    ensure_in_transaction()
    rows = await fetch(
        "UPDATE one_time_token SET used_at = $3 WHERE token_hash = $1 AND purpose = $2 AND used_at IS NULL "
        "AND expires_at > $3 RETURNING account, email, data::text AS data",
        hash_token(token),
        purpose,
        now,
    )
    if not rows:
        raise LinkSpent
    row = rows[0]
    data = msgspec.json.decode(row["data"], type=dict[str, Any])
    return SpentLink(account=row["account"], email=row["email"], data=data)
