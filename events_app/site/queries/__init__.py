"""Reads across slices, one statement a question, so that a home costs the same with three fairs or with fifty.

Fairs come from their own slice; figures of booths, passes, livestream and papers are counted here in SQL, because a
call per fair would be a query per row.
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
