"""What runs in the forked process: the tests, against the product with one fault in it."""

import importlib.abc
import importlib.machinery
import importlib.util
import os
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from types import CodeType, ModuleType
from typing import Any

import coverage
import pytest

OPTIONS = (
    "-q", "-x", "--no-header", "--tb=short", "-p", "no:cacheprovider", "-m", "not long and not browser",
    "--hypothesis-seed=1", "-W", "ignore::pytest.PytestAssertRewriteWarning",
)  # fmt: skip


class _FaultyLoader(importlib.machinery.SourceFileLoader):
    """Loads a module from a changed text; nothing on disk is touched."""

    def __init__(self, name: str, path: Path, source: bytes) -> None:
        super().__init__(name, str(path))
        self._source = source

    def get_code(self, fullname: str) -> CodeType:  # noqa: ARG002 - importlib's signature
        return compile(self._source, self.path, "exec", dont_inherit=True)


class FaultyModule(importlib.abc.MetaPathFinder):
    """Finds one module, with its fault, before anybody else does."""

    def __init__(self, name: str, path: Path, source: bytes) -> None:
        self._name, self._path, self._source = name, path, source

    def find_spec(
        self,
        fullname: str,
        path: Sequence[str] | None,  # noqa: ARG002
        target: ModuleType | None = None,  # noqa: ARG002
    ) -> importlib.machinery.ModuleSpec | None:
        if fullname != self._name:
            return None
        folder = [str(self._path.parent)] if self._path.name == "__init__.py" else None
        loader = _FaultyLoader(fullname, self._path, self._source)
        return importlib.util.spec_from_file_location(
            fullname, self._path, loader=loader, submodule_search_locations=folder
        )


class GivenDatabase:
    """A pytest plugin: the tests use a database that is there already."""

    def __init__(self, dsn: str) -> None:
        self._dsn = dsn

    @pytest.hookimpl(tryfirst=True)
    def pytest_fixture_setup(self, fixturedef: Any, request: pytest.FixtureRequest) -> str | None:
        if fixturedef.argname != "dsn":
            return None
        fixturedef.cached_result = (self._dsn, fixturedef.cache_key(request), None)
        return self._dsn


class FirstFailure:
    """A pytest plugin: runs the wanted tests in the wanted order and ends the process at the first that fails."""

    def __init__(self, wanted: Sequence[str], tell: Any) -> None:
        self._rank = {name: number for number, name in enumerate(wanted)}
        self._tell = tell

    @pytest.hookimpl(trylast=True)
    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        items[:] = sorted((one for one in items if one.nodeid in self._rank), key=lambda one: self._rank[one.nodeid])

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        if report.failed:
            self._tell({"killed": report.nodeid})
            sys.stdout.write(str(report.longrepr))
            sys.stdout.flush()
            os._exit(0)


class Watch:
    """A pytest plugin: which lines each test ran, and how long it took."""

    def __init__(self, files: Sequence[Path]) -> None:
        self._files = files
        self._coverage = coverage.Coverage(data_file=None, include=[str(path) for path in files], config_file=False)
        self._seconds: dict[str, float] = {}
        self._failed: list[str] = []
        self._coverage.start()

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_protocol(self, item: pytest.Item) -> Any:
        self._coverage.switch_context(item.nodeid)
        began = time.monotonic()
        try:
            return (yield)
        finally:
            self._seconds[item.nodeid] = time.monotonic() - began

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        if report.failed:
            self._failed.append(f"{report.nodeid}\n{report.longrepr}")

    def result(self) -> dict[str, Any]:
        self._coverage.stop()
        data = self._coverage.get_data()
        lines = {}
        for path in self._files:
            by_line = data.contexts_by_lineno(str(path))
            lines[str(path)] = {str(line): [one for one in names if one] for line, names in by_line.items()}
        return {"seconds": self._seconds, "lines": lines, "failed": self._failed}
