"""What the documentation names is there: paths, make targets, commands, settings. Examples in docstrings are right."""

import doctest
import importlib
import re
from pathlib import Path

import pytest

from events_app.cli import commands
from events_app.platform.settings import PROJECT

PAGES = [
    PROJECT / "README.md",
    PROJECT / "STYLE.md",
    PROJECT / "benchmarks" / "README.md",
    *sorted((PROJECT / "docs").rglob("*.md")),
]
ROOTS = ("", "docs", "docs/slices", "events_app", "events_app/platform", "frontend", "tests")
"""Where a path in a page may begin; a slice's page also speaks from inside its slice."""

READERS = ("events_app", "benchmarks", "tests", "scripts")

BUILT = ("events_app/static/dist", ".venv", ".data", "node_modules", "postgres/")
"""What a clone has only once it ran."""

EXPORTED = {"problem.json", "result.json", "export.json"}
"""Files a page speaks of that people fetch from the service."""

CODE = re.compile(r"```.*?```|`([^`\n]+)`", re.DOTALL)
PATH = re.compile(r"[\w.@-]+(?:/[\w.@*<>-]+)*/?\.(?:py|md|html|ts|mjs|css|svg|json|sh|toml|txt|po|xlsx|typ|lua|conf)")
FOLDER = re.compile(r"[\w.-]+(?:/[\w.-]+)+/")
LINK = re.compile(r"\]\((?!https?:|#|mailto:)([^)#\s]+)")
TARGET = re.compile(r"\bmake ([a-z][a-z-]*)")
SETTING = re.compile(r"\bEVENTS_APP_[A-Z_]+\b")
COMMAND = re.compile(r"\bevents-app ([a-z][a-z-]*)")


def name_of(page: Path) -> str:
    return str(page.relative_to(PROJECT))


def spoken_of(page: Path) -> list[str]:
    """The paths between back-ticks; a pattern such as `docs/slices/*.md` stands for what it finds."""
    return [
        code
        for code in (found[1] for found in CODE.finditer(page.read_text(encoding="utf-8")) if found[1])
        if (PATH.fullmatch(code) or FOLDER.fullmatch(code))
        and code not in EXPORTED
        and "…" not in code
        and "<" not in code
    ]


def is_there(path: str, page: Path) -> bool:
    slice_ = f"events_app/{page.stem}"
    roots = [page.parent, *(PROJECT / root for root in (*ROOTS, slice_, f"tests/{page.stem}"))]
    return path.startswith(BUILT) or any(any(root.glob(path)) for root in roots if root.is_dir())


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_every_path_a_page_names_is_there(page):
    text = page.read_text(encoding="utf-8")
    # A file name alone (`rules.py`) is a kind of file, found in every slice.
    gone = [path for path in spoken_of(page) if not is_there(path if "/" in path.rstrip("/") else f"**/{path}", page)]
    gone += [link for link in LINK.findall(text) if not (page.parent / link).exists()]
    assert gone == []


@pytest.fixture(scope="module")
def settings():
    """Every setting something reads."""
    sources = [PROJECT / "Makefile", *(path for top in READERS for path in (PROJECT / top).rglob("*.py"))]
    return {name for source in sources for name in SETTING.findall(source.read_text(encoding="utf-8"))}


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_every_make_target_command_and_setting_a_page_names_is_there(page, settings):
    text = " ".join(found[0] for found in CODE.finditer(page.read_text(encoding="utf-8")))
    targets = set(re.findall(r"^([a-z-]+):", (PROJECT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))
    assert set(TARGET.findall(text)) - targets == set()
    assert set(COMMAND.findall(text)) - set(commands.commands) == set()
    assert set(SETTING.findall(text)) - settings == set()


MODULES = sorted(
    ".".join(path.relative_to(PROJECT).with_suffix("").parts).removesuffix(".__init__")
    for path in (PROJECT / "events_app").rglob("*.py")
    if ">>> " in path.read_text(encoding="utf-8")
)


@pytest.mark.parametrize("module", MODULES)
def test_examples_in_docstrings_are_right(module):
    tried = doctest.testmod(importlib.import_module(module))
    assert tried.failed == 0
    assert tried.attempted > 0
