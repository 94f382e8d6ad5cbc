"""Reads what feeds and the pages about them show."""

from collections.abc import Sequence
from datetime import datetime

from events_app.accounts.queries import list_office_roles
from events_app.agenda.queries import feed_changed_at, feed_entries, fragments
from events_app.calendars.errors import CalendarNotFound
from events_app.calendars.render import join, render_head, render_placeholder
from events_app.calendars.rules import etag, hash_token, is_token, pass_of_key
from events_app.calendars.schemas import Feed, FeedState, Subscription, SubscriptionView, addresses
from events_app.passes.queries import find_pass
from events_app.passes.rules import PassState
from events_app.platform.actor import Actor
from events_app.platform.db import fetch
from events_app.platform.i18n import Locale
from events_app.producers.queries import producers_of_account


async def feed_state(feed: Feed, locale: Locale, *, public_url: str, now: datetime) -> FeedState:
    """What decides between 304 and an answer: no text is read for it."""
    source = addresses(feed, public_url, locale).https
    head = render_head(feed, locale, source, f"{public_url}{feed.page}")
    entries = await feed_entries(feed.keys, locale, now=now)
    if feed.sources is not None:
        entries = [entry for entry in entries if entry.source in feed.sources]
    if not entries:
        head += render_placeholder(feed, locale)
    changed_at = await feed_changed_at(feed.keys, now=now) or feed.placeholder_since
    return FeedState(head, entries, etag(head, entries), max(changed_at, feed.placeholder_since))


async def feed_body(feed: Feed, state: FeedState, locale: Locale, *, public_url: str) -> bytes:
    """The whole feed, joined from cached texts."""
    texts = await fragments(state.entries, locale, public_url=public_url, private=feed.private)
    return join(state.head, state.entries, texts)


async def find_subscription(token: str) -> Subscription:
    """The subscription behind a secret address.

    Raises:
        CalendarNotFound: There never was one.
    """
    rows = (
        await fetch(
            "SELECT id, account, feed_key, locale, created_at, last_used_at, revoked_at"
            " FROM calendar_subscription WHERE token_hash = $1",
            hash_token(token),
        )
        if is_token(token)
        else []
    )
    if not rows:
        raise CalendarNotFound
    return Subscription(**rows[0])


async def subscribed_keys(subscription: Subscription) -> tuple[str, ...]:
    """What a private calendar shows today: the person's own things, their producers' and their offices'."""
    if subscription.account is None:
        return await _keys_of_pass(subscription.feed_key)
    roles = await list_office_roles(subscription.account)
    return _keys(
        subscription.account,
        await producers_of_account(subscription.account),
        [role.office for role in roles if role.role in {"owner", "organizer"}],
    )


async def _keys_of_pass(feed_key: str) -> tuple[str, ...]:
    """The fair of a pass, as long as the pass opens its gates."""
    pass_id = pass_of_key(feed_key)
    if pass_id is None:
        return (feed_key,)
    found = await find_pass(pass_id)
    return (f"fair:{found.fair}",) if found.state is PassState.valid else ()


def keys_of(acting: Actor) -> tuple[str, ...]:
    """The same for somebody who is here."""
    return _keys(acting.id, sorted(acting.producer_ids), acting.organized_offices)


def _keys(account: int, producers: Sequence[int], offices: Sequence[int]) -> tuple[str, ...]:
    return (
        f"account:{account}",
        *(f"producer:{producer}" for producer in producers),
        *(f"office:{office}" for office in offices),
    )


async def list_subscriptions(*, acting: Actor) -> list[SubscriptionView]:
    """The asker's own addresses, open ones first."""
    acting.ensure_known()
    rows = await fetch(
        "SELECT id, name, hint, locale, created_at, last_used_at, last_client, revoked_at"
        " FROM calendar_subscription WHERE account = $1 ORDER BY revoked_at NULLS FIRST, id DESC",
        acting.id,
    )
    return [SubscriptionView(**row) for row in rows]
