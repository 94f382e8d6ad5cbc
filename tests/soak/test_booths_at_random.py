"""Ten minutes of everybody doing anything with the booths of one fair, through two server processes.

Producers hold, confirm, give back, apply, answer offers and withdraw; organizers assign, take back, prolong, move,
swap, block, decide and offer; deadlines pass at random while the sweepers run. What is promised is looked at every
second, in one snapshot, and once more when all is quiet. `EVENTS_APP_SOAK_SECONDS` makes it shorter or longer, and
`EVENTS_APP_SOAK_SEED` repeats the people's choices (not their timing).
"""

import asyncio
import os
import random
import time
from collections import Counter
from datetime import timedelta

import asyncpg

from events_app.applications.rules import BY_OFFICE, BY_PRODUCER, OFFERABLE, ApplicationState
from events_app.platform.db import fetch
from tests.factories.accounts import make_member, make_office
from tests.factories.booths import booths_of, make_call, make_floor_plan
from tests.factories.fairs import make_fair, slug_of
from tests.factories.producers import make_graded_product, make_producer, make_producer_member
from tests.people import open_session

SECONDS = int(os.environ.get("EVENTS_APP_SOAK_SECONDS", "600"))
SEED = int(os.environ.get("EVENTS_APP_SOAK_SEED", "0")) or random.randrange(1, 1_000_000)
PRODUCERS = 24
ORGANIZERS = 3
AFTER_OFFER = {
    ApplicationState.ACCEPTED,
    ApplicationState.REFUSED,
    ApplicationState.LAPSED,
    ApplicationState.WITHDRAWN,
    ApplicationState.APPROVED,  # the office took the offer back
}
REFUSALS = {400, 403, 404, 409, 410, 422}

# What must never be seen, whatever the moment: each statement finds offenders.
NEVER = {
    "a booth with two holders": "SELECT booth FROM booth_claim WHERE state <> 'closed'"
    " GROUP BY booth HAVING count(*) > 1",
    "a claim on a booth that is on no plan": "SELECT c.id FROM booth_claim c JOIN booth b ON b.id = c.booth"
    " WHERE c.state <> 'closed' AND b.removed_at IS NOT NULL",
    "a blocked booth given to somebody": "SELECT c.id FROM booth_claim c JOIN booth b ON b.id = c.booth"
    " WHERE c.state = 'assigned' AND b.blocked",
    "an offered booth without its application": "SELECT c.id FROM booth_claim c WHERE c.state = 'offered'"
    " AND NOT EXISTS (SELECT FROM booth_application a"
    " WHERE a.fair = c.fair AND a.producer = c.producer AND a.state = 'offered')",
    "an offered application without a booth": "SELECT a.id FROM booth_application a WHERE a.state = 'offered' AND NOT"
    " EXISTS (SELECT FROM booth_claim c WHERE c.fair = a.fair AND c.producer = a.producer AND c.state = 'offered')",
    "a move that leads nowhere": "SELECT c.id FROM booth_claim c WHERE c.closed_reason = 'moved' AND (SELECT count(*)"
    " FROM booth_claim n WHERE n.previous = c.id AND n.producer = c.producer AND n.fair = c.fair) <> 1",
    "a claim that ended before it began": "SELECT id FROM booth_claim WHERE closed_at < claimed_at",
    "two applications of one producer": "SELECT producer FROM booth_application WHERE state <> 'withdrawn'"
    " GROUP BY fair, producer HAVING count(*) > 1",
}


