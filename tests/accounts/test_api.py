"""Signing in for programs."""

from datetime import datetime, timedelta

import pytest

from events_app.accounts import operations
from tests.factories.accounts import PASSWORD, actor_of, make_account, make_member, make_office


async def test_a_program_signs_in_asks_who_it_is_and_signs_out(api, now):
    office = await make_office(slug="ha-noi", name_vi="Văn phòng Hà Nội", name_en="Hanoi Office")
    account = await make_member(office, role="owner", email="lan@vidu.vn")
    answer = await api.post("/api/v1/login", json={"email": "lan@vidu.vn", "password": PASSWORD})
    assert answer.status_code == 201
    assert set(answer.json()) == {"token", "expires_at"}
    assert datetime.fromisoformat(answer.json()["expires_at"]) == now + timedelta(days=14)
    program = api.with_token(answer.json()["token"])
    me = (await program.get("/api/v1/me")).json()
    assert me["id"] == account
    assert me["offices"] == [
        {"office": office, "slug": "ha-noi", "name": {"vi": "Văn phòng Hà Nội", "en": "Hanoi Office"}, "role": "owner"}
    ]
    assert (await program.delete("/api/v1/login")).status_code == 204
    assert (await program.get("/api/v1/me")).status_code == 401


async def test_wrong_credentials_are_a_problem_in_the_caller_s_language(api):
    body = {"email": "lan@vidu.vn", "password": "sai mất rồi"}
    answer = await api.post("/api/v1/login", json=body, headers={"accept-language": "en"})
    assert answer.status_code == 401
    assert answer.headers["content-type"].startswith("application/problem+json")
    assert answer.json()["code"] == "credentials_refused"
    assert answer.json()["detail"] == "This e-mail address and password do not belong together."


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"email": "lan@vidu.vn"},
        {"email": 3, "password": "x"},
        {"email": "a", "password": "b", "admin": True},
        [],
        "x",
    ],
)
async def test_bodies_that_do_not_fit_are_refused_with_their_fields(api, body):
    answer = await api.post("/api/v1/login", json=body)
    assert answer.status_code == 422
    assert answer.json()["code"] == "invalid_input"
    assert answer.json()["errors"]


async def test_too_many_tries_answer_429_with_the_wait(api):
    for _ in range(9):
        answer = await api.post("/api/v1/login", json={"email": "lan@vidu.vn", "password": "sai mất rồi"})
    assert answer.status_code == 429
    assert answer.headers["retry-after"] == "900"


async def test_the_cookie_of_a_page_opens_no_api(client, sign_in):
    await sign_in(await make_account())
    assert (await client.get("/api/v1/me")).status_code == 401


async def test_a_key_that_may_read_changes_nothing(api, now):
    acting = await actor_of(await make_account())
    made = await operations.make_api_key(name="Máy", scopes=["read"], days=30, acting=acting, now=now)
    program = api.with_token(made.token)
    me = await program.get("/api/v1/me")
    assert me.status_code == 200
    assert me.json()["scopes"] == ["read"]
    refused = await program.delete("/api/v1/login")
    assert refused.status_code == 403
    assert refused.json()["code"] == "missing_scope"


async def test_the_use_of_a_key_is_noted(api, now):
    from events_app.accounts import queries

    acting = await actor_of(await make_account())
    made = await operations.make_api_key(name="Máy", scopes=["read"], days=30, acting=acting, now=now)
    await api.with_token(made.token).get("/api/v1/me")
    assert (await queries.list_api_keys(acting.id, now))[0].last_used_at == now
