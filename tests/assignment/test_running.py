"""A run from its frozen input to its result: watched, stopped, killed, short of memory, left alone, and repeated."""

import asyncio
import json
import os
import signal
import sys
from hashlib import sha256
from pathlib import Path

import asyncpg
import msgspec
import pytest

from events_app.assignment.errors import RunAtWork, RunImpossible, RunNotFinished, RunNotFound
from events_app.assignment.operations import channel, claim_run, start_run, stop_run, sweep_runs, work_on_runs
from events_app.assignment.optimiser.result import Export
from events_app.assignment.queries import find_run, input_of_run, list_runs, result_of_run
from events_app.assignment.schemas import RunInput
from events_app.fairs.errors import FairCancelled
from events_app.platform.actor import NotYourOffice
from events_app.platform.db import fetch
from events_app.platform.live import PG_CHANNEL
from tests.assignment.optimiser.checker import check
from tests.factories.accounts import make_organizer
from tests.factories.applicants import bring_applications
from tests.factories.booths import make_application, make_call, make_floor_plan
from tests.factories.fairs import make_fair, slug_of
from tests.factories.producers import producer_actor

pytestmark = pytest.mark.long

PATIENCE = 60.0  # seconds: a test that waits for nothing fails instead of standing still


@pytest.fixture
async def place(big_fair) -> str:
    return await slug_of(big_fair)


@pytest.fixture
async def long_fair(office) -> str:
    """A fair whose run takes some seconds: 800 booths in four zones, served differently; its address."""
    fair = await make_floor_plan(await make_fair(office=office), rows=20, columns=40)
    await make_call(fair)
    await fetch(
        "INSERT INTO zone (plan, name_vi, name_en, tone) SELECT z.plan, u.name, '', u.tone FROM zone z,"
        " (VALUES ('Đồ uống', 2), ('Thủ công', 4), ('Du lịch', 6)) AS u (name, tone)"
    )
    await fetch(
        "UPDATE booth SET zone = (SELECT id FROM zone ORDER BY id OFFSET booth.id / 200 % 4 LIMIT 1),"
        " utilities = (ARRAY['{power}', '{}', '{power,water}', '{water}', '{power,water,cold}'])"
        "[1 + id * 7 % 5]::varchar[]"
    )
    await bring_applications(fair, 500)
    return await slug_of(fair)


@pytest.fixture
async def nudges(dsn):
    """What open pages hear, as a queue."""
    received: asyncio.Queue[str] = asyncio.Queue()
    connection = await asyncpg.connect(dsn)
    await connection.add_listener(PG_CHANNEL, lambda *said: received.put_nowait(said[3]))
    yield received
    await connection.close()


async def first_process(run: int, nudges: asyncio.Queue[str]) -> int:
    """The worker's number, as soon as it says how far it is."""
    while await asyncio.wait_for(nudges.get(), PATIENCE):
        [row] = await fetch("SELECT process, best FROM assignment_run WHERE id = $1", run)
        if row["best"] is not None:
            return row["process"]
    raise AssertionError


async def test_a_run_ends_with_a_whole_result_that_an_independent_checker_accepts(place, organizer, now):
    started = await start_run(place, RunInput(seed=3), acting=organizer, now=now)
    assert (started.state, started.phase, started.curve) == ("running", "waiting", [])
    assert await work_on_runs(now) == 1
    ended = await find_run(started.id, acting=organizer)
    assert (ended.state, ended.phase, ended.fault) == ("done", "judging", None)
    assert ended.bound >= ended.best > 0
    assert ended.curve[-1][1:] == (ended.best, ended.bound)
    text, problem, _ = await input_of_run(started.id)
    answer, result = await result_of_run(started.id)
    hashes = [sha256(each.encode()).hexdigest() for each in (text, answer)]
    assert [ended.input_sha256, ended.result_sha256] == hashes
    export = msgspec.json.encode(Export("events_app.assignment.1", problem, result))
    assert check(json.loads(export)) == []
    rows = await fetch("SELECT application, booth FROM run_placement WHERE run = $1 AND refill = 0", started.id)
    placed = {(each.application, booth) for each in result.optimised.placements for booth in each.booths}
    assert {(row["application"], row["booth"]) for row in rows} == placed


async def test_the_same_frozen_input_gives_the_same_result_to_the_byte(place, organizer, now):
    first = await start_run(place, RunInput(guarantee="place", seed=5), acting=organizer, now=now)
    await work_on_runs(now)
    await fetch("UPDATE booth_application SET score = 100 - score")  # the world goes on; the input stays
    again = await start_run(place, RunInput(repeats=first.id), acting=organizer, now=now)
    await work_on_runs(now)
    one, other = [await find_run(each.id, acting=organizer) for each in (first, again)]
    assert (one.input_sha256, one.result_sha256) == (other.input_sha256, other.result_sha256)
    assert (other.repeats, other.seed, other.guarantee) == (first.id, 5, "place")


