"""What passes do when something below them changed."""

from datetime import datetime
from typing import Any

from events_app.giving.operations import follow_moved_booth, revoke_staff_of_released_booth
from events_app.platform.outbox import Handler


async def _released(payload: dict[str, Any], _message: int, now: datetime) -> None:
    await revoke_staff_of_released_booth(payload["booth"], payload["producer"], now=now)


async def _moved(payload: dict[str, Any], _message: int, _now: datetime) -> None:
    await follow_moved_booth(payload["fair"], payload["producer"])


HANDLERS = {
    "booth.released": [Handler("passes.booth_released", _released)],
    "booth.moved": [Handler("passes.booth_moved", _moved)],
}
