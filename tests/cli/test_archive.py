"""Backup and restore from the command line: what is refused, in which words. The whole way is in `tests/soak`."""

import json
import tarfile

import pytest

from tests.installations import Installation

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
        "newer": (with_migration(file, "2999-01-01T00:00:00:000000"), "was made by a newer events-app"),
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


def with_migration(file, migration_id) -> bytes:
    """The archive as a newer version would write it."""
    newer = file.with_name("made-newer.tar")
    with tarfile.open(file) as source, tarfile.open(newer, "w") as target:
        for entry in source:
            content = source.extractfile(entry)
            if entry.name == "about.json":
                about = json.loads(content.read())
                about["migrations"].append(migration_id)
                draft = file.with_name("about.json")
                draft.write_text(json.dumps(about), encoding="utf-8")
                target.add(draft, "about.json")
                draft.unlink()
            else:
                target.addfile(entry, content)
    return newer.read_bytes()
