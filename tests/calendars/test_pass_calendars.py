"""The private calendar of somebody who holds a pass and no account."""

import re

from events_app.passes.links import pass_token
from events_app.passes.operations import return_pass
from events_app.platform.actor import ANONYMOUS
from events_app.platform.db import fetch
from tests.clock import NOW
from tests.conftest import SECRET
from tests.factories.passes import make_gate_site, make_pass


async def make_address(client, given):
    token = pass_token(given.id, SECRET)
    assert f'action="/calendars/passes/{token}"' in (await client.get(f"/passes/{token}")).text
    page = await client.post_form(f"/calendars/passes/{token}")
    assert (page.status_code, page.headers["cache-control"]) == (200, "no-store")
    return re.search(r"/calendars/p/([\w-]{43})\.ics", page.text).group(1)


async def test_holder_without_an_account_follows_the_fair_of_the_pass(client):
    site = await make_gate_site()
    given = await make_pass(site)
    address = await make_address(client, given)
    feed = await client.get(f"/calendars/p/{address}.ics")
    assert feed.status_code == 200
    assert feed.headers["content-type"].startswith("text/calendar")
    kept = (await fetch("SELECT account, feed_key FROM calendar_subscription"))[0]
    assert tuple(kept) == (None, f"pass:{given.id}")


async def test_calendar_of_a_pass_given_back_is_empty(client):
    site = await make_gate_site()
    given = await make_pass(site)
    address = await make_address(client, given)
    await return_pass(given.id, acting=ANONYMOUS, now=NOW)
    feed = await client.get(f"/calendars/p/{address}.ics")
    assert feed.status_code == 200
    assert feed.text.count("BEGIN:VEVENT") == 1  # the placeholder
    assert (await client.post_form(f"/calendars/passes/{pass_token(given.id, SECRET)}")).status_code == 404


async def test_one_pass_has_five_addresses_at_most_and_a_stranger_none(client):
    given = await make_pass(await make_gate_site())
    for _ in range(5):
        await make_address(client, given)
    token = pass_token(given.id, SECRET)
    assert (await client.post_form(f"/calendars/passes/{token}")).status_code == 409
    assert (await client.post_form("/calendars/passes/nobody")).status_code == 404
