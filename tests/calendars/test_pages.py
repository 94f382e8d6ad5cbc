"""Feeds over HTTP as programs read them, and the pages where people subscribe."""

import asyncio
import logging
from datetime import date, timedelta

import pytest

from events_app.agenda.schemas import Alarm
from events_app.calendars.operations import make_subscription, revoke_subscription
from events_app.fairs import operations as fair_operations
from events_app.fairs.schemas import Cancellation, Postponement
from events_app.platform.db import fetch
from events_app.platform.i18n import Bilingual
from events_app.platform.web.security import redact
from tests.calendars.checker import check_change, check_feed, check_response, events, value
from tests.factories.accounts import actor_of, make_account, make_member, make_office, make_organizer
from tests.factories.agenda import make_entry
from tests.factories.fairs import make_fair
from tests.factories.livestream import make_session
from tests.factories.producers import make_producer, make_producer_member

pytestmark = pytest.mark.usefixtures("database")


async def read(client, path, **headers):
    """A feed that must be right in every byte; `private` follows from its address."""
    answer = await client.get(path, headers=headers)
    if answer.status_code == 200:
        assert check_response(path, answer.headers) == []
        assert check_feed(answer.content, private="/calendars/p/" in path) == []
    return answer


@pytest.fixture
async def fair(now):
    """A published fair with its entry, made as the operations leave it: (slug, organizer)."""
    organizer = await make_organizer()
    number = await make_fair(
        office=organizer.organized_offices[0],
        starts_on=date(2026, 12, 12),
        ends_on=date(2026, 12, 16),
        status="draft",
    )
    [row] = await fetch("SELECT slug FROM fair WHERE id = $1", number)
    await fair_operations.publish_fair(row["slug"], acting=organizer, now=now)
    return row["slug"], organizer


async def private_address(account, now):
    made = await make_subscription("Điện thoại", "vi", acting=await actor_of(account), now=now)
    return made, f"/calendars/p/{made.token}.ics"


# --- public feeds ---


@pytest.mark.parametrize("path", ["/calendars/fairs.ics", "/calendars/livestreams.ics"])
@pytest.mark.parametrize("query", ["", "?lang=en"])
async def test_empty_feed_holds_a_placeholder(client, path, query):
    answer = await read(client, path + query)
    assert answer.status_code == 200
    assert len(events(answer.content)) == 1


async def test_feed_of_fairs_is_public_and_sets_no_cookie(client, fair):
    answer = await read(client, "/calendars/fairs.ics")
    assert answer.headers["cache-control"] == "public, max-age=300"
    assert "set-cookie" not in answer.headers
    assert answer.headers["content-type"] == "text/calendar; charset=utf-8"
    assert len(events(answer.content)) == 1


async def test_moved_and_cancelled_fair_arrive_with_a_step(client, fair, clock, now):
    slug, organizer = fair
    first = (await read(client, "/calendars/fairs.ics")).content
    later = now + timedelta(hours=1)
    wanted = Postponement(reason="Bão", starts_on=date(2026, 12, 19), ends_on=date(2026, 12, 23))
    moved_fair = await fair_operations.postpone_fair(slug, wanted, acting=organizer, now=later)
    moved = (await read(client, "/calendars/fairs.ics")).content
    assert check_change(first, moved) == []
    [event] = events(moved)
    assert (value(event, "DTSTART"), value(event, "SEQUENCE")) == ("20261219", "1")
    assert value(event, "LAST-MODIFIED") == "20261124T030000Z"
    await fair_operations.cancel_fair(
        moved_fair.slug, Cancellation(reason="Không đủ"), acting=organizer, now=later + timedelta(hours=1)
    )
    cancelled = (await read(client, "/calendars/fairs.ics")).content
    assert check_change(moved, cancelled) == []
    [event] = events(cancelled)
    assert value(event, "STATUS") == "CANCELLED"
    assert int(value(event, "SEQUENCE")) == 2


async def test_one_fairs_feed_keeps_its_old_address(client, fair, now):
    slug, organizer = fair
    wanted = Postponement(reason="Bão", starts_on=date(2027, 1, 9), ends_on=date(2027, 1, 13))
    moved = await fair_operations.postpone_fair(slug, wanted, acting=organizer, now=now)
    old, new = (
        await read(client, f"/calendars/fairs/{slug}.ics"),
        await read(client, f"/calendars/fairs/{moved.slug}.ics"),
    )
    assert old.content == new.content


