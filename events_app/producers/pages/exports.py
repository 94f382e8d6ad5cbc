"""The lists of the register as rows of an Excel file."""

from collections.abc import Iterator, Sequence
from typing import Any

from events_app.platform.i18n import N_, _, current_locale
from events_app.producers.pages.forms import KIND_NAMES
from events_app.producers.schemas import ImportRowView, ImportView, ProducerView, ProductView
from events_app.producers.spreadsheet.problems import COLUMNS

PRODUCER_COLUMNS = (
    N_("Producer"),
    N_("Legal form"),
    N_("Tax code"),
    N_("Representative"),
    N_("Phone"),
    N_("Second phone"),
    N_("E-mail"),
    N_("Address"),
    N_("Place"),
    N_("Products"),
    N_("Best star in force"),
)
PRODUCT_COLUMNS = (
    N_("Product"),
    N_("Producer"),
    N_("Product group"),
    N_("Stars in force"),
    N_("In force until"),
    N_("Last grade"),
    N_("Potential five-star"),
)
IMPORT_COLUMNS = (
    N_("File"),
    N_("State"),
    N_("Rows"),
    N_("New"),
    N_("Changes"),
    N_("Unchanged"),
    N_("With errors"),
    N_("Handed in"),
    N_("Handed in by"),
    N_("Written"),
    N_("Taken back"),
)
ROW_COLUMNS = (
    N_("Row"),
    N_("What happens"),
    N_("Producer"),
    N_("Product"),
    N_("What to know"),
)
STATE_NAMES = {
    "reading": N_("reading"),
    "preview": N_("waiting for you"),
    "applying": N_("writing"),
    "accepted": N_("written"),
    "undone": N_("taken back"),
    "failed": N_("not readable"),
}
ACTION_NAMES = {
    "new": N_("new"),
    "change": N_("change"),
    "same": N_("unchanged"),
    "skip": N_("left out"),
}
_LIST_COLUMNS = (
    "producer", "address", "tax_code", "representative", "phone", "email", "product", "group", "stars", "points",
    "decision", "issued_on",
)  # fmt: skip
# The titles a list must have to be read again, so these stay Vietnamese.
_LIST_TITLES = {
    "producer": "Tên chủ thể",
    "address": "Địa chỉ",
    "tax_code": "Mã số thuế",
    "representative": "Người đại diện",
    "phone": "Điện thoại",
    "email": "Thư điện tử",
    "product": "Tên sản phẩm",
    "group": "Nhóm sản phẩm",
    "stars": "Hạng sao",
    "points": "Điểm",
    "decision": "Số quyết định",
    "issued_on": "Ngày quyết định",
}


def producer_rows(producers: Sequence[ProducerView]) -> Iterator[list[Any]]:
    """One row a producer."""
    for one in producers:
        yield [
            one.name, _(KIND_NAMES[one.kind]), one.tax_code, one.representative, one.phone, one.phone_second, one.email,
            one.address, one.place.label(current_locale()) if one.place else "", one.products, one.best_stars,
        ]  # fmt: skip


def product_rows(products: Sequence[ProductView]) -> Iterator[list[Any]]:
    """One row a product."""
    for one in products:
        yield [
            one.name, one.producer_name, one.group_name.text(), one.stars, one.expires_on, one.last_stars,
            one.potential_five_star,
        ]  # fmt: skip


def import_rows(imports: Sequence[ImportView]) -> Iterator[list[Any]]:
    """One row an import."""
    for one in imports:
        figures = one.figures
        yield [
            one.filename, _(STATE_NAMES[one.state]), figures.total, figures.new, figures.change, figures.same,
            figures.skip, one.created_at, one.created_by, one.accepted_at, one.undone_at,
        ]  # fmt: skip


def row_lines(rows: Sequence[ImportRowView]) -> Iterator[list[Any]]:
    """One line a row of an import, with everything there is to know about it."""
    for row in rows:
        told = [f"{_(COLUMNS[error.column])}: {error.detail}" for error in row.errors]
        told += [note.detail for note in row.notes]
        yield [row.row, _(ACTION_NAMES[row.action]), row.producer, row.product, " ".join(told)]


def error_columns() -> list[str]:
    """The titles of the file with wrong rows: those of a list, so that it can be handed in again, and the reasons."""
    return [*(_LIST_TITLES[column] for column in _LIST_COLUMNS), _("Row in your file"), _("What is wrong")]


def error_lines(rows: Sequence[ImportRowView]) -> Iterator[list[Any]]:
    """One line a wrong row: what was typed, and what is wrong with it."""
    for row in rows:
        reasons = " ".join(f"{_(COLUMNS[error.column])}: {error.detail}" for error in row.errors)
        yield [*(row.raw.get(column, "") for column in _LIST_COLUMNS), row.row, reasons]
