"""Backup and restore from the command line: what is refused, in which words. The whole way is in `tests/soak`."""

import json
import lzma
import tarfile

import asyncpg
import pytest

from events_app.platform.migrations import known_migrations
from tests.databases import FORMER_BACKUP, former_database, scratch_database
from tests.installations import Installation
from tests.servers import free_port

pytestmark = pytest.mark.long


@pytest.fixture
def ours(tmp_path):
    installation = Installation(tmp_path / "của ta")
    yield installation
    installation.remove()


@pytest.fixture
def new(tmp_path):
    installation = Installation(tmp_path / "mới")
    yield installation
    installation.remove()


async def test_restore_refuses_what_is_no_backup_and_stays_empty(ours, new, tmp_path):
    file = tmp_path / "b.tar"
    made = ours.run("backup", str(file))
    assert made.returncode == 0, made.stderr
    assert file.stat().st_mode & 0o077 == 0
    with tarfile.open(file) as archive:
        inside_the_dump = archive.getmember("database.dump").offset_data + 100
    cases = {
        "text": (b"not a tar at all" * 100, "is no backup of events-app, or it is damaged"),
        "cut": (file.read_bytes()[:inside_the_dump], "is no backup of events-app, or it is damaged"),
        "newer": (
            with_migrations(file, lambda recorded: [*recorded, "0990_from_tomorrow"]),
            "was made by a newer events-app",
        ),
    }
    for name, (content, sentence) in cases.items():
        broken = tmp_path / f"{name}.tar"
        broken.write_bytes(content)
        refused = new.run("restore", str(broken))
        assert refused.returncode == 1, name
        assert sentence in refused.stderr, name
        assert "Traceback" not in refused.stderr, name
    other_secret = new.run("restore", str(file), EVENTS_APP_SECRET="z" * 40)
    assert other_secret.returncode == 1
    assert "EVENTS_APP_SECRET is not the secret of this backup" in other_secret.stderr
    # After all these refusals the folder is still as good as new.
    assert new.run("restore", str(file)).returncode == 0
    again = new.run("restore", str(file))
    assert again.returncode == 1
    assert "The database is not empty" in again.stderr


def test_backup_that_fails_leaves_the_last_one_alone(ours, tmp_path):
    file = tmp_path / "b.tar"
    file.write_bytes(b"the last one")
    failed = ours.run("backup", str(file), DATABASE_URL="postgresql://nobody@127.0.0.1:1/none")
    assert failed.returncode == 1
    assert "pg_dump failed" in failed.stderr
    assert file.read_bytes() == b"the last one"
    assert [path.name for path in tmp_path.iterdir() if path.is_file()] == ["b.tar"]


def test_a_backup_of_the_former_version_is_restored_and_is_of_this_one(new, tmp_path):
    restored = new.run("restore", str(unpacked(tmp_path)))
    assert restored.returncode == 0, restored.stderr
    assert "ok      the schema is up to date" in new.run("doctor").stdout
    again = tmp_path / "again.tar"
    assert new.run("backup", str(again)).returncode == 0
    with tarfile.open(again) as archive:
        assert json.loads(archive.extractfile("about.json").read())["migrations"] == list(known_migrations())


def test_a_backup_made_half_way_to_the_former_version_is_refused_before_anything_is_touched(new, tmp_path):
    file = unpacked(tmp_path)
    half = tmp_path / "half.tar"
    half.write_bytes(with_migrations(file, lambda recorded: recorded[:-1]))
    refused = new.run("restore", str(half))
    assert refused.returncode == 1
    assert "has 21 of the 22 migrations of version 0.1.0. Upgrade it with version 0.1.0 first" in refused.stderr
    assert "Traceback" not in refused.stderr
    assert new.run("restore", str(file)).returncode == 0


async def test_a_database_of_the_former_version_is_adopted_at_start(new, server_dsn, tmp_path):
    async with former_database(server_dsn, tmp_path) as name, scratch_database(server_dsn, like=name) as dsn:
        before = new.run("doctor", DATABASE_URL=dsn)
        assert "PROBLEM the schema is that of version 0.1.0" in before.stdout
        told = new.run("migrate", DATABASE_URL=dsn)
        assert told.returncode == 0, told.stderr
        assert told.stdout.splitlines()[:-1] == [f"applied {one}" for one in known_migrations()]
        assert "ok      the schema is up to date" in new.run("doctor", DATABASE_URL=dsn).stdout
        assert new.run("migrate", DATABASE_URL=dsn).stdout == "The schema is up to date.\n"


async def test_a_database_of_a_newer_version_is_refused_in_a_sentence(new, server_dsn):
    async with scratch_database(server_dsn) as dsn:
        assert new.run("migrate", DATABASE_URL=dsn).returncode == 0
        connection = await asyncpg.connect(dsn)
        await connection.execute("INSERT INTO migration (name, app_name) VALUES ('0990_from_tomorrow', 'events_app')")
        await connection.close()
        for command in ("migrate", "serve"):
            refused = new.run(command, DATABASE_URL=dsn, EVENTS_APP_PORT=str(free_port()))
            assert refused.returncode == 1, command
            assert "was changed by a newer version of events-app (0990_from_tomorrow)" in refused.stderr, command
            assert "Traceback" not in refused.stderr, command
        assert "PROBLEM the schema is none this version can use" in new.run("doctor", DATABASE_URL=dsn).stdout


def unpacked(folder):
    """The former version's backup as it was written."""
    file = folder / "of_0_1_0.tar"
    file.write_bytes(lzma.decompress(FORMER_BACKUP.read_bytes()))
    return file


def with_migrations(file, change) -> bytes:
    """The archive with another list of migrations."""
    newer = file.with_name("made-newer.tar")
    with tarfile.open(file) as source, tarfile.open(newer, "w") as target:
        for entry in source:
            content = source.extractfile(entry)
            if entry.name == "about.json":
                about = json.loads(content.read())
                about["migrations"] = change(about["migrations"])
                draft = file.with_name("about.json")
                draft.write_text(json.dumps(about), encoding="utf-8")
                target.add(draft, "about.json")
                draft.unlink()
            else:
                target.addfile(entry, content)
    return newer.read_bytes()
