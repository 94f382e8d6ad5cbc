"""Independent programs read our calendars: two parsers, and a real subscriber of a real server.

They live in an environment of their own (`make .venv-readers/.stamp`), so that none shares our parser.
"""

import asyncio
import json
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import httpx
import pytest

from events_app.fairs import operations as fair_operations
from events_app.fairs.schemas import Cancellation, Postponement
from events_app.platform.db import fetch
from events_app.platform.i18n import Bilingual
from tests.calendars.checker import event_named, events, value
from tests.conftest import SECRET
from tests.factories.accounts import make_organizer
from tests.factories.fairs import make_fair
from tests.factories.livestream import make_session
from tests.factories.producers import make_product
from tests.servers import ServerProcess

pytestmark = pytest.mark.usefixtures("database")

ROOT = Path(__file__).resolve().parents[2]
PROGRAMS = ROOT / ".venv-readers" / "bin"
READERS = Path(__file__).parent / "readers"
FEEDS = ("/calendars/fairs.ics", "/calendars/fairs/{slug}/livestreams.ics", "/calendars/livestreams/1.ics")
HARD_TITLE = 'Tuần hàng "OCOP", miền núi; 100% \\ Nữ hoàng 🍯' + " rất dài" * 15


async def run(*command: object, given: bytes = b"", **variables: str) -> str:
    """Run a program of the readers' environment; its words are shown when it fails."""
    process = await asyncio.create_subprocess_exec(
        *map(str, command),
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
        env={"PATH": "/usr/bin:/bin", "LC_ALL": "C.UTF-8", **variables},
    )
    said, _ = await asyncio.wait_for(process.communicate(given), timeout=60)
    assert process.returncode == 0, said.decode()
    return said.decode()


async def read_with(script: str, *bodies: bytes) -> list[list[dict[str, object]]]:
    """What a parser sees in each of several calendars; it is started once, which takes longer than reading."""
    given = json.dumps([body.decode() for body in bodies]).encode()
    return json.loads(await run(PROGRAMS / "python", READERS / script, given=given))


async def a_published_fair(now, *, days_ahead=30, **columns):
    """(slug, organizer) of a fair that everybody sees."""
    organizer = await make_organizer()
    first = now.date() + timedelta(days=days_ahead)
    number = await make_fair(
        office=organizer.organized_offices[0],
        starts_on=first,
        ends_on=first + timedelta(days=4),
        status="draft",
        **columns,
    )
    [row] = await fetch("SELECT slug FROM fair WHERE id = $1", number)
    await fair_operations.publish_fair(row["slug"], acting=organizer, now=now)
    return row["slug"], organizer


@pytest.mark.parametrize("script", ["with_ical.py", "with_vobject.py"])
async def test_strict_parsers_see_what_we_meant(client, now, script):
    slug, organizer = await a_published_fair(now, title_vi=HARD_TITLE[:200], title_en="Week; \\ “x”, y")
    await make_session(
        organizer, fair=slug, title=Bilingual("Trà, mật; ong", "Tea, honey"), products=[await make_product()]
    )
    feeds = [f"{feed}{language}" for feed in FEEDS for language in ("", "?lang=en")]
    bodies = [(await client.get(feed.format(slug=slug))).content for feed in feeds]
    seen = dict(zip(feeds, await read_with(script, *bodies), strict=True))
    for language, title in (("", HARD_TITLE[:200].strip()), ("?lang=en", "Week; \\ “x”, y")):
        [fair] = seen[FEEDS[0] + language]
        assert fair["summary"] == title
        assert (fair["start"], fair["end"]) == ("2026-12-24", "2026-12-29")
        assert (fair["sequence"], fair["status"]) == (0, "CONFIRMED")
        [stream] = seen[FEEDS[1] + language]
        assert stream["start"] == "2026-11-25T20:00:00+07:00"
        assert len(seen[FEEDS[2] + language]) == 1


class Subscriber:
    """A person's computer: vdirsyncer keeps a folder in step with one feed, khal shows it."""

    def __init__(self, home: Path, url: str) -> None:
        self.home = home
        self.folder = home / "calendar"
        self.folder.mkdir()
        (home / "vdirsyncer.conf").write_text(
            f"""
[general]
status_path = "{home}/status"
[pair fairs]
a = "remote"
b = "local"
collections = null
[storage remote]
type = "http"
url = "{url}"
[storage local]
type = "filesystem"
path = "{self.folder}"
fileext = ".ics"
"""
        )
        (home / "khal.conf").write_text(
            f"""
[calendars]
[[fairs]]
path = {self.folder}
readonly = True
[locale]
timeformat = %H:%M
dateformat = %Y-%m-%d
longdateformat = %Y-%m-%d
datetimeformat = %Y-%m-%d %H:%M
longdatetimeformat = %Y-%m-%d %H:%M
local_timezone = Asia/Ho_Chi_Minh
default_timezone = Asia/Ho_Chi_Minh
[sqlite]
path = {home}/khal.db
"""
        )

    async def discover(self) -> None:
        await self._vdirsyncer("discover")

    async def sync(self) -> list[bytes]:
        """Fetch the feed; the events as they lie on this computer now."""
        await self._vdirsyncer("sync")
        return [file.read_bytes() for file in sorted(self.folder.glob("*.ics"))]

    async def agenda(self, first: date, days: int) -> str:
        """What the person sees."""
        return await run(
            PROGRAMS / "khal", "-c", self.home / "khal.conf", "list", first.isoformat(), f"{days}d", HOME=str(self.home)
        )

    async def _vdirsyncer(self, verb: str) -> None:
        await run(PROGRAMS / "vdirsyncer", "-c", self.home / "vdirsyncer.conf", verb, HOME=str(self.home))