@pytest.mark.parametrize(
    "path",
    [
        "/calendars/fairs/khong-co.ics",
        "/calendars/fairs/khong-co",
        "/calendars/fairs/khong-co/livestreams.ics",
        "/calendars/livestreams/1.ics",
        "/calendars/livestreams/abc.ics",
        "/calendars/livestreams/99999999999999999999.ics",
        "/calendars/p/x.ics",
        "/calendars/p/" + "a" * 43 + ".ics",
        "/calendars/p/" + "a" * 43,
        "/calendars/fairs/..%2F..%2Fetc.ics",
    ],
)
async def test_unknown_address_is_not_found(client, path):
    assert (await client.get(path)).status_code == 404


async def test_unpublished_fair_leaves_the_feeds(client, fair, now):
    slug, organizer = fair
    await fair_operations.unpublish_fair(slug, acting=organizer, now=now)
    body = (await read(client, "/calendars/fairs.ics")).content
    assert "Chưa có" in body.decode() or "Nothing planned" in body.decode()
    assert (await client.get(f"/calendars/fairs/{slug}.ics")).status_code == 404


async def test_filters_leave_what_they_name(client, now):
    organizer = await make_organizer()
    for kind, region in (("fair", "south"), ("festival", "south"), ("fair", "red_river_delta")):
        number = await make_fair(
            office=organizer.organized_offices[0], kind=kind, region=region, title_vi=f"{kind} {region}", status="draft"
        )
        [row] = await fetch("SELECT slug FROM fair WHERE id = $1", number)
        await fair_operations.publish_fair(row["slug"], acting=organizer, now=now)
    both = await read(client, "/calendars/fairs.ics?kind=fair&region=south")
    assert [value(event, "SUMMARY") for event in events(both.content)] == ["fair south"]
    assert len(events((await read(client, "/calendars/fairs.ics?region=south")).content)) == 2
    assert (await client.get("/calendars/fairs.ics?kind=unknown")).status_code == 422


async def test_livestream_stands_in_its_feeds(client, fair):
    slug, organizer = fair
    session = await make_session(organizer, fair=slug)
    for path in (
        "/calendars/livestreams.ics",
        f"/calendars/livestreams/{session.id}.ics",
        f"/calendars/fairs/{slug}/livestreams.ics",
    ):
        [event] = events((await read(client, path)).content)
        assert value(event, "CONFERENCE") == "https://www.facebook.com/ocophanoi/live"
        assert value(event, "URL").endswith(f"/livestreams/{session.id}")


async def test_language_is_part_of_the_address_not_of_a_header(client, now):
    await make_entry(now=now)
    vietnamese = await read(client, "/calendars/fairs.ics", **{"accept-language": "en"})
    english = await read(client, "/calendars/fairs.ics?lang=en")
    assert value(events(vietnamese.content)[0], "SUMMARY") == "Tuần hàng OCOP"
    assert value(events(english.content)[0], "SUMMARY") == "OCOP product week"
    assert vietnamese.headers["etag"] != english.headers["etag"]
    assert (vietnamese.headers["content-language"], english.headers["content-language"]) == ("vi", "en")


async def test_thousand_events_come_within_the_caps(client, now):
    from events_app.agenda.operations import put_entries
    from events_app.platform.db import transaction
    from tests.factories.agenda import an_entry

    days = [date(2026, 12, 1) + timedelta(days=n) for n in range(1100)]
    async with transaction():
        await put_entries(
            [(an_entry(source=f"fair:{n}", starts=day, ends=day), ["fairs"]) for n, day in enumerate(days)], now=now
        )
    body = (await read(client, "/calendars/fairs.ics")).content
    assert len(events(body)) == 1000
    assert len(body) < 1_100_000


# --- conditional requests ---


