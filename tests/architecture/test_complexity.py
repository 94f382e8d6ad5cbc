"""No function has more than fifteen ways through it (cyclomatic complexity, McCabe 1976, counted as radon does)."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

PACKAGE = Path(__file__).resolve().parents[2] / "events_app"
MOST = 15


def complexity(function: ast.AST) -> int:
    """One, and one more for each place where the way forks; functions within are counted on their own."""
    return 1 + sum(_forks(node) for node in _within(function))


def _within(node: ast.AST) -> Iterator[ast.AST]:
    for child in ast.iter_child_nodes(node):
        if not isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef):
            yield child
            yield from _within(child)


def _forks(node: ast.AST) -> int:
    match node:
        case ast.If() | ast.IfExp() | ast.Assert():
            return 1
        case ast.For() | ast.AsyncFor() | ast.While() | ast.Try() | ast.TryStar():
            return len(getattr(node, "handlers", [node])) + bool(node.orelse)
        case ast.BoolOp():
            return len(node.values) - 1
        case ast.comprehension():
            return 1 + len(node.ifs)
        case ast.Match():
            return len(node.cases) - any(
                isinstance(case.pattern, ast.MatchAs) and not case.guard for case in node.cases
            )
    return 0


def _functions(node: ast.AST) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    return (each for each in ast.walk(node) if isinstance(each, ast.FunctionDef | ast.AsyncFunctionDef))


def test_no_function_is_too_complex():
    above = {
        (path.relative_to(PACKAGE).as_posix(), function.name)
        for path in PACKAGE.rglob("*.py")
        for function in _functions(ast.parse(path.read_text(encoding="utf-8")))
        if complexity(function) > MOST
    }
    assert above == set(), "Split it: a name for each part."


@pytest.mark.parametrize(
    ("body", "ways"),
    [
        ("return 1", 1),
        ("return a if b and c or d else e", 4),
        ("for a in b:\n  if c: pass\n  elif d: pass\n else: pass", 5),
        ("try: pass\n except A: pass\n except B: pass\n else: pass", 4),
        ("return [a for b in c if d if e for f in g]", 5),
        ("match a:\n  case 1: pass\n  case _: pass", 2),
        ("def g():\n  if a: pass\n while b: pass", 2),
    ],
)
def test_ways_are_counted(body, ways):
    [function] = ast.parse(f"def f():\n {body}").body
    assert complexity(function) == ways
