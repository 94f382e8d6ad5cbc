"""Screenshots that the README shows, in `docs/screens`: renewed by `make screens`, looked at in every run."""

import io
import os
import tempfile
from pathlib import Path

from PIL import Image
from playwright.async_api import Page

_KEPT = os.environ.get("EVENTS_APP_SCREENS") == "keep"
_SCREENS = Path(__file__).resolve().parents[2] / "docs" / "screens"
_COLOURS = 200


async def keep_picture(page: Page, name: str, *, whole: bool = False) -> Path:
    """Take what the window shows (or the whole page) and write it small enough to lie in a repository.

    Only `make screens` writes into the repository: a run of the tests leaves no changed files behind.
    """
    await page.evaluate("document.fonts.ready.then(() => true)")
    taken = Image.open(io.BytesIO(await page.screenshot(full_page=whole)))
    folder = _SCREENS if _KEPT else Path(tempfile.gettempdir()) / f"events_app_screens_{os.getuid()}"
    folder.mkdir(parents=True, exist_ok=True)
    target = folder / f"{name}.png"
    taken.convert("RGB").quantize(_COLOURS, dither=Image.Dither.NONE).save(target, optimize=_KEPT)
    return target
