"""What was typed survives a sign-in that had expired."""

from collections.abc import Iterable
from datetime import datetime
from typing import Literal

import msgspec

from events_app.accounts import errors, rules
from events_app.accounts.operations.throttle import note_try
from events_app.accounts.tokens import hash_token, new_token
from events_app.platform.actor import Actor
from events_app.platform.db import fetch


async def keep_form(
    *,
    path: str,
    fields: Iterable[tuple[str, str]],
    files: Iterable[str] = (),
    reason: Literal["signed_out", "csrf"],
    session_token: str | None,
    address: str,
    now: datetime,
) -> str | None:
    """Keep what somebody typed for two hours; give the token for their browser's cookie, or None.

    Nothing is kept of forms about signing in, of passwords and files, or past 100 kB. When the browser still shows
    whose session it was, only that person gets it back: computers in offices are shared.

    Raises:
        TooManyAttempts: When one network address fills the table.
    """
    kept = rules.fields_worth_keeping(path, fields)
    if not kept:
        return None
    await note_try("form", email="", address=address, now=now)
    token = new_token()
    await fetch(
        "INSERT INTO kept_form (token_hash, path, fields, files, reason, account, created_at, expires_at) "
        "VALUES ($1, $2, $3, $4, $5, (SELECT account FROM login_session WHERE token_hash = $6), $7, $8)",
        hash_token(token),
        path,
        msgspec.json.encode(kept).decode().replace("\\u0000", ""),
        [name[:200] for name in files],
        reason,
        hash_token(session_token or ""),
        now,
        now + rules.KEPT_FOR,
    )
    return token


async def spend_kept_form(token: str, *, acting: Actor, now: datetime) -> str:
    """Take the form out of keeping, since its person sends it again; give the path it goes to.

    Raises:
        KeptFormGone: When it was sent already, is past its time, or somebody else typed it.
    """
    acting.ensure_known()
    rows = await fetch(
        "DELETE FROM kept_form WHERE token_hash = $1 AND expires_at > $2 AND (account IS NULL OR account = $3) "
        "RETURNING path",
        hash_token(token),
        now,
        acting.id,
    )
    if not rows:
        raise errors.KeptFormGone
    path: str = rows[0]["path"]
    return path


async def drop_kept_form(token: str) -> None:
    """Forget what was typed, since its person does not want it."""
    await fetch("DELETE FROM kept_form WHERE token_hash = $1", hash_token(token))
