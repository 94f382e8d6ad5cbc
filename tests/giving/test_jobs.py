"""What the scheduler does at giving."""

from datetime import timedelta

from events_app.giving.jobs import JOBS
from events_app.giving.operations import invite_people
from events_app.passes.rules import KEEP_PEOPLE_FOR, PassKind
from events_app.platform.db import fetch
from tests.clock import NOW

FORGET = {job.name: job.run for job in JOBS}["giving.forget"]
LAST_DAY = NOW + timedelta(days=3)


async def test_invited_people_are_forgotten_with_the_holders_and_not_earlier(site):
    await invite_people(site.slug, "Anna <anna@vidu.vn>", PassKind.buyer, "vi", acting=site.organizer, now=NOW)
    await FORGET(LAST_DAY + KEEP_PEOPLE_FOR)
    assert (await fetch("SELECT email FROM pass_invitation"))[0]["email"] == "anna@vidu.vn"
    await FORGET(LAST_DAY + KEEP_PEOPLE_FOR + timedelta(days=1))
    row = (await fetch("SELECT email, name FROM pass_invitation"))[0]
    assert tuple(row) == ("", "")
