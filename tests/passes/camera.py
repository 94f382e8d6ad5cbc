"""A film of QR codes that Chromium takes for its camera."""

import io
from pathlib import Path
from typing import Final

from PIL import Image

from events_app.passes.drawing import draw_png

SIZE: Final = (640, 480)
FRAMES_OF_A_CODE: Final = 8


def film_codes(path: Path, codes: list[str]) -> Path:
    """Write a film that shows each code for some frames and a blank card at the end, since Chromium loops it."""
    blank = _frame(None)
    with path.open("wb") as film:
        film.write(blank * FRAMES_OF_A_CODE)
        for code in codes:
            film.write(_frame(code) * FRAMES_OF_A_CODE)
        film.write(blank * FRAMES_OF_A_CODE * 2)
    return path


def _frame(code: str | None) -> bytes:
    card = Image.new("RGB", SIZE, "#d8d3c8")
    if code is not None:
        drawn = Image.open(io.BytesIO(draw_png(code, module=8))).convert("RGB")
        card.paste(drawn, ((SIZE[0] - drawn.width) // 2, (SIZE[1] - drawn.height) // 2))
    out = io.BytesIO()
    card.save(out, format="JPEG", quality=85)
    return out.getvalue()
