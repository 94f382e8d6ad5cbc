"""What a supervisor asks: is the process alive, can it serve people, and does its work in the background get done?"""

from datetime import timedelta
from hmac import compare_digest
from typing import Any

from litestar import Request, Response, get

from events_app.platform.db import fetch
from events_app.platform.errors import NotFound, Unavailable
from events_app.platform.outbox import count_outbox
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


@get("/health/metrics", include_in_schema=False, media_type="text/plain; version=0.0.4; charset=utf-8")
async def answer_metrics(request: Request[Any, Any, Any], now: Now) -> str:
    """How the outbox stands, in Prometheus' text format: with the installation's key, or from this machine itself."""
    if not _may_measure(request):
        raise NotFound
    figures = await count_outbox(now=now)
    age = (now - figures.oldest_due_at).total_seconds() if figures.oldest_due_at else 0.0
    return "".join(
        (
            _gauge("due", "Messages and deliveries that are due now.", figures.due),
            _gauge("oldest_due_seconds", "How long the oldest of them has been due.", max(age, 0.0)),
            _gauge("dead", "Deliveries given up after two days.", figures.dead),
        )
    )


def _gauge(name: str, about: str, value: float) -> str:
    whole = f"events_app_outbox_{name}"
    return f"# HELP {whole} {about}\n# TYPE {whole} gauge\n{whole} {value:g}\n"


def _may_measure(request: Request[Any, Any, Any]) -> bool:
    key = wiring_of(request.app).settings.metrics_key
    if key is not None:
        given = request.headers.get("authorization", "").encode("latin-1", "replace")
        return compare_digest(given, f"Bearer {key}".encode())
    # A proxy on this machine speaks for others, and says so.
    speaks_for_another = any(name in request.headers for name in ("forwarded", "x-forwarded-for", "x-real-ip"))
    return not speaks_for_another and request.client is not None and request.client.host in {"127.0.0.1", "::1"}
