"""Who was invited, and what became of it."""

from datetime import datetime
from typing import Final

import msgspec

from events_app.fairs.queries import find_fair
from events_app.giving.errors import InvitationNotFound
from events_app.giving.schemas import InvitationView
from events_app.platform.actor import Actor
from events_app.platform.db import fetch
from events_app.platform.listing import Listing, Window, encode_cursor

_SELECT: Final = """
SELECT i.id, i.fair, i.kind, i.email, i.name, i.locale, i.sent_at, i.sends, i.expires_at, i.withdrawn_at,
  i.accepted_at, i.entry_pass,
  CASE WHEN i.withdrawn_at IS NOT NULL THEN 'withdrawn' WHEN i.entry_pass IS NOT NULL THEN 'accepted'
    WHEN i.expires_at <= $1 THEN 'expired' ELSE 'open' END AS state
FROM pass_invitation i
"""


async def find_invitation(invitation: int, *, now: datetime) -> InvitationView:
    """Return an invitation, whoever asks: for operations, and for whoever holds its address.

    Raises:
        InvitationNotFound: There is none.
    """
    rows = await fetch(_SELECT + "WHERE i.id = $2", now, invitation)
    if not rows:
        raise InvitationNotFound
    return msgspec.convert(dict(rows[0]), InvitationView)


async def list_invitations(slug: str, window: Window, *, acting: Actor, now: datetime) -> Listing[InvitationView]:
    """List the invitations to a fair for its office, the latest first."""
    fair = await find_fair(slug, acting=acting, now=now)
    acting.ensure_organizes(fair.office)
    [count] = await fetch("SELECT count(*) AS n FROM pass_invitation WHERE fair = $1", fair.id)
    rows = await fetch(
        _SELECT + "WHERE i.fair = $2 AND ($3::bigint IS NULL OR i.id < $3) ORDER BY i.id DESC LIMIT $4",
        now,
        fair.id,
        window.after[0] if window.after else None,
        window.limit + 1,
    )
    items = [msgspec.convert(dict(row), InvitationView) for row in rows[: window.limit]]
    return Listing(items, count["n"], encode_cursor(items[-1].id) if len(rows) > window.limit else None)
