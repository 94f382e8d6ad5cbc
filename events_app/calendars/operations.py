"""Making, using and revoking private calendar addresses."""

from datetime import datetime
from typing import Any

from events_app.calendars import rules
from events_app.calendars.errors import SubscriptionNotFound, TooManySubscriptions
from events_app.calendars.schemas import NewSubscription, Subscription
from events_app.calendars.tables import CalendarSubscription
from events_app.platform.actor import Actor
from events_app.platform.audit import record_audit
from events_app.platform.db import fetch, transaction
from events_app.platform.i18n import Locale, nfc
from events_app.platform.rows import insert_row, update_row


async def make_subscription(name: str, locale: Locale, *, acting: Actor, now: datetime) -> NewSubscription:
    """Make a secret address for one calendar program of the asker; its token is known only now.

    Raises:
        TooManySubscriptions: The asker already has as many as anybody needs.
    """
    acting.ensure_known()
    token = rules.new_token()
    async with transaction():
        # The account's row is what two clicks at once wait at, so the cap holds.
        await fetch("SELECT 1 FROM account WHERE id = $1 FOR UPDATE", acting.id)
        [count] = await fetch(
            "SELECT count(*) AS n FROM calendar_subscription WHERE account = $1 AND revoked_at IS NULL", acting.id
        )
        if count["n"] >= rules.MOST_SUBSCRIPTIONS:
            raise TooManySubscriptions(rules.MOST_SUBSCRIPTIONS)
        own = {"account": acting.id, "feed_key": ""}
        row = await insert_row(CalendarSubscription, own, _address(name, token, locale, now))
        await record_audit(
            acting, "calendar_subscription.made", subject="calendar_subscription", subject_id=row["id"], now=now
        )
    return NewSubscription(id=row["id"], token=token)


async def make_pass_subscription(pass_id: int, name: str, locale: Locale, *, now: datetime) -> NewSubscription:
    """Make a secret address for the holder of a pass, who needs no account: the fair's days and its programme.

    Raises:
        TooManySubscriptions: The pass already has as many as anybody needs.
    """
    token = rules.new_token()
    key = rules.key_of_pass(pass_id)
    async with transaction():
        await fetch("SELECT pg_advisory_xact_lock(hashtextextended($1, 0))", f"calendar:{key}")
        [count] = await fetch(
            "SELECT count(*) AS n FROM calendar_subscription WHERE feed_key = $1 AND revoked_at IS NULL", key
        )
        if count["n"] >= rules.MOST_PASS_SUBSCRIPTIONS:
            raise TooManySubscriptions(rules.MOST_PASS_SUBSCRIPTIONS)
        row = await insert_row(CalendarSubscription, {"feed_key": key}, _address(name, token, locale, now))
    return NewSubscription(id=row["id"], token=token)


async def revoke_subscription(subscription: int, *, acting: Actor, now: datetime) -> None:
    """Close an address for good; for thirty days it tells programs so.

    Raises:
        SubscriptionNotFound: It is not among the asker's.
    """
    acting.ensure_known()
    async with transaction():
        rows = await fetch(
            "SELECT revoked_at FROM calendar_subscription WHERE id = $1 AND account = $2 FOR UPDATE",
            subscription,
            acting.id,
        )
        if not rows:
            raise SubscriptionNotFound
        if rows[0]["revoked_at"] is not None:
            return
        await update_row(CalendarSubscription, {"revoked_at": now}, where={"id": subscription})
        await record_audit(
            acting,
            "calendar_subscription.revoked",
            subject="calendar_subscription",
            subject_id=subscription,
            now=now,
        )


async def note_use(subscription: Subscription, user_agent: str, *, now: datetime) -> None:
    """Remember that a program read the address; at most every ten minutes, so that polling writes no rows."""
    if not rules.is_use_worth_noting(subscription.last_used_at, now):
        return
    used = {"last_used_at": now, "last_client": rules.client_name(user_agent)}
    await update_row(CalendarSubscription, used, where={"id": subscription.id})


def _address(name: str, token: str, locale: Locale, now: datetime) -> dict[str, Any]:
    """The columns of a new secret address: the token itself is never kept."""
    return {
        "name": nfc(name)[:80],
        "token_hash": rules.hash_token(token),
        "hint": token[-4:],
        "locale": locale,
        "created_at": now,
        "last_client": "",
    }
