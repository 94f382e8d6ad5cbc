"""What the frontend build left: addresses of hashed files, and icons as inline SVG."""

import json
from functools import cache
from pathlib import Path
from typing import Any

from markupsafe import Markup, escape

DIST = Path(__file__).resolve().parents[2] / "static" / "dist"
STATIC_PATH = "/static"
"""Where the composition root serves `DIST`."""

FONTS = DIST / "fonts"
"""Be Vietnam Pro as TrueType, for PDF and picture rendering."""


class FrontendNotBuiltError(RuntimeError):
    def __init__(self) -> None:
        super().__init__("The frontend is not built: run `make frontend` (or `npm ci && npm run build` in frontend/).")


def asset(name: str) -> str:
    """The address of a built file, by its name in the sources.

    Args:
        name: Path below `frontend/src`, such as `main.ts`, `islands/gate.ts` or `styles/main.css`.
    """
    return f"{STATIC_PATH}/{_built(name)}"


def asset_file(name: str) -> Path:
    """The built file itself, for what must be served at an address of its own (a service worker)."""
    return DIST / _built(name)


def offline_files(*names: str) -> list[str]:
    """The addresses of everything these entries load, for a service worker: chunks, styles, fonts, WebAssembly."""
    manifest = _manifest(_stamp("manifest.json"))
    found: dict[str, None] = {}
    waiting = [f"src/{name}" for name in names]
    seen = set(waiting)
    while waiting:
        entry = manifest[waiting.pop()]
        found |= dict.fromkeys([entry["file"], *entry.get("css", ()), *entry.get("assets", ())])
        further = {*entry.get("imports", ()), *entry.get("dynamicImports", ())} - seen
        seen |= further
        waiting += sorted(further)
    # A browser that knows WebAssembly reads WOFF 2; the older font files are never asked for.
    return sorted(f"{STATIC_PATH}/{file}" for file in found if not file.endswith(".woff"))


def icon(name: str, classes: str = "", label: str = "") -> Markup:
    """A Lucide icon as inline SVG; it is hidden from screen readers unless it carries a label.

    Args:
        name: The icon's name, as on lucide.dev.
        classes: Further CSS classes.
        label: What a screen reader says, when the icon stands alone.
    """
    try:
        inner = _icons(_stamp("icons.json"))[name]
    except KeyError:
        raise LookupError(f"No icon is called {name!r}; see lucide.dev for the names.") from None
    said = Markup('role="img" aria-label="{}"').format(label) if label else Markup('aria-hidden="true"')
    return Markup(
        '<svg class="icon {}" viewBox="0 0 24 24" fill="none" stroke="currentColor" stroke-width="2"'
        ' stroke-linecap="round" stroke-linejoin="round" focusable="false" {}>{}</svg>'
    ).format(escape(classes), said, Markup(inner))  # noqa: S704 - the icon's markup is part of the build


def _built(name: str) -> str:
    manifest = _manifest(_stamp("manifest.json"))
    try:
        file: str = manifest[f"src/{name}"]["file"]
    except KeyError:
        raise LookupError(f"The frontend build has no entry src/{name}.") from None
    return file


def _stamp(name: str) -> int:
    """When the file was built: a new build is seen without a restart."""
    try:
        return (DIST / name).stat().st_mtime_ns
    except FileNotFoundError:
        raise FrontendNotBuiltError from None


@cache
def _manifest(_stamp: int) -> dict[str, Any]:
    loaded: dict[str, Any] = json.loads((DIST / "manifest.json").read_text())
    return loaded


@cache
def _icons(_stamp: int) -> dict[str, str]:
    loaded: dict[str, str] = json.loads((DIST / "icons.json").read_text())
    return loaded
