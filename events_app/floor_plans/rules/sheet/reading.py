"""Read one row: code, hall, place and size, kind, utilities, price."""

import re

from events_app.floor_plans.rules.plan import CODE_LENGTH, Category, Utility
from events_app.floor_plans.rules.sheet.placing import BOOTH_SIDE
from events_app.floor_plans.rules.sheet.shapes import Draft, RowFault, SheetRow
from events_app.platform.errors import FieldError
from events_app.platform.i18n import N_, fold, nfc

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


def read_row(row: SheetRow, first_hall: str, faults: list[RowFault]) -> Draft | None:
    reader = _RowReader(row)
    for column in row.formulas:
        message = N_("Column “%(column)s” holds a formula. Paste its value instead.")
        reader.refuse("formula", message, column=column)
    draft = Draft(
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
