"""A row of a spreadsheet of people: what it says, or in which cells it cannot be understood."""

import re
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any, Final

import msgspec

from events_app.accounts.rules import clean_phone, fold_email, read_name
from events_app.passes.rules import FairDays, PassKind
from events_app.platform.errors import InvalidInput
from events_app.platform.i18n import fold
from events_app.platform.spreadsheet.wanted import TextRow, Wanted

MOST_ROWS: Final = 5000

WANTED: Final = Wanted(
    titles={
        "name": ["ho va ten", "ho ten", "ten", "full name", "name", "nguoi"],
        "phone": ["dien thoai", "so dien thoai", "sdt", "di dong", "telephone", "phone", "mobile"],
        "email": ["email", "e-mail", "thu dien tu"],
        "kind": ["loai the", "loai", "kind", "type"],
        "days": ["ngay", "cac ngay", "days", "day"],
    },
    needed=["name"],
    most=MOST_ROWS,
)

_KINDS: Final[Mapping[str, PassKind]] = {
    "visitor": PassKind.visitor,
    "khach tham quan": PassKind.visitor,
    "khach": PassKind.visitor,
    "exhibitor": PassKind.exhibitor,
    "nguoi trung bay": PassKind.exhibitor,
    "gian hang": PassKind.exhibitor,
    "chu gian hang": PassKind.exhibitor,
    "don vi trung bay": PassKind.exhibitor,
    "buyer": PassKind.buyer,
    "trade buyer": PassKind.buyer,
    "nguoi mua": PassKind.buyer,
    "nha mua hang": PassKind.buyer,
    "khach mua hang": PassKind.buyer,
    "khach mua chuyen nghiep": PassKind.buyer,
    "press": PassKind.press,
    "bao chi": PassKind.press,
    "staff": PassKind.staff,
    "organizing staff": PassKind.staff,
    "ban to chuc": PassKind.staff,
    "vip": PassKind.vip,
    "guest of honour": PassKind.vip,
    "khach moi": PassKind.vip,
    "khach moi danh du": PassKind.vip,
    "dai bieu": PassKind.vip,
}
_SPAN = re.compile(r"(?P<first>[\d/]+)(?:\s*(?:-|–|den|to)\s*(?P<last>[\d/]+))?")
_SEVERAL = re.compile(r"\s*[,;]\s*")
_MOBILE_WITHOUT_ZERO: Final = 9

Wrong = tuple[str, dict[str, Any]]
"""A code of `words.LIST_ERRORS` and the facts of its sentence."""


class ListRow(msgspec.Struct):
    """One row, cleaned where it could be and as typed where it could not; without `days` it is for every day."""

    row: int
    name: str
    email: str
    phone: str
    kind: PassKind | None
    errors: list[Wrong]
    days: list[int] | None = None
    same_as: int | None = None
    """The first row that says the same of a person (`same_people`)."""


def read_rows(rows: Iterable[TextRow], days: FairDays) -> list[ListRow]:
    """Read every row by itself."""
    return [_read_row(text, days) for text in rows]


def _read_row(text: TextRow, days: FairDays) -> ListRow:
    said = text.texts
    row = ListRow(
        row=text.number,
        name=said.get("name", ""),
        email=said.get("email", ""),
        phone=said.get("phone", ""),
        kind=None,
        errors=[("formula", {"column": column}) for column in text.formulas],
    )
    if row.errors:
        return row
    row.name = _cleaned(row.name, read_name, "bad_name", row) if row.name else row.name
    if not row.name:
        row.errors.append(("missing_name", {}))
    if row.email:
        row.email = _cleaned(row.email, fold_email, "bad_email", row)
    if row.phone:
        whole = f"0{row.phone}" if row.phone.isdigit() and len(row.phone) == _MOBILE_WITHOUT_ZERO else row.phone
        row.phone = _cleaned(whole, clean_phone, "bad_phone", row)
    _read_kind(said.get("kind", ""), row)
    _read_days(said.get("days", ""), days, row)
    return row


def _cleaned(text: str, clean: Any, code: str, row: ListRow) -> str:
    try:
        return str(clean(text))
    except InvalidInput:
        row.errors.append((code, {"text": text[:60]}))
        return text


def _read_kind(text: str, row: ListRow) -> None:
    if not text:
        row.kind = PassKind.visitor
        return
    row.kind = _KINDS.get(fold(text).strip())
    if row.kind is None:
        row.errors.append(("unknown_kind", {"text": text[:60]}))


def _read_days(text: str, days: FairDays, row: ListRow) -> None:
    """Read days and spans of days, several of them behind commas: places in the fair, or dates. Empty: every day."""
    if not text:
        return
    numbers: set[int] = set()
    for part in _SEVERAL.split(fold(text).strip(" ,;")):
        found = _SPAN.fullmatch(part)
        first = _place_of(found["first"], days) if found else None
        last = _place_of(found["last"], days) if found and found["last"] else first
        if first is None or last is None or first > last:
            row.errors.append(("bad_days", {"text": text[:60], "count": days.count or 0}))
            return
        numbers.update(days.numbers[first - 1 : last])
    row.days = sorted(numbers)


def _place_of(text: str, days: FairDays) -> int | None:
    """Return at which place of the fair a day stands that is written as that place or as a date."""
    if text.isdigit():
        return int(text) if 1 <= int(text) <= (days.count or 0) else None
    parts = [int(part) for part in text.split("/") if part.isdigit()]
    said = [day.number for day in days.days if day.date is not None and parts in _ways_to_write(day.date)]
    return days.position_of(said[0]) if len(said) == 1 else None


def _ways_to_write(on: date) -> list[list[int]]:
    return [[on.day, on.month, on.year], [on.day, on.month]]
