"""Long-lived keys of programs."""

from collections.abc import Iterable
from datetime import datetime, timedelta

import msgspec

from events_app.accounts import errors, rules
from events_app.accounts.tables import ApiKey
from events_app.accounts.tokens import hash_token, new_api_key
from events_app.platform.actor import Actor
from events_app.platform.audit import record_audit
from events_app.platform.db import transaction
from events_app.platform.errors import NotAllowed
from events_app.platform.rows import insert_row, update_row

_HINT = 8


class NewApiKey(msgspec.Struct, frozen=True):
    """A key just made; it is shown this once."""

    id: int
    token: str


async def make_api_key(
    *, name: str, scopes: Iterable[str], days: int | None, acting: Actor, now: datetime
) -> NewApiKey:
    """Make a key that may do, of what its person may do, what its scopes say.

    A key makes no keys: only somebody signed in does.

    Raises:
        InvalidInput: When the name or the scopes are missing.
    """
    acting.ensure_known()
    if acting.scopes is not None or acting.kind != "person":
        raise NotAllowed
    label = rules.read_name(name, longest=80)
    chosen = rules.clean_scopes(scopes)
    token = new_api_key()
    async with transaction():
        kept = {
            "account": acting.id,
            "name": label,
            "hint": token[:_HINT],
            "token_hash": hash_token(token),
            "scopes": [str(scope) for scope in chosen],
            "created_at": now,
            "expires_at": now + timedelta(days=days) if days is not None else None,
        }
        row = await insert_row(ApiKey, kept)
        key: int = row["id"]
        data = {"name": label, "scopes": [str(scope) for scope in chosen]}
        await record_audit(acting, "api_key.made", subject="api_key", subject_id=key, data=data, now=now)
    return NewApiKey(id=key, token=token)


async def revoke_api_key(key: int, *, acting: Actor, now: datetime) -> None:
    """Revoke one of the person's own keys.

    Raises:
        ApiKeyNotFound: When it is not theirs or revoked already.
    """
    acting.ensure_known()
    async with transaction():
        mine = {"id": key, "account": acting.id, "revoked_at": None}
        if await update_row(ApiKey, {"revoked_at": now}, where=mine) is None:
            raise errors.ApiKeyNotFound
        await record_audit(acting, "api_key.revoked", subject="api_key", subject_id=key, now=now)
