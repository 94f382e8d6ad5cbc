"""Draw badges as PDF, in a process of their own."""

from events_app.giving.drawing.badges import draw_badges, join_parts

__all__ = ["draw_badges", "join_parts"]
