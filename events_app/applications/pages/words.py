"""What every template that draws a checklist needs."""

from typing import Any

from events_app.producers.pages.papers import STANDINGS
from events_app.producers.rules.criteria import GROUPS
from events_app.producers.rules.papers import PAPER_KINDS


def check_words() -> dict[str, Any]:
    """How kinds of papers, their standing and product groups are called."""
    return {"kinds": PAPER_KINDS, "standing_names": STANDINGS, "groups": GROUPS}
