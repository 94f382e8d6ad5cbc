"""What every template that draws a plan needs."""

from typing import Any

from events_app.floor_plans.words import CATEGORIES, FIXTURES, STATES, UTILITIES


def plan_words() -> dict[str, Any]:
    """How states, categories, utilities and fixtures are called, for templates."""
    return {
        "state_names": STATES,
        "category_names": CATEGORIES,
        "utility_names": UTILITIES,
        "fixture_names": FIXTURES,
    }
