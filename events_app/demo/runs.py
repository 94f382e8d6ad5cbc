"""The demo's assignment: a reserve, a run that has ended and is not published, as an office would look at it."""

from datetime import datetime

from events_app.assignment.operations import set_reserve, start_run, work_on_runs
from events_app.assignment.queries.drafting import draft_run
from events_app.assignment.schemas import ReserveInput, RunInput
from events_app.fairs.schemas import Fair
from events_app.platform.actor import Actor


async def assign(fair: Fair, *, organizer: Actor, now: datetime) -> None:
    """Reserve a place for producers in hardship and run the assignment of those who wait."""
    draft = await draft_run(fair, now=now)
    if not draft.may_start:
        return
    named = [each.application for each in draft.participants[-3:]]
    wanted = ReserveInput(at_least=1, name="Hộ sản xuất khó khăn", members=named)
    await set_reserve(fair.slug, wanted, acting=organizer, now=now)
    run = await start_run(fair.slug, RunInput(), acting=organizer, now=now)
    await work_on_runs(now, only=run.id)
