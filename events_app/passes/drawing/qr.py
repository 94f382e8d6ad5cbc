"""The QR of a pass. Error correction M, the smallest version that fits: 126 alphanumeric characters are version 6."""

import io
from typing import Final

import qrcode
from qrcode.constants import ERROR_CORRECT_M
from qrcode.image.pil import PilImage
from qrcode.image.svg import SvgPathFillImage

_QUIET_ZONE: Final = 4
"""Modules of white around the code; fewer and old phones do not find it (ISO 18004)."""


_MASK: Final = 0
"""Trying all eight masks takes six times as long, and a signature is as random as a mask would make it."""


def make_qr(code: str) -> "qrcode.QRCode[PilImage]":
    """Lay out the modules of a code."""
    drawing = qrcode.QRCode(error_correction=ERROR_CORRECT_M, border=_QUIET_ZONE, mask_pattern=_MASK)
    drawing.add_data(code)
    drawing.make(fit=True)
    return drawing


def draw_svg(code: str) -> str:
    """Draw a code as one SVG path on white, so that it scans on a dark page too."""
    drawn = make_qr(code).make_image(image_factory=SvgPathFillImage)
    return str(drawn.to_string(encoding="unicode"))


def draw_png(code: str, *, module: int = 12) -> bytes:
    """Draw a code as a black and white PNG with `module` pixels a module."""
    drawing = make_qr(code)
    drawing.box_size = module
    out = io.BytesIO()
    drawing.make_image(image_factory=PilImage).save(out, format="PNG")
    return out.getvalue()
