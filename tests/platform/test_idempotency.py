"""A repeated write gets the first answer, in whatever process it arrives, through the service as it is put together."""

import asyncio
import dataclasses
import gzip
from collections.abc import AsyncIterator
from datetime import timedelta
from uuid import uuid4

import asyncpg
import httpx
import pytest
from litestar import HttpMethod, Litestar, Response, Router, get, post, route
from litestar.datastructures import UploadFile
from litestar.params import JSONBody, MultipartBody
from litestar.response import Stream

from events_app.app import create_app
from events_app.platform.db import fetch, sql, transaction
from events_app.platform.outbox import put_message
from events_app.platform.web.idempotency import JOBS, KEEP_FOR, MOST_KEPT_BYTES
from tests.clock import NOW
from tests.conftest import make_settings
from tests.factories.accounts import PASSWORD, make_account
from tests.locks import until_somebody_waits
from tests.people import ApiClient

LONG = "Bưởi Diễn " * 500


class Doing:
    """Lets a test wait until a handler has come to its point, and lets the handler go on."""

    def __init__(self) -> None:
        self.reached = asyncio.Event()
        self.go_on = asyncio.Event()

    async def point(self) -> None:
        self.reached.set()
        async with asyncio.timeout(5):  # a handler that should never have run ends a test instead of holding it
            await self.go_on.wait()


async def make(content: dict[str, str]) -> int:
    async with transaction():
        return await put_message("thing.made", content, now=NOW)


def trial_router(current: dict[str, Doing]) -> Router:  # noqa: C901 - many handlers, none of them long
    """Handlers that do what handlers do: commit once, twice or not at all, then answer in every way or break."""

    @post("/things")
    async def make_thing(data: JSONBody[dict[str, str]]) -> dict[str, str | int]:
        return {"id": await make(data), "told": data.get("told", "")}

    @post("/broken-before")
    async def break_before(data: JSONBody[dict[str, str]]) -> None:
        async with transaction():
            await put_message("thing.made", data, now=NOW)
            raise RuntimeError("on purpose")

    @post("/broken-after")
    async def break_after(data: JSONBody[dict[str, str]]) -> None:
        await make(data)
        raise RuntimeError("on purpose")

    @post("/two")
    async def make_two(data: JSONBody[dict[str, str]]) -> dict[str, list[int]]:
        return {"ids": [await make(data), await make(data)]}

    @post("/waiting-after")
    async def wait_after(data: JSONBody[dict[str, str]]) -> dict[str, int]:
        number = await make(data)
        await current["doing"].point()
        return {"id": number}

    @post("/waiting-inside")
    async def wait_inside(data: JSONBody[dict[str, str]]) -> dict[str, int]:
        async with transaction():
            number = await put_message("thing.made", data, now=NOW)
            await current["doing"].point()
        return {"id": number}

    @post("/stream")
    async def answer_in_parts(data: JSONBody[dict[str, str]]) -> Stream:
        await make(data)

        async def parts() -> AsyncIterator[bytes]:
            yield b"one,"
            yield b"two"

        return Stream(parts())

    @post("/long")
    async def answer_at_length(data: JSONBody[dict[str, int]]) -> Response[bytes]:
        await make({})
        return Response(b"x" * data["bytes"], media_type="text/plain")

    @post("/binary")
    async def answer_in_bytes() -> Response[bytes]:
        await make({})
        return Response(bytes(range(256)) * 10, media_type="application/octet-stream", headers={"x-name": "caf\xe9"})

    @post("/files")
    async def take_file(data: MultipartBody[dict[str, UploadFile]]) -> dict[str, int]:
        return {"id": await make({"size": str(len(await data["file"].read()))})}

    @route("/any", http_method=[HttpMethod.PUT, HttpMethod.PATCH, HttpMethod.DELETE], status_code=200)
    async def write_anyhow() -> dict[str, int]:
        return {"id": await make({})}

    @get("/read")
    async def read() -> dict[str, int]:
        return {"id": await make({})}

    @post("/answered-with")
    async def answer_with(data: JSONBody[dict[str, int]]) -> Response[dict[str, int]]:
        return Response({}, status_code=data["status"])

    return Router(
        "/api/v1/trial",
        route_handlers=[
            make_thing, break_before, break_after, make_two, wait_after, wait_inside, answer_in_parts,
            answer_at_length, answer_in_bytes, take_file, write_anyhow, read, answer_with,
        ],
    )  # fmt: skip


