"""What the scheduler does at giving."""

from datetime import date, timedelta

import pytest

from events_app.giving.jobs import JOBS
from events_app.giving.operations import forget_invited_people, invite_people
from events_app.passes.operations import erase_holder
from events_app.passes.rules import KEEP_PEOPLE_FOR, PassKind
from events_app.platform.db import fetch
from tests.clock import NOW
from tests.factories.passes import make_gate_site, make_pass

FORGET = {job.name: job.run for job in JOBS}["giving.forget"]
LAST_DAY = NOW + timedelta(days=3)


async def test_invited_people_are_forgotten_with_the_holders_and_not_earlier(site):
    await invite_people(site.slug, "Anna <anna@vidu.vn>", PassKind.buyer, "vi", acting=site.organizer, now=NOW)
    await FORGET(LAST_DAY + KEEP_PEOPLE_FOR)
    assert (await fetch("SELECT email FROM pass_invitation"))[0]["email"] == "anna@vidu.vn"
    await FORGET(LAST_DAY + KEEP_PEOPLE_FOR + timedelta(days=1))
    row = (await fetch("SELECT email, name FROM pass_invitation"))[0]
    assert tuple(row) == ("", "")


async def invited(site, address):
    await invite_people(site.slug, f"Người <{address}>", PassKind.buyer, "vi", acting=site.organizer, now=NOW)


async def people_invited():
    rows = await fetch("SELECT email, name FROM pass_invitation ORDER BY id")
    return [tuple(row) for row in rows]


async def test_erased_holder_is_forgotten_in_the_invitation_too(site):
    lan = await make_pass(site)
    await invited(site, "lan@vidu.vn")
    await invited(site, "mai@vidu.vn")
    await fetch("UPDATE pass_invitation SET entry_pass = $1, accepted_at = $2 WHERE email = 'lan@vidu.vn'", lan.id, NOW)
    await erase_holder(lan.id, acting=site.organizer, now=NOW)
    assert await people_invited() == [("", ""), ("mai@vidu.vn", "Người")]


async def test_invited_people_are_forgotten_fair_by_fair(site):
    """The site's fair ends on the 27th; another on the 30th."""
    for one in (site, await make_gate_site(ends_on=date(2026, 11, 30))):
        await invited(one, "mai@vidu.vn")
    await forget_invited_people(before=date(2026, 11, 27))
    assert await people_invited() == [("mai@vidu.vn", "Người")] * 2
    await forget_invited_people(before=date(2026, 11, 28))
    assert await people_invited() == [("", ""), ("mai@vidu.vn", "Người")]


@pytest.mark.parametrize(("email", "name"), [("mai@vidu.vn", ""), ("", "Mai")])
async def test_half_an_invitation_is_forgotten_too(site, email, name):
    await invited(site, "x@vidu.vn")
    await fetch("UPDATE pass_invitation SET email = $1, name = $2", email, name)
    await forget_invited_people(before=date(2026, 12, 1))
    assert await people_invited() == [("", "")]
