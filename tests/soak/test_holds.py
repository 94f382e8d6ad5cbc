"""One booth, many producers, two server processes: it never has two holders."""

import random
from collections import Counter
from datetime import timedelta

from events_app.platform.db import fetch
from tests.factories.booths import booths_of, make_floor_plan
from tests.factories.fairs import make_fair
from tests.soak.crowds import all_at_once, make_producer_tokens

ROUNDS = 50
PRODUCERS = 200


async def make_open_booth(now, **plan) -> int:
    """The only booth of a fair that opens in three weeks."""
    fair = await make_fair(starts_on=(now + timedelta(days=21)).date(), ends_on=(now + timedelta(days=25)).date())
    await make_floor_plan(fair, rows=1, columns=1, **plan)
    [booth] = (await booths_of(fair)).values()
    return booth


async def test_of_two_hundred_producers_at_once_exactly_one_holds_the_booth(servers, database, now):
    booth = await make_open_booth(now)
    tokens = await make_producer_tokens(PRODUCERS, now=now)
    path = f"/api/v1/booths/{booth}/hold"
    for round_number in range(1, ROUNDS + 1):
        random.shuffle(tokens)
        answers = await all_at_once(servers, tokens, lambda client, key, _: client.put(path, headers=key))
        assert Counter(answer.status_code for answer in answers) == {200: 1, 409: PRODUCERS - 1}, round_number
        refusals = [answer.json()["code"] for answer in answers if answer.status_code == 409]
        assert set(refusals) == {"booth_already_held"}
        winner = tokens[[answer.status_code for answer in answers].index(200)]
        [released] = await all_at_once(
            servers[round_number % 2 :], [winner], lambda client, key, _: client.delete(path, headers=key)
        )
        assert released.status_code == 204
    claims = await fetch("SELECT state, count(*) AS number FROM booth_claim GROUP BY state")
    assert [(row["state"], row["number"]) for row in claims] == [("closed", ROUNDS)]


async def test_an_expired_hold_is_taken_over_with_the_scheduler_stopped(servers, database, now):
    booth = await make_open_booth(now)
    tokens = await make_producer_tokens(PRODUCERS + 1, now=now)
    path = f"/api/v1/booths/{booth}/hold"
    late, others = tokens[0], tokens[1:]
    [held] = await all_at_once(servers, [late], lambda client, key, _: client.put(path, headers=key))
    assert held.status_code == 200
    await fetch("UPDATE booth_claim SET claimed_at = $1, expires_at = $2", now - timedelta(hours=1), now)
    answers = await all_at_once(servers, others, lambda client, key, _: client.put(path, headers=key))
    assert Counter(answer.status_code for answer in answers) == {200: 1, 409: PRODUCERS - 1}
    [confirmed] = await all_at_once(
        servers, [late], lambda client, key, _: client.put(f"/api/v1/booths/{booth}/confirmation", headers=key)
    )
    assert confirmed.status_code in {404, 409, 410}
    claims = await fetch("SELECT state, closed_reason FROM booth_claim ORDER BY id")
    assert [tuple(row.values()) for row in claims] == [("closed", "expired"), ("held", None)]


async def test_holder_that_asks_many_times_at_once_holds_once(servers, database, now):
    booth = await make_open_booth(now)
    [token] = await make_producer_tokens(1, now=now)
    path = f"/api/v1/booths/{booth}/hold"
    answers = await all_at_once(servers, [token] * 50, lambda client, key, _: client.put(path, headers=key))
    assert {answer.status_code for answer in answers} == {200}
    assert len({answer.json()["expires_at"] for answer in answers}) == 1
    assert (await fetch("SELECT count(*) AS number FROM booth_claim"))[0]["number"] == 1


async def test_cap_on_holds_is_kept_when_a_producer_grabs_many_booths_at_once(servers, database, now):
    fair = await make_fair(starts_on=(now + timedelta(days=21)).date(), ends_on=(now + timedelta(days=25)).date())
    await make_floor_plan(fair, rows=4, columns=10, hold_cap=3)
    booths = list((await booths_of(fair)).values())
    [token] = await make_producer_tokens(1, now=now)
    answers = await all_at_once(
        servers,
        [token] * len(booths),
        lambda client, key, number: client.put(f"/api/v1/booths/{booths[number]}/hold", headers=key),
    )
    assert Counter(answer.status_code for answer in answers) == {200: 3, 409: len(booths) - 3}
    assert {answer.json()["code"] for answer in answers if answer.status_code == 409} == {"too_many_holds"}
