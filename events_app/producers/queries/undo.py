"""What taking an import back would do, by the state of the register now."""

from typing import Any, NamedTuple

from events_app.platform.db import fetch
from events_app.producers.rules.imports import Reference, Subject, WrittenChange, decide_undo

_KINDS = ("producer", "product", "certificate")


class Undo(NamedTuple):
    """The changes of an import, and why some of them would stay."""

    changes: list[Any]
    kept: dict[Subject, str]


async def load_undo(job: int, *, lock: bool = False) -> Undo:
    """Work out an undo; with `lock` inside a transaction, so that it stays true until the end of it."""
    changes = await fetch("SELECT * FROM import_change WHERE job = $1 AND outcome = 'applied' ORDER BY id", job)
    revisions: dict[Subject, int] = {}
    parents: dict[Subject, Subject] = {}
    references: list[Reference] = []
    for kind in _KINDS:
        ids = [row["subject"] for row in changes if row["subject_kind"] == kind]
        rows = await fetch(
            f"SELECT * FROM {kind} WHERE id = ANY($1::bigint[]) ORDER BY id{' FOR UPDATE' if lock else ''}", ids
        )
        for row in rows:
            revisions[kind, row["id"]] = row["revision"]
            if kind == "product":
                parents[kind, row["id"]] = ("producer", row["producer"])
            elif kind == "certificate":
                parents[kind, row["id"]] = ("product", row["product"])
        created = [row["subject"] for row in changes if row["subject_kind"] == kind and row["before"] is None]
        references += await _references(kind, created)
    made = [
        WrittenChange(
            (row["subject_kind"], row["subject"]),
            row["before"] is None,
            row["revision_after"],
            parents.get((row["subject_kind"], row["subject"])),
        )
        for row in changes
    ]
    return Undo(changes, decide_undo(made, revisions, references))


async def _references(kind: str, ids: list[int]) -> list[Reference]:
    """Find every row that refers to one of these by a foreign key, in whatever slice: the catalogue knows them all."""
    keys = await fetch(
        "SELECT c.conrelid::regclass::text AS name, a.attname AS attribute FROM pg_constraint c"
        " JOIN pg_attribute a ON a.attrelid = c.conrelid AND a.attnum = c.conkey[1]"
        " WHERE c.contype = 'f' AND c.confrelid = $1::regclass AND array_length(c.conkey, 1) = 1 ORDER BY 1, 2",
        kind,
    )
    found: list[Reference] = []
    for key in keys if ids else ():
        table, attribute = key["name"], key["attribute"]
        if table in _KINDS:
            rows = await fetch(
                f'SELECT id, "{attribute}" AS subject FROM {table} WHERE "{attribute}" = ANY($1::bigint[])', ids
            )
            found += [Reference((kind, row["subject"]), table, (table, row["id"])) for row in rows]
        else:
            rows = await fetch(
                f'SELECT DISTINCT "{attribute}" AS subject FROM {table} WHERE "{attribute}" = ANY($1::bigint[])', ids
            )
            found += [Reference((kind, row["subject"]), table) for row in rows]
    return found
