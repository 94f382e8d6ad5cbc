"""What a supervisor asks: is the process alive, and can it serve people?"""

from datetime import timedelta
from typing import Any

from litestar import Request, Response, get

from events_app.platform.db import fetch
from events_app.platform.errors import Unavailable
from events_app.platform.web.auth import Now
from events_app.platform.web.wiring import wiring_of

BEAT_WITHIN = timedelta(minutes=2)


@get("/health/live", include_in_schema=False)
async def answer_live() -> dict[str, str]:
    """The process answers."""
    return {"status": "alive"}


@get("/health/ready", include_in_schema=False)
async def answer_ready(request: Request[Any, Any, Any], now: Now) -> Response[dict[str, Any]]:
    """Database reached, migrations applied, scheduler beating."""
    checks = {"database": False, "migrations": False, "scheduler": False}
    try:
        checks["migrations"] = not await wiring_of(request.app).pending_migrations()
        checks["database"] = True
        beats = await fetch("SELECT max(last_run_at) AS last FROM scheduler_beat")
        checks["scheduler"] = bool(beats[0]["last"] and beats[0]["last"] > now - BEAT_WITHIN)
    except Unavailable:
        pass
    ready = all(checks.values())
    return Response({"status": "ready" if ready else "not ready", **checks}, status_code=200 if ready else 503)
