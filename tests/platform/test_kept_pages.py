"""Public pages are drawn once a second for everybody, and never show one reader what is another's."""

import asyncio
import base64
import dataclasses
import gzip
from types import SimpleNamespace

import httpx
import msgspec
import pytest
from litestar.response import Response

from events_app.app import create_app
from events_app.platform.db import sql
from events_app.platform.web.kept_pages import KeptPages
from events_app.platform.web.wiring import wiring_of
from tests.clock import StandingClock
from tests.conftest import make_settings
from tests.factories.accounts import make_account
from tests.factories.fairs import make_fair
from tests.people import Browser


@pytest.fixture(scope="module")
def service(dsn, pool, tmp_path_factory):
    """A service whose public pages stay for a minute."""
    settings = make_settings(tmp_path_factory.mktemp("data"), dsn)
    return create_app(msgspec.structs.replace(settings, page_seconds=60), clock=StandingClock())


@pytest.fixture
async def keeping(service, database):
    service.state.wiring = dataclasses.replace(wiring_of(service), kept_pages=KeptPages(60))
    return service


@pytest.fixture
async def fair():
    return await make_fair(title_vi="Hội chợ Mùa Xuân", title_en="Spring Fair", slug="mua-xuan")


def reader(app) -> Browser:
    return Browser(transport=httpx.ASGITransport(app=app), base_url="http://testserver")


async def rename(fair, title):
    await sql("UPDATE fair SET title_vi = {} WHERE id = {}", title, fair)


async def test_readers_of_one_second_get_the_page_drawn_once(keeping, fair):
    async with reader(keeping) as first, reader(keeping) as second:
        before = await first.get("/fairs/mua-xuan")
        await rename(fair, "Hội chợ Mùa Thu")
        assert "Hội chợ Mùa Xuân" in before.text
        assert (await second.get("/fairs/mua-xuan")).text == before.text


async def test_whoever_is_signed_in_sees_a_change_at_once(keeping, fair, clock):
    async with reader(keeping) as anybody, reader(keeping) as known:
        await anybody.get("/fairs/mua-xuan")
        await rename(fair, "Hội chợ Mùa Thu")
        await known.sign_in(await make_account(), clock.now())
        page = await known.get("/fairs/mua-xuan")
        assert "Hội chợ Mùa Thu" in page.text
        assert "csrf" in page.text, "their menu has a form"
        assert "Hội chợ Mùa Xuân" in (await anybody.get("/fairs/mua-xuan")).text, "and theirs is kept for nobody"


async def test_languages_and_themes_are_kept_apart(keeping, fair):
    async with reader(keeping) as browser:
        assert "Hội chợ Mùa Xuân" in (await browser.get("/fairs/mua-xuan")).text
        assert "Spring Fair" in (await browser.get("/fairs/mua-xuan?lang=en")).text
        browser.cookies.set("theme", "dark")
        assert 'data-theme="dark"' in (await browser.get("/fairs/mua-xuan")).text


async def test_each_reader_gets_a_csrf_cookie_of_their_own_and_none_is_in_the_kept_page(keeping, fair):
    async with reader(keeping) as first, reader(keeping) as second:
        pages = [await browser.get("/fairs/mua-xuan") for browser in (first, second)]
        tokens = [page.cookies["events_csrf"] for page in pages]
        assert tokens[0] != tokens[1]
        assert not any(token in page.text for token in tokens for page in pages)


async def test_what_was_just_done_is_said_to_the_one_who_did_it(keeping, fair):
    async with reader(keeping) as doer, reader(keeping) as other:
        await other.get("/fairs/mua-xuan")
        doer.cookies.set("events_flash", base64.urlsafe_b64encode("Đã xong".encode()).decode())
        said = await doer.get("/fairs/mua-xuan")
        assert "Đã xong" in said.text
        assert any("events_flash" in cookie and "Max-Age=0" in cookie for cookie in said.headers.get_list("set-cookie"))
        assert "Đã xong" not in (await other.get("/fairs/mua-xuan")).text


async def test_the_compressed_page_is_the_same_page(keeping, fair):
    async with reader(keeping) as browser:
        plain = await browser.get("/fairs/mua-xuan", headers={"accept-encoding": "identity"})
        async with browser.stream("GET", "/fairs/mua-xuan", headers={"accept-encoding": "gzip"}) as answer:
            raw = b"".join([chunk async for chunk in answer.aiter_raw()])
        assert answer.headers["content-encoding"] == "gzip"
        assert gzip.decompress(raw) == plain.content


async def test_a_refusal_is_not_kept(keeping):
    async with reader(keeping) as browser:
        assert (await browser.get("/fairs/mua-xuan")).status_code == 404
        await make_fair(slug="mua-xuan")
        assert (await browser.get("/fairs/mua-xuan")).status_code == 200


async def test_a_reader_who_leaves_does_not_take_the_page_from_the_others():
    pages, go, drawn = KeptPages(60), asyncio.Event(), []
    request = SimpleNamespace(url=SimpleNamespace(path="/", query=""), cookies={})

    async def make():
        drawn.append(1)
        await go.wait()
        return Response(None, status_code=301)

    asking = [asyncio.create_task(pages.find(request, make)) for _ in range(3)]
    await asyncio.sleep(0)
    asking[0].cancel()
    go.set()
    answers = await asyncio.gather(*asking, return_exceptions=True)
    assert isinstance(answers[0], asyncio.CancelledError)
    assert [answer.status_code for answer in answers[1:]] == [301, 301]
    assert drawn == [1]
