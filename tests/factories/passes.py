"""Passes, gates and paired phones for tests, made by the operations themselves."""

from datetime import date
from itertools import count
from typing import Any
from uuid import uuid4

import msgspec

from events_app.fairs.queries import fair_by_id
from events_app.passes.operations import Signer, code_of, issue_pass, open_gate, pair_device
from events_app.passes.schemas import ConsentInput, HolderInput, PassInput, PassView
from events_app.platform.actor import ANONYMOUS, Actor
from tests.clock import NOW
from tests.conftest import SECRET
from tests.factories.accounts import make_office, make_organizer
from tests.factories.fairs import make_fair

_numbers = count(1)


class GateSite(msgspec.Struct, frozen=True, kw_only=True):
    """A fair that runs today with one gate and one paired phone."""

    office: int
    fair: int
    slug: str
    gate: int
    token: str
    device: int
    organizer: Actor
    signer: Signer


async def make_gate_site(**fair_columns: Any) -> GateSite:
    """A five-day fair of which the standing clock's day is the second."""
    office = await make_office()
    columns: dict[str, Any] = {"starts_on": date(2026, 11, 23), "ends_on": date(2026, 11, 27)}
    fair = await make_fair(office=office, **(columns | fair_columns))
    slug = (await fair_by_id(fair, now=NOW)).slug
    organizer = await make_organizer(office, role="owner")
    gate = await open_gate(slug, "Cổng chính", acting=organizer, now=NOW)
    device = await pair_device(gate.id, "Điện thoại 1", acting=organizer, now=NOW)
    return GateSite(
        office=office,
        fair=fair,
        slug=slug,
        gate=gate.id,
        token=device.token,
        device=device.id,
        organizer=organizer,
        signer=Signer(SECRET),
    )


async def make_pass(site: GateSite, *, acting: Actor | None = None, **changes: Any) -> PassView:
    """A visitor's pass for every day of the site's fair."""
    wanted = PassInput(
        holder=HolderInput(name=changes.pop("name", f"Nguyễn Thị Lan {next(_numbers)}")),
        consent=ConsentInput("2026-11"),
        **changes,
    )
    return await issue_pass(
        site.slug,
        wanted,
        channel="web" if acting is None else "desk",
        signer=site.signer,
        acting=acting or ANONYMOUS,
        now=NOW,
    )


async def make_code(site: GateSite, **changes: Any) -> str:
    """The code of a fresh pass."""

    return await code_of(await make_pass(site, **changes), signer=site.signer, now=NOW)


def scan_body(site: GateSite, code: str, **changes: Any) -> dict[str, Any]:
    """What a phone sends for one scan."""
    body: dict[str, Any] = {
        "code": code,
        "gate": site.gate,
        "direction": "in",
        "scan_id": str(uuid4()),
        "scanned_at": NOW.isoformat(),
    }
    return body | changes