@pytest.fixture(scope="module")
def trial(dsn, tmp_path_factory) -> tuple[Litestar, dict[str, Doing]]:
    """The service with the trial's handlers beside its own, and what they wait for."""
    current: dict[str, Doing] = {}
    service = create_app(make_settings(tmp_path_factory.mktemp("data"), dsn))
    service.register(trial_router(current))
    return service, current


@pytest.fixture
def doing(trial) -> Doing:
    _, current = trial
    current["doing"] = Doing()
    return current["doing"]


@pytest.fixture
def stranger(database, trial, clock, doing) -> ApiClient:
    """A program nobody knows."""
    service, _ = trial
    service.state.wiring = dataclasses.replace(service.state.wiring, clock=clock)
    transport = httpx.ASGITransport(app=service, raise_app_exceptions=False)
    return ApiClient(transport=transport, base_url="http://testserver", clock=clock)


@pytest.fixture
async def account(database) -> int:
    return await make_account()


@pytest.fixture
async def program(stranger, account) -> ApiClient:
    return await stranger.as_(account)


@pytest.fixture(params=["gzip", "identity"])
def encoding(request) -> dict[str, str]:
    return {"accept-encoding": request.param}


async def made() -> int:
    return (await fetch("SELECT count(*) AS n FROM outbox_message WHERE topic = 'thing.made'"))[0]["n"]


def code_of(answer: httpx.Response) -> tuple[int, str]:
    return answer.status_code, answer.json()["code"]


async def end(task: asyncio.Task[httpx.Response]) -> None:
    """The caller, or the whole process, is gone."""
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)


async def raw_post(client: httpx.AsyncClient, path: str, **request) -> tuple[httpx.Response, bytes]:
    """The answer as it went over the line."""
    async with client.stream("POST", path, **request) as answer:
        return answer, b"".join([part async for part in answer.aiter_raw()])


async def test_an_answer_of_five_kilobytes_is_replayed_whatever_the_client_accepts(program, clock, encoding):
    request = {"json": {"told": LONG}, "headers": {"idempotency-key": "k1", **encoding}}
    first, bytes_of_first = await raw_post(program, "/api/v1/trial/things", **request)
    clock.advance(timedelta(minutes=2))
    again, bytes_of_again = await raw_post(program, "/api/v1/trial/things", **request)
    assert (first.status_code, again.status_code) == (201, 201)
    assert first.headers.get("content-encoding") == again.headers.get("content-encoding")
    plain = gzip.decompress if encoding["accept-encoding"] == "gzip" else bytes
    assert plain(bytes_of_first) == plain(bytes_of_again)
    assert len(plain(bytes_of_again)) > 5000
    assert int(again.headers["content-length"]) == len(bytes_of_again)
    assert "idempotent-replayed" not in first.headers
    assert again.headers["idempotent-replayed"] == "true"
    assert await made() == 1
    assert len(await fetch("SELECT 1 FROM idempotent_answer")) == 1


@pytest.mark.parametrize(("asked", "again"), [("gzip", "identity"), ("identity", "gzip")])
async def test_whoever_asks_again_gets_the_encoding_of_their_own(program, asked, again):
    body = {"told": LONG}
    first = await program.post(
        "/api/v1/trial/things", json=body, headers={"idempotency-key": "k1", "accept-encoding": asked}
    )
    other = await program.post(
        "/api/v1/trial/things", json=body, headers={"idempotency-key": "k1", "accept-encoding": again}
    )
    assert first.content == other.content
    assert (other.headers.get("content-encoding") == "gzip") == (again == "gzip")


