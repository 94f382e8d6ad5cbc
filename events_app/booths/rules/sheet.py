"""Booths from the rows of a spreadsheet: each row becomes a booth or gets a sentence that says why not."""

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence

import msgspec

from events_app.booths.rules.plan import (
    CODE_LENGTH,
    LARGEST_HALL,
    BoothSpot,
    Category,
    Utility,
    code_order,
    lies_inside,
    overlapping_pairs,
)
from events_app.platform.errors import FieldError
from events_app.platform.i18n import N_, fold, nfc

BOOTH_SIDE = 300
AISLE = 300
MARGIN = 300
_SMALLEST = 10
_LARGEST_PRICE = 10_000_000_000

TITLES: dict[str, tuple[str, ...]] = {
    "code": ("ma", "so gian", "gian", "code", "booth"),
    "hall": ("khu", "sanh", "nha", "hall"),
    "x": ("x", "vi tri x"),
    "y": ("y", "vi tri y"),
    "width": ("rong", "chieu rong", "mat tien", "width"),
    "height": ("sau", "chieu sau", "dai", "chieu dai", "depth", "height"),
    "zone": ("khu vuc", "phan khu", "zone"),
    "category": ("loai", "category"),
    "utilities": ("tien ich", "dien nuoc", "utilities"),
    "price": ("phi", "gia", "don gia", "fee", "price"),
}
"""Titles of columns, folded; a title that begins with one of them fits."""

_CATEGORIES = {
    "small": Category.SMALL, "tieu chuan": Category.SMALL, "thuong": Category.SMALL, "standard": Category.SMALL,
    "large": Category.LARGE, "lon": Category.LARGE,
    "corner": Category.CORNER, "goc": Category.CORNER,
}  # fmt: skip
_UTILITIES = {
    "power": Utility.POWER, "dien": Utility.POWER,
    "water": Utility.WATER, "nuoc": Utility.WATER,
    "cold": Utility.COLD, "kho lanh": Utility.COLD, "lanh": Utility.COLD,
}  # fmt: skip
_LENGTH = re.compile(r"\d{1,4}([.,]\d{1,3})?")
_PRICE = re.compile(r"(\d{1,3}([., ]\d{3})+|\d+)([.,]0+)?")


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


class _Draft(msgspec.Struct, kw_only=True):
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


def read_sheet(rows: Sequence[SheetRow], standing: Sequence[SheetHall]) -> ReadSheet:
    """Read every row, lay out what has no place, and look the whole over."""
    first_hall = standing[0].code if standing else "A"
    faults: list[RowFault] = []
    drafts = [draft for row in rows if (draft := _read_row(row, first_hall, faults)) is not None]
    drafts = _without_twins(drafts, faults)
    halls = {hall.code: hall for hall in standing}
    laid = _lay_out(drafts, faults)
    booths = [_booth_of(draft) for draft in drafts if draft.x is not None and draft.y is not None]
    _fit_halls(booths, halls, laid)
    _check_places(booths, halls, faults)
    return ReadSheet(booths, list(halls.values()), sorted(faults, key=lambda each: each.row), sorted(laid))


class _RowReader:
    """Reads the cells of one row and notes a sentence for each that cannot be."""

    def __init__(self, row: SheetRow) -> None:
        self.row = row
        self.faults: list[RowFault] = []

    def refuse(self, kind: str, message: str, **data: object) -> None:
        self.faults.append(RowFault(self.row.number, FieldError(kind, message, data)))

    def name(self, column: str) -> str:
        text = nfc(self.row.texts.get(column, "")).strip()
        if len(text) > CODE_LENGTH:
            message = N_("“%(text)s” is too long: a code has at most %(most)s characters.")
            self.refuse("code_form", message, text=text[:30], most=CODE_LENGTH)
        return text

    def length(self, column: str) -> int | None:
        text = self.row.texts.get(column, "")
        length = _length(text)
        if text and length is None:
            self.refuse("length", N_("“%(text)s” is not a length in metres. Write it like 3 or 2.5."), text=text[:30])
        return length

    def side(self, column: str) -> int:
        length = self.length(column)
        if length is not None and length < _SMALLEST:
            self.refuse("size", N_("Booth %(code)s has no size."), code=self.row.texts.get("code", "")[:20])
        return BOOTH_SIDE if length is None else length

    def category(self) -> Category:
        text = self.row.texts.get("category", "")
        category = _category(text)
        if category is None:
            message = N_("“%(text)s” is not a kind of booth. Write standard, corner or large.")
            self.refuse("category", message, text=text[:30])
        return category or Category.SMALL

    def utilities(self) -> list[Utility]:
        utilities, strange = _utilities(self.row.texts.get("utilities", ""))
        if strange:
            message = N_("“%(text)s” is not a utility. Write power, water or cold storage.")
            self.refuse("utility", message, text=strange[:30])
        return utilities

    def price(self) -> int:
        text = self.row.texts.get("price", "")
        price = _price(text)
        if price is None:
            self.refuse("price", N_("“%(text)s” is not a fee in đồng. Write it like 2000000."), text=text[:30])
        return price or 0


