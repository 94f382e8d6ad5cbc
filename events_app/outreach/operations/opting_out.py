"""Asking for silence."""

from datetime import datetime

from events_app.outreach.rules import OptOutKind
from events_app.platform.db import fetch


async def opt_out(email: str, kind: OptOutKind, *, now: datetime) -> None:
    """Stop one kind of letters to one reader, also those that wait; asking twice is fine."""
    await fetch(
        "INSERT INTO mail_opt_out (email, kind, created_at) VALUES ($1, $2, $3) ON CONFLICT (email, kind) DO NOTHING",
        email,
        kind,
        now,
    )