class Crowd:
    """One fair, its people, and a tally of what they were answered."""

    def __init__(self, servers, fair, slug, booths, producers, products) -> None:
        self.clients = [server.client() for server in servers]
        self.fair, self.slug, self.booths = fair, slug, booths
        self.producers, self.products = producers, products
        self.tally: Counter[tuple[str, int, str]] = Counter()
        self.until = time.monotonic() + SECONDS

    async def ask(self, chance, token, what, method, path, **more):
        """Send one request to either server; remember how it was answered."""
        headers = {"authorization": f"Bearer {token}"}
        answer = await chance.choice(self.clients).request(method, f"/api/v1{path}", headers=headers, **more)
        code = answer.json().get("code", "") if answer.status_code >= 400 else ""
        self.tally[(what, answer.status_code, code)] += 1
        assert answer.status_code < 300 or answer.status_code in REFUSALS, (what, answer.status_code, answer.text)
        assert code != "somebody_was_faster", (what, "two operations locked in different orders")
        return answer

    async def applications(self, chance, token, **query):
        answer = await self.ask(chance, token, "list", "GET", f"/fairs/{self.slug}/applications", params=query)
        return answer.json()["items"]


async def be_a_producer(crowd, chance, token, number):
    """Whatever comes to a producer's mind."""
    producer = crowd.producers[number]
    while time.monotonic() < crowd.until:
        booth = chance.choice(crowd.booths)
        match chance.choice(["hold", "hold", "hold", "confirm", "confirm", "release", "release", "apply", "answer"]):
            case "hold":
                await crowd.ask(chance, token, "hold", "PUT", f"/booths/{booth}/hold")
            case "confirm":
                for mine in await _own_booths(crowd, chance, token, producer, "held"):
                    await crowd.ask(chance, token, "confirm", "PUT", f"/booths/{mine}/confirmation")
            case "release":
                for mine in (await _own_booths(crowd, chance, token, producer, "held", "assigned"))[:1]:
                    await crowd.ask(chance, token, "release", "DELETE", f"/booths/{mine}/hold")
            case "apply":
                wish = {"producer": producer, "booths_wanted": 1, "products": [crowd.products[number]]}
                wish |= {"state": "submitted"}
                await crowd.ask(chance, token, "apply", "POST", f"/fairs/{crowd.slug}/applications", json=wish)
            case "answer":
                await _answer_or_withdraw(crowd, chance, token)


async def _own_booths(crowd, chance, token, producer, *states):
    answer = await crowd.ask(chance, token, "look", "GET", f"/fairs/{crowd.slug}/booths")
    return [
        booth["id"]
        for booth in answer.json()["items"]
        if booth["state"] in states and booth["holder"] and booth["holder"]["id"] == producer
    ]


async def _answer_or_withdraw(crowd, chance, token):
    for own in await crowd.applications(chance, token):
        path = f"/applications/{own['id']}"
        if own["state"] == "offered":
            word = chance.choice(["accepted", "refused"])
            await crowd.ask(chance, token, word, "PUT", f"{path}/offer-answer", json={"answer": word})
        elif own["state"] not in {"withdrawn", "accepted"}:
            body = {"state": "withdrawn", "revision": own["revision"]}
            await crowd.ask(chance, token, "withdraw", "PATCH", path, json=body)


async def be_an_organizer(crowd, chance, token, _number):
    """Whatever an organizer does on a busy day."""
    acts = [_change_one_booth, _change_one_booth, _move_or_swap, _move_or_swap, _block_for_a_moment, _decide_and_offer]
    while time.monotonic() < crowd.until:
        await chance.choice([*acts, _decide_and_offer])(crowd, chance, token)


async def _change_one_booth(crowd, chance, token):
    booth, producer = f"/booths/{chance.choice(crowd.booths)}", {"producer": chance.choice(crowd.producers)}
    what, method, path, more = chance.choice([
        ("assign", "PUT", "/assignment", {"json": producer}),
        ("unassign", "DELETE", "/assignment", {}),
        ("extend", "PUT", "/extension", {"json": {"minutes": chance.randint(1, 60)}}),
        ("office release", "DELETE", "/hold", {"params": producer}),
    ])  # fmt: skip
    await crowd.ask(chance, token, what, method, booth + path, **more)


