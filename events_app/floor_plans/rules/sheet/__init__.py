"""Booths from the rows of a spreadsheet: each row becomes a booth or gets a sentence that says why not."""

from collections.abc import Sequence

from events_app.floor_plans.rules.sheet.placing import booth_of, check_places, fit_halls, lay_out_rows, without_twins
from events_app.floor_plans.rules.sheet.reading import TITLES, read_row
from events_app.floor_plans.rules.sheet.shapes import ReadSheet, RowFault, SheetBooth, SheetHall, SheetRow

__all__ = ["TITLES", "ReadSheet", "RowFault", "SheetBooth", "SheetHall", "SheetRow", "read_sheet"]


def read_sheet(rows: Sequence[SheetRow], standing: Sequence[SheetHall]) -> ReadSheet:
    """Read every row, lay out what has no place, and look the whole over."""
    first_hall = standing[0].code if standing else "A"
    faults: list[RowFault] = []
    drafts = [draft for row in rows if (draft := read_row(row, first_hall, faults)) is not None]
    drafts = without_twins(drafts, faults)
    halls = {hall.code: hall for hall in standing}
    laid = lay_out_rows(drafts, faults)
    booths = [booth_of(draft) for draft in drafts if draft.x is not None and draft.y is not None]
    fit_halls(booths, halls, laid)
    check_places(booths, halls, faults)
    return ReadSheet(booths, list(halls.values()), sorted(faults, key=lambda each: each.row), sorted(laid))