async def test_every_byte_comes_back(program, encoding):
    request = {"headers": {"idempotency-key": "k1", **encoding}}
    first = await program.post("/api/v1/trial/binary", **request)
    again = await program.post("/api/v1/trial/binary", **request)
    assert first.content == again.content == bytes(range(256)) * 10
    assert again.headers["x-name"] == first.headers["x-name"]
    assert await made() == 1


async def test_same_key_with_another_body_query_path_or_method_is_refused(program):
    key = {"idempotency-key": "k1"}
    await program.post("/api/v1/trial/things", json={"a": "b"}, headers=key)
    others = [
        await program.post("/api/v1/trial/things", json={"a": "c"}, headers=key),
        await program.post("/api/v1/trial/things?x=1", json={"a": "b"}, headers=key),
        await program.post("/api/v1/trial/two", json={"a": "b"}, headers=key),
        await program.put("/api/v1/trial/things", json={"a": "b"}, headers=key),
        await program.post("/api/v1/trial/things", content=b"\xff\xfe", headers=key),
    ]
    # PUT is no method of this address, and Litestar says so before any key is looked at.
    assert [answer.status_code for answer in others] == [422, 422, 422, 405, 422]
    assert {answer.json()["code"] for answer in others if answer.status_code == 422} == {"idempotency_key_reused"}
    assert await made() == 1


async def test_a_body_that_is_no_text_is_refused_the_same_way_twice(program):
    request = {
        "content": b'{"a": "\xff\xfe"}',
        "headers": {"idempotency-key": "k1", "content-type": "application/json"},
    }
    first = await program.post("/api/v1/trial/things", **request)
    again = await program.post("/api/v1/trial/things", **request)
    assert first.status_code == 422
    assert (again.status_code, again.content) == (first.status_code, first.content)
    assert again.headers["idempotent-replayed"] == "true"


async def test_two_accounts_with_one_key_do_not_meet(stranger):
    key = {"idempotency-key": "k1"}
    one, other = [await stranger.as_(await make_account()) for _ in range(2)]
    answers = [await program.post("/api/v1/trial/things", json={"a": "b"}, headers=key) for program in (one, other)]
    assert answers[0].json()["id"] != answers[1].json()["id"]
    assert await made() == 2


async def test_a_strangers_key_must_be_a_uuid(stranger):
    for key in ("k1", "1", "00000000000000000000000000000000", str(uuid4()) + "0"):
        answer = await stranger.post("/api/v1/trial/things", json={}, headers={"idempotency-key": key})
        assert answer.status_code == 422
        assert answer.json()["errors"]["Idempotency-Key"][0]["code"] == "idempotency_key_not_uuid"
    assert await made() == 0


async def test_two_strangers_with_one_key_and_different_content_do_not_meet(stranger):
    key = {"idempotency-key": str(uuid4())}
    first = await stranger.post("/api/v1/trial/things", json={"told": "mine"}, headers=key)
    other = await stranger.post("/api/v1/trial/things", json={"told": "yours"}, headers=key)
    again = await stranger.post("/api/v1/trial/things", json={"told": "mine"}, headers=key)
    assert (first.json()["told"], other.json()["told"]) == ("mine", "yours")
    assert again.content == first.content
    assert await made() == 2


async def test_sign_in_ignores_the_key(stranger):
    await make_account(email="lan@example.vn")
    body = {"email": "lan@example.vn", "password": PASSWORD}
    request = {"json": body, "headers": {"idempotency-key": "not a uuid"}}
    first, again = [await stranger.post("/api/v1/login", **request) for _ in range(2)]
    assert (first.status_code, again.status_code) == (201, 201)
    assert first.json()["token"] != again.json()["token"]
    assert await fetch("SELECT 1 FROM idempotent_answer") == []


async def test_a_key_that_is_too_long_empty_or_unprintable_is_refused(program):
    for key in ("k" * 201, "", "k\tk"):
        answer = await program.post("/api/v1/trial/things", json={}, headers={"idempotency-key": key})
        assert answer.status_code == 422
        assert answer.json()["errors"]["Idempotency-Key"][0]["code"] == "bad_idempotency_key"
    longest = await program.post("/api/v1/trial/things", json={}, headers={"idempotency-key": "k" * 200})
    assert longest.status_code == 201