async def _move_or_swap(crowd, chance, token):
    one, other = chance.sample(crowd.booths, 2)
    what = chance.choice(["move", "swap"])
    moves = [{"from": one, "to": other}, {"from": other, "to": one}][: 1 if what == "move" else 2]
    await crowd.ask(chance, token, what, "POST", f"/fairs/{crowd.slug}/booth-moves", json={"moves": moves})


async def _block_for_a_moment(crowd, chance, token):
    path = f"/booths/{chance.choice(crowd.booths)}/block"
    blocked = await crowd.ask(chance, token, "block", "PUT", path, json={"reason": "leak"})
    if blocked.is_success:
        await asyncio.sleep(chance.random())
        await crowd.ask(chance, token, "unblock", "DELETE", path)


async def _decide_and_offer(crowd, chance, token):
    waiting = [a for a in await crowd.applications(chance, token) if a["state"] in {"submitted", "approved"}]
    for application in chance.sample(waiting, min(2, len(waiting))):
        if application["state"] == "submitted":
            body = {"state": chance.choice(["approved", "approved", "waitlisted"]), "revision": application["revision"]}
            await crowd.ask(chance, token, "decide", "PATCH", f"/applications/{application['id']}", json=body)
        offer = {"application": application["id"]}
        await crowd.ask(chance, token, "offer", "PUT", f"/booths/{chance.choice(crowd.booths)}/offer", json=offer)


async def let_time_pass(crowd, chance, dsn):
    """Deadlines pass long before their time; who was given a booth and gave it back may apply again."""
    connection = await asyncpg.connect(dsn)
    try:
        while time.monotonic() < crowd.until:
            await connection.execute(
                "UPDATE booth_claim SET expires_at = greatest(claimed_at, now() - interval '1 second') WHERE id IN"
                " (SELECT id FROM booth_claim WHERE state IN ('held', 'offered') ORDER BY random() LIMIT 2"
                " FOR UPDATE SKIP LOCKED)"
            )
            await connection.execute(
                "UPDATE booth_application a SET state = 'withdrawn' WHERE id IN (SELECT id FROM booth_application"
                " WHERE state = 'accepted' AND fair = $1 FOR UPDATE SKIP LOCKED)"
                " AND NOT EXISTS (SELECT FROM booth_claim c"
                " WHERE c.fair = a.fair AND c.producer = a.producer AND c.state <> 'closed')",
                crowd.fair,
            )
            await asyncio.sleep(chance.random())
    finally:
        await connection.close()


async def watch(crowd, dsn):
    """Look at every promise once a second; returns how often."""
    looks = 0
    while time.monotonic() < crowd.until:
        await look(dsn)
        looks += 1
        await asyncio.sleep(1)
    return looks


async def look(dsn):
    connection = await asyncpg.connect(dsn)
    try:
        async with connection.transaction(isolation="repeatable_read", readonly=True):
            for broken, statement in NEVER.items():
                offenders = [tuple(row.values()) for row in await connection.fetch(statement)]
                assert offenders == [], broken
    finally:
        await connection.close()


async def test_nothing_promised_is_ever_broken(start_server, dsn, database, now):
    print(f"EVENTS_APP_SOAK_SEED={SEED} EVENTS_APP_SOAK_SECONDS={SECONDS}")
    servers = [start_server(EVENTS_APP_SCHEDULER="on") for _ in range(2)]
    try:
        crowd, people = await open_fair(servers, now)
        looks = await live_through(crowd, people, dsn)
    finally:
        for server in servers:  # their scheduler must not work for the tests that follow
            server.stop()
    show(crowd, looks)
    await look(dsn)
    await ensure_calendars_say_the_same(crowd.fair)
    await ensure_every_step_was_allowed()
    done = {what for (what, status, _), number in crowd.tally.items() if status < 300 and number}
    assert done >= {
        "hold", "confirm", "release", "apply", "accepted", "refused", "withdraw", "assign", "unassign", "extend",
        "move", "swap", "block", "unblock", "office release", "decide", "offer",
    }, "a crowd that never got to do it proves nothing"  # fmt: skip