@pytest.fixture(scope="module")
async def server(dsn, tmp_path_factory):
    """The service as people start it, on the tests' database."""
    process = ServerProcess(
        tmp_path_factory.mktemp("service"), DATABASE_URL=dsn, EVENTS_APP_SECRET=SECRET, EVENTS_APP_SCHEDULER="off"
    )
    await asyncio.to_thread(process.start)
    yield process
    await asyncio.to_thread(process.stop)


async def uid_in(server) -> str:
    """The UID in the feed itself: vdirsyncer files what it fetched over HTTP under a hash of its own."""
    async with httpx.AsyncClient(base_url=server.url) as program:
        [event] = events((await program.get("/calendars/fairs.ics")).content)
    return value(event, "UID")


@pytest.mark.long
async def test_subscriber_sees_the_fair_move_and_be_cancelled(server, tmp_path):
    now = datetime.now(UTC).replace(microsecond=0)
    slug, organizer = await a_published_fair(now, title_vi="Tuần hàng vùng cao")
    computer = Subscriber(tmp_path, f"{server.url}/calendars/fairs.ics")
    await computer.discover()

    [first] = await computer.sync()
    event = event_named(first, "Tuần hàng vùng cao")
    uid = await uid_in(server)
    assert (value(event, "SEQUENCE"), value(event, "STATUS")) == ("0", "CONFIRMED")

    start = now.date() + timedelta(days=37)
    moved_to = Postponement(reason="Bão số 9", starts_on=start, ends_on=start + timedelta(days=4))
    moved = await fair_operations.postpone_fair(slug, moved_to, acting=organizer, now=now + timedelta(minutes=1))
    [second] = await computer.sync()
    event = event_named(second, "Tuần hàng vùng cao")
    assert (await uid_in(server), value(event, "SEQUENCE")) == (uid, "1")
    assert value(event, "DTSTART") == f"{start:%Y%m%d}"
    assert "Tuần hàng vùng cao" in await computer.agenda(start, 1)

    off = Cancellation(reason="Không đủ kinh phí")
    await fair_operations.cancel_fair(moved.slug, off, acting=organizer, now=now + timedelta(minutes=2))
    [third] = await computer.sync()
    event = event_named(third, "Tuần hàng vùng cao")
    assert (await uid_in(server), value(event, "SEQUENCE"), value(event, "STATUS")) == (uid, "2", "CANCELLED")
    assert "[ĐÃ HỦY] Tuần hàng vùng cao" in await computer.agenda(start, 1)


@pytest.mark.long
async def test_unchanged_feed_answers_304_over_a_real_server(server):
    now = datetime.now(UTC).replace(microsecond=0)
    slug, organizer = await a_published_fair(now)
    async with httpx.AsyncClient(base_url=server.url) as program:
        first = await program.get("/calendars/fairs.ics")
        tag = {"if-none-match": first.headers["etag"]}
        again = await program.get("/calendars/fairs.ics", headers=tag)
        assert (first.status_code, again.status_code, again.content) == (200, 304, b"")
        head = await program.head("/calendars/fairs.ics")
        assert (head.status_code, head.content, head.headers["etag"]) == (200, b"", first.headers["etag"])
        wanted = Cancellation(reason="Không đủ")
        await fair_operations.cancel_fair(slug, wanted, acting=organizer, now=now + timedelta(minutes=1))
        changed = await program.get("/calendars/fairs.ics", headers=tag)
        assert changed.status_code == 200
        assert b"STATUS:CANCELLED" in changed.content


@pytest.mark.long
async def test_subscriber_keeps_three_events_apart(server, tmp_path):
    """A UID at the calendar's own level once made a sync program merge three events into one (rule 4)."""
    now = datetime.now(UTC).replace(microsecond=0)
    for number in range(3):
        await a_published_fair(now, days_ahead=10 + number, title_vi=f"Hội chợ {number}")
    computer = Subscriber(tmp_path, f"{server.url}/calendars/fairs.ics")
    await computer.discover()
    assert len(await computer.sync()) == 3