async def test_unchanged_feed_answers_304_with_its_etag_and_no_body(client, fair):
    first = await read(client, "/calendars/fairs.ics")
    again = await client.get("/calendars/fairs.ics", headers={"if-none-match": first.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert again.headers["etag"] == first.headers["etag"]
    assert again.headers["cache-control"] == "public, max-age=300"


@pytest.mark.parametrize("form", ["W/{tag}", '"other", {tag}', '"x",W/{tag} , "y"', "*"])
async def test_if_none_match_takes_lists_weak_tags_and_a_star(client, fair, form):
    tag = (await client.get("/calendars/fairs.ics")).headers["etag"]
    answer = await client.get("/calendars/fairs.ics", headers={"if-none-match": form.format(tag=tag)})
    assert answer.status_code == 304


async def test_if_modified_since_is_read_only_without_if_none_match(client, fair):
    first = await client.get("/calendars/fairs.ics")
    since = {"if-modified-since": first.headers["last-modified"]}
    assert (await client.get("/calendars/fairs.ics", headers=since)).status_code == 304
    both = since | {"if-none-match": '"other"'}
    assert (await client.get("/calendars/fairs.ics", headers=both)).status_code == 200
    older = {"if-modified-since": "Mon, 23 Nov 2026 00:00:00 GMT"}
    assert (await client.get("/calendars/fairs.ics", headers=older)).status_code == 200
    assert (await client.get("/calendars/fairs.ics", headers={"if-modified-since": "gestern"})).status_code == 200


async def test_removal_changes_etag_and_last_modified(client, fair, now):
    slug, organizer = fair
    before = await client.get("/calendars/fairs.ics")
    await fair_operations.unpublish_fair(slug, acting=organizer, now=now + timedelta(hours=2))
    after = await client.get("/calendars/fairs.ics", headers={"if-none-match": before.headers["etag"]})
    assert after.status_code == 200
    assert after.headers["last-modified"] == "Tue, 24 Nov 2026 04:00:00 GMT"


async def test_head_tells_what_get_would(client, fair):
    got, head = await client.get("/calendars/fairs.ics"), await client.head("/calendars/fairs.ics")
    assert (head.status_code, head.content) == (200, b"")
    for name in ("etag", "last-modified", "content-type", "cache-control"):
        assert head.headers[name] == got.headers[name]
    tag = {"if-none-match": got.headers["etag"]}
    assert (await client.head("/calendars/fairs.ics", headers=tag)).status_code == 304


async def test_download_is_an_attachment(client, fair):
    answer = await client.get("/calendars/fairs.ics?download=1")
    assert answer.headers["content-disposition"].startswith("attachment; filename=")
    assert (await client.get("/calendars/fairs.ics")).headers["content-disposition"].startswith("inline")


# --- private addresses ---


async def test_private_feed_joins_what_concerns_a_person(client, now):
    office, account, producer = await make_office(), await make_account(), await make_producer()
    await make_member(office, account=account)
    await make_producer_member(producer, account=account)
    for number, key in enumerate((f"account:{account}", f"producer:{producer}", f"office:{office}", "producer:999")):
        await make_entry(
            now=now, source=f"x:{number}", feed_keys=[key], title=Bilingual(key), alarms=(Alarm(30, Bilingual("Sắp")),)
        )
    _made, path = await private_address(account, now)
    answer = await read(client, path)
    titles = {value(event, "SUMMARY") for event in events(answer.content)}
    assert titles == {f"account:{account}", f"producer:{producer}", f"office:{office}"}
    assert b"BEGIN:VALARM" in answer.content
    assert answer.headers["cache-control"] == "private, no-cache"
    assert answer.headers["x-robots-tag"] == "noindex"


async def test_gate_staff_do_not_see_their_offices_deadlines(client, now):
    office, account = await make_office(), await make_account()
    await make_member(office, account=account, role="gate")
    await make_entry(now=now, feed_keys=[f"office:{office}"])
    _made, path = await private_address(account, now)
    [event] = events((await read(client, path)).content)
    assert "OCOP" not in value(event, "SUMMARY")


async def test_only_a_hash_of_the_token_is_stored(now):
    account = await make_account()
    made, _path = await private_address(account, now)
    [row] = await fetch("SELECT * FROM calendar_subscription")
    assert made.token not in str(dict(row))
    assert len(made.token) == 43
    [audit] = await fetch("SELECT * FROM audit_entry WHERE subject = 'calendar_subscription'")
    assert made.token not in str(dict(audit))


async def test_last_use_is_noted_but_not_at_every_poll(client, now, clock):
    account = await make_account()
    _made, path = await private_address(account, now)
    await client.get(path, headers={"user-agent": "iOS/18.2 dataaccessd/1.0"})
    [row] = await fetch("SELECT last_used_at, last_client FROM calendar_subscription")
    assert tuple(row) == (now, "Apple (iPhone, iPad)")
    clock.advance(timedelta(minutes=5))
    await client.get(path)
    [row] = await fetch("SELECT last_used_at, last_client FROM calendar_subscription")
    assert tuple(row) == (now, "Apple (iPhone, iPad)")
    clock.advance(timedelta(minutes=6))
    await client.get(path, headers={"user-agent": "Google-Calendar-Importer"})
    [row] = await fetch("SELECT last_used_at, last_client FROM calendar_subscription")
    assert tuple(row) == (clock.now(), "Google Calendar")


async def test_revoked_address_says_so_for_thirty_days_then_is_gone(client, now, clock):
    account = await make_account()
    await make_entry(now=now, feed_keys=[f"account:{account}"])
    made, path = await private_address(account, now)
    await revoke_subscription(made.id, acting=await actor_of(account), now=now)
    answer = await read(client, path)
    [event] = events(answer.content)
    assert value(event, "SUMMARY") == "Lịch này đã bị thu hồi"
    clock.advance(timedelta(days=29))
    assert (await read(client, path)).content == answer.content
    clock.advance(timedelta(days=1))
    assert (await client.get(path)).status_code == 410


async def test_token_stands_in_no_log(client, now, caplog):
    account = await make_account()
    made, path = await private_address(account, now)
    with caplog.at_level(logging.DEBUG):
        assert (await client.get(path)).status_code == 200
        assert (await client.get(path + "x")).status_code == 404
    said = [record.getMessage() for record in caplog.records if not record.name.startswith(("httpx", "httpcore"))]
    assert made.token not in " ".join(said)
    assert made.token not in redact(f'127.0.0.1 "GET {path}?lang=en HTTP/1.1" 200')


async def test_subscriptions_are_capped_even_when_made_at_once(now):
    acting = await actor_of(await make_account())
    answers = await asyncio.gather(
        *(make_subscription(f"Máy {n}", "vi", acting=acting, now=now) for n in range(24)), return_exceptions=True
    )
    assert sum(isinstance(answer, Exception) for answer in answers) == 4


# --- pages ---


async def test_page_of_calendars_offers_every_way(client, fair):
    slug, _organizer = fair
    page = (await client.get("/calendars")).text
    for expected in (
        "webcal://",
        "calendar.google.com/calendar/render?cid=webcal%3A%2F%2F",
        "outlook.live.com",
        "/calendars/code.svg?path=%2Fcalendars%2Ffairs.ics",
        f"/calendars/fairs/{slug}.ics",
        "download=1",
    ):
        assert expected in page
    english = (await client.get("/calendars?lang=en")).text
    assert "Calendars to take along" in english
    assert "fairs.ics?lang=en" in english


async def test_narrower_calendar_is_offered_for_a_choice(client):
    page = (await client.get("/calendars?kind=fair&region=south")).text
    assert "/calendars/fairs.ics?kind=fair&amp;region=south" in page
    assert "fairs.ics?kind=bogus" not in (await client.get("/calendars?kind=bogus")).text


async def test_code_is_drawn_for_public_calendars_only(client):
    drawn = await client.get("/calendars/code.svg", params={"path": "/calendars/fairs.ics?lang=en"})
    assert drawn.status_code == 200
    assert drawn.headers["content-type"].startswith("image/svg+xml")
    for path in ("/calendars/p/x.ics", "https://evil.example", "/sign-in", "/calendars/fairs.ics\nx"):
        assert (await client.get("/calendars/code.svg", params={"path": path})).status_code == 404


async def test_page_of_one_fair_offers_its_calendar(client, fair):
    slug, organizer = fair
    page = (await client.get(f"/calendars/fairs/{slug}")).text
    assert f"/calendars/fairs/{slug}.ics" in page
    assert "livestreams.ics" not in page
    await make_session(organizer, fair=slug)
    assert f"/calendars/fairs/{slug}/livestreams.ics" in (await client.get(f"/calendars/fairs/{slug}")).text
    assert (await client.get(f"/calendars/fairs/{slug}.txt")).status_code == 404


async def test_own_addresses_need_a_sign_in(client):
    assert (await client.get("/account/calendars")).headers["location"].startswith("/sign-in")


async def test_new_address_is_shown_once_and_works(client, sign_in, now):
    account = await make_account()
    await sign_in(account)
    made = await client.post_form("/account/calendars", {"name": "Điện thoại của tôi"})
    assert (made.status_code, made.headers["location"]) == (303, "/account/calendars")
    page = (await client.get("/account/calendars")).text
    token = page.split("/calendars/p/")[1].split(".ics")[0]
    assert (await read(client, f"/calendars/p/{token}.ics")).status_code == 200
    again = (await client.get("/account/calendars")).text
    assert token not in again
    assert "Điện thoại của tôi" in again


@pytest.mark.parametrize("name", ["", "   ", "x" * 81])
async def test_address_without_a_usable_name_is_refused_with_what_was_typed(client, sign_in, name):
    await sign_in(await make_account())
    answer = await client.post_form("/account/calendars", {"name": name})
    assert answer.status_code == 422
    assert await fetch("SELECT 1 FROM calendar_subscription") == []


async def test_person_revokes_own_addresses_only(client, sign_in, now):
    mine, other = await make_account(), await make_account()
    made, path = await private_address(mine, now)
    await sign_in(other)
    assert (await client.post_form(f"/account/calendars/{made.id}/revocation")).status_code == 404
    await sign_in(mine)
    assert (await client.post_form(f"/account/calendars/{made.id}/revocation")).status_code == 303
    assert "thu hồi" in (await client.get(path)).text


async def test_page_shows_what_stands_in_the_calendar_next(client, sign_in, now):
    account = await make_account()
    await make_entry(now=now, feed_keys=[f"account:{account}"], title=Bilingual("Lắp gian <b>A12</b>", "Set up A12"))
    await sign_in(account)
    page = (await client.get("/account/calendars")).text
    assert "Lắp gian &lt;b&gt;A12&lt;/b&gt;" in page
