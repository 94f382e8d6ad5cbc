"""Messages nobody could deliver."""

from datetime import datetime, timedelta
from typing import Any

from events_app.platform.db import transaction
from events_app.platform.outbox import Handler, deliver_due, put_message


async def _fail(_payload: dict[str, Any], _message: int, _now: datetime) -> None:
    raise ValueError("a secret of another office")


async def make_dead_letter(now: datetime) -> None:
    """A message for `tests.fail` that failed for two days."""
    async with transaction():
        await put_message("fair.moved", {"fair": 1}, now=now - timedelta(days=2))
    for at in (now - timedelta(days=2), now):
        await deliver_due({"fair.moved": [Handler("tests.fail", _fail)]}, now=at)
