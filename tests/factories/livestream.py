"""Studios, hosts and stream sessions for tests."""

from datetime import datetime, timedelta
from itertools import count
from typing import Any

from events_app.livestream import operations
from events_app.livestream.schemas import LineUp, LineUpInput, Session, SessionInput
from events_app.platform.actor import Actor
from events_app.platform.db import fetch
from tests.clock import NOW
from tests.factories.producers import make_product

_numbers = count(1)
TOMORROW_EVENING = datetime.fromisoformat("2026-11-25T20:00:00+07:00")


async def make_studio(office: int, *, name: str | None = None) -> int:
    """A studio of an office."""
    [row] = await fetch(
        "INSERT INTO studio (office, name, address) VALUES ($1, $2, '') RETURNING id",
        office,
        name or f"Phòng livestream {next(_numbers)}",
    )
    studio: int = row["id"]
    return studio


async def make_host(office: int, *, name: str | None = None, checked: bool = True) -> int:
    """A host of an office, with identity and contract checked unless told otherwise."""
    [row] = await fetch(
        "INSERT INTO host (office, name, phone, identity_method, identity_checked_on, papers)"
        " VALUES ($1, $2, '', $3, $4, $5) RETURNING id",
        office,
        name or f"Lê Thu Hà {next(_numbers)}",
        "vneid" if checked else None,
        NOW.date() if checked else None,
        "HĐ 12/2026" if checked else "",
    )
    host: int = row["id"]
    return host


def session_input(**changes: Any) -> SessionInput:
    """Two hours tomorrow evening."""
    starts_at = changes.get("starts_at", TOMORROW_EVENING)
    given: dict[str, Any] = {
        "title": "Mật ong và trà vùng cao",
        "starts_at": starts_at,
        "ends_at": starts_at + timedelta(hours=2),
        "platform": "facebook",
        "stream_url": "https://www.facebook.com/ocophanoi/live",
    }
    return SessionInput(**(given | changes))


async def make_session(acting: Actor, *, now: datetime = NOW, **changes: Any) -> Session:
    """An announced session of the actor's first office, with a studio and a host of its own."""
    office = acting.organized_offices[0]
    changes.setdefault("office", office)
    if "studio" not in changes:
        changes["studio"] = await make_studio(office)
    if "host" not in changes:
        changes["host"] = await make_host(office)
    return await operations.create_session(session_input(**changes), acting=acting, now=now)


async def make_line_up(session: Session, *products: int, acting: Actor, now: datetime = NOW) -> list[int]:
    """A line-up of these products, or of one new product; gives the products."""
    chosen = list(products) or [await make_product()]
    items = [LineUpInput(product=product, price=120_000) for product in chosen]
    await operations.replace_line_up(session.id, LineUp(items=items), acting=acting, now=now)
    return chosen
