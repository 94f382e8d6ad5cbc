"""A repeated write gets the first answer, in whatever process it arrives."""

import asyncio
from datetime import timedelta

import httpx
import pytest
from litestar import Litestar, Router, post
from litestar.datastructures import State, UploadFile
from litestar.exceptions import HTTPException
from litestar.params import JSONBody, MultipartBody

from events_app.app import wire
from events_app.platform.actor import ANONYMOUS
from events_app.platform.db import fetch, transaction
from events_app.platform.errors import DomainError
from events_app.platform.outbox import put_message
from events_app.platform.web.errors import answer_domain_error, answer_http_exception, answer_unexpected
from events_app.platform.web.idempotency import IdempotencyMiddleware
from tests.clock import NOW


class Nobody:
    """Stands in for the authentication middleware: the tests of this module need no people."""

    def __init__(self, app) -> None:
        self.app = app

    async def __call__(self, scope, receive, send) -> None:
        scope["user"] = ANONYMOUS
        await self.app(scope, receive, send)


@post("/things")
async def make_thing(data: JSONBody[dict[str, str]]) -> dict[str, int]:
    async with transaction():
        number = await put_message("thing.made", data, now=NOW)
    if data.get("break"):
        raise RuntimeError("on purpose")
    return {"id": number}


@post("/files")
async def take_file(data: MultipartBody[dict[str, UploadFile]]) -> dict[str, int]:
    async with transaction():
        return {"id": await put_message("file.taken", {}, now=NOW)}


@pytest.fixture
async def program(database, clock, settings):
    app = Litestar(
        [Router("/api/v1", route_handlers=[make_thing, take_file])],
        middleware=[Nobody, IdempotencyMiddleware],
        exception_handlers={
            DomainError: answer_domain_error,
            HTTPException: answer_http_exception,
            Exception: answer_unexpected,
        },
        state=State({"wiring": wire(settings, clock)}),
        openapi_config=None,
    )
    transport = httpx.ASGITransport(app=app, raise_app_exceptions=False)
    async with httpx.AsyncClient(transport=transport, base_url="http://testserver") as client:
        yield client


async def made() -> int:
    return (await fetch("SELECT count(*) AS n FROM outbox_message"))[0]["n"]


async def test_same_key_and_body_gets_the_first_answer(program):
    first = await program.post("/api/v1/things", json={"a": "b"}, headers={"idempotency-key": "k1"})
    again = await program.post("/api/v1/things", json={"a": "b"}, headers={"idempotency-key": "k1"})
    assert (first.status_code, first.json()) == (again.status_code, again.json())
    assert again.headers["idempotent-replayed"] == "true"
    assert again.headers["content-type"] == first.headers["content-type"]
    assert await made() == 1


async def test_same_key_with_another_body_is_refused(program):
    await program.post("/api/v1/things", json={"a": "b"}, headers={"idempotency-key": "k1"})
    other = await program.post("/api/v1/things", json={"a": "c"}, headers={"idempotency-key": "k1"})
    assert other.status_code == 422
    assert other.json()["code"] == "idempotency_key_reused"


async def test_key_is_forgotten_after_a_day(program, clock):
    await program.post("/api/v1/things", json={"a": "b"}, headers={"idempotency-key": "k1"})
    clock.advance(timedelta(hours=24, seconds=1))
    await program.post("/api/v1/things", json={"a": "c"}, headers={"idempotency-key": "k1"})
    assert await made() == 2


async def test_twenty_at_once_with_one_key_make_one_thing(program):
    answers = await asyncio.gather(
        *(program.post("/api/v1/things", json={}, headers={"idempotency-key": "k1"}) for _ in range(20))
    )
    assert await made() == 1
    codes = {answer.status_code for answer in answers}
    assert codes <= {201, 409}
    assert len({answer.text for answer in answers if answer.status_code == 201}) == 1


async def test_a_failure_on_our_side_is_not_kept(program):
    broken = await program.post("/api/v1/things", json={"break": "x"}, headers={"idempotency-key": "k1"})
    assert broken.status_code == 500
    assert await fetch("SELECT 1 FROM idempotent_answer") == []


async def test_claim_of_a_dead_process_is_free_after_a_minute(program, clock):
    request = {"json": {"a": "b"}, "headers": {"idempotency-key": "k1"}}
    await program.post("/api/v1/things", **request)
    await fetch("UPDATE idempotent_answer SET status = NULL")
    assert (await program.post("/api/v1/things", **request)).json()["code"] == "idempotency_key_in_use"
    clock.advance(timedelta(seconds=61))
    assert (await program.post("/api/v1/things", **request)).status_code == 201


async def test_key_that_is_too_long_is_refused(program):
    answer = await program.post("/api/v1/things", json={}, headers={"idempotency-key": "k" * 201})
    assert answer.status_code == 422


async def test_file_sent_again_with_another_boundary_is_the_same_request(program):
    def send(content):
        return program.post("/api/v1/files", files={"file": ("a.xlsx", content)}, headers={"idempotency-key": "k1"})

    first, again, other = await send(b"rows"), await send(b"rows"), await send(b"other rows")
    assert first.request.headers["content-type"] != again.request.headers["content-type"]
    assert (first.status_code, first.json()) == (again.status_code, again.json())
    assert other.json()["code"] == "idempotency_key_reused"
