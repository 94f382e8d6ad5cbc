"""The rows of calls, applications and reviews."""

from events_app.applications.tables.applications import ApplicationCall, ApplicationEvent, BoothApplication
from events_app.applications.tables.reviews import ApplicationCheck, ApplicationShare

__all__ = [
    "ApplicationCall",
    "ApplicationCheck",
    "ApplicationEvent",
    "ApplicationShare",
    "BoothApplication",
]