async def test_only_one_run_of_a_fair_is_at_work(place, organizer, now):
    attempts = [start_run(place, RunInput(), acting=organizer, now=now) for _ in range(4)]
    ended = await asyncio.gather(*attempts, return_exceptions=True)
    assert sorted(type(each).__name__ for each in ended) == ["RunAtWork"] * 3 + ["RunView"]
    with pytest.raises(RunAtWork):
        await start_run(place, RunInput(), acting=organizer, now=now)
    assert sum(each.state == "running" for each in await list_runs(place, acting=organizer, now=now)) == 1


async def test_two_processes_do_not_work_on_one_run(place, organizer, now):
    await start_run(place, RunInput(), acting=organizer, now=now)
    assert sorted(await asyncio.gather(*(work_on_runs(now) for _ in range(3)))) == [0, 0, 1]


async def test_an_input_nobody_can_work_with_is_refused_before_anybody_waits(fair, slug, organizer, now):
    with pytest.raises(RunImpossible) as refusal:
        await start_run(slug, RunInput(), acting=organizer, now=now)
    assert refusal.value.data == {"findings": ["no_applications"]}
    assert await fetch("SELECT FROM assignment_run") == []


async def test_what_was_frozen_and_what_was_answered_cannot_be_changed_in_the_database(place, organizer, now):
    await start_run(place, RunInput(), acting=organizer, now=now)
    await work_on_runs(now)
    for statement in (
        "UPDATE run_input SET problem = problem || ' '",
        "DELETE FROM run_input",
        "UPDATE run_result SET result = '{}'",
        "DELETE FROM run_result",
    ):
        with pytest.raises(asyncpg.RaiseError, match="frozen"):
            await fetch(statement)


async def test_a_hash_that_is_not_of_its_bytes_is_refused_by_the_database(place, organizer, now):
    run = await start_run(place, RunInput(), acting=organizer, now=now)
    with pytest.raises(asyncpg.CheckViolationError, match="run_result_hash_right"):
        await fetch("INSERT INTO run_result (run, result, sha256) VALUES ($1, '{}', $2)", run.id, "0" * 64)


async def test_a_worker_that_is_killed_leaves_nothing_and_the_run_says_so(long_fair, organizer, now, nudges):
    run = await start_run(long_fair, RunInput(), acting=organizer, now=now)
    working = asyncio.create_task(work_on_runs(now, beat=0.02))
    os.kill(await first_process(run.id, nudges), signal.SIGKILL)
    await working
    ended = await find_run(run.id, acting=organizer)
    assert (ended.state, ended.fault) == ("failed", "killed")
    with pytest.raises(RunNotFinished):
        await result_of_run(run.id)
    assert await fetch("SELECT FROM run_placement") == []
    again = await start_run(long_fair, RunInput(repeats=run.id), acting=organizer, now=now)
    assert again.input_sha256 == ended.input_sha256


async def test_stopped_at_will_it_keeps_the_best_it_has(long_fair, organizer, now, nudges):
    run = await start_run(long_fair, RunInput(), acting=organizer, now=now)
    working = asyncio.create_task(work_on_runs(now, beat=0.02))
    await first_process(run.id, nudges)
    for _ in range(2):
        await stop_run(run.id, acting=organizer, now=now)
    await working
    ended = await find_run(run.id, acting=organizer)
    assert (ended.state, ended.stop_asked_at) == ("done", now)
    _, result = await result_of_run(run.id)
    assert result.ending == "stopped"
    assert result.optimised.figures.placed >= result.queue.figures.placed > 0
    [row] = await fetch("SELECT count(*) AS n FROM audit_entry WHERE action = 'assignment_run.stopped'")
    assert row["n"] == 1


async def test_stopped_before_there_is_anything_it_is_stopped_and_not_failed(place, organizer, now):
    run = await start_run(place, RunInput(), acting=organizer, now=now)
    await stop_run(run.id, acting=organizer, now=now)
    await work_on_runs(now)
    ended = await find_run(run.id, acting=organizer)
    assert (ended.state, ended.fault) in {("stopped", None), ("done", None)}


@pytest.mark.parametrize("memory", [40, 60])
async def test_a_worker_short_of_memory_falls_alone_and_the_run_says_so(place, organizer, now, memory):
    run = await start_run(place, RunInput(), acting=organizer, now=now)
    await work_on_runs(now, memory=memory)
    ended = await find_run(run.id, acting=organizer)
    assert (ended.state, ended.fault) == ("failed", "memory")
    assert await fetch("SELECT FROM run_placement") == []


