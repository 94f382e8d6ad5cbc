"""The picture a shared link shows: the event's own drawing with its title, days and place, as PNG."""

import asyncio
from functools import lru_cache
from pathlib import Path

import typst

from events_app.fairs.schemas import Fair
from events_app.platform.art import event_art
from events_app.platform.i18n import Locale, _, use_locale
from events_app.platform.i18n.formats import format_days
from events_app.platform.web.assets import FONTS

_SOURCE = Path(__file__).with_name("picture.typ")


async def draw_picture(fair: Fair, locale: Locale) -> bytes:
    """Draw a fair's picture in a thread; it is kept until the fair changes."""
    with use_locale(locale):
        brand = _("OCOP Fairs")
        days = (
            format_days(fair.starts_on, fair.ends_on, locale)
            if fair.starts_on and fair.ends_on
            else _("New date to come")
        )
    first = fair.starts_on or fair.previous_starts_on
    art = event_art(kind=fair.kind, region=fair.region or "", month=first.month if first else 1, seed=str(fair.id))
    facts = f"{days} · {fair.venue.name.text(locale)}"
    return await asyncio.to_thread(_draw, art, brand, fair.title.text(locale), facts, locale)


@lru_cache(maxsize=128)
def _draw(art: str, brand: str, title: str, facts: str, lang: str) -> bytes:
    return typst.compile(
        _SOURCE,
        format="png",
        ppi=144.0,
        font_paths=[FONTS],
        sys_inputs={"art": art, "brand": brand, "title": title, "facts": facts, "lang": lang},
    )
