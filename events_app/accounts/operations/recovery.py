"""Getting back in with a letter."""

from datetime import datetime

from events_app.accounts import errors, rules
from events_app.accounts.operations.links import spend_link, write_link
from events_app.accounts.operations.sessions import Visit, close_sessions, open_session
from events_app.accounts.operations.throttle import note_try
from events_app.accounts.passwords import hash_password
from events_app.accounts.queries import load_open_link
from events_app.accounts.rules import Purpose
from events_app.accounts.schemas import NewSession
from events_app.platform.actor import Actor
from events_app.platform.audit import record_audit
from events_app.platform.db import fetch, transaction
from events_app.platform.outbox import put_message


async def request_password_reset(email: str, *, address: str, now: datetime) -> None:
    """Send a link to the owner of the address, if there is one; the answer is the same either way.

    Raises:
        InvalidInput: When it cannot be an address.
        TooManyAttempts: Past the limit of letters to one address or from one network.
    """
    folded = rules.fold_email(email)
    await note_try("reset", email=folded, address=address, now=now)
    async with transaction():
        rows = await fetch("SELECT id FROM account WHERE email = $1 AND disabled_at IS NULL FOR NO KEY UPDATE", folded)
        if rows:
            link = await write_link(Purpose.RESET_PASSWORD, account=rows[0]["id"], email=folded, now=now)
            await put_message("account.reset_requested", {"account": rows[0]["id"], "link": link}, now=now)


async def reset_password(token: str, password: str, *, visit: Visit, demo: bool, now: datetime) -> NewSession:
    """Set a new password with the link of a letter, end every session, and sign in.

    The letter proves the address as well, so an unconfirmed account is confirmed by it.

    Raises:
        LinkSpent: When the link is used, replaced or past its time.
        InvalidInput: When the password is not good enough.
    """
    link = await load_open_link(token, Purpose.RESET_PASSWORD, now)
    if link is None:
        raise errors.LinkSpent
    rules.ensure_password_fits(password, email=link.email, demo=demo)
    password_hash = await hash_password(password)
    async with transaction():
        proved = await spend_link(token, Purpose.RESET_PASSWORD, now=now)
        changed = await fetch(
            "UPDATE account SET password_hash = $3, confirmed_at = COALESCE(confirmed_at, $4) "
            "WHERE id = $1 AND email = $2 AND disabled_at IS NULL RETURNING name",
            proved.account,
            proved.email,
            password_hash,
            now,
        )
        if not changed:
            raise errors.LinkSpent
        await close_sessions(proved.account, keep_token=None, now=now)
        acting = Actor(kind="person", id=proved.account, name=changed[0]["name"])
        await record_audit(acting, "account.password_reset", subject="account", subject_id=proved.account, now=now)
        await put_message("account.password_changed", {"account": proved.account}, now=now)
        return await open_session(proved.account, channel="cookie", visit=visit, now=now)
