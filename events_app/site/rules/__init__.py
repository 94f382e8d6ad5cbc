"""Pure decisions of the composed pages: what a fair's state is called, what is in danger, what waits for whom."""

from events_app.site.rules.desk import dangers_of, fair_todos, in_order, office_todos
from events_app.site.rules.limits import CERTIFICATE_WARNING
from events_app.site.rules.producer import producer_steps
from events_app.site.rules.standing import local_today, lunar_matters, months_ahead, opening_on, tag_of

__all__ = [
    "CERTIFICATE_WARNING",
    "dangers_of",
    "fair_todos",
    "in_order",
    "local_today",
    "lunar_matters",
    "months_ahead",
    "office_todos",
    "opening_on",
    "producer_steps",
    "tag_of",
]
