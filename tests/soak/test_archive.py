"""Backup while people work, then restore into an empty folder: the same product, page by page and byte by byte."""

import httpx
import pytest

from tests.installations import Installation
from tests.servers import ServerProcess

PAGES = ("/api/v1/fairs?limit=200", "/calendars/fairs.ics", "/calendars/livestreams.ics")


@pytest.fixture(scope="module")
def ours(tmp_path_factory):
    installation = Installation(tmp_path_factory.mktemp("archive") / "của ta")
    yield installation
    installation.remove()


@pytest.fixture(scope="module")
def new(tmp_path_factory):
    installation = Installation(tmp_path_factory.mktemp("archive") / "mới")
    yield installation
    installation.remove()


async def test_restore_into_an_empty_folder_gives_the_same_product(ours, new, tmp_path):
    file = tmp_path / "bản lưu.tar"
    server = ServerProcess(ours.data_dir, "--demo", EVENTS_APP_SCHEDULER="off").start()
    drawn = give_pass(server)
    answers = ask(server, drawn)
    made = ours.run("backup", str(file))
    assert made.returncode == 0, made.stderr
    assert server.stop() == 0

    brought_back = new.run("restore", str(file))
    assert brought_back.returncode == 0, brought_back.stderr
    assert await new.contents() == await ours.contents()
    secrets = [(place.data_dir / "secret").read_text(encoding="ascii") for place in (ours, new)]
    assert secrets[0] == secrets[1]
    assert (new.data_dir / "secret").stat().st_mode & 0o077 == 0

    restored = ServerProcess(new.data_dir, "--demo", EVENTS_APP_SCHEDULER="off").start()
    # The pass is drawn from the signing key, which came along sealed by the secret, which came along too.
    assert ask(restored, drawn) == answers
    assert restored.stop() == 0


def give_pass(server: ServerProcess) -> str:
    """Take a visitor's pass; returns the path of its drawing."""
    fairs = httpx.get(f"{server.url}/api/v1/fairs?limit=200", timeout=30).json()["items"]
    open_fairs = [fair["slug"] for fair in fairs if fair["status"] == "published"]
    wanted = {"holder": {"name": "Nguyễn Thị Lan"}, "consent": {"version": "2026-11"}}
    answers = (httpx.post(f"{server.url}/api/v1/fairs/{slug}/passes", json=wanted, timeout=30) for slug in open_fairs)
    given = next(answer for answer in answers if answer.status_code == 201)
    return httpx.URL(given.json()["links"]["svg"]).path


def ask(server: ServerProcess, *more: str) -> dict[str, bytes]:
    """What the service says, with its own address left out."""
    answers = {path: httpx.get(server.url + path, timeout=30).raise_for_status().content for path in (*PAGES, *more)}
    return {path: content.replace(str(server.port).encode(), b"PORT") for path, content in answers.items()}