async def test_key_is_forgotten_after_a_day(program, stranger, account, clock):
    await program.post("/api/v1/trial/things", json={"a": "b"}, headers={"idempotency-key": "k1"})
    clock.advance(timedelta(hours=24, seconds=1))
    returned = await stranger.as_(account)
    await returned.post("/api/v1/trial/things", json={"a": "c"}, headers={"idempotency-key": "k1"})
    assert await made() == 2


async def test_twenty_at_once_with_one_key_make_one_thing(program):
    answers = await asyncio.gather(
        *(program.post("/api/v1/trial/things", json={}, headers={"idempotency-key": "k1"}) for _ in range(20))
    )
    assert await made() == 1
    codes = {answer.status_code for answer in answers}
    assert codes <= {201, 409}
    assert len({answer.text for answer in answers if answer.status_code == 201}) == 1


async def test_an_operation_of_two_transactions_is_replayed_as_one(program):
    request = {"json": {}, "headers": {"idempotency-key": "k1"}}
    first, again = [await program.post("/api/v1/trial/two", **request) for _ in range(2)]
    assert first.content == again.content
    assert await made() == 2


async def test_a_failure_that_changed_nothing_may_be_tried_again(program):
    request = {"json": {}, "headers": {"idempotency-key": "k1"}}
    assert (await program.post("/api/v1/trial/broken-before", **request)).status_code == 500
    assert await fetch("SELECT 1 FROM idempotent_answer") == []


async def test_a_failure_after_something_was_saved_is_not_tried_again(program):
    request = {"json": {}, "headers": {"idempotency-key": "k1"}}
    assert (await program.post("/api/v1/trial/broken-after", **request)).status_code == 500
    assert code_of(await program.post("/api/v1/trial/broken-after", **request)) == (409, "idempotency_answer_lost")
    assert await made() == 1


async def test_a_process_that_dies_between_commit_and_answer_is_never_followed_by_another(
    program, stranger, account, clock, doing
):
    request = {"json": {}, "headers": {"idempotency-key": "k1"}}
    dying = asyncio.create_task(program.post("/api/v1/trial/waiting-after", **request))
    await doing.reached.wait()
    assert code_of(await program.post("/api/v1/trial/waiting-after", **request)) == (409, "idempotency_key_in_use")
    clock.advance(timedelta(minutes=1, seconds=1))
    assert code_of(await program.post("/api/v1/trial/waiting-after", **request)) == (409, "idempotency_answer_lost")
    clock.advance(timedelta(hours=22))
    returned = await stranger.as_(account)
    assert code_of(await returned.post("/api/v1/trial/waiting-after", **request)) == (409, "idempotency_answer_lost")
    assert await made() == 1
    await end(dying)


async def test_a_caller_who_leaves_after_the_commit_finds_that_the_answer_is_lost(program, doing):
    request = {"json": {}, "headers": {"idempotency-key": "k1"}}
    leaving = asyncio.create_task(program.post("/api/v1/trial/waiting-after", **request))
    await doing.reached.wait()
    await end(leaving)
    assert code_of(await program.post("/api/v1/trial/waiting-after", **request)) == (409, "idempotency_answer_lost")
    assert await made() == 1


async def test_a_caller_who_leaves_before_the_commit_may_come_back(program, doing):
    request = {"json": {}, "headers": {"idempotency-key": "k1"}}
    leaving = asyncio.create_task(program.post("/api/v1/trial/waiting-inside", **request))
    await doing.reached.wait()
    await end(leaving)
    doing.go_on.set()
    assert (await program.post("/api/v1/trial/waiting-inside", **request)).status_code == 201
    assert await made() == 1


