"""Lay out what has no place, fit the halls around it, and look the whole over."""

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence

from events_app.floor_plans.rules.plan import LARGEST_HALL, code_order, lies_inside, overlapping_pairs
from events_app.floor_plans.rules.sheet.shapes import Draft, RowFault, SheetBooth, SheetHall
from events_app.platform.errors import FieldError
from events_app.platform.i18n import N_

BOOTH_SIDE = 300
AISLE = 300
MARGIN = 300


def without_twins(drafts: Sequence[Draft], faults: list[RowFault]) -> list[Draft]:
    first: dict[str, Draft] = {}
    for draft in drafts:
        if draft.code in first:
            message = N_("Code %(code)s stands in row %(row)s already. Every booth needs a code of its own.")
            data = {"code": draft.code, "row": first[draft.code].row}
            faults.append(RowFault(draft.row, FieldError("code_twice", message, data)))
        else:
            first[draft.code] = draft
    return list(first.values())


def lay_out_rows(drafts: Sequence[Draft], faults: list[RowFault]) -> set[str]:
    """Find places in halls whose rows have none: one row of booths for each letter, aisles between."""
    laid: set[str] = set()
    halls: defaultdict[str, list[Draft]] = defaultdict(list)
    for draft in drafts:
        halls[draft.hall].append(draft)
    for hall, some in halls.items():
        if all(draft.x is None and draft.y is None for draft in some):
            _lay_out_hall(some)
            laid.add(hall)
            continue
        for draft in some:
            if draft.x is None or draft.y is None:
                message = N_("Booth %(code)s has no place: give x and y, or leave both empty in the whole hall.")
                faults.append(RowFault(draft.row, FieldError("place_missing", message, {"code": draft.code})))
    return laid


def _lay_out_hall(drafts: Sequence[Draft]) -> None:
    rows: defaultdict[str, list[Draft]] = defaultdict(list)
    for draft in sorted(drafts, key=lambda each: code_order(each.code)):
        rows[re.sub(r"\d+$", "", draft.code)].append(draft)
    y = MARGIN
    for row in rows.values():
        x = MARGIN
        for draft in row:
            draft.x, draft.y = x, y
            x += draft.width
        y += max(draft.height for draft in row) + AISLE


def booth_of(draft: Draft) -> SheetBooth:
    return SheetBooth(
        row=draft.row,
        code=draft.code,
        hall=draft.hall,
        x=draft.x or 0,
        y=draft.y or 0,
        width=draft.width,
        height=draft.height,
        zone=draft.zone,
        category=draft.category,
        utilities=draft.utilities,
        price=draft.price,
    )


def fit_halls(booths: Sequence[SheetBooth], halls: dict[str, SheetHall], laid: set[str]) -> None:
    """A hall that is new, or whose booths were laid out, is as large as they need; others keep their size."""
    for code in dict.fromkeys(booth.hall for booth in booths):
        if code in halls and code not in laid:
            continue
        inside = [booth for booth in booths if booth.hall == code]
        width = max(booth.x + booth.width for booth in inside) + MARGIN
        height = max(booth.y + booth.height for booth in inside) + MARGIN
        known = halls.get(code, SheetHall(code, 0, 0))
        halls[code] = SheetHall(
            code, min(max(width, known.width), LARGEST_HALL), min(max(height, known.height), LARGEST_HALL)
        )


def check_places(booths: Sequence[SheetBooth], halls: Mapping[str, SheetHall], faults: list[RowFault]) -> None:
    rows = {booth.code: booth.row for booth in booths}
    for booth in booths:
        hall = halls[booth.hall]
        if not lies_inside(booth, hall.width, hall.height):
            message = N_("Booth %(code)s reaches out of hall %(hall)s, which measures %(width)s × %(height)s m.")
            data = {
                "code": booth.code,
                "hall": hall.code,
                "width": f"{hall.width / 100:g}",
                "height": f"{hall.height / 100:g}",
            }
            faults.append(RowFault(booth.row, FieldError("outside_hall", message, data)))
    for one, other in overlapping_pairs([booth.spot for booth in booths]):
        earlier, later = sorted((one, other), key=rows.__getitem__)
        message = N_("Booth %(code)s lies on booth %(other)s of row %(row)s.")
        found = {"code": later, "other": earlier, "row": rows[earlier]}
        faults.append(RowFault(rows[later], FieldError("overlap", message, found)))
