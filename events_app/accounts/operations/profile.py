"""What a person changes about themselves."""

from datetime import datetime

from events_app.accounts import errors, rules
from events_app.accounts.operations.links import spend_link, write_link
from events_app.accounts.operations.sessions import close_sessions
from events_app.accounts.operations.throttle import note_try, settle_try
from events_app.accounts.passwords import hash_password, password_matches
from events_app.accounts.rules import Purpose
from events_app.accounts.tables import Account, OneTimeToken
from events_app.platform.actor import Actor
from events_app.platform.audit import record_audit
from events_app.platform.db import fetch, transaction
from events_app.platform.errors import InvalidInput
from events_app.platform.i18n import N_, Locale
from events_app.platform.outbox import put_message
from events_app.platform.rows import update_row, update_rows


async def change_profile(*, name: str, phone: str, locale: Locale, acting: Actor, now: datetime) -> None:
    """Change the name, telephone and language of the person who acts.

    Raises:
        InvalidInput: With all fields that are wrong.
    """
    acting.ensure_known()
    wrong = InvalidInput()
    cleaned = {"name": "", "phone": ""}
    for field, clean, typed in (("name", rules.read_name, name), ("phone", rules.clean_phone, phone)):
        try:
            cleaned[field] = clean(typed)
        except InvalidInput as error:
            wrong.fields.update(error.fields)
    if wrong.fields:
        raise wrong
    async with transaction():
        await update_row(Account, cleaned, {"locale": locale}, where={"id": acting.id})
        await record_audit(acting, "account.profile_changed", subject="account", subject_id=acting.id, now=now)


async def change_password(
    *, current: str, new: str, keep_token: str | None, address: str, demo: bool, acting: Actor, now: datetime
) -> None:
    """Change the password and end every other session.

    Raises:
        InvalidInput: When the current password is wrong or the new one not good enough.
        TooManyAttempts: Past the limit of tries.
    """
    acting.ensure_known()
    email, stored = await _proved(current, field="current", address=address, acting=acting, now=now)
    rules.ensure_password_fits(new, email=email, demo=demo, field="new")
    password_hash = await hash_password(new)
    async with transaction():
        proved = {"id": acting.id, "password_hash": stored}
        if await update_row(Account, {"password_hash": password_hash}, where=proved) is None:
            raise _wrong_password("current")
        ended = await close_sessions(acting.id, keep_token=keep_token, now=now)
        links = {"account": acting.id, "purpose": Purpose.RESET_PASSWORD, "used_at": None}
        await update_rows(OneTimeToken, {"used_at": now}, where=links)
        await record_audit(
            acting, "account.password_changed", subject="account", subject_id=acting.id, data={"ended": ended}, now=now
        )
        await put_message("account.password_changed", {"account": acting.id}, now=now)


async def request_email_change(*, email: str, password: str, address: str, acting: Actor, now: datetime) -> None:
    """Send a link to the new address; the change happens when it is followed.

    The answer does not tell whether the new address has an account already: its owner gets a letter instead.

    Raises:
        InvalidInput: When the password is wrong or the address cannot be one.
    """
    acting.ensure_known()
    folded = rules.fold_email(email)
    await _proved(password, field="password", address=address, acting=acting, now=now)
    async with transaction():
        taken = await fetch("SELECT id FROM account WHERE email = $1", folded)
        if taken:
            await put_message("account.sign_up_repeated", {"account": taken[0]["id"]}, now=now)
            return
        await fetch("SELECT 1 FROM account WHERE id = $1 FOR NO KEY UPDATE", acting.id)
        link = await write_link(Purpose.CHANGE_EMAIL, account=acting.id, email=folded, now=now)
        await put_message("account.email_change_requested", {"account": acting.id, "link": link}, now=now)


async def confirm_new_email(token: str, *, now: datetime) -> str:
    """Change the address to the one the link was sent to, and give it; the old address gets a notice.

    Raises:
        LinkSpent: When the link is used, replaced or past its time.
        EmailTaken: When somebody else confirmed the same address in the meantime.
    """
    async with transaction():
        proved = await spend_link(token, Purpose.CHANGE_EMAIL, now=now)
        rows = await fetch("SELECT email, name FROM account WHERE id = $1 FOR UPDATE", proved.account)
        await update_row(Account, {"email": proved.email}, where={"id": proved.account})
        acting = Actor(kind="person", id=proved.account, name=rows[0]["name"])
        await record_audit(acting, "account.email_changed", subject="account", subject_id=proved.account, now=now)
        payload = {"account": proved.account, "former": rows[0]["email"]}
        await put_message("account.email_changed", payload, now=now)
    return proved.email


async def _proved(password: str, *, field: str, address: str, acting: Actor, now: datetime) -> tuple[str, str]:
    """Check the password of the person who acts again; give the address and the hash it matched."""
    rows = await fetch("SELECT email, password_hash FROM account WHERE id = $1", acting.id)
    email, stored = rows[0]["email"], rows[0]["password_hash"]
    attempt = await note_try("password", email=email, address=address, now=now)
    if not await password_matches(stored, password[: rules.LONGEST_PASSWORD]):
        await settle_try(attempt, "failed")
        raise _wrong_password(field)
    await settle_try(attempt, "succeeded")
    return email, stored


def _wrong_password(field: str) -> InvalidInput:
    return errors.refused(field, "password_wrong", N_("This is not your current password."))
