"""The address of a fair: made from its Vietnamese title, never able to leave its folder."""

import re
from datetime import date

from events_app.platform.i18n import fold

LONGEST = 80
# Words the pages use for themselves beside `/fairs/{slug}` and `/organizer/fairs/{slug}`.
RESERVED = frozenset({"new", "export", "feed", "calendar"})

_FORM = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_YEAR = re.compile(r"(?<!\d)(19|20)\d\d(?!\d)")


def slug_is_sound(slug: str) -> bool:
    """Whether a text can stand in an address as it is: lower-case letters, digits and single hyphens.

    >>> slug_is_sound("hoi-cho-2026"), slug_is_sound("../etc"), slug_is_sound("new")
    (True, False, False)
    """
    return len(slug) <= LONGEST and slug not in RESERVED and _FORM.fullmatch(slug) is not None


def slug_from_title(title: str, starts_on: date | None) -> str:
    """Read an address out of the Vietnamese title; the year goes to the end when the title has none.

    >>> slug_from_title("Hội chợ OCOP miền núi phía Bắc", date(2026, 12, 12))
    'hoi-cho-ocop-mien-nui-phia-bac-2026'
    """
    text = re.sub(r"[^a-z0-9]+", "-", fold(title)).strip("-") or "su-kien"
    year = "" if starts_on is None or _YEAR.search(text) else f"-{starts_on.year}"
    return text[: LONGEST - len(year) - 4].strip("-") + year


def slug_after_move(slug: str, old_start: date | None, new_start: date | None) -> str:
    """Keep the year in an address true when a fair moves into another year.

    >>> slug_after_move("tuan-hang-tet-2026", date(2026, 12, 28), date(2027, 1, 4))
    'tuan-hang-tet-2027'
    """
    if old_start is None or new_start is None or old_start.year == new_start.year:
        return slug
    return re.sub(rf"(?<!\d){old_start.year}(?!\d)", str(new_start.year), slug)
