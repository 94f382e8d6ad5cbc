"""What every template that draws a plan or a checklist needs."""

from typing import Any

from events_app.booths.words import CATEGORIES, CLOSED, FIXTURES, STATES, UTILITIES
from events_app.producers.pages.papers import STANDINGS
from events_app.producers.rules.criteria import GROUPS
from events_app.producers.rules.papers import PAPER_KINDS


def plan_words() -> dict[str, Any]:
    """How states, categories, utilities and fixtures are called, for templates."""
    return {
        "state_names": STATES,
        "category_names": CATEGORIES,
        "utility_names": UTILITIES,
        "fixture_names": FIXTURES,
        "closed_names": CLOSED,
    }


def check_words() -> dict[str, Any]:
    """How kinds of papers, their standing and product groups are called."""
    return {"kinds": PAPER_KINDS, "standing_names": STANDINGS, "groups": GROUPS}