async def live_through(crowd, people, dsn):
    """Let everybody act until the time is up or a promise is broken; returns how often all promises were looked at."""
    try:
        async with asyncio.TaskGroup() as group:
            for number, (act, token) in enumerate(people):
                group.create_task(act(crowd, random.Random(SEED + number), token, number))
            group.create_task(let_time_pass(crowd, random.Random(SEED), dsn))
            watching = group.create_task(watch(crowd, dsn))
    finally:  # what is left open would be held against the tests that follow
        for client in crowd.clients:
            await client.aclose()
    return watching.result()


async def open_fair(servers, now):
    """A fair with 40 booths and a call, and everybody's key."""
    office = await make_office()
    first = (now + timedelta(days=30)).date()
    fair = await make_fair(office=office, starts_on=first, ends_on=first + timedelta(days=4))
    await make_floor_plan(fair, rows=4, columns=10, hold_cap=3)
    await make_call(fair, closes_at=now + timedelta(days=20), booths_most=1)
    producers = [await make_producer(office) for _ in range(PRODUCERS)]
    products = [await make_graded_product(producer) for producer in producers]
    members = [await make_producer_member(producer) for producer in producers]
    organizers = [await make_member(office) for _ in range(ORGANIZERS)]
    people = [(be_a_producer, await open_session(member, "bearer", now)) for member in members]
    people += [(be_an_organizer, await open_session(organizer, "bearer", now)) for organizer in organizers]
    booths = list((await booths_of(fair)).values())
    return Crowd(servers, fair, await slug_of(fair), booths, producers, products), people


def show(crowd, looks):
    total = sum(crowd.tally.values())
    print(f"{total} requests, {looks} looks at every promise")
    for (what, status, code), number in sorted(crowd.tally.items()):
        print(f"{what:15} {status} {code:25} {number}")


async def ensure_calendars_say_the_same(fair):
    """Each producer's feed names exactly the booths it has."""
    rows = await fetch(
        "SELECT c.producer, string_agg(b.code, ', ' ORDER BY b.code) AS codes FROM booth_claim c"
        " JOIN booth b ON b.id = c.booth WHERE c.state = 'assigned' AND c.fair = $1 GROUP BY c.producer",
        fair,
    )
    entries = await fetch(
        "SELECT source, content::jsonb #>> '{title,vi}' AS title FROM agenda_entry"
        " WHERE source LIKE 'booth-duty:%' AND removed_at IS NULL"
    )
    said = {int(entry["source"].rpartition(":")[2]): entry["title"] for entry in entries}
    assert said.keys() == {row["producer"] for row in rows}
    for row in rows:
        assert f" {row['codes']}:" in said[row["producer"]]


async def ensure_every_step_was_allowed():
    """The history of each application is a way through the table of steps."""
    rows = await fetch(
        "SELECT lag(state) OVER (PARTITION BY application ORDER BY id) AS before, state FROM application_event"
    )
    taken = {(ApplicationState(row["before"]), ApplicationState(row["state"])) for row in rows if row["before"]}
    allowed = {
        (before, after) for steps in (BY_OFFICE, BY_PRODUCER) for before, goals in steps.items() for after in goals
    }
    allowed |= {(before, ApplicationState.OFFERED) for before in OFFERABLE}
    allowed |= {(ApplicationState.OFFERED, after) for after in AFTER_OFFER}
    # A booth given by hand settles an application that was looked at; with its last booth it is open again.
    allowed |= {(before, ApplicationState.ACCEPTED) for before in OFFERABLE}
    allowed |= {(ApplicationState.ACCEPTED, ApplicationState.APPROVED)}
    assert taken <= allowed
