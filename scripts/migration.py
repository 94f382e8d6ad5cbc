"""Make the next migration: an empty SQL file and the Python file by which Piccolo finds it. Run by `make migration`."""

import re
import sys
from pathlib import Path

FOLDER = Path(__file__).resolve().parents[1] / "migrations"

SQL = """\
-- {title}: say here what for. It runs once, in a transaction opened for it, and never changes after its release.

"""
PYTHON = """\
from events_app.platform.migrations import sql_migration

ID = "{id}"
forwards = sql_migration(__file__)
"""


def make_migration(folder: Path, name: str) -> Path:
    """Write the pair under the next free number and return the SQL file.

    Raises:
        ValueError: The name is not made of lower-case words joined by underscores, or a migration has it already.
    """
    if not re.fullmatch(r"[a-z][a-z0-9]*(_[a-z0-9]+)*", name):
        raise ValueError(f"{name!r} is no name for a migration. Use words like NAME=add_opening_hours.")
    stems = sorted(path.stem for path in folder.glob("[0-9]*.py"))
    if any(stem.split("_", 1)[1] == name for stem in stems):
        raise ValueError(f"There is a migration {name!r} already: find another name.")
    last = int(stems[-1].split("_", 1)[0]) if stems else 0
    migration_id = f"{last // 10 * 10 + 10:04d}_{name}"
    path = folder / f"{migration_id}.sql"
    path.write_text(SQL.format(title=name.replace("_", " ").capitalize()), encoding="utf-8")
    path.with_suffix(".py").write_text(PYTHON.format(id=migration_id), encoding="utf-8")
    return path


if __name__ == "__main__":
    try:
        print(make_migration(FOLDER, sys.argv[1] if len(sys.argv) > 1 else ""))
    except ValueError as refused:
        sys.exit(str(refused))
