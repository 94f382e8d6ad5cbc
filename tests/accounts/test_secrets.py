"""Secrets stay out of logs, audit rows, outbox and stored rows, over every flow that touches one."""

import logging

import pytest

from events_app.accounts import operations, queries
from events_app.accounts.operations.sessions import Visit
from events_app.accounts.rules import Role
from events_app.platform.actor import ANONYMOUS
from events_app.platform.db import fetch, transaction
from events_app.platform.web.auth import SESSION_COOKIE
from tests.factories.accounts import PASSWORD, actor_of, make_account, make_member, make_office

VISIT = Visit(address="203.0.113.7", user_agent="Firefox")
SENTENCE = "cốm làng Vòng tháng tám"
WRONG = "sai mất rồi bạn ơi"


async def reveal(now):
    rows = await fetch("SELECT payload::jsonb->>'link' AS link FROM outbox_message ORDER BY id DESC LIMIT 1")
    async with transaction():
        link = await operations.reveal_link(int(rows[0]["link"]), now=now)
    return link.token


async def everything_stored():
    """Each row of each table as text, the letters aside: they are written to be read."""
    tables = await fetch("SELECT tablename FROM pg_tables WHERE schemaname = 'public' AND tablename <> 'mail'")
    texts = []
    for table in tables:
        name = table["tablename"]
        texts += [row["everything"] for row in await fetch(f'SELECT t::text AS everything FROM "{name}" t LIMIT 1000')]
    return "\n".join(texts)


@pytest.mark.usefixtures("database")
async def test_no_flow_leaves_a_secret_anywhere(client, api, caplog, now):
    caplog.set_level(logging.DEBUG)
    secrets = [PASSWORD, SENTENCE, WRONG]
    office = await make_office()
    owner = await actor_of(await make_member(office, role="owner", email="chu@vidu.vn"))

    await client.post_form("/sign-in", {"email": "chu@vidu.vn", "password": WRONG})
    await client.post_form("/sign-in", {"email": "chu@vidu.vn", "password": PASSWORD})
    secrets.append(client.cookies[SESSION_COOKIE])
    await client.post_form("/account/password", {"current": WRONG, "new": SENTENCE})
    await client.post_form("/account/password", {"current": PASSWORD, "new": SENTENCE})
    made = await operations.make_api_key(name="Máy", scopes=["write"], days=30, acting=owner, now=now)
    secrets.append(made.token)
    await api.with_token(made.token).get("/api/v1/me")
    signed_in = await api.post("/api/v1/login", json={"email": "chu@vidu.vn", "password": SENTENCE})
    secrets.append(signed_in.json()["token"])

    await client.post_form("/sign-up", {"email": "lan@vidu.vn", "name": "Lan", "password": SENTENCE})
    secrets.append(await reveal(now))
    await client.get("/sign-up/confirm", params={"token": secrets[-1]})
    await client.post_form("/sign-up/confirm", {"token": secrets[-1], "password": WRONG})
    await client.post_form("/sign-up/confirm", {"token": secrets[-1], "password": SENTENCE})
    await client.post_form("/password-reset", {"email": "lan@vidu.vn"})
    secrets.append(await reveal(now))
    await client.get("/password-reset/new", params={"token": secrets[-1]})
    await client.post_form("/password-reset/new", {"token": secrets[-1], "password": SENTENCE})
    await client.post_form("/account/email", {"email": "lan.moi@vidu.vn", "password": SENTENCE})
    secrets.append(await reveal(now))
    await client.post_form("/account/email/confirm", {"token": secrets[-1]})
    await operations.invite_staff(
        office, email="moi@vidu.vn", name="Mới", role=Role.GATE, locale="vi", acting=owner, now=now
    )
    secrets.append(await reveal(now))
    joined = await operations.accept_invitation(
        secrets[-1], name="Mới", password=SENTENCE, visit=VISIT, demo=False, acting=ANONYMOUS, now=now
    )
    secrets.append(joined.token)
    client.cookies.delete(SESSION_COOKIE)
    await client.post_form("/account/profile", {"name": "Lan", "password": WRONG, "new_password": SENTENCE})

    assert len(set(secrets)) == len(secrets) == 11
    logged = "\n".join(
        f"{record.name} {record.getMessage()} {record.exc_text or ''}"
        for record in caplog.records
        if not record.name.startswith("httpx")
    )
    stored = await everything_stored()
    assert "account.signed_in" in stored
    for secret in secrets:
        assert secret not in logged
        assert secret not in stored


async def test_a_session_of_another_channel_is_refused(database, now):
    account = await make_account(email="lan@vidu.vn")
    bearer = await operations.sign_in("lan@vidu.vn", PASSWORD, visit=VISIT, channel="bearer", demo=False, now=now)
    assert await queries.authenticate_cookie(bearer.token, now) is None
    seen = await queries.authenticate_bearer(bearer.token, now)
    assert seen is not None
    assert seen.account == account
