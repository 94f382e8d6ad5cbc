"""Draw what people carry: QR codes as SVG and PNG, passes and badges as PDF."""

from events_app.passes.drawing.badges import draw_badges, join_parts
from events_app.passes.drawing.documents import typeset
from events_app.passes.drawing.icon import SIZES, draw_icon
from events_app.passes.drawing.qr import draw_png, draw_svg

__all__ = ["SIZES", "draw_badges", "draw_icon", "draw_png", "draw_svg", "join_parts", "typeset"]
