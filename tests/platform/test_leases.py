"""One worker a job: raced for, renewed, given back, taken over, and never written to by who lost it."""

import asyncio

import pytest

from events_app.platform.db import fetch, transaction
from events_app.platform.leases import LeaseLostError, Leases

TODO = "state = 'waiting'"
LEASES = Leases(table="leased_trial", seconds=30, todo=TODO, on_claim=("attempts = attempts + 1",))


@pytest.fixture
async def jobs(pool):
    """Three jobs in a table of the shape every leased one has."""
    await fetch(
        "CREATE TABLE leased_trial (id bigserial PRIMARY KEY, state text NOT NULL DEFAULT 'waiting',"
        " worker varchar(36), lease_until timestamptz, attempts int NOT NULL DEFAULT 0, note text)"
    )
    await fetch("INSERT INTO leased_trial (note) SELECT NULL FROM generate_series(1, 3)")
    yield
    await fetch("DROP TABLE leased_trial")


async def let_pass(job):
    await fetch("UPDATE leased_trial SET lease_until = clock_timestamp() - interval '1 second' WHERE id = $1", job)


async def row_of(job):
    return dict((await fetch("SELECT * FROM leased_trial WHERE id = $1", job))[0])


async def test_many_at_once_take_each_job_once_the_oldest_first(jobs):
    taken = await asyncio.gather(*(LEASES.claim(returning="attempts") for _ in range(12)))
    held = [row for row in taken if row]
    assert sorted(row["id"] for row in held) == [1, 2, 3]
    assert len({row["worker"] for row in held}) == 3
    assert [row["attempts"] for row in held] == [1, 1, 1]


async def test_one_job_may_be_asked_for(jobs):
    assert (await LEASES.claim(returning="note", only=2))["id"] == 2
    assert await LEASES.claim(returning="note", only=2) is None


async def test_a_sign_of_life_lengthens_the_lease_and_writes_with_it(jobs):
    held = await LEASES.claim(returning="lease_until")
    assert (await LEASES.renew(1, held["worker"], returning="note", note="half"))["note"] == "half"
    assert (await row_of(1))["lease_until"] > held["lease_until"]


async def test_whoever_shows_no_life_is_followed_and_may_write_nothing_more(jobs):
    dead = await LEASES.claim(returning="id")
    await let_pass(1)
    heir = await LEASES.claim(returning="attempts")
    assert (heir["id"], heir["attempts"]) == (1, 2)
    for write in (LEASES.renew(1, dead["worker"], note="late"), LEASES.give_back(1, dead["worker"], note="late")):
        with pytest.raises(LeaseLostError):
            await write
    assert (await row_of(1))["note"] is None
    assert (await row_of(1))["worker"] == heir["worker"]


async def test_a_slow_worker_whom_nobody_followed_goes_on(jobs):
    slow = await LEASES.claim(returning="id")
    await let_pass(1)
    await LEASES.renew(1, slow["worker"], note="still here")
    assert (await row_of(1))["note"] == "still here"


async def test_what_was_given_back_is_free_and_what_is_done_is_not_taken(jobs):
    held = await LEASES.claim(returning="id")
    await LEASES.give_back(1, held["worker"])
    assert (await LEASES.claim(returning="id"))["id"] == 1
    await fetch("UPDATE leased_trial SET worker = NULL, lease_until = NULL, state = 'done' WHERE id = 1")
    assert (await LEASES.claim(returning="id"))["id"] == 2


async def test_a_job_ended_from_outside_takes_no_more_writes(jobs):
    held = await LEASES.claim(returning="id")
    await fetch("UPDATE leased_trial SET state = 'cancelled' WHERE id = 1")
    with pytest.raises(LeaseLostError):
        await LEASES.renew(1, held["worker"])


async def test_what_the_job_led_to_stands_or_falls_with_its_end(jobs):
    held = await LEASES.claim(returning="id")
    await let_pass(1)
    await LEASES.claim(returning="id")
    with pytest.raises(LeaseLostError):
        async with transaction():
            await fetch("INSERT INTO leased_trial (note) VALUES ('result')")
            await LEASES.give_back(1, held["worker"], state="done")
    assert await fetch("SELECT 1 FROM leased_trial WHERE note = 'result'") == []


async def test_jobs_that_are_never_taken_over(jobs):
    once = Leases(table="leased_trial", seconds=30, todo=TODO, free="worker IS NULL")
    await once.claim(returning="id", only=1)
    await let_pass(1)
    assert await once.claim(returning="id", only=1) is None
