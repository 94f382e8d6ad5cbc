"""Asking for silence."""

from datetime import datetime

from events_app.outreach.rules import OptOutKind
from events_app.outreach.tables import MailOptOut
from events_app.platform.rows import insert_unless_there


async def opt_out(email: str, kind: OptOutKind, *, now: datetime) -> None:
    """Stop one kind of letters to one reader, also those that wait; asking twice is fine."""
    silence = {"email": email, "kind": kind, "created_at": now}
    await insert_unless_there(MailOptOut, silence, unique=("email", "kind"))
