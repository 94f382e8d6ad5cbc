"""Draw what people carry: QR codes as SVG and PNG, passes as PDF."""

from events_app.passes.drawing.documents import typeset
from events_app.passes.drawing.icon import SIZES, draw_icon
from events_app.passes.drawing.qr import draw_png, draw_svg, make_qr

__all__ = ["SIZES", "draw_icon", "draw_png", "draw_svg", "make_qr", "typeset"]
