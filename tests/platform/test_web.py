"""The frame every page and every answer of the API has."""

import dataclasses
from datetime import timedelta

from msgspec import structs

from events_app.platform.db import transaction
from events_app.platform.outbox import put_message
from tests.factories.outbox import make_dead_letter


async def test_unknown_page_is_told_kindly_in_vietnamese(client):
    answer = await client.get("/khong-co-trang-nay")
    assert answer.status_code == 404
    assert answer.headers["content-language"] == "vi"
    assert "Không tìm thấy" in answer.text


async def test_unknown_api_address_answers_a_problem_in_the_callers_language(api):
    answer = await api.get("/api/v1/nothing", headers={"accept-language": "en"})
    assert answer.status_code == 404
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json()["code"] == "not_found"
    assert answer.json()["detail"].startswith("We could not find that")


async def test_language_switch_stays_and_never_leaves_the_service(client):
    answer = await client.get("/language/en?next=//evil.example/")
    assert answer.status_code == 303
    assert answer.headers["location"] == "/"
    page = await client.get("/khong-co")
    assert page.headers["content-language"] == "en"


async def test_wrong_key_is_refused_rather_than_ignored(api):
    answer = await api.with_token("nonsense").get("/api/v1/openapi.json")
    assert answer.status_code == 401
    assert answer.json()["code"] == "unknown_key"


async def test_health(client):
    assert (await client.get("/health/live")).json() == {"status": "alive"}
    ready = (await client.get("/health/ready")).json()
    assert ready["database"] is True
    assert ready["migrations"] is True


async def metrics_of(client, **headers):
    answer = await client.get(
        "/health/metrics", headers={name.replace("_", "-"): text for name, text in headers.items()}
    )
    lines = [line.split() for line in answer.text.splitlines() if not line.startswith("#")]
    return answer.status_code, {name: float(figure) for name, figure in lines} if answer.status_code == 200 else {}


async def test_metrics_count_what_is_due_since_when_and_what_was_given_up(client, clock):
    nothing = {"events_app_outbox_due": 0, "events_app_outbox_oldest_due_seconds": 0, "events_app_outbox_dead": 0}
    assert await metrics_of(client) == (200, nothing)
    await make_dead_letter(clock.now())
    async with transaction():
        await put_message("fair.moved", {}, now=clock.now())
    clock.advance(timedelta(seconds=90))
    counted = {"events_app_outbox_due": 1, "events_app_outbox_oldest_due_seconds": 90, "events_app_outbox_dead": 1}
    assert await metrics_of(client) == (200, counted)


async def test_metrics_are_for_this_machine_or_for_who_has_the_key(client, app, settings):
    assert (await metrics_of(client, x_forwarded_for="203.0.113.7"))[0] == 404
    before = app.state.wiring
    app.state.wiring = dataclasses.replace(before, settings=structs.replace(settings, metrics_key="k" * 20))
    try:
        assert (await metrics_of(client))[0] == 404
        assert (await metrics_of(client, authorization="Bearer " + "k" * 19))[0] == 404
        assert (await metrics_of(client, authorization="Bearer " + "k" * 20, x_forwarded_for="203.0.113.7"))[0] == 200
    finally:
        app.state.wiring = before


async def test_every_answer_carries_the_security_headers(client):
    answer = await client.get("/health/live")
    assert "script-src 'self'" in answer.headers["content-security-policy"]
    assert answer.headers["x-content-type-options"] == "nosniff"
