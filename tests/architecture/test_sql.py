"""SQL obeys the stair: no slice names a table of a slice above its own or beside it, and none writes another's rows.

The stair is read from the import contract and the owner of a table from where it is declared, so that this test, the
contract and the tables cannot disagree. What is read: every text of the code that looks like SQL, and every call of
`platform/rows` with the table it names. Nor does a statement count ten or more placeholders by hand.
"""

import ast
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

from events_app.piccolo_app import SLICES, find_tables

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = ROOT / "events_app"

# Who writes rows of another slice. (slice, table, file)
WRITES_ACROSS = {
    # Thousands of scans of a morning that never was; nothing but the demo may write a scan that no phone decided.
    ("demo", "admission", "demo/passes.py"),
    ("demo", "check_in", "demo/passes.py"),
    # The demo's past sends no letters.
    ("demo", "outbox_message", "demo/__init__.py"),
}

# Statements with ten placeholders and more, and why they are not written by the fields of a value.
COUNTS_BY_HAND = {
    # Decides a whole group of scans over four tables in one statement: every millisecond there is a queue at a gate.
    "passes/operations/admitting.py",
}

_MANY = re.compile(r"\$[1-9]\d")
_SQL = re.compile(r"\b(SELECT|INSERT INTO|UPDATE|DELETE FROM|FROM|JOIN|RETURNING|WHERE|TRUNCATE|USING)\b")
_NAMED = re.compile(
    r'\b(INSERT\s+INTO|DELETE\s+FROM|TRUNCATE(?:\s+TABLE)?|UPDATE(?!\s+SET)|FROM|JOIN|USING)\s+(?:ONLY\s+)?"?([a-z_]+)"?'
    r'(?:\s+(?:AS\s+)?(?!WHERE|JOIN|LEFT|CROSS|ON|SET|GROUP|ORDER|LIMIT|AND)[a-z_]+)?((?:\s*,\s*(?!LATERAL|unnest)"?[a-z_]+"?(?:\s+(?:AS\s+)?[a-z]+)?(?=[\s,;)]|$))*)',
)
_WRITES = ("INSERT", "DELETE", "TRUNCATE", "UPDATE")
_WRITERS = {
    "insert_row",
    "insert_rows",
    "insert_unless_there",
    "insert_or_update",
    "insert_or_update_rows",
    "update_row",
    "update_rows",
    "update_each",
}
_READERS = {"select_rows"}

OWNERS = {table._meta.tablename: table.__module__.split(".")[1] for table in find_tables()}
TABLES = {(table.__module__.split(".")[1], table.__name__): table._meta.tablename for table in find_tables()}


class Mention(NamedTuple):
    """A table named in a file."""

    table: str
    writes: bool


def stair() -> dict[str, int]:
    """The row each slice stands on, counted from below, as the import contract has it."""
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]["contracts"]
    [layers] = [contract["layers"] for contract in contracts if contract["type"] == "layers"]
    rows = [re.split(r"\s*[|:]\s*", layer) for layer in reversed(layers)]
    return {name.strip(): number for number, names in enumerate(rows) for name in names}


def mentions_in(source: str) -> set[Mention]:
    """Every table a module names, in SQL or in a call of `platform/rows`."""
    tree = ast.parse(source)
    found = {mention for text in texts_of(tree) if _SQL.search(text) for mention in mentions_in_sql(text)}
    return found | set(_calls(tree))


def mentions_in_sql(text: str) -> set[Mention]:
    """Every table a piece of SQL names; names of its own `WITH` parts are none."""
    found = set()
    for verb, first, more in _NAMED.findall(text):
        names = [first, *(part.split()[0].strip('"') for part in more.split(",") if part.strip())]
        writes = verb.split()[0] in _WRITES
        found |= {Mention(name, writes) for name in names if name in OWNERS}
    return found


def texts_of(tree: ast.Module) -> Iterator[str]:
    parts: set[ast.AST] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.JoinedStr):
            parts |= set(node.values)
            yield "".join(value.value if isinstance(value, ast.Constant) else " ? " for value in node.values)
        elif isinstance(node, ast.Constant) and isinstance(node.value, str) and node not in parts:
            yield node.value


def _calls(tree: ast.Module) -> Iterator[Mention]:
    imported = {
        alias.asname or alias.name: (node.module or "").split(".")[1]
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("events_app.")
        for alias in node.names
    }
    for node in ast.walk(tree):
        if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.args):
            continue
        if node.func.id in _WRITERS | _READERS:
            table = node.args[0]
            name = table.attr if isinstance(table, ast.Attribute) else getattr(table, "id", "")
            module = table.value.id if isinstance(table, ast.Attribute) and isinstance(table.value, ast.Name) else name
            known = TABLES.get((imported.get(module, ""), name))
            if known is not None:
                yield Mention(known, node.func.id in _WRITERS)


