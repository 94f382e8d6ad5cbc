"""Passes for any choice of days: what is kept, what gates say of it, and what was printed before."""

import asyncio
from datetime import UTC, date, datetime, timedelta
from uuid import uuid4

import pytest

from events_app.fairs.operations import edit_fair, rehearse_edit
from events_app.fairs.queries import fair_by_id
from events_app.fairs.schemas import FairPatch, OpeningHours
from events_app.passes.code import CodePayload, write_code
from events_app.passes.errors import DayIsFull
from events_app.passes.operations import CheckInDesk, code_of, replace_pass
from events_app.passes.queries import count_passes_by_day, days_with_admissions, find_pass
from events_app.passes.schemas import ReplacementInput, ScanInput
from events_app.platform.db import fetch
from tests.clock import NOW
from tests.factories.passes import make_pass, scan_body

FIRST = date(2026, 11, 23)
TODAY, TOMORROW = FIRST + timedelta(days=1), FIRST + timedelta(days=2)


async def scan(phone, site, code):
    return (await phone.post("/api/v1/check-ins", json=scan_body(site, code))).json()


async def code_for(site, **wanted):
    return await code_of(await make_pass(site, **wanted), signer=site.signer, now=NOW)


async def as_printed_before(site, given, first, last):
    """Make of a pass what a version before wrote: the same serial with a code of version 1."""
    payload = CodePayload(given.key_id, given.fair, given.serial, given.kind.code, first, last)
    code = await site.signer.sign(payload, office=site.office)
    await fetch(
        "UPDATE entry_pass SET day_set = NULL, first_day = $2, last_day = $3, code_digest = $4 WHERE id = $1",
        given.id,
        first,
        last,
        code.digest,
    )
    return write_code(code)


async def test_every_day_has_no_set_and_the_same_days_share_one(site):
    every, some = await make_pass(site), await make_pass(site, dates=[TOMORROW, FIRST])
    same, one = await make_pass(site, days=[1, 3]), await make_pass(site, first_day=2)
    assert [(given.day_set, given.first_day, given.last_day) for given in (every, some, same, one)] == [
        (0, 1, 5),
        (1, 1, 3),
        (1, 1, 3),
        (2, 2, 2),
    ]
    rows = await fetch("SELECT number, days FROM day_set ORDER BY number")
    assert [tuple(row) for row in rows] == [(1, [1, 3]), (2, [2])]


async def test_sets_given_at_once_get_one_number_each(site):
    choices = [[1], [2], [1, 2], [1], [3, 5], [2]]
    given = await asyncio.gather(*(make_pass(site, days=choice) for choice in choices))
    assert [sorted(one.named_days) for one in given] == choices
    rows = await fetch("SELECT number, days FROM day_set ORDER BY number")
    assert [row["number"] for row in rows] == [1, 2, 3, 4]


@pytest.mark.parametrize(("dates", "reason"), [([FIRST, TODAY], None), ([FIRST, TOMORROW], "not_today"), (None, None)])
async def test_gate_admits_on_the_days_of_the_set(phone, site, dates, reason):
    await scan(phone, site, await code_for(site))  # the process knows the fair before the set is made
    code = await code_for(site, dates=dates)
    assert (await scan(phone, site, code))["reason"] == reason


@pytest.mark.parametrize(
    ("days", "field"),
    [
        ({"dates": ["2026-12-24"]}, "days_outside_fair"),
        ({"days": [6]}, "days_outside_fair"),
        ({"days": []}, "days_outside_fair"),
        ({"days": [1], "first_day": 1}, "choose_days_once"),
        ({"first_day": 3, "last_day": 2}, "days_outside_fair"),
    ],
)
async def test_days_that_are_none_are_refused(api, site, days, field):
    body = {"holder": {"name": "Lan"}, "consent": {"version": "1"}, **days}
    answer = await api.post(f"/api/v1/fairs/{site.slug}/passes", json=body)
    assert (answer.status_code, answer.json()["code"]) == (422, field)


async def test_pass_is_listed_with_its_days_and_dates(api, site):
    given = await make_pass(site, dates=[TODAY, TOMORROW + timedelta(days=1)])
    office = await api.as_(site.organizer.id)
    said = (await office.get(f"/api/v1/passes/{given.id}")).json()
    assert {name: said[name] for name in ("first_day", "last_day", "days", "dates")} == {
        "first_day": 2,
        "last_day": 4,
        "days": [2, 4],
        "dates": ["2026-11-24", "2026-11-26"],
    }


async def test_quota_counts_each_day_over_all_ways_to_name_it(site):
    await fetch("UPDATE pass_plan SET daily_quota = 3 WHERE fair = $1", site.fair)
    await as_printed_before(site, await make_pass(site), 1, 2)
    await make_pass(site)
    await make_pass(site, days=[2, 4])
    assert await count_passes_by_day(site.fair) == {1: 2, 2: 3, 3: 1, 4: 2, 5: 1}
    with pytest.raises(DayIsFull):
        await make_pass(site, days=[2])
    await make_pass(site, days=[1])


async def test_pass_printed_before_keeps_its_code_and_its_days(phone, site):
    given = await make_pass(site)
    code = await as_printed_before(site, given, 1, 3)
    again = await find_pass(given.id)
    assert await code_of(again, signer=site.signer, now=NOW) == code
    assert (await scan(phone, site, code))["result"] == "admitted"
    late = await as_printed_before(site, await make_pass(site), 3, 5)
    assert (await scan(phone, site, late))["reason"] == "not_today"


