"""Zones by rows, written as people would: one line a zone, `Thực phẩm: 1-4`."""

import re
from collections.abc import Sequence

import msgspec

from events_app.floor_plans.errors import FloorPlanInvalid, GridInvalid
from events_app.platform.errors import FieldError
from events_app.platform.i18n import N_, fold

TONES = 8
_LINE = re.compile(r"(?P<name>[^:]+?)\s*:\s*(?P<first>\d+)\s*(?:[-–]\s*(?P<last>\d+))?")
# The six groups of Decision 148/2023 keep their own colours, whatever the order of zones.
_GROUP_TONES = (
    ("thuc pham", 1),
    ("do uong", 2),
    ("duoc lieu", 3),
    ("thu cong", 4),
    ("my nghe", 4),
    ("sinh vat canh", 5),
    ("du lich", 6),
)


class ZoneStretch(msgspec.Struct, frozen=True):
    """A zone and the rows it takes, both ends counted."""

    name: str
    first: int
    last: int


def read_zones(text: str, rows: int) -> list[ZoneStretch]:
    """Read one zone a line.

    Raises:
        GridInvalid: A line is not written as `name: first-last`, or names rows that do not exist.

    >>> read_zones("Thực phẩm: 1-4", 6)
    [ZoneStretch(name='Thực phẩm', first=1, last=4)]
    """
    found = []
    for line in filter(None, map(str.strip, re.split(r"[\n;]", text))):
        match = _LINE.fullmatch(line)
        first = int(match["first"]) if match else 0
        last = int(match["last"] or first) if match else 0
        if match is None or not 1 <= first <= last <= rows:
            message = N_("“%(line)s” is not a zone. Write one a line: name, colon, rows 1 to %(rows)s, as “Food: 1-4”.")
            raise GridInvalid(fields={"zones": [FieldError("zone_form", message, {"line": line[:60], "rows": rows})]})
        found.append(ZoneStretch(match["name"], first, last))
    return found


def zone_of_row(stretches: Sequence[ZoneStretch], row: int) -> str | None:
    """The zone a row lies in; where several claim it the first one has it."""
    return next((stretch.name for stretch in stretches if stretch.first <= row <= stretch.last), None)


def tone_of(name: str, taken: set[int]) -> int:
    """The colour of a zone: its product group's own, else the first nobody has.

    >>> tone_of("Khu Đồ uống", set()), tone_of("Khu A", {1, 2})
    (2, 3)
    """
    folded = fold(name)
    for words, tone in _GROUP_TONES:
        if words in folded:
            return tone
    free = [tone for tone in range(1, TONES + 1) if tone not in taken]
    return free[0] if free else 1 + len(folded) % TONES


def check_zone_names(names: Sequence[str]) -> None:
    """Refuse zones without a name, and two of one name."""
    if any(not name for name in names):
        raise FloorPlanInvalid(fields={"zones": [FieldError("zone_nameless", N_("Every zone needs a name."))]})
    for name in names:
        if names.count(name) > 1:
            message = N_("Two zones are called “%(zone)s”.")
            raise FloorPlanInvalid(fields={f"zones.{name}": [FieldError("zone_twice", message, {"zone": name})]})
