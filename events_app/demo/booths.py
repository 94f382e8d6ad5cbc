"""Floor plans: the flagship's 120 booths, half of them taken, and the plans of the fairs that run today."""

from datetime import datetime, timedelta

from events_app.booths.operations import assign_booth, hold_booth
from events_app.fairs.schemas import Fair
from events_app.floor_plans.operations import lay_grid, set_hold_terms
from events_app.floor_plans.queries import booths_on_plan
from events_app.floor_plans.schemas import GridInput, HoldTermsInput
from events_app.platform.actor import SYSTEM

ZONES = "Thực phẩm: 1-4\nĐồ uống: 5-6\nDược liệu: 7\nThủ công mỹ nghệ: 8-10"


async def lay_plan(fair: Fair, *, rows: int, columns: int, now: datetime) -> list[int]:
    """Draw a hall from a grid; returns the booths in the order of their codes."""
    await lay_grid(
        fair.slug,
        GridInput(
            rows=rows,
            columns=columns,
            block=max(columns // 2, 1),
            back_to_back=True,
            stage=True,
            entrance=True,
            hall_name="Nhà A",
            zones=ZONES if rows >= 10 else f"Thực phẩm: 1-{rows}",
            price=4_500_000,
        ),
        acting=SYSTEM,
        now=now,
    )
    return await booths_on_plan(fair.id)


async def fill_half(fair: Fair, booths: list[int], producers: list[int], *, own: int, now: datetime) -> None:
    """Give every second booth to a producer, most assigned, some only held; one hold is the demo producer's."""
    await set_hold_terms(fair.slug, HoldTermsInput(minutes=2880, cap=2, holds_open=True), acting=SYSTEM, now=now)
    taken = booths[::2]
    for number, (booth, producer) in enumerate(zip(taken, producers, strict=False)):
        if number % 6 == 5:
            await hold_booth(booth, producer=producer, acting=SYSTEM, now=now - timedelta(hours=number % 40))
        else:
            await assign_booth(booth, producer, acting=SYSTEM, now=now - timedelta(days=3))
    await hold_booth(booths[1], producer=own, acting=SYSTEM, now=now)


async def fill(booths: list[int], producers: list[int], *, now: datetime) -> None:
    """Assign as many booths as there are producers."""
    for booth, producer in zip(booths, producers, strict=False):
        await assign_booth(booth, producer, acting=SYSTEM, now=now)
