"""What is mutated, and which tests must notice."""

from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parents[2]


class Target(NamedTuple):
    """One module in the sense of this test: some source files and the part of `make test` that must notice.

    Both are patterns below the repository's root, so that a file may become a package or move to another slice; a
    pattern that matches nothing is passed over, a target without a file or test is refused.
    """

    name: str
    files: tuple[str, ...]
    tests: tuple[str, ...]


TARGETS = (
    Target(
        "standing",
        ("passes/operations/standing*", "passes/operations/standing/*", "passes/rules/standing*"),
        ("passes",),
    ),
    Target("calendars", ("calendars/rules*", "calendars/rules/*"), ("calendars",)),
    Target(
        "certificates",
        ("producers/operations/certificates*", "producers/rules/certificates*", "producers/operations/locking*"),
        ("producers",),
    ),
    Target(
        "lifecycle",
        ("fairs/operations/lifecycle*", "fairs/operations/lifecycle/*", "fairs/operations/telling*",
         "fairs/operations/recording*", "fairs/operations/locking*", "fairs/rules/lifecycle*", "fairs/rules/span*"),
        ("fairs",),
    ),
    Target(
        "fees",
        ("booths/operations/fees*", "booths/operations/fees/*", "booths/operations/receipts*",
         "booths/operations/terms*", "booths/rules/fees*"),
        ("booths", "assignment", "applications"),
    ),
    Target(
        "holds",
        ("booths/operations/holds*", "booths/operations/holds/*", "booths/operations/locking*",
         "booths/operations/writing*", "booths/operations/recording*", "booths/rules/claims*"),
        ("booths", "assignment", "applications"),
    ),
    Target(
        "offers",
        ("applications/following*", "applications/rules/following*", "assignment/following*",
         "assignment/operations/passing_on*", "assignment/operations/offers*", "assignment/rules*"),
        ("booths", "assignment", "applications"),
    ),
    Target("idempotency", ("platform/web/idempotency*", "platform/web/idempotency/*"), ("platform",)),
    Target("outbox", ("platform/outbox*", "platform/outbox/*"), ("platform",)),
)  # fmt: skip


def files_of(target: Target) -> list[Path]:
    """The source files of a target, in the order of their names.

    Raises:
        SystemExit: There is none.
    """
    found = {path for pattern in target.files for path in (ROOT / "events_app").glob(pattern) if path.suffix == ".py"}
    if not found:
        raise SystemExit(f"No file of the target {target.name} is left: {', '.join(target.files)}")
    return sorted(found)


def tests_of(target: Target) -> list[str]:
    """The folders of tests of a target."""
    return [f"tests/{folder}" for folder in target.tests if (ROOT / "tests" / folder).is_dir()]


def module_of(path: Path) -> str:
    """The dotted name a file is imported by."""
    parts = path.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)
