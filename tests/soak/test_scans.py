"""One single-entry pass at every gate at the same instant, through two server processes: one admission."""

from collections import Counter
from datetime import timedelta
from uuid import uuid4

from events_app.platform.db import fetch
from tests.factories.passes import make_code, make_gate_site, scan_body
from tests.soak.crowds import all_at_once

SCANS = 200
ROUNDS = 10


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