def every_mention() -> Iterator[tuple[str, Mention, str]]:
    for path in sorted(PACKAGE.rglob("*.py")):
        where = path.relative_to(PACKAGE)
        slice_name = where.parts[0].removesuffix(".py")
        for mention in mentions_in(path.read_text(encoding="utf-8")):
            yield slice_name, mention, where.as_posix()


MENTIONS = list(every_mention())


def test_no_slice_names_a_table_above_or_beside_its_own():
    rows = stair()
    found = {
        (slice_name, mention.table, where)
        for slice_name, mention, where in MENTIONS
        if slice_name in rows
        and OWNERS[mention.table] != slice_name
        and rows[OWNERS[mention.table]] >= rows[slice_name]
    }
    assert found == set(), "SQL that reaches up: ask from above, or move the table down."


def test_no_slice_writes_a_table_of_another():
    found = {
        (slice_name, mention.table, where)
        for slice_name, mention, where in MENTIONS
        if mention.writes and OWNERS[mention.table] != slice_name
    }
    assert found - WRITES_ACROSS == set(), "SQL that writes another slice's rows: call an operation of that slice."
    assert WRITES_ACROSS - found == set(), "Mended: take it off WRITES_ACROSS."


def many_placeholders_in(source: str) -> list[str]:
    """The texts of a module that name a tenth placeholder, or a later one."""
    return [text for text in texts_of(ast.parse(source)) if _MANY.search(text)]


def test_no_statement_counts_ten_placeholders_by_hand():
    found = {
        path.relative_to(PACKAGE).as_posix()
        for path in PACKAGE.rglob("*.py")
        if many_placeholders_in(path.read_text(encoding="utf-8"))
    }
    assert found - COUNTS_BY_HAND == set(), "Ten placeholders counted by hand: `platform/rows`, a Struct, or two reads."
    assert COUNTS_BY_HAND - found == set(), "Mended: take it off COUNTS_BY_HAND."


@pytest.mark.parametrize(
    ("source", "found"),
    [
        ('"VALUES ($1, $9)"', []),
        ('"VALUES ($9, " "$10)"', ["VALUES ($9, $10)"]),
        ('f"{columns} LIMIT $123"', [" ?  LIMIT $123"]),
        ("# $10", []),
    ],
)
def test_tenth_placeholders_are_found(source, found):
    assert many_placeholders_in(source) == found


def test_every_slice_with_tables_stands_on_the_stair_and_owns_what_it_says():
    assert set(SLICES) <= set(stair())
    assert set(OWNERS.values()) <= set(SLICES)
    assert {mention.table for _, mention, _ in MENTIONS} == set(OWNERS), "A table nobody names: is it read otherwise?"


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("SELECT 1 FROM fair f JOIN venue v ON v.id = f.venue", {("fair", False), ("venue", False)}),
        ("SELECT 1 FROM fair f, venue AS v WHERE true", {("fair", False), ("venue", False)}),
        ("SELECT 1\nFROM stream_session s, unnest($1::bigint[]) AS p (id)", {("stream_session", False)}),
        ("INSERT INTO fair (office) SELECT office FROM venue", {("fair", True), ("venue", False)}),
        ("UPDATE fair SET slug = $1 FROM venue WHERE true", {("fair", True), ("venue", False)}),
        ('UPDATE "fair" AS f SET slug = $1', {("fair", True)}),
        ("INSERT INTO fair (a) VALUES (1) ON CONFLICT (a) DO UPDATE SET a = 2", {("fair", True)}),
        ("SELECT 1 FROM fair WHERE id = $1 FOR UPDATE", {("fair", False)}),
        ("DELETE FROM venue USING fair WHERE true", {("venue", True), ("fair", False)}),
        ("WITH gone AS (DELETE FROM venue RETURNING id) SELECT 1 FROM gone", {("venue", True)}),
        ("A sentence that comes FROM nobody", set()),
    ],
)
def test_tables_are_found_in_sql(text, found):
    assert mentions_in_sql(text) == {Mention(*each) for each in found}


def test_tables_are_found_in_modules():
    source = """
from events_app.fairs import tables
from events_app.producers.tables import Product
async def write(table):
    await insert_row(tables.Fair, {})
    await update_rows(Product, {}, where={})
    await select_rows(tables.Venue, {})
    await fetch(f"SELECT {x} FROM " f"office WHERE {y}")
    await other(tables.ProgrammeSession)
"""
    found = {("fair", True), ("product", True), ("venue", False), ("office", False)}
    assert mentions_in(source) == {Mention(*each) for each in found}