async def test_an_answer_the_database_does_not_keep_is_given_all_the_same_and_never_done_again(
    program, dsn, clock, doing, caplog
):
    request = {"json": {}, "headers": {"idempotency-key": "k1"}}
    asking = asyncio.create_task(program.post("/api/v1/trial/waiting-after", **request))
    await doing.reached.wait()
    connection = await asyncpg.connect(dsn)
    async with connection.transaction():
        await connection.execute("LOCK TABLE idempotent_answer IN EXCLUSIVE MODE")
        doing.go_on.set()
        await until_somebody_waits(connection)
        await connection.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pg_backend_pid() = ANY(pg_blocking_pids(pid))"
        )
        assert (await asking).status_code == 201
    await connection.close()
    assert "The answer to 201 was not kept" in caplog.text
    clock.advance(timedelta(seconds=61))
    assert code_of(await program.post("/api/v1/trial/waiting-after", **request)) == (409, "idempotency_answer_lost")
    assert await made() == 1


async def test_who_was_taken_for_dead_may_not_commit_any_more(program, trial, clock, doing):
    _, current = trial
    request = {"json": {}, "headers": {"idempotency-key": "k1"}}
    first = asyncio.create_task(program.post("/api/v1/trial/waiting-inside", **request))
    await doing.reached.wait()
    clock.advance(timedelta(minutes=1, seconds=1))
    current["doing"] = Doing()
    current["doing"].go_on.set()
    second = await program.post("/api/v1/trial/waiting-inside", **request)
    doing.go_on.set()
    assert second.status_code == 201
    assert code_of(await first) == (409, "idempotency_key_in_use")
    assert await made() == 1
    assert (await program.post("/api/v1/trial/waiting-inside", **request)).content == second.content


async def test_claim_of_a_dead_process_that_changed_nothing_is_free_after_a_minute(program, clock, doing):
    request = {"json": {}, "headers": {"idempotency-key": "k1"}}
    dying = asyncio.create_task(program.post("/api/v1/trial/waiting-inside", **request))
    await doing.reached.wait()
    doing.reached.clear()
    assert code_of(await program.post("/api/v1/trial/waiting-inside", **request)) == (409, "idempotency_key_in_use")
    clock.advance(timedelta(seconds=61))
    taking_over = asyncio.create_task(program.post("/api/v1/trial/waiting-inside", **request))
    await doing.reached.wait()
    await end(dying)
    doing.go_on.set()
    assert (await taking_over).status_code == 201
    assert await made() == 1


@pytest.mark.parametrize("path", ["stream", "long"])
async def test_streams_and_very_long_answers_are_done_once_and_not_kept(program, path, encoding):
    body = {"bytes": MOST_KEPT_BYTES + 1} if path == "long" else {}
    request = {"json": body, "headers": {"idempotency-key": "k1", **encoding}}
    first = await program.post(f"/api/v1/trial/{path}", **request)
    assert first.content == (b"one,two" if path == "stream" else b"x" * (MOST_KEPT_BYTES + 1))
    again = await program.post(f"/api/v1/trial/{path}", **request)
    assert code_of(again) == (409, "idempotency_answer_not_kept")
    assert await made() == 1


async def test_the_longest_answer_that_is_kept_comes_back(program):
    request = {"json": {"bytes": MOST_KEPT_BYTES}, "headers": {"idempotency-key": "k1"}}
    answers = [await program.post("/api/v1/trial/long", **request) for _ in range(2)]
    assert [len(answer.content) for answer in answers] == [MOST_KEPT_BYTES, MOST_KEPT_BYTES]
    assert await made() == 1


async def test_file_sent_again_with_another_boundary_is_the_same_request(program):
    def send(content):
        return program.post(
            "/api/v1/trial/files", files={"file": ("a.xlsx", content)}, headers={"idempotency-key": "k1"}
        )

    first, again, other = await send(b"rows\0\xff"), await send(b"rows\0\xff"), await send(b"other rows")
    assert first.request.headers["content-type"] != again.request.headers["content-type"]
    assert (first.status_code, first.json()) == (again.status_code, again.json())
    assert other.json()["code"] == "idempotency_key_reused"


