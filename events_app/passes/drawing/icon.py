"""The scanner's picture on a phone's home screen."""

import io
from functools import cache
from typing import Final

from PIL import Image, ImageDraw

SIZES: Final = (192, 512)
_OVERSAMPLING: Final = 4


@cache
def draw_icon(size: int) -> bytes:
    """Draw a white tick in a ring on lacquer red; the safe zone of a maskable icon is kept free."""
    side = size * _OVERSAMPLING
    picture = Image.new("RGB", (side, side), "#9E2A2B")
    pen = ImageDraw.Draw(picture)
    stroke = round(side * 0.055)
    pen.ellipse((side * 0.22, side * 0.22, side * 0.78, side * 0.78), outline="white", width=stroke)
    tick = [(side * 0.36, side * 0.51), (side * 0.46, side * 0.61), (side * 0.65, side * 0.40)]
    pen.line(tick, fill="white", width=stroke, joint="curve")
    for x, y in tick:
        pen.ellipse((x - stroke / 2, y - stroke / 2, x + stroke / 2, y + stroke / 2), fill="white")
    out = io.BytesIO()
    picture.resize((size, size), Image.Resampling.LANCZOS).save(out, format="PNG", optimize=True)
    return out.getvalue()