def _read_row(row: SheetRow, first_hall: str, faults: list[RowFault]) -> _Draft | None:
    reader = _RowReader(row)
    for column in row.formulas:
        message = N_("Column “%(column)s” holds a formula. Paste its value instead.")
        reader.refuse("formula", message, column=column)
    draft = _Draft(
        row=row.number,
        code=reader.name("code"),
        hall=reader.name("hall") or first_hall,
        x=reader.length("x"),
        y=reader.length("y"),
        width=reader.side("width"),
        height=reader.side("height"),
        zone=nfc(row.texts.get("zone", "")).strip()[:80] or None,
        category=reader.category(),
        utilities=reader.utilities(),
        price=reader.price(),
    )
    if not draft.code:
        reader.refuse("code_missing", N_("The booth has no code."))
    faults += reader.faults
    return None if reader.faults else draft


def _length(text: str) -> int | None:
    """Centimetres of a length people write in metres: 3, 2.5, 2,5 m.

    >>> _length("2,5 m"), _length("drei")
    (250, None)
    """
    plain = fold(text).removesuffix("m").strip()
    return round(float(plain.replace(",", ".")) * 100) if _LENGTH.fullmatch(plain) else None


def _price(text: str) -> int | None:
    """Đồng as people write them.

    >>> _price("2.000.000 đ"), _price(""), _price("viel")
    (2000000, 0, None)
    """
    plain = re.sub(r"\s*(dong|vnd|d|₫)$", "", fold(text)).strip()
    if not plain:
        return 0
    if not _PRICE.fullmatch(plain):
        return None
    price = int(re.sub(r"[., ]", "", re.sub(r"[.,]0{1,2}$", "", plain)))
    return price if price <= _LARGEST_PRICE else None


def _category(text: str) -> Category | None:
    plain = fold(text).strip()
    if not plain:
        return Category.SMALL
    return next((category for words, category in _CATEGORIES.items() if words in plain), None)


def _utilities(text: str) -> tuple[list[Utility], str]:
    found: list[Utility] = []
    for part in filter(None, map(str.strip, re.split(r"[,;+/\n]", text))):
        utility = _UTILITIES.get(fold(part).strip())
        if utility is None:
            return found, part
        if utility not in found:
            found.append(utility)
    return found, ""


def _without_twins(drafts: Sequence[_Draft], faults: list[RowFault]) -> list[_Draft]:
    first: dict[str, _Draft] = {}
    for draft in drafts:
        if draft.code in first:
            message = N_("Code %(code)s stands in row %(row)s already. Every booth needs a code of its own.")
            data = {"code": draft.code, "row": first[draft.code].row}
            faults.append(RowFault(draft.row, FieldError("code_twice", message, data)))
        else:
            first[draft.code] = draft
    return list(first.values())


def _lay_out(drafts: Sequence[_Draft], faults: list[RowFault]) -> set[str]:
    """Find places in halls whose rows have none: one row of booths for each letter, aisles between."""
    laid: set[str] = set()
    halls: defaultdict[str, list[_Draft]] = defaultdict(list)
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


def _lay_out_hall(drafts: Sequence[_Draft]) -> None:
    rows: defaultdict[str, list[_Draft]] = defaultdict(list)
    for draft in sorted(drafts, key=lambda each: code_order(each.code)):
        rows[re.sub(r"\d+$", "", draft.code)].append(draft)
    y = MARGIN
    for row in rows.values():
        x = MARGIN
        for draft in row:
            draft.x, draft.y = x, y
            x += draft.width
        y += max(draft.height for draft in row) + AISLE


def _booth_of(draft: _Draft) -> SheetBooth:
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


def _fit_halls(booths: Sequence[SheetBooth], halls: dict[str, SheetHall], laid: set[str]) -> None:
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


def _check_places(booths: Sequence[SheetBooth], halls: Mapping[str, SheetHall], faults: list[RowFault]) -> None:
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