async def test_a_row_of_the_version_before_is_replayed(program):
    request = {"json": {"told": "Bưởi"}, "headers": {"idempotency-key": "k1"}}
    first = await program.post("/api/v1/trial/things", **request)
    # What that version wrote: the same, without a mark.
    await fetch("UPDATE idempotent_answer SET mark = ''")
    again = await program.post("/api/v1/trial/things", **request)
    assert again.content == first.content
    assert await made() == 1


async def test_the_version_before_reads_what_is_written_now_and_never_takes_a_committed_claim(program, clock, doing):
    """Both versions run during a deployment. What that one does with a row is said here in its own statements."""
    first = await program.post("/api/v1/trial/things", json={"told": LONG}, headers={"idempotency-key": "k1"})
    [row] = await fetch("SELECT * FROM idempotent_answer")
    assert row["body"].encode("latin-1") == first.content
    dying = asyncio.create_task(program.post("/api/v1/trial/waiting-after", json={}, headers={"idempotency-key": "k2"}))
    await doing.reached.wait()
    clock.advance(timedelta(hours=1))
    takeable = "SELECT 1 FROM idempotent_answer WHERE key = 'k2' AND status IS NULL AND claimed_until < {}"
    assert await sql(takeable, clock.now()) == []
    await end(dying)


@pytest.mark.parametrize("method", ["PUT", "PATCH", "DELETE"])
async def test_every_method_that_writes_is_replayed(program, method):
    key = {"idempotency-key": "k1"}
    first, again = [await program.request(method, "/api/v1/trial/any", headers=key) for _ in range(2)]
    assert (first.status_code, first.content) == (200, again.content)
    assert "idempotent-replayed" not in first.headers
    assert again.headers["idempotent-replayed"] == "true"
    assert await made() == 1


async def test_same_request_by_another_method_is_another_request(program):
    key = {"idempotency-key": "k1"}
    await program.put("/api/v1/trial/any", headers=key)
    assert code_of(await program.patch("/api/v1/trial/any", headers=key)) == (422, "idempotency_key_reused")


async def test_reading_takes_no_key(program):
    first, again = [await program.get("/api/v1/trial/read", headers={"idempotency-key": "k1"}) for _ in range(2)]
    assert first.json() != again.json()
    assert await fetch("SELECT 1 FROM idempotent_answer") == []


async def test_pages_take_no_key(stranger):
    await stranger.post("/language/vi", headers={"idempotency-key": "not a uuid"})
    assert await fetch("SELECT 1 FROM idempotent_answer") == []


async def test_two_queries_of_one_address_are_two_requests(program):
    request = {"json": {"a": "b"}, "headers": {"idempotency-key": "k1"}}
    first, again = [await program.post("/api/v1/trial/things?x=1", **request) for _ in range(2)]
    assert again.content == first.content
    assert code_of(await program.post("/api/v1/trial/things?x=2", **request)) == (422, "idempotency_key_reused")
    assert code_of(await program.post("/api/v1/trial/things", **request)) == (422, "idempotency_key_reused")


@pytest.mark.parametrize(("status", "kept"), [(201, True), (404, True), (499, True), (500, False), (503, False)])
async def test_answers_are_kept_but_for_failures_of_ours(program, status, kept):
    request = {"json": {"status": status}, "headers": {"idempotency-key": "k1"}}
    first, again = [await program.post("/api/v1/trial/answered-with", **request) for _ in range(2)]
    assert (first.status_code, again.status_code) == (status, status)
    assert ("idempotent-replayed" in again.headers) is kept


async def test_failure_of_ours_that_changed_nothing_is_not_kept(program):
    request = {"json": {}, "headers": {"idempotency-key": "k1"}}
    await program.post("/api/v1/trial/broken-before", **request)
    again = await program.post("/api/v1/trial/broken-before", **request)
    assert "idempotent-replayed" not in again.headers


