"""Screenshots that the README shows, in `docs/screens`: taken anew by `make screens`."""

import io
import os
from pathlib import Path

from PIL import Image
from playwright.async_api import Page

_KEPT = os.environ.get("EVENTS_APP_SCREENS") == "keep"
_SCREENS = Path(__file__).resolve().parents[2] / "docs" / "screens"
_COLOURS = 200


async def keep_picture(page: Page, name: str, *, whole: bool = False) -> Path:
    """Take what the window shows (or the whole page) and write it small enough to lie in a repository.

    Only `make screens` takes any: a run of the tests leaves no changed files behind.
    """
    target = _SCREENS / f"{name}.png"
    if not _KEPT:
        return target
    await page.evaluate("document.fonts.ready.then(() => true)")
    taken = Image.open(io.BytesIO(await page.screenshot(full_page=whole)))
    taken.convert("RGB").quantize(_COLOURS, dither=Image.Dither.NONE).save(target, optimize=True)
    return target
