"""How much of a list is read before it is refused; what holds for any file stands in the platform."""

MAX_ROWS = 20_000
"""Rows of products in all sheets."""

MAX_TEXT = 300

BATCH_ROWS = 100
"""Rows told to the parent at once; each batch moves the progress shown on the page."""
