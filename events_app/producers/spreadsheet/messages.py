"""What the reading process tells its parent, one JSON line each."""

import msgspec

from events_app.producers.spreadsheet.problems import Problem


class Found(msgspec.Struct, kw_only=True, omit_defaults=True):
    """The values of one row in the register's own forms; empty where the list says nothing or says it wrongly."""

    producer: str = ""
    kind: str = ""
    address: str = ""
    tax_code: str = ""
    representative: str = ""
    phone: str = ""
    phone_second: str = ""
    email: str = ""
    product: str = ""
    group: str = ""
    stars: int | None = None
    points: str | None = None
    decision: str = ""
    issued_on: str = ""


class ReadRow(msgspec.Struct, kw_only=True):
    """One row of a product: as typed, as understood, and what stands in the way."""

    sheet: str
    row: int
    # The row in which the producer's own cells stand.
    producer_row: int
    # The heading above it: "Huyện Gia Lâm".
    section: str
    raw: dict[str, str]
    found: Found
    problems: list[Problem]
    notes: list[Problem]


class Rows(msgspec.Struct, tag="rows"):
    """A batch of rows, and how far the sheet is read."""

    rows: list[ReadRow]
    rows_read: int
    rows_expected: int | None


class Finished(msgspec.Struct, tag="finished"):
    """The whole file was read."""

    notes: list[Problem]


class Refused(msgspec.Struct, tag="refused"):
    """The file cannot be read, and why."""

    problem: Problem


Message = Rows | Finished | Refused
