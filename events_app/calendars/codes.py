"""QR codes of calendar addresses, for the phone beside the screen."""

import qrcode
from markupsafe import Markup
from qrcode.image.svg import SvgPathImage


def code_svg(text: str) -> Markup:
    """The code as inline SVG with black on white, whatever the theme: cameras expect it."""
    code = qrcode.QRCode(error_correction=qrcode.constants.ERROR_CORRECT_M, border=2, image_factory=SvgPathImage)
    code.add_data(text)
    code.make(fit=True)
    svg = code.make_image().to_string(encoding="unicode")
    return Markup(svg)  # noqa: S704 - drawn by the library from modules, holds no text
