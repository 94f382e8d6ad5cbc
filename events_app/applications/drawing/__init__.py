"""Decision letters as A4 documents."""

from events_app.applications.drawing.decision import draw_decision

__all__ = ["draw_decision"]
