"""The contract of assignment runs for programs: one happy path, and the refusals of each endpoint."""

import pytest

from events_app.assignment.operations import start_run, work_on_runs
from events_app.assignment.schemas import RunInput
from events_app.platform.db import fetch
from tests.factories.accounts import make_member, make_office
from tests.factories.booths import booths_of, make_application
from tests.factories.fairs import slug_of
from tests.factories.producers import make_producer_member


@pytest.fixture
async def program(api, staff):
    return await api.as_(staff)


@pytest.fixture
async def strangers(api):
    """Nobody, another office, a producer."""
    return [api, await api.as_(await make_member(await make_office())), await api.as_(await make_producer_member())]


@pytest.fixture
async def finished(big_fair, organizer, now) -> str:
    run = await start_run(await slug_of(big_fair), RunInput(), acting=organizer, now=now)
    await work_on_runs(now)
    return f"/api/v1/assignment-runs/{run.id}"


async def test_a_run_is_started_read_published_and_taken_back(program, big_fair):
    runs = f"/api/v1/fairs/{await slug_of(big_fair)}/assignment-runs"
    started = await program.post(runs, json={"guarantee": "place", "seed": 4})
    assert (started.status_code, started.json()["state"]) == (202, "running")
    one = f"/api/v1/assignment-runs/{started.json()['id']}"
    read = (await program.get(one)).json()
    assert (read["run"]["state"], read["run"]["seed"]) == ("done", 4)
    assert set(read["result"]["optimised"]["figures"]) >= {"placed", "envy", "first_wishes"}
    assert read["result"]["proof"]["bound"] > 0
    assert all(each["reasons"] for each in read["result"]["standings"])
    for _ in range(2):
        assert (await program.put(f"{one}/publication")).json()["state"] == "published"
    refill = await program.post(f"{one}/refills")
    assert (refill.status_code, refill.json()["code"]) == (409, "assignment_nothing_to_refill")
    assert (await program.delete(f"{one}/publication")).json()["state"] == "done"
    again = await program.delete(f"{one}/publication")
    assert (again.status_code, again.json()["code"]) == (409, "assignment_run_not_published")
    assert [each["id"] for each in (await program.get(runs)).json()["items"]] == [started.json()["id"]]


async def test_while_one_is_at_work_another_is_refused_and_it_can_be_stopped(program, big_fair, organizer, now):
    slug = await slug_of(big_fair)
    run = await start_run(slug, RunInput(), acting=organizer, now=now)
    refused = await program.post(f"/api/v1/fairs/{slug}/assignment-runs", json={})
    assert (refused.status_code, refused.json()["code"]) == (409, "assignment_run_at_work")
    unfinished = await program.put(f"/api/v1/assignment-runs/{run.id}/publication")
    assert (unfinished.status_code, unfinished.json()["code"]) == (409, "assignment_run_not_finished")
    stopped = await program.put(f"/api/v1/assignment-runs/{run.id}/stop")
    assert stopped.json()["stop_asked_at"] is not None


async def test_what_is_decided_before_by_a_program(program, fair, slug):
    application, booths = await make_application(fair), await booths_of(fair)
    pin = f"/api/v1/applications/{application}/pin"
    assert (await program.put(pin, json={"booths": [booths["A01"]]})).status_code == 204
    twice = await program.put(pin, json={"booths": [booths["A01"]] * 2})
    assert (twice.status_code, twice.json()["code"]) == (422, "invalid_pin")
    assert (await program.put(pin, json={"booths": []})).status_code == 422
    assert (await program.delete(f"/api/v1/fairs/{slug}/pins/{application}")).status_code == 204
    assert await fetch("SELECT FROM booth_pin") == []
    reserves = f"/api/v1/fairs/{slug}/booth-reserves"
    made = await program.post(reserves, json={"at_least": 1, "name": "Hộ khó khăn", "members": [application]})
    assert made.status_code == 201
    assert (await program.post(reserves, json={"at_least": 1})).json()["code"] == "invalid_reserve"
    assert (await program.delete(f"{reserves}/{made.json()['id']}")).status_code == 204


async def test_an_input_that_stops_a_run_is_said_with_its_codes(program, slug):
    refused = await program.post(f"/api/v1/fairs/{slug}/assignment-runs", json={})
    assert (refused.status_code, refused.json()["code"]) == (409, "assignment_run_impossible")
    assert refused.json()["findings"] == ["no_applications"]


@pytest.mark.parametrize("seed", [-1, 2**31, "viel"])
async def test_a_seed_that_is_none_is_refused(program, slug, seed):
    assert (await program.post(f"/api/v1/fairs/{slug}/assignment-runs", json={"seed": seed})).status_code == 422


async def test_strangers_are_sent_away(strangers, finished, big_fair):
    runs = f"/api/v1/fairs/{await slug_of(big_fair)}/assignment-runs"
    for stranger in strangers:
        for answer in (
            await stranger.get(runs),
            await stranger.post(runs, json={}),
            await stranger.get(finished),
            await stranger.put(f"{finished}/stop"),
            await stranger.put(f"{finished}/publication"),
            await stranger.delete(f"{finished}/publication"),
            await stranger.post(f"{finished}/refills"),
        ):
            assert answer.status_code in {401, 403, 404}
    assert await fetch("SELECT FROM booth_claim") == []