async def test_pass_in_the_place_of_one_printed_before_is_for_the_same_days(phone, site):
    old = await make_pass(site)
    await as_printed_before(site, old, 2, 3)
    new = await replace_pass(
        old.id, ReplacementInput(), channel="desk", signer=site.signer, acting=site.organizer, now=NOW
    )
    assert (new.day_set, sorted(new.named_days)) == (1, [2, 3])
    assert (await scan(phone, site, await code_of(new, signer=site.signer, now=NOW)))["result"] == "admitted"


async def put_in(site, *, open_to_all):
    """The fair takes place one day longer."""
    fair = await fair_by_id(site.fair, now=NOW)
    await edit_fair(
        fair.slug,
        FairPatch(revision=fair.revision, ends_on=date(2026, 11, 28)),
        opens_to_all=open_to_all,
        acting=site.organizer,
        now=NOW,
    )


@pytest.mark.parametrize("open_to_all", [True, False])
async def test_day_added_later_opens_to_passes_for_every_day_where_the_office_says_so(phone, site, open_to_all):
    every = await make_pass(site)
    await put_in(site, open_to_all=open_to_all)
    every = await find_pass(every.id)
    assert (await count_passes_by_day(site.fair))[6] == (1 if open_to_all else 0)
    assert (await scan(phone, site, await code_of(every, signer=site.signer, now=NOW)))["result"] == "admitted"
    later = await make_pass(site)
    assert later.day_set == (0 if open_to_all else 1)
    assert (await count_passes_by_day(site.fair))[6] == (2 if open_to_all else 1)


async def effects_of(site, patch):
    fair = await fair_by_id(site.fair, now=NOW)
    outcome = await rehearse_edit(
        fair.slug,
        FairPatch(revision=fair.revision, **patch),
        opens_to_all=True,
        acting=site.organizer,
        now=NOW,
    )
    return {effect.code: effect.data for effect in outcome.effects if effect.code.startswith("passes_")}


async def test_passes_that_gain_or_lose_a_day_are_counted_before_the_button(site):
    await make_pass(site)
    await make_pass(site, days=[2, 5])
    await make_pass(site, days=[3])
    await as_printed_before(site, await make_pass(site), 1, 5)
    assert await effects_of(site, {"ends_on": date(2026, 11, 28)}) == {"passes_gain_day": {"passes": 1}}
    assert await effects_of(site, {"ends_on": date(2026, 11, 26)}) == {"passes_lose_day": {"passes": 3}}


async def test_night_market_admits_until_it_closes(site):
    fair = await fair_by_id(site.fair, now=NOW)
    hours = [OpeningHours(opens="18:00", closes="01:00")]
    await edit_fair(fair.slug, FairPatch(revision=fair.revision, opening_hours=hours), acting=site.organizer, now=NOW)

    given = await make_pass(site, days=[2])
    code = await code_of(given, signer=site.signer, now=NOW)
    night = datetime(2026, 11, 24, 17, 30, tzinfo=UTC)  # half past midnight
    scanned = ScanInput(gate=site.gate, scan_id=uuid4(), scanned_at=night, code=code)
    answer = await CheckInDesk().record_check_in(scanned, acting=site.organizer, now=night)
    assert (answer.reason, answer.day) == (None, 2)
    assert await days_with_admissions(site.fair) == [2]
    after = ScanInput(gate=site.gate, scan_id=uuid4(), scanned_at=night, code=code)
    answer = await CheckInDesk().record_check_in(after, acting=site.organizer, now=night + timedelta(minutes=30))
    assert answer.reason == "not_today"


async def test_gate_package_says_days_and_sets(phone, site):
    await make_pass(site, days=[2, 4])
    package = (await phone.get(f"/api/v1/fairs/{site.slug}/gate-package")).json()
    fair = package["fair"]
    assert (fair["starts_on"], fair["days"], fair["day_sets"]) == ("2026-11-23", 5, {"1": [2, 4]})
    assert [day["number"] for day in fair["calendar"]] == [1, 2, 3, 4, 5]
    first = fair["calendar"][0]
    assert first == {
        "number": 1,
        "date": "2026-11-23",
        "starts_at": int(datetime(2026, 11, 22, 17, tzinfo=UTC).timestamp()),
        "ends_at": int(datetime(2026, 11, 23, 17, tzinfo=UTC).timestamp()),
        "open_to_all": True,
    }


async def test_sets_are_never_rewritten(site):
    await make_pass(site, days=[2, 4])
    with pytest.raises(Exception, match="never deleted or rewritten"):
        await fetch("UPDATE day_set SET days = '{1}'")


async def test_office_gives_a_pass_for_chosen_days_and_its_page_says_their_dates(client, sign_in, site):
    await sign_in(site.organizer.id)
    path = f"/organizer/fairs/{site.slug}/passes/new"
    assert "thứ Tư 25/11" in (await client.get(path)).text
    form = {"kind": "visitor", "name": "Lan", "consent": "true", "days": ["2", "4"]}
    answer = await client.post_form(path, form)
    assert answer.status_code == 303, answer.text
    assert (
        "24/11 và 26/11/2026" in (await client.get(answer.headers["location"])).text
        or "24 và 26/11/2026" in (await client.get(answer.headers["location"])).text
    )
