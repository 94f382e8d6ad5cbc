"""Rows of a sheet, what was read of them, and what is wrong with them."""

from collections.abc import Mapping, Sequence

import msgspec

from events_app.floor_plans.rules.plan import BoothSpot, Category, Utility
from events_app.platform.errors import FieldError


class SheetRow(msgspec.Struct, frozen=True):
    """One row of the sheet, by the names of its columns."""

    number: int
    texts: Mapping[str, str]
    formulas: Sequence[str] = ()


class SheetHall(msgspec.Struct, frozen=True):
    """A hall that stands already, its size in centimetres."""

    code: str
    width: int
    height: int


class SheetBooth(msgspec.Struct, frozen=True, kw_only=True):
    """A booth of the sheet, lengths in centimetres."""

    row: int
    code: str
    hall: str
    x: int
    y: int
    width: int
    height: int
    zone: str | None
    category: Category
    utilities: list[Utility]
    price: int

    @property
    def spot(self) -> BoothSpot:
        """Its place under its code."""
        return BoothSpot(self.code, self.hall, self.x, self.y, self.width, self.height)


class RowFault(msgspec.Struct, frozen=True):
    """What is wrong with one row."""

    row: int
    fault: FieldError


class ReadSheet(msgspec.Struct, frozen=True):
    """What came of a sheet: booths, the halls they need, and what is wrong by row."""

    booths: list[SheetBooth]
    halls: list[SheetHall]
    faults: list[RowFault]
    laid_out: list[str]


class Draft(msgspec.Struct, kw_only=True):
    """A row as it was understood; a place that is not given is found by laying out."""

    row: int
    code: str
    hall: str
    x: int | None
    y: int | None
    width: int
    height: int
    zone: str | None
    category: Category
    utilities: list[Utility]
    price: int
