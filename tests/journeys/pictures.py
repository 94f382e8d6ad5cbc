"""Screenshots that the README shows, in `docs/screens`: taken anew by `make screens`."""

import io
import os
from pathlib import Path

from PIL import Image
from playwright.async_api import Page

FOLDER = Path(__file__).resolve().parents[2] / "docs" / "screens"
KEPT = os.environ.get("EVENTS_APP_SCREENS") == "keep"
_COLOURS = 200


async def keep_picture(page: Page, name: str, *, whole: bool = False) -> None:
    """Take a picture for the README, if asked by `make screens`: a run of the tests leaves no changed files behind."""
    if KEPT:
        await take_picture(page, FOLDER / f"{name}.png", whole=whole)


async def take_picture(page: Page, target: Path, *, whole: bool = False) -> None:
    """Take what the window shows (or the whole page) and write it small enough to lie in a repository."""
    await page.evaluate("document.fonts.ready.then(() => true)")
    taken = Image.open(io.BytesIO(await page.screenshot(full_page=whole)))
    taken.convert("RGB").quantize(_COLOURS, dither=Image.Dither.NONE).save(target, optimize=True)
