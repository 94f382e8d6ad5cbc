"""One single-entry pass at every gate at the same instant, through two server processes: one admission."""

import asyncio
import random
from collections import Counter
from contextlib import suppress
from datetime import timedelta
from uuid import uuid4

import httpx

from events_app.passes.operations import pair_device
from events_app.platform.db import fetch
from events_app.platform.postgres.cluster import start_cluster, stop_cluster
from tests.factories.passes import make_code, make_gate_site, scan_body
from tests.soak.crowds import all_at_once

SCANS = 200
ROUNDS = 10
DEVICES = 8
SHARED_PASSES = 120
PATIENCE_SECONDS = 1.5


async def make_site_of_today(now):
    return await make_gate_site(starts_on=(now - timedelta(days=1)).date(), ends_on=(now + timedelta(days=3)).date())


async def test_of_two_hundred_scans_with_different_ids_exactly_one_is_admitted(servers, database, now):
    site = await make_site_of_today(now)
    for round_number in range(1, ROUNDS + 1):
        code = await make_code(site)
        answers = await all_at_once(
            servers,
            [site.token] * SCANS,
            lambda client, key, _, code=code: client.post(
                "/api/v1/check-ins", json=scan_body(site, code, scanned_at=now.isoformat()), headers=key
            ),
        )
        assert {answer.status_code for answer in answers} == {200}
        results = Counter((answer.json()["result"], answer.json()["reason"]) for answer in answers)
        assert results[("admitted", None)] == 1, results
        assert sum(results.values()) == SCANS
        assert {reason for result, reason in results if result == "refused"} <= {"already_in", "already_used"}
        counts = await fetch("SELECT (SELECT count(*) FROM admission) AS a, (SELECT count(*) FROM check_in) AS c")
        assert tuple(counts[0].values()) == (round_number, round_number * SCANS)


async def test_two_hundred_repeats_of_one_scan_leave_one_row_and_get_one_answer(servers, database, now):
    site = await make_site_of_today(now)
    for round_number in range(1, ROUNDS + 1):
        body = scan_body(site, await make_code(site), scan_id=str(uuid4()), scanned_at=now.isoformat())
        answers = await all_at_once(
            servers,
            [site.token] * SCANS,
            lambda client, key, _, body=body: client.post("/api/v1/check-ins", json=body, headers=key),
        )
        assert {answer.status_code for answer in answers} == {200}
        assert len({answer.content for answer in answers}) == 1
        assert answers[0].json()["result"] == "admitted"
        counts = await fetch("SELECT (SELECT count(*) FROM admission) AS a, (SELECT count(*) FROM check_in) AS c")
        assert tuple(counts[0].values()) == (round_number, round_number)


class Phone:
    """A phone that loses replies, asks again until it is answered, and remembers every answer it got."""

    def __init__(self, site, token, clients, chance) -> None:
        self._site = site
        self._headers = {"authorization": f"Bearer {token}"}
        self._clients = clients
        self._chance = chance
        self.answers: dict[str, list[tuple[str, str | None]]] = {}

    async def scan(self, code, now) -> None:
        """Send one scan until it is answered, and after that once more, as a phone does that lost the reply."""
        body = scan_body(self._site, code, scanned_at=now.isoformat())
        told = self.answers.setdefault(body["scan_id"], [])
        wanted = 1 + (self._chance.random() < 0.3)
        while len(told) < wanted:
            client = self._chance.choice(self._clients)
            # A reply that takes longer than this is dropped by the phone, though the service may have decided.
            patience = self._chance.choice((0.02, PATIENCE_SECONDS, PATIENCE_SECONDS))
            with suppress(httpx.TransportError):
                answer = await client.post("/api/v1/check-ins", json=body, headers=self._headers, timeout=patience)
                if answer.status_code == 200:
                    told.append((answer.json()["result"], answer.json()["reason"]))
                else:
                    assert answer.status_code >= 500, answer.text
                    await asyncio.sleep(0.05)  # as a phone waits before it asks a service that is away
            await asyncio.sleep(0)


async def test_eight_phones_keep_their_answers_while_database_server_and_replies_come_and_go(
    start_server, servers, postgres, database, now
):
    """Every scan id has one row, every admitted single-entry pass one admission, every repeat its first answer."""
    site = await make_site_of_today(now)
    codes = [await make_code(site) for _ in range(SHARED_PASSES)]
    devices = [await pair_device(site.gate, f"Máy {n}", acting=site.organizer, now=now) for n in range(DEVICES)]
    mortal = start_server(EVENTS_APP_SCHEDULER="off")
    clients = [server.client() for server in (*servers, mortal)]
    phones = [Phone(site, device.token, clients, random.Random(number)) for number, device in enumerate(devices)]
    over = asyncio.Event()

    async def stream(phone: Phone, number: int) -> None:
        order = codes[:]
        random.Random(number).shuffle(order)
        for code in order:
            await phone.scan(code, now)
        while not over.is_set():
            await phone.scan(order[0], now)

    streams = [asyncio.create_task(stream(phone, number)) for number, phone in enumerate(phones)]
    for _ in range(2):
        await asyncio.sleep(2)
        mortal.kill()
        await asyncio.to_thread(mortal.start)
        await asyncio.sleep(1)
        await asyncio.to_thread(stop_cluster, postgres.cluster)
        await asyncio.sleep(1)
        await asyncio.to_thread(start_cluster, postgres.cluster, durable=True)
    over.set()
    async with asyncio.timeout(240):
        await asyncio.gather(*streams)
    for client in clients:
        await client.aclose()
    told = {scan: set(answers) for phone in phones for scan, answers in phone.answers.items()}
    assert {scan: answers for scan, answers in told.items() if len(answers) != 1} == {}
    rows = await fetch("SELECT scan_id::text, result, reason, entry_pass FROM check_in")
    assert len(rows) == len({row["scan_id"] for row in rows}) == len(told)
    assert {row["scan_id"]: {(row["result"], row["reason"])} for row in rows} == told
    admitted = Counter(row["entry_pass"] for row in rows if row["result"] == "admitted")
    assert set(admitted.values()) == {1}
    assert len(admitted) == SHARED_PASSES
    admissions = await fetch("SELECT entry_pass, count(*) AS n FROM admission GROUP BY 1")
    assert {row["entry_pass"]: row["n"] for row in admissions} == dict(admitted)
