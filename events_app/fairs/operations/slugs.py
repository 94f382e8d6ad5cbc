"""Addresses of fairs: one once given never leads to another fair."""

from datetime import datetime

from events_app.fairs.errors import SlugTaken
from events_app.platform.db import fetch, register

register({"fair_unique_slug": SlugTaken})


async def take_slug(fair: int, slug: str, *, now: datetime) -> None:
    """Note that an address leads to a fair, for good.

    Raises:
        SlugTaken: It leads or led to another fair.
    """
    rows = await fetch(
        "INSERT INTO fair_alias (slug, fair, created_at) VALUES ($1, $2, $3)"
        " ON CONFLICT (slug) DO UPDATE SET slug = excluded.slug WHERE fair_alias.fair = $2 RETURNING id",
        slug,
        fair,
        now,
    )
    if not rows:
        raise SlugTaken
