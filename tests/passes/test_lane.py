"""The short way for scans: taken when all is well, and only then; nobody can tell it from the ordinary one."""

import json
from uuid import uuid4

import pytest

from events_app.passes.api import ScanLane
from events_app.platform.db import fetch
from tests.factories.passes import make_code, scan_body


class OrdinaryWay:
    """Notes what reaches it, body and all."""

    def __init__(self):
        self.bodies = []

    async def __call__(self, _scope, receive, _send):
        body, more = b"", True
        while more:
            message = await receive()
            body += message["body"]
            more = message["more_body"]
        self.bodies.append(body)


def request_of(site, content, **changes):
    headers = {"authorization": f"Bearer {site.token}", "content-length": str(len(content))}
    headers |= changes.pop("headers", {})
    return {
        "type": "http",
        "method": "POST",
        "path": "/api/v1/check-ins",
        "headers": [(name.encode(), value.encode()) for name, value in headers.items() if value is not None],
    } | changes


async def send_through(app, scope, *pieces, end_is_said=True):
    """Ask the lane as granian does, which says "more" until it has seen the end; what came back, and what passed by."""
    messages = [{"type": "http.request", "body": piece, "more_body": True} for piece in pieces]
    if end_is_said:
        messages.append({"type": "http.request", "body": b"", "more_body": False})
    sent, ordinary = [], OrdinaryWay()

    async def receive():
        return messages.pop(0)

    async def send(message):
        sent.append(message)

    await ScanLane(app, ordinary)(scope, receive, send)
    return sent, ordinary.bodies


async def count_scans():
    return (await fetch("SELECT count(*) AS n FROM check_in"))[0]["n"]


async def test_scan_of_a_phone_is_answered_before_the_end_of_the_body_is_seen(app, site):
    content = json.dumps(scan_body(site, await make_code(site))).encode()
    sent, passed_by = await send_through(
        app, request_of(site, content), content[:100], content[100:], end_is_said=False
    )
    assert passed_by == []
    assert [message["type"] for message in sent] == ["http.response.start", "http.response.body"]
    assert json.loads(sent[1]["body"])["result"] == "admitted"
    assert await count_scans() == 1


async def test_both_ways_answer_alike(phone, site):
    body = scan_body(site, await make_code(site))
    short = await phone.post("/api/v1/check-ins", json=body)
    ordinary = await phone.post("/api/v1/check-ins", json=body, headers={"Idempotency-Key": "một lần".encode().hex()})
    assert short.content == ordinary.content
    assert short.status_code == ordinary.status_code == 200
    assert sorted(short.headers.multi_items()) == sorted(ordinary.headers.multi_items())


@pytest.mark.parametrize(
    "changes",
    [
        {"headers": {"authorization": None}},
        {"headers": {"authorization": "Bearer ea_of_a_person"}},
        {"headers": {"authorization": "bearer of something"}},
        {"headers": {"idempotency-key": "1"}},
        {"headers": {"content-length": None}},
        {"headers": {"content-length": "10000"}},
        {"headers": {"content-length": "-3"}},
        {"headers": {"content-length": "²"}},
        {"headers": {"content-length": "9" * 5000}},
        {"path": "/api/v1/check-ins/batch"},
        {"method": "PUT"},
    ],
)
async def test_whatever_is_not_the_plain_scan_of_a_phone_goes_the_ordinary_way_whole(app, site, changes):
    content = json.dumps(scan_body(site, await make_code(site))).encode()
    sent, passed_by = await send_through(app, request_of(site, content, **changes), content)
    assert (sent, passed_by) == ([], [content])
    assert await count_scans() == 0


@pytest.mark.parametrize("change", [{"gate": 10**9}, {"gate": "cổng"}, {"scan_id": "1"}, {"serial": "12"}])
async def test_what_the_field_refuses_is_refused_on_the_ordinary_way(app, phone, site, change):
    body = scan_body(site, await make_code(site), **change)
    content = json.dumps(body).encode()
    sent, passed_by = await send_through(app, request_of(site, content), content)
    assert (sent, passed_by) == ([], [content])
    answer = await phone.post("/api/v1/check-ins", json=body)
    assert answer.status_code in {404, 422}
    assert answer.json()["detail"]


async def test_phone_that_goes_away_in_the_middle_of_its_scan_leaves_nothing(app, site):
    content = json.dumps(scan_body(site, await make_code(site), scan_id=str(uuid4()))).encode()
    messages = [{"type": "http.request", "body": content[:50], "more_body": True}, {"type": "http.disconnect"}]
    ordinary = OrdinaryWay()

    async def receive():
        return messages.pop(0)

    async def send(message):
        raise AssertionError(message)

    await ScanLane(app, ordinary)(request_of(site, content), receive, send)
    assert ordinary.bodies == []
    assert await count_scans() == 0


async def test_what_nobody_foresaw_is_logged_and_tried_on_the_ordinary_way(app, site, caplog):
    content = json.dumps(scan_body(site, await make_code(site))).encode()

    class Desk:
        async def record_check_in(self, *_, **__):
            raise RuntimeError("máy cháy")

    app.state.check_in_desk = Desk()
    sent, passed_by = await send_through(app, request_of(site, content), content)
    del app.state.check_in_desk
    assert (sent, passed_by) == ([], [content])
    assert "máy cháy" in caplog.text
