"""Signing in and out."""

from datetime import datetime
from typing import Literal

import msgspec

from events_app.accounts import errors, rules
from events_app.accounts.operations.links import write_link
from events_app.accounts.operations.throttle import note_try, settle_try
from events_app.accounts.passwords import hash_password, needs_rehash, password_matches
from events_app.accounts.rules import Purpose
from events_app.accounts.schemas import Authenticated, NewSession
from events_app.accounts.tables import Account, ApiKey, LoginSession
from events_app.accounts.tokens import hash_token, new_token
from events_app.platform.actor import Actor
from events_app.platform.audit import record_audit
from events_app.platform.db import Row, ensure_in_transaction, fetch, transaction
from events_app.platform.errors import InvalidInput
from events_app.platform.outbox import put_message
from events_app.platform.rows import insert_row, update_row

Channel = Literal["cookie", "bearer"]


class Visit(msgspec.Struct, frozen=True):
    """From where somebody signs in: what the list of sessions shows, and what is throttled."""

    address: str
    user_agent: str = ""


async def sign_in(
    email: str,
    password: str,
    *,
    visit: Visit,
    channel: Channel = "cookie",
    former_token: str | None = None,
    demo: bool,
    now: datetime,
) -> NewSession:
    """Open a session for the right address and password.

    Unknown address, wrong password, disabled account and the demo password outside demo mode get the same answer
    after the same work. The browser's former session ends: a token that was planted before signing in is worthless.

    Raises:
        CredentialsRefused: The same for all reasons above.
        AddressNotConfirmed: The password was right; the confirmation link is sent again.
        TooManyAttempts: Past the limit of the account or the network address.
    """
    try:
        folded = rules.fold_email(email)
    except InvalidInput:
        folded = ""
    attempt = await note_try("sign_in", email=folded[: rules.MAX_EMAIL], address=visit.address, now=now)
    rows = await fetch(
        "SELECT id, name, email, password_hash, confirmed_at FROM account WHERE email = $1 AND disabled_at IS NULL",
        folded,
    )
    account = dict(rows[0]) if rows else None
    usable = account is not None and rules.password_may_be_tried(password, demo=demo)
    stored = account["password_hash"] if account is not None and usable else None
    if not await password_matches(stored, password[: rules.LONGEST_PASSWORD]) or account is None:
        await settle_try(attempt, "failed")
        raise errors.CredentialsRefused
    await settle_try(attempt, "succeeded")
    if account["confirmed_at"] is None:
        await _send_confirmation_again(account, now=now)
        raise errors.AddressNotConfirmed
    fresh_hash = await hash_password(password) if needs_rehash(account["password_hash"]) else None
    async with transaction():
        await _ensure_password_unchanged(account)
        if fresh_hash is not None:
            await update_row(Account, {"password_hash": fresh_hash}, where={"id": account["id"]})
        if former_token is not None:
            await _close_former(former_token, now=now)
        session = await open_session(account["id"], channel=channel, visit=visit, now=now)
        acting = Actor(kind="person", id=account["id"], name=account["name"])
        await record_audit(
            acting, "account.signed_in", subject="account", subject_id=account["id"], data={"channel": channel}, now=now
        )
    return session


async def _ensure_password_unchanged(account: Row) -> None:
    """Refuse when the password was changed while it was being checked: the check proves nothing then."""
    rows = await fetch(
        "SELECT password_hash FROM account WHERE id = $1 AND disabled_at IS NULL FOR NO KEY UPDATE", account["id"]
    )
    if not rows or rows[0]["password_hash"] != account["password_hash"]:
        raise errors.CredentialsRefused


async def _send_confirmation_again(account: Row, *, now: datetime) -> None:
    async with transaction():
        await fetch("SELECT 1 FROM account WHERE id = $1 FOR NO KEY UPDATE", account["id"])
        link = await write_link(Purpose.CONFIRM_EMAIL, account=account["id"], email=account["email"], now=now)
        await put_message("account.signed_up", {"account": account["id"], "link": link}, now=now)


async def _close_former(token: str, *, now: datetime) -> None:
    open_one = {"token_hash": hash_token(token), "revoked_at": None}
    await update_row(LoginSession, {"revoked_at": now}, where=open_one)


async def open_session(account: int, *, channel: Channel, visit: Visit, now: datetime) -> NewSession:
    """Insert a session inside the caller's transaction and give its token, this once."""
    ensure_in_transaction()
    token = new_token()
    expires_at = rules.session_end(created=now, now=now)
    session = {
        "account": account,
        "token_hash": hash_token(token),
        "channel": channel,
        "created_at": now,
        "last_seen_at": now,
        "expires_at": expires_at,
        "address": visit.address[:64],
        "user_agent": _printable(visit.user_agent)[:300],
    }
    await insert_row(LoginSession, session)
    return NewSession(token=token, expires_at=expires_at, account=account)


def _printable(text: str) -> str:
    return "".join(sign for sign in text if sign.isprintable())


async def note_use(seen: Authenticated, *, now: datetime) -> None:
    """Write down that a session or key is in use and slide the session's end.

    Called when `touch_due` says so, about every ten minutes of use; of several processes at once one writes.
    """
    if seen.key is not None:
        await update_row(ApiKey, {"last_used_at": now}, where={"id": seen.key})
        return
    await fetch(
        "UPDATE login_session SET last_seen_at = $2, expires_at = $3 "
        "WHERE id = $1 AND revoked_at IS NULL AND last_seen_at < $2",
        seen.session,
        now,
        rules.session_end(created=seen.created_at, now=now),
    )


async def sign_out(token: str, *, now: datetime) -> None:
    """End the session of this token; ending an ended one is fine."""
    await _close_former(token, now=now)


async def sign_out_everywhere(*, acting: Actor, keep_token: str | None = None, now: datetime) -> int:
    """End every session of the person, except the one they are looking at; give how many ended."""
    acting.ensure_known()
    async with transaction():
        ended = await close_sessions(acting.id, keep_token=keep_token, now=now)
        await record_audit(
            acting,
            "account.signed_out_everywhere",
            subject="account",
            subject_id=acting.id,
            data={"ended": ended},
            now=now,
        )
    return ended


async def close_sessions(account: int, *, keep_token: str | None, now: datetime) -> int:
    """End an account's sessions inside the caller's transaction; give how many."""
    ensure_in_transaction()
    rows = await fetch(
        "UPDATE login_session SET revoked_at = $2 WHERE account = $1 AND revoked_at IS NULL AND token_hash <> $3 "
        "RETURNING id",
        account,
        now,
        hash_token(keep_token or ""),
    )
    return len(rows)


async def revoke_session(session: int, *, acting: Actor, now: datetime) -> None:
    """End one of the person's own sessions.

    Raises:
        SessionNotFound: When it is not theirs or has ended.
    """
    acting.ensure_known()
    async with transaction():
        mine = {"id": session, "account": acting.id, "revoked_at": None}
        if await update_row(LoginSession, {"revoked_at": now}, where=mine) is None:
            raise errors.SessionNotFound
        await record_audit(acting, "account.session_revoked", subject="login_session", subject_id=session, now=now)
