"""Bring the translation catalogues up to date: `python scripts/messages.py [slice …]`.

Collects every message of a slice (Python and templates), keeps what is translated, adds what is new with an empty
Vietnamese text and drops what is gone. `tests/architecture/test_translations.py` fails while a text is empty.
"""

import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po, write_po

PACKAGE = Path(__file__).resolve().parents[1] / "events_app"

_METHODS = [
    ("**/templates/**.html", "jinja2"),
    ("**/templates/**.txt", "jinja2"),
    ("**/templates/**.svg", "jinja2"),
    ("**.py", "python"),
]
_OPTIONS = {"**/templates/**.html": {"silent": "false", "trimmed": "true", "extensions": "jinja2.ext.do"}}
_OPTIONS["**/templates/**.txt"] = _OPTIONS["**/templates/**.svg"] = _OPTIONS["**/templates/**.html"]
KEYWORDS = {
    "_": None,
    "N_": None,
    "gettext": None,
    "ngettext": (1, 2),
    "translate": (2,),
    "translate_plural": (2, 3),
}


def extract(slice_name: str) -> Catalog:
    """Every message of one slice, with an empty text."""
    catalogue = Catalog(locale="vi", domain=slice_name, charset="utf-8")
    found = extract_from_dir(
        PACKAGE / slice_name,
        method_map=_METHODS,
        options_map=_OPTIONS,
        keywords=KEYWORDS,
        comment_tags=("i18n:",),
    )
    for filename, _line, message, comments, context in found:
        catalogue.add(message, locations=[(filename, 0)], auto_comments=comments, context=context)
    return catalogue


def catalogue_path(slice_name: str) -> Path:
    return PACKAGE / slice_name / "locale" / "vi.po"


def read_catalogue(slice_name: str) -> Catalog:
    path = catalogue_path(slice_name)
    if not path.exists():
        return Catalog(locale="vi")
    with path.open("rb") as file:
        return read_po(file, locale="vi")


def slices() -> Iterator[str]:
    for folder in sorted(PACKAGE.iterdir()):
        if (folder / "__init__.py").exists() and folder.name != "static":
            yield folder.name


def update(slice_name: str) -> tuple[int, int]:
    """Write a slice's catalogue; returns how many messages it has and how many still lack their Vietnamese."""
    fresh = extract(slice_name)
    # A message that moved to another slice keeps its text: all catalogues are one at run time.
    kept = [read_catalogue(name) for name in sorted(slices(), key=lambda name: name != slice_name)]
    for message in fresh:
        known = (old for old in (some.get(message.id, message.context) for some in kept) if old is not None)
        message.string = next((old.string for old in known if message.id and old.string), message.string)
    messages = [message for message in fresh if message.id]
    if messages:
        # A fixed date keeps the file the same when nothing changed.
        fresh.creation_date = fresh.revision_date = datetime(2026, 1, 1, tzinfo=UTC)
        path = catalogue_path(slice_name)
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("wb") as file:
            write_po(file, fresh, width=110, sort_output=True, omit_header=False, include_lineno=False)
    return len(messages), sum(1 for message in messages if not is_translated(message.string))


def is_translated(text: object) -> bool:
    return bool(text) if isinstance(text, str) else bool(text) and all(text)  # type: ignore[arg-type]


if __name__ == "__main__":
    for name in sys.argv[1:] or slices():
        total, empty = update(name)
        print(f"{name}: {total} messages, {empty} without Vietnamese")
