"""What is looked for in a table, and what is found: said between the service and the process that reads.

Nothing here loads the reader of Excel files, which the service itself never needs.
"""

from collections.abc import Mapping, Sequence

import msgspec


class Wanted(msgspec.Struct, frozen=True):
    """What is looked for.

    Attributes:
        titles: For each column its possible titles, folded; a title that begins with one of them fits.
        needed: Columns without which a row is no row of titles.
        most: Rows below the titles; more refuse the file.
    """

    titles: Mapping[str, Sequence[str]]
    needed: Sequence[str]
    most: int


class TextRow(msgspec.Struct, frozen=True):
    """One row below the titles: its number in the sheet, its texts by column, and which of them are formulas."""

    number: int
    texts: dict[str, str]
    formulas: list[str] = []
