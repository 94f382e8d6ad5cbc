"""The demo data: three offices, thirty fairs over two years, a register, booths, passes, livestreams.

People and firms are invented, places are real. Everything a person could have done is done by the operations people
use; the register, the passes and the check-ins are written in bulk.
"""

import random
from collections.abc import Callable
from datetime import datetime

from events_app.demo import booths, dealings, passes, people, register, runs, streams
from events_app.demo.fairs import plan_fairs
from events_app.demo.year_of_fairs import FLAGSHIP
from events_app.fairs.schemas import Fair
from events_app.passes.operations import Signer
from events_app.piccolo_app import find_tables
from events_app.platform.actor import SYSTEM, Actor
from events_app.platform.audit import record_audit
from events_app.platform.db import fetch, transaction

Report = Callable[[str, float], None]

_SEED = 1976
_RUNNING_WEEK, _RUNNING_FAIR = "Tuần hàng OCOP Hà Đông", "Hội chợ Mùa vàng Đông Anh"
_LAST_FAIR = "Hội chợ đặc sản xứ Nghệ"
_LOADED_ONCE = {"place", "place_successor"}


async def load_demo(*, now: datetime, report: Report, secret: str) -> bool:
    """Fill an empty database; False when there is data already. A load that was killed half-way is done again."""
    if await fetch("SELECT 1 FROM office LIMIT 1") and not await _was_killed():
        return False
    await _begin(now)
    chance = random.Random(_SEED)
    report("Văn phòng và tài khoản · offices and people", 0.05)
    offices, accounts = await people.settle_people(now=now)
    report("1.649 sản phẩm của 600 chủ thể · the register", 0.15)
    producers = await register.fill_register(offices[0], accounts["producer@demo.example"], chance=chance, now=now)
    report("30 sự kiện trong hai năm · thirty events", 0.3)
    fairs = await plan_fairs(offices, now=now)
    report("Sơ đồ gian hàng · floor plans", 0.45)
    organizer = Actor(
        kind="person",
        id=accounts["colleague@demo.example"],
        name="Trần Quốc Bảo",
        office_roles={offices[0]: "organizer"},
    )
    await dealings.call_for_applications(fairs[FLAGSHIP], offices[0], now=now)
    await _fill_halls(fairs, producers, now=now)
    await _deal(fairs, producers, organizer, accounts["reviewer@demo.example"], now=now)
    report("30 phiên livestream · livestream sessions", 0.6)
    products = await fetch("SELECT min(id) AS id FROM product GROUP BY producer ORDER BY 1 LIMIT 160")
    await streams.plan_sessions(offices[0], list(fairs.values()), [row["id"] for row in products], now=now)
    report("20.000 thẻ ra vào · passes", 0.75)
    await _fill_gates(fairs, producers[0], Signer(secret), chance, now=now)
    await _finish(now)
    report("Xong · done", 1.0)
    return True


async def _fill_halls(fairs: dict[str, Fair], producers: list[int], *, now: datetime) -> None:
    flagship = await booths.lay_plan(fairs[FLAGSHIP], rows=10, columns=12, now=now)
    await booths.fill_half(fairs[FLAGSHIP], flagship, producers[1:], own=producers[0], now=now)
    for title, rows, columns, taken in (
        (_RUNNING_FAIR, 8, 10, [producers[0], *producers[100:173]]),
        (_RUNNING_WEEK, 4, 8, producers[100:130]),
    ):
        plan = await booths.lay_plan(fairs[title], rows=rows, columns=columns, now=now)
        await booths.fill(plan, taken, now=now)


async def _deal(
    fairs: dict[str, Fair], producers: list[int], organizer: Actor, reviewer: int, *, now: datetime
) -> None:
    flagship = fairs[FLAGSHIP]
    await dealings.keep_papers(producers[0], now=now)
    await dealings.take_applications(flagship, producers[200:224], organizer=organizer, reviewer=reviewer, now=now)
    await runs.assign(flagship, organizer=organizer, now=now)
    await dealings.take_money(flagship, organizer=organizer, now=now)
    await dealings.hand_booths_over(fairs[_RUNNING_FAIR], organizer=organizer, now=now)


async def _fill_gates(
    fairs: dict[str, Fair], own: int, signer: Signer, chance: random.Random, *, now: datetime
) -> None:
    counts = [
        (fairs[FLAGSHIP], passes.FLAGSHIP_PASSES),
        (fairs[_RUNNING_FAIR], passes.RUNNING_PASSES),
        (fairs[_LAST_FAIR], passes.PAST_PASSES),
    ]
    await passes.hand_out_passes(counts, signer=signer, chance=chance, now=now)
    await passes.open_gates(fairs[FLAGSHIP], now=now)
    gates = await passes.open_gates(fairs[_RUNNING_FAIR], now=now)
    await passes.let_people_in(fairs[_RUNNING_FAIR], gates, now=now)
    await passes.name_people_at_booths(fairs[_RUNNING_FAIR], own, signer=signer, now=now)


async def _was_killed() -> bool:
    """Whether the rows that stand there are those of a load that never finished."""
    rows = await fetch("SELECT action FROM audit_entry WHERE action IN ('demo.began', 'demo.loaded')")
    return {row["action"] for row in rows} == {"demo.began"}


async def _begin(now: datetime) -> None:
    tables = [table._meta.tablename for table in find_tables()]  # noqa: SLF001 - Piccolo keeps the name there
    emptied = ", ".join(f'"{name}"' for name in tables if name not in _LOADED_ONCE)
    async with transaction():
        await fetch(f"TRUNCATE {emptied} RESTART IDENTITY CASCADE")
        await record_audit(SYSTEM, "demo.began", subject="demo", now=now)


async def _finish(now: datetime) -> None:
    """Mails of the demo's past would only be noise; what is kept from now on is what people do."""
    async with transaction():
        await fetch("DELETE FROM outbox_message")
        await record_audit(SYSTEM, "demo.loaded", subject="demo", now=now)
    await fetch("ANALYZE")
