"""Signing up with a proved e-mail address."""

from datetime import datetime

from events_app.accounts import errors, rules
from events_app.accounts.operations.links import spend_link, write_link
from events_app.accounts.operations.sessions import Visit, open_session
from events_app.accounts.operations.throttle import note_try, settle_try
from events_app.accounts.passwords import hash_password, password_matches
from events_app.accounts.queries import load_open_link
from events_app.accounts.rules import Purpose
from events_app.accounts.schemas import NewSession
from events_app.accounts.tables import Account
from events_app.platform.actor import Actor
from events_app.platform.audit import record_audit
from events_app.platform.db import fetch, transaction
from events_app.platform.errors import InvalidInput
from events_app.platform.i18n import N_, Locale
from events_app.platform.outbox import put_message
from events_app.platform.rows import insert_unless_there, update_row


async def sign_up_producer(
    *, email: str, name: str, phone: str, password: str, locale: Locale, address: str, demo: bool, now: datetime
) -> None:
    """Make an account that waits for its address to be confirmed.

    The answer does not tell whether the address had an account: its owner gets a letter saying so instead. Which
    producer the person acts for is said on a page after signing in.

    Raises:
        InvalidInput: With all fields that are wrong.
        TooManyAttempts: Past the limit of letters to one address or from one network.
    """
    folded, cleaned, number = _checked(email=email, name=name, phone=phone, password=password, demo=demo)
    await note_try("sign_up", email=folded, address=address, now=now)
    password_hash = await hash_password(password)
    async with transaction():
        person = {"email": folded, "name": cleaned, "phone": number, "locale": locale}
        own = {"password_hash": password_hash, "created_at": now}
        new = await insert_unless_there(Account, person, own, unique=("email",))
        if new is not None:
            account: int = new["id"]
            acting = Actor(kind="person", id=account, name=cleaned)
            await record_audit(acting, "account.signed_up", subject="account", subject_id=account, now=now)
            await _ask_to_confirm(account, folded, now=now)
        else:
            await _sign_up_again(folded, cleaned, number, password_hash, now=now)


def _checked(*, email: str, name: str, phone: str, password: str, demo: bool) -> tuple[str, str, str]:
    """Check every field before refusing, so that a person corrects them all at once."""
    wrong = InvalidInput()
    cleaned: list[str] = []
    for clean, typed in ((rules.fold_email, email), (rules.read_name, name), (rules.clean_phone, phone)):
        try:
            cleaned.append(clean(typed))
        except InvalidInput as error:
            wrong.fields.update(error.fields)
            cleaned.append("")
    try:
        rules.ensure_password_fits(password, email=cleaned[0], demo=demo)
    except InvalidInput as error:
        wrong.fields.update(error.fields)
    if wrong.fields:
        raise wrong
    return cleaned[0], cleaned[1], cleaned[2]


async def _sign_up_again(email: str, name: str, phone: str, password_hash: str, *, now: datetime) -> None:
    """Answer a second sign-up of an address: the newest unconfirmed one counts, a confirmed one gets a letter."""
    rows = await fetch("SELECT id, confirmed_at FROM account WHERE email = $1 FOR NO KEY UPDATE", email)
    account: int = rows[0]["id"]
    if rows[0]["confirmed_at"] is not None:
        await put_message("account.sign_up_repeated", {"account": account}, now=now)
        return
    typed = {"name": name, "phone": phone, "password_hash": password_hash}
    await update_row(Account, typed, where={"id": account})
    await _ask_to_confirm(account, email, now=now)


async def _ask_to_confirm(account: int, email: str, *, now: datetime) -> None:
    link = await write_link(Purpose.CONFIRM_EMAIL, account=account, email=email, now=now)
    await put_message("account.signed_up", {"account": account, "link": link}, now=now)


async def confirm_email(token: str, password: str, *, visit: Visit, now: datetime) -> NewSession:
    """Confirm the address and sign in.

    The link alone is not enough: whoever signed up with somebody else's address chose the password, and the owner
    of the address must not open that door by following the link.

    Raises:
        LinkSpent: When the link is used, replaced or past its time.
        InvalidInput: When the password is not the one chosen at sign-up.
    """
    link = await load_open_link(token, Purpose.CONFIRM_EMAIL, now)
    if link is None:
        raise errors.LinkSpent
    attempt = await note_try("password", email=link.email, address=visit.address, now=now)
    rows = await fetch("SELECT name, password_hash FROM account WHERE id = $1", link.account)
    if not await password_matches(rows[0]["password_hash"], password[: rules.LONGEST_PASSWORD]):
        await settle_try(attempt, "failed")
        message = N_(
            "This is not the password chosen at sign-up. If you did not choose one, set a new password instead."
        )
        raise errors.refused("password", "password_wrong", message)
    await settle_try(attempt, "succeeded")
    async with transaction():
        proved = await spend_link(token, Purpose.CONFIRM_EMAIL, now=now)
        changed = await fetch(
            "UPDATE account SET confirmed_at = COALESCE(confirmed_at, $3) "
            "WHERE id = $1 AND email = $2 AND password_hash = $4 AND disabled_at IS NULL RETURNING id",
            proved.account,
            proved.email,
            now,
            rows[0]["password_hash"],
        )
        if not changed:
            raise errors.LinkSpent
        acting = Actor(kind="person", id=proved.account, name=rows[0]["name"])
        await record_audit(acting, "account.email_confirmed", subject="account", subject_id=proved.account, now=now)
        await put_message("account.confirmed", {"account": proved.account}, now=now)
        return await open_session(proved.account, channel="cookie", visit=visit, now=now)
