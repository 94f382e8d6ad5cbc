"""What the scheduler does at passes."""

import asyncio
from datetime import timedelta

from events_app.passes.jobs import JOBS
from events_app.platform.db import fetch
from tests.clock import NOW
from tests.factories.passes import make_pass

JOB = {job.name: job.run for job in JOBS}["passes.forget"]
LAST_DAY = NOW + timedelta(days=3)


async def forget(moment):
    """Run the job, which goes on until nobody is left: never for ever."""
    async with asyncio.timeout(5):
        await JOB(moment)


async def test_people_are_forgotten_ninety_days_after_their_fair_and_not_earlier(site):
    await make_pass(site, name="Nguyễn Thị Lan")
    await forget(LAST_DAY + timedelta(days=90))
    assert (await fetch("SELECT holder_name FROM entry_pass"))[0]["holder_name"] == "Nguyễn Thị Lan"
    await forget(LAST_DAY + timedelta(days=91))
    row = (await fetch("SELECT holder_name, folded, state FROM entry_pass"))[0]
    assert tuple(row) == (None, "", "erased")