async def test_claim_is_the_first_ones_for_exactly_a_minute(program, clock, doing):
    request = {"json": {}, "headers": {"idempotency-key": "k1"}}
    dying = asyncio.create_task(program.post("/api/v1/trial/waiting-inside", **request))
    await doing.reached.wait()
    clock.advance(timedelta(minutes=1))
    assert code_of(await program.post("/api/v1/trial/waiting-inside", **request)) == (409, "idempotency_key_in_use")
    await end(dying)


async def test_answer_is_lost_once_a_minute_is_over_and_not_before(program, clock, doing):
    request = {"json": {}, "headers": {"idempotency-key": "k1"}}
    dying = asyncio.create_task(program.post("/api/v1/trial/waiting-after", **request))
    await doing.reached.wait()
    clock.advance(timedelta(minutes=1))
    assert code_of(await program.post("/api/v1/trial/waiting-after", **request)) == (409, "idempotency_key_in_use")
    clock.advance(timedelta(seconds=1))
    assert code_of(await program.post("/api/v1/trial/waiting-after", **request)) == (409, "idempotency_answer_lost")
    await end(dying)


async def test_answer_comes_back_for_exactly_a_day(program, stranger, account, clock):
    request = {"json": {"a": "b"}, "headers": {"idempotency-key": "k1"}}
    first = await program.post("/api/v1/trial/things", **request)
    clock.advance(timedelta(hours=24))
    returned = await stranger.as_(account)
    again = await returned.post("/api/v1/trial/things", **request)
    assert again.content == first.content
    assert await made() == 1


async def test_sweeper_forgets_what_is_older_than_a_day_and_nothing_else(program, clock):
    await program.post("/api/v1/trial/things", json={}, headers={"idempotency-key": "k1"})
    clock.advance(timedelta(seconds=1))
    await program.post("/api/v1/trial/things", json={}, headers={"idempotency-key": "k2"})
    [job] = JOBS
    assert (job.name, job.every, KEEP_FOR) == ("idempotency.sweep", timedelta(hours=1), timedelta(hours=24))
    await job.run(clock.now() + KEEP_FOR)
    assert [row["key"] for row in await fetch("SELECT key FROM idempotent_answer")] == ["k2"]


async def test_failure_of_one_request_touches_no_other_ones_answer(program, stranger):
    kept = {"json": {}, "headers": {"idempotency-key": "k1"}}
    first = await program.post("/api/v1/trial/things", **kept)
    other = await stranger.as_(await make_account())
    for asker, path in ((program, "broken-before"), (program, "broken-after"), (other, "broken-after")):
        await asker.post(f"/api/v1/trial/{path}", json={}, headers={"idempotency-key": f"k-{path}"})
    await other.post("/api/v1/trial/stream", json={}, headers={"idempotency-key": "k2"})
    assert (await program.post("/api/v1/trial/things", **kept)).content == first.content
    found = await fetch("SELECT key, status, mark FROM idempotent_answer ORDER BY id")
    assert [tuple(row) for row in found] == [
        ("k1", 201, "committed"),
        ("k-broken-after", None, "lost"),
        ("k-broken-after", None, "lost"),
        ("k2", None, "not_kept"),
    ]


@pytest.mark.parametrize("path", ["things", "broken-before", "broken-after", "stream"])
@pytest.mark.parametrize(("same_account", "key"), [(True, "k2"), (False, "k1")])
async def test_requests_of_one_instant_do_not_meet(program, stranger, doing, path, same_account, key):
    """Another key of the same account, and the same key of another account, while the first is at work."""
    request = {"json": {}, "headers": {"idempotency-key": "k1"}}
    leaving = asyncio.create_task(program.post("/api/v1/trial/waiting-inside", **request))
    await doing.reached.wait()
    other = program if same_account else await stranger.as_(await make_account())
    await other.post(f"/api/v1/trial/{path}", json={}, headers={"idempotency-key": key})
    assert code_of(await program.post("/api/v1/trial/waiting-inside", **request)) == (409, "idempotency_key_in_use")
    await end(leaving)
    doing.go_on.set()
    assert (await program.post("/api/v1/trial/waiting-inside", **request)).status_code == 201
