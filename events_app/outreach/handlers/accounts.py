"""Letters about accounts."""

from collections.abc import Callable
from typing import Any

from events_app.accounts.operations import reveal_link
from events_app.accounts.operations.links import RevealedLink
from events_app.accounts.queries import load_office, load_readers
from events_app.accounts.schemas import Reader
from events_app.outreach.handlers.listening import Cause, Compose, Listener
from events_app.outreach.letters import accounts as letters
from events_app.outreach.mail_settings import MailSettings
from events_app.outreach.operations import write_letter
from events_app.outreach.operations.writing import is_written
from events_app.outreach.schemas import Letter, Recipient
from events_app.platform.i18n import use_locale


def _recipient(reader: Reader, email: str | None = None) -> Recipient:
    return Recipient(
        key=f"account-{reader.account}",
        email=email or reader.email,
        name=reader.name,
        locale=reader.locale,
        account=reader.account,
    )


def _with_link(say: Callable[[RevealedLink, MailSettings], Letter]) -> Compose:
    """Write a letter around a link; the token is made here, in the transaction that writes the letter."""

    async def compose(payload: dict[str, Any], cause: Cause) -> None:
        if await is_written(cause.key, f"account-{payload['account']}"):
            return
        link = await reveal_link(payload["link"], now=cause.now)
        if link is None:
            return
        with use_locale(link.reader.locale):
            letter = say(link, cause.mailing)
        reader = _recipient(link.reader, link.email)
        await write_letter(letter, reader, cause=cause.key, topic=cause.topic, mailing=cause.mailing, now=cause.now)

    return compose


def _notice(say: Callable[[MailSettings], Letter]) -> Compose:
    async def compose(payload: dict[str, Any], cause: Cause) -> None:
        for reader in await load_readers([payload["account"]]):
            with use_locale(reader.locale):
                letter = say(cause.mailing)
            recipient = _recipient(reader)
            await write_letter(
                letter, recipient, cause=cause.key, topic=cause.topic, mailing=cause.mailing, now=cause.now
            )

    return compose


async def _email_changed(payload: dict[str, Any], cause: Cause) -> None:
    for reader in await load_readers([payload["account"]]):
        with use_locale(reader.locale):
            letter = letters.address_changed(reader.email, cause.mailing)
        recipient = _recipient(reader, payload["former"])
        await write_letter(letter, recipient, cause=cause.key, topic=cause.topic, mailing=cause.mailing, now=cause.now)


async def _invited(payload: dict[str, Any], cause: Cause) -> None:
    if await is_written(cause.key, f"account-{payload['account']}"):
        return
    link = await reveal_link(payload["link"], now=cause.now)
    if link is None:
        return
    office = await load_office(int(link.data["office"]))
    with use_locale(link.reader.locale):
        letter = letters.invitation(
            link.token, link.expires_at, office=office, role=link.data["role"], by=payload["by"], mailing=cause.mailing
        )
    reader = _recipient(link.reader, link.email)
    await write_letter(
        letter, reader, cause=cause.key, topic=cause.topic, mailing=cause.mailing, office=office.id, now=cause.now
    )


LISTENERS = [
    Listener(
        "account.signed_up",
        _with_link(lambda link, mailing: letters.confirm_address(link.token, link.expires_at, mailing)),
    ),
    Listener("account.sign_up_repeated", _notice(letters.account_exists)),
    Listener(
        "account.reset_requested",
        _with_link(lambda link, mailing: letters.reset_password(link.token, link.expires_at, mailing)),
    ),
    Listener("account.password_changed", _notice(letters.password_changed)),
    Listener(
        "account.email_change_requested",
        _with_link(lambda link, mailing: letters.confirm_new_address(link.token, link.expires_at, mailing)),
    ),
    Listener("account.email_changed", _email_changed),
    Listener("account.invited", _invited),
]
