"""Forgetting what is past its use."""

from datetime import datetime, timedelta

from events_app.accounts.rules import WINDOW
from events_app.platform.db import fetch

_REMEMBERED = timedelta(days=30)


async def sweep_accounts(*, now: datetime) -> None:
    """Delete kept forms and tries past their time, and sessions and links closed for a month.

    Network addresses are personal data: those of tries go after two windows, those of sessions with the session.
    """
    old = now - _REMEMBERED
    await fetch("DELETE FROM kept_form WHERE expires_at <= $1", now)
    await fetch("DELETE FROM sign_in_attempt WHERE at < $1", now - 2 * WINDOW)
    await fetch("DELETE FROM login_session WHERE expires_at < $1 OR revoked_at < $1", old)
    await fetch("DELETE FROM one_time_token WHERE expires_at < $1", old)
