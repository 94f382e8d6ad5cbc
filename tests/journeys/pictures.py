"""Screenshots that the README shows, in `docs/screens`."""

import io
from pathlib import Path

from PIL import Image
from playwright.async_api import Page

SCREENS = Path(__file__).resolve().parents[2] / "docs" / "screens"
_COLOURS = 200


async def keep_picture(page: Page, name: str, *, whole: bool = False) -> Path:
    """Take what the window shows (or the whole page) and write it small enough to lie in a repository."""
    await page.evaluate("document.fonts.ready.then(() => true)")
    taken = Image.open(io.BytesIO(await page.screenshot(full_page=whole)))
    target = SCREENS / f"{name}.png"
    target.parent.mkdir(parents=True, exist_ok=True)
    taken.convert("RGB").quantize(_COLOURS, dither=Image.Dither.NONE).save(target, optimize=True)
    return target
