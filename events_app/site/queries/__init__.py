"""Pages composed of what each slice says; a home costs the same with three fairs or with fifty.

Figures of many fairs are one statement, of which each slice gives its own columns: a call per fair would be a query per
row, and a query per slice one more for every page.
"""

from events_app.site.queries.desk import organizers_desk, years_fairs
from events_app.site.queries.producer import producers_home
from events_app.site.queries.public import PAGE_CARDS, fair_page, fair_picture_facts, list_fair_cards, public_home

__all__ = [
    "PAGE_CARDS",
    "fair_page",
    "fair_picture_facts",
    "list_fair_cards",
    "organizers_desk",
    "producers_home",
    "public_home",
    "years_fairs",
]
