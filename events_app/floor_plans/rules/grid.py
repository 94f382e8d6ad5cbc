"""A floor plan made from a few numbers: islands of two rows back to back, aisles between, codes."""

from collections import defaultdict
from enum import StrEnum
from itertools import pairwise

import msgspec

from events_app.floor_plans.errors import GridInvalid
from events_app.floor_plans.rules.plan import CODE_LENGTH, MOST_BOOTHS, BoothSpot, Category
from events_app.platform.errors import FieldError
from events_app.platform.i18n import N_

LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"


class Numbering(StrEnum):
    """How booths are called."""

    ISLAND = "island"  # A01 to A20: one letter for the two rows that stand back to back
    ROW = "row"  # A01 to A10, then B01 to B10
    RUNNING = "running"  # 001 to 120


class Grid(msgspec.Struct, frozen=True, kw_only=True):
    """The numbers a plan is made of; lengths in centimetres.

    `block` booths stand side by side before a cross aisle opens; rows stand in pairs back to back.
    """

    rows: int
    columns: int
    booth_width: int = 300
    booth_depth: int = 300
    aisle: int = 300
    margin: int = 300
    block: int = 0
    cross_aisle: int = 300
    back_to_back: bool = True
    numbering: Numbering = Numbering.ISLAND
    prefix: str = ""
    stage: bool = False
    entrance: bool = True


class GridBooth(msgspec.Struct, frozen=True):
    """A booth of a laid grid; `row` counts from the top, starting at 1."""

    code: str
    row: int
    x: int
    y: int
    width: int
    height: int
    category: Category


class LaidGrid(msgspec.Struct, frozen=True):
    """What came of the numbers: the hall's size, the booths, what else stands there."""

    width: int
    height: int
    booths: list[GridBooth]
    fixtures: list[tuple[str, int, int, int, int]]


def check_grid(grid: Grid) -> None:
    """Refuse numbers no plan can be made of."""
    faults: defaultdict[str, list[FieldError]] = defaultdict(list)
    for field, least, most in (
        ("rows", 1, 60),
        ("columns", 1, 100),
        ("booth_width", 100, 3000),
        ("booth_depth", 100, 3000),
        ("aisle", 0, 5000),
        ("margin", 0, 5000),
        ("block", 0, 100),
        ("cross_aisle", 0, 5000),
    ):
        if not least <= getattr(grid, field) <= most:
            message = N_("Between %(least)s and %(most)s, please.")
            metres = field not in {"rows", "columns", "block"}
            data = {"least": least / 100, "most": most / 100} if metres else {"least": least, "most": most}
            faults[field].append(FieldError("range", message, data))
    if not faults and grid.rows * grid.columns > MOST_BOOTHS:
        faults["columns"].append(FieldError("too_many", N_("At most %(most)s booths."), {"most": MOST_BOOTHS}))
    if not faults and len(_code(grid, grid.rows, grid.columns)) > CODE_LENGTH:
        message = N_("A code has 1 to %(most)s characters.")
        faults["prefix"].append(FieldError("code_form", message, {"most": CODE_LENGTH}))
    if faults:
        raise GridInvalid(fields=faults)


def lay_out(grid: Grid) -> LaidGrid:
    """Place every booth of a grid and find the size of the hall around it."""
    check_grid(grid)
    columns = _columns(grid)
    rows = _rows(grid)
    ends = _ends_of_blocks(grid)
    booths = [
        GridBooth(
            code=_code(grid, row, column),
            row=row,
            x=columns[column - 1],
            y=rows[row - 1],
            width=grid.booth_width,
            height=grid.booth_depth,
            category=Category.CORNER if column in ends else Category.SMALL,
        )
        for row in range(1, grid.rows + 1)
        for column in range(1, grid.columns + 1)
    ]
    width = max(columns[-1] + grid.booth_width + grid.margin, 100)
    height = max(rows[-1] + grid.booth_depth + grid.margin + (200 if grid.entrance else 0), 100)
    return LaidGrid(width, height, booths, _fixtures(grid, width, height))


def _columns(grid: Grid) -> list[int]:
    places = [grid.margin]
    for column in range(1, grid.columns):
        gap = grid.cross_aisle if grid.block and column % grid.block == 0 else 0
        places.append(places[-1] + grid.booth_width + gap)
    return places


def _rows(grid: Grid) -> list[int]:
    places = [grid.margin + (600 if grid.stage else 0)]
    for row in range(1, grid.rows):
        backs = grid.back_to_back and row % 2 == 1
        places.append(places[-1] + grid.booth_depth + (0 if backs else grid.aisle))
    return places


def _ends_of_blocks(grid: Grid) -> set[int]:
    """Columns with a free side: the ends of the rows, and the booths beside a cross aisle."""
    ends = {1, grid.columns}
    if grid.block and grid.cross_aisle:
        for left, right in pairwise(range(1, grid.columns + 1)):
            if left % grid.block == 0:
                ends |= {left, right}
    return ends


def _code(grid: Grid, row: int, column: int) -> str:
    if grid.numbering is Numbering.RUNNING:
        digits = max(2, len(str(grid.rows * grid.columns)))
        return f"{grid.prefix}{(row - 1) * grid.columns + column:0{digits}d}"
    if grid.numbering is Numbering.ROW or not grid.back_to_back:
        return f"{grid.prefix}{letters(row)}{column:0{max(2, len(str(grid.columns)))}d}"
    island, second = (row + 1) // 2, row % 2 == 0
    number = column + (grid.columns if second else 0)
    return f"{grid.prefix}{letters(island)}{number:0{max(2, len(str(2 * grid.columns)))}d}"


def letters(number: int) -> str:
    """Count in letters: A to Z, then AA.

    >>> letters(1), letters(26), letters(27)
    ('A', 'Z', 'AA')
    """
    text = ""
    while number:
        number, rest = divmod(number - 1, len(LETTERS))
        text = LETTERS[rest] + text
    return text


def _fixtures(grid: Grid, width: int, height: int) -> list[tuple[str, int, int, int, int]]:
    found = []
    if grid.stage:
        stage = min(1200, width * 3 // 5)
        found.append(("stage", (width - stage) // 2, 100, stage, 400))
    if grid.entrance:
        gate = min(800, width // 2)
        found.append(("entrance", (width - gate) // 2, height - 200, gate, 200))
    return found


def spots_of(laid: LaidGrid, hall: str) -> list[BoothSpot]:
    """The booths of a grid as places in a hall, to be looked over like any other plan."""
    return [BoothSpot(each.code, hall, each.x, each.y, each.width, each.height) for each in laid.booths]
