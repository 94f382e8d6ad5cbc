"""Reads of imports: the job, its rows, and what an undo left standing."""

from collections.abc import Sequence
from typing import Any

import msgspec

from events_app.platform.actor import Actor
from events_app.platform.db import fetch
from events_app.platform.i18n import N_, _
from events_app.platform.listing import Listing, Window, encode_cursor
from events_app.producers.errors import ImportNotFound
from events_app.producers.queries.undo import load_undo
from events_app.producers.rules.imports import kept_reason
from events_app.producers.schemas import ImportFigures, ImportRowView, ImportView, KeptSubject, RowProblem
from events_app.producers.spreadsheet.problems import COLUMNS, Problem

_JOBS = """
SELECT j.*, coalesce(a.name, '') AS created_by, f.new, f.change, f.same, f.skip
FROM import_job j LEFT JOIN account a ON a.id = j.account
LEFT JOIN LATERAL (
    SELECT count(*) FILTER (WHERE r.action = 'new') AS new, count(*) FILTER (WHERE r.action = 'change') AS change,
           count(*) FILTER (WHERE r.action = 'same') AS same, count(*) FILTER (WHERE r.action = 'skip') AS skip
    FROM import_row r WHERE r.job = j.id
) f ON true
"""

FIELD_NAMES = {
    **COLUMNS,
    "phone_second": N_("Second phone"),
    "place": N_("Place"),
    "certificate": N_("Certificate"),
    "name": N_("Name"),
}


async def load_import(job: int, *, acting: Actor) -> ImportView:
    """One import of an office the person works for.

    Raises:
        ImportNotFound: There is none, or it is another office's.
    """
    rows = await fetch(f"{_JOBS} WHERE j.id = $1", job)
    if not rows or not acting.organizes(rows[0]["office"]):
        raise ImportNotFound
    return _import(rows[0])


async def list_imports(offices: Sequence[int], window: Window) -> Listing[ImportView]:
    """The imports of some offices, latest first."""
    after = window.after[0] if window.after else None
    rows = await fetch(
        f"{_JOBS} WHERE j.office = ANY($1::bigint[]) AND ($2::bigint IS NULL OR j.id < $2) ORDER BY j.id DESC LIMIT $3",
        list(offices),
        after,
        window.limit + 1,
    )
    total = await fetch("SELECT count(*) AS n FROM import_job WHERE office = ANY($1::bigint[])", list(offices))
    shown = rows[: window.limit]
    following = encode_cursor(shown[-1]["id"]) if len(rows) > len(shown) else None
    return Listing([_import(row) for row in shown], total[0]["n"], following)


async def list_import_rows(job: int, window: Window, *, action: str | None = None) -> Listing[ImportRowView]:
    """The rows of an import in the order of the file, optionally those of one action."""
    after = window.after[0] if window.after else 0
    rows = await fetch(
        "SELECT * FROM import_row WHERE job = $1 AND ($2::text IS NULL OR action = $2) AND id > $3"
        " ORDER BY id LIMIT $4",
        job,
        action,
        after,
        window.limit + 1,
    )
    total = await fetch(
        "SELECT count(*) AS n FROM import_row WHERE job = $1 AND ($2::text IS NULL OR action = $2)", job, action
    )
    shown = rows[: window.limit]
    following = encode_cursor(shown[-1]["id"]) if len(rows) > len(shown) else None
    return Listing([_row(row) for row in shown], total[0]["n"], following)


async def all_imports(offices: Sequence[int]) -> list[ImportView]:
    """Every import of some offices, for a download."""
    return (await list_imports(offices, Window(limit=100_000))).items


async def all_import_rows(job: int) -> list[ImportRowView]:
    """Every row of an import, for a download."""
    return (await list_import_rows(job, Window(limit=100_000))).items


async def error_rows(job: int) -> list[ImportRowView]:
    """All rows that are not written because of errors."""
    rows = await fetch("SELECT * FROM import_row WHERE job = $1 AND error_count > 0 ORDER BY id", job)
    return [_row(row) for row in rows]


async def preview_undo(job: int) -> tuple[int, list[KeptSubject]]:
    """What taking an import back now would do: how many changes go, and what stays."""
    undo = await load_undo(job)
    kept = [(kind, number, reason) for (kind, number), reason in undo.kept.items()]
    return len(undo.changes) - len(kept), await _kept(job, kept)


async def kept_subjects(job: int) -> list[KeptSubject]:
    """What an undone import left standing."""
    rows = await fetch(
        "SELECT subject_kind, subject, kept_because FROM import_change WHERE job = $1 AND outcome = 'kept' ORDER BY id",
        job,
    )
    return await _kept(job, [(row["subject_kind"], row["subject"], row["kept_because"]) for row in rows])


async def _kept(job: int, kept: Sequence[tuple[str, int, str]]) -> list[KeptSubject]:
    if not kept:
        return []
    ids = [number for _kind, number, _reason in kept]
    named = await fetch(
        """
        SELECT c.subject_kind, c.subject, r."row", coalesce(pr.name, p.name, cp.name, '') AS name
        FROM import_change c LEFT JOIN import_row r ON r.id = c."row"
        LEFT JOIN producer pr ON c.subject_kind = 'producer' AND pr.id = c.subject
        LEFT JOIN product p ON c.subject_kind = 'product' AND p.id = c.subject
        LEFT JOIN certificate ce ON c.subject_kind = 'certificate' AND ce.id = c.subject
        LEFT JOIN product cp ON cp.id = ce.product
        WHERE c.job = $1 AND c.subject = ANY($2::bigint[])
        """,
        job,
        ids,
    )
    names = {(row["subject_kind"], row["subject"]): row for row in named}
    found = []
    for kind, number, reason in kept:
        sentence, data = kept_reason(reason)
        row = names.get((kind, number))
        found.append(
            KeptSubject(
                kind=kind,  # type: ignore[arg-type] # one of the three by the table's CHECK
                id=number,
                name=row["name"] if row else "",
                reason=_(sentence, **data),
                row=row["row"] if row else None,
            )
        )
    return found


def _import(row: Any) -> ImportView:
    notes = msgspec.json.decode(row["notes"], type=list[Problem])
    failure = msgspec.json.decode(row["failure"], type=Problem) if row["failure"] else None
    return ImportView(
        id=row["id"],
        office=row["office"],
        state=row["state"],
        filename=row["filename"],
        rows_read=row["rows_read"],
        rows_expected=row["rows_expected"],
        figures=ImportFigures(new=row["new"], change=row["change"], same=row["same"], skip=row["skip"]),
        notes=[_problem_in_words(problem) for problem in notes],
        failure=_problem_in_words(failure) if failure else None,
        created_at=row["created_at"],
        created_by=row["created_by"],
        accepted_at=row["accepted_at"],
        undone_at=row["undone_at"],
    )


def _row(row: Any) -> ImportRowView:
    return ImportRowView(
        sheet=row["sheet"],
        row=row["row"],
        action=row["action"],
        producer=row["producer_name"],
        product=row["product_name"],
        errors=[_problem_in_words(problem) for problem in msgspec.json.decode(row["errors"], type=list[Problem])],
        notes=[_problem_in_words(problem) for problem in msgspec.json.decode(row["notes"], type=list[Problem])],
        changes=msgspec.json.decode(row["changes"], type=list[dict[str, str]]),
        raw=msgspec.json.decode(row["raw"], type=dict[str, str]),
    )


def _problem_in_words(problem: Problem) -> RowProblem:
    return RowProblem(problem.column, problem.code, problem.text())
