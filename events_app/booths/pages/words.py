"""What every template that draws a plan needs."""

from typing import Any

from events_app.booths.words import CATEGORIES, CLOSED, FIXTURES, STATES, UTILITIES


def plan_words() -> dict[str, Any]:
    """How states, categories, utilities and fixtures are called, for templates."""
    return {
        "state_names": STATES,
        "category_names": CATEGORIES,
        "utility_names": UTILITIES,
        "fixture_names": FIXTURES,
        "closed_names": CLOSED,
    }