async def test_a_run_whose_process_is_gone_is_swept_and_starts_again(place, organizer, now):
    run = await start_run(place, RunInput(), acting=organizer, now=now)
    assert await claim_run() is not None  # and then the process dies
    assert await sweep_runs(now=now) == 0
    await fetch("UPDATE assignment_run SET lease_until = clock_timestamp() - interval '1 second'")
    assert await sweep_runs(now=now) == 1
    ended = await find_run(run.id, acting=organizer)
    assert (ended.state, ended.fault, ended.ended_at) == ("failed", "process_gone", now)
    await start_run(place, RunInput(repeats=run.id), acting=organizer, now=now)
    await work_on_runs(now)
    assert [each.state for each in await list_runs(place, acting=organizer, now=now)] == ["done", "failed"]


async def test_a_process_that_was_given_up_writes_nothing_any_more(place, organizer, now, nudges):
    run = await start_run(place, RunInput(), acting=organizer, now=now)
    working = asyncio.create_task(work_on_runs(now))
    while not (await asyncio.wait_for(nudges.get(), PATIENCE)).endswith("progress"):
        pass
    await fetch("UPDATE assignment_run SET lease_until = clock_timestamp() - interval '1 second'")
    assert await sweep_runs(now=now) == 1
    await working
    assert (await find_run(run.id, acting=organizer)).state == "failed"
    assert await fetch("SELECT FROM run_result") == []


_STARTER = """
import asyncio, sys
from events_app.assignment.operations import work_on_runs
from events_app.piccolo_app import find_tables
from events_app.platform.db import connected
from tests.clock import NOW

async def main():
    async with connected(sys.argv[1], pool_size=2, tables=find_tables()):
        await work_on_runs(NOW, beat=0.02)

asyncio.run(main())
"""


async def test_the_worker_ends_with_the_web_process_that_was_killed(long_fair, organizer, now, nudges, dsn):
    run = await start_run(long_fair, RunInput(), acting=organizer, now=now)
    root = Path(__file__).parents[2]
    environment = {**os.environ, "PYTHONPATH": str(root)}
    web = await asyncio.create_subprocess_exec(sys.executable, "-c", _STARTER, dsn, env=environment, cwd=root)
    worker = await first_process(run.id, nudges)
    gone = asyncio.Event()
    handle = os.pidfd_open(worker)
    asyncio.get_running_loop().add_reader(handle, gone.set)
    web.kill()
    await web.wait()
    await asyncio.wait_for(gone.wait(), PATIENCE)
    asyncio.get_running_loop().remove_reader(handle)
    os.close(handle)
    assert (await find_run(run.id, acting=organizer)).state == "running"
    await fetch("UPDATE assignment_run SET lease_until = clock_timestamp() - interval '1 second'")
    assert await sweep_runs(now=now) == 1


async def test_every_step_nudges_the_open_pages(place, big_fair, organizer, now, nudges):
    await start_run(place, RunInput(), acting=organizer, now=now)
    await work_on_runs(now)
    received = [await nudges.get()]
    while not received[-1].endswith(" done"):
        received.append(await asyncio.wait_for(nudges.get(), PATIENCE))
    assert f"{channel(big_fair)} started" in received
    assert f"{channel(big_fair)} done" in received
    assert f"{channel(big_fair)} progress" in received


async def test_runs_are_the_offices_alone(place, organizer, now):
    run = await start_run(place, RunInput(), acting=organizer, now=now)
    for stranger in (await make_organizer(), await producer_actor()):
        with pytest.raises(NotYourOffice):
            await start_run(place, RunInput(), acting=stranger, now=now)
        for reading in (find_run(run.id, acting=stranger), stop_run(run.id, acting=stranger, now=now)):
            with pytest.raises(RunNotFound):
                await reading


async def test_the_input_of_another_fair_cannot_be_repeated(place, fair, slug, organizer, now):
    run = await start_run(place, RunInput(), acting=organizer, now=now)
    await make_application(fair)
    with pytest.raises(RunNotFound):
        await start_run(slug, RunInput(repeats=run.id), acting=organizer, now=now)


async def test_a_cancelled_fair_starts_no_run(place, big_fair, organizer, now):
    await fetch("UPDATE fair SET status = 'cancelled', reason_vi = 'Bão' WHERE id = $1", big_fair)
    with pytest.raises(FairCancelled):
        await start_run(place, RunInput(), acting=organizer, now=now)
