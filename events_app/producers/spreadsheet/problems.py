"""What can be wrong with a file, a row or a cell: a stable code, the facts, and the sentence a person reads."""

from typing import Any, Final

import msgspec

from events_app.platform.i18n import N_, Locale, current_locale, translate
from events_app.platform.spreadsheet.problems import SENTENCES as FILE_SENTENCES
from events_app.platform.spreadsheet.problems import UnreadableFileError

COLUMNS: Final[dict[str, str]] = {
    "producer": N_("Producer"),
    "address": N_("Address"),
    "tax_code": N_("Tax code"),
    "representative": N_("Representative"),
    "phone": N_("Phone"),
    "email": N_("E-mail"),
    "product": N_("Product"),
    "group": N_("Product group"),
    "stars": N_("Stars"),
    "points": N_("Points"),
    "decision": N_("Decision number"),
    "issued_on": N_("Decision date"),
    "row": N_("Whole row"),
}
"""The columns a list may have, by the name the API uses."""

SENTENCES: Final[dict[str, str]] = {
    # a cell
    "missing_producer": N_("The producer's name is missing. Write it, or merge the cell with the producer above."),
    "missing_product": N_("The product's name is missing."),
    "missing_stars": N_("The star grade is missing. Write 3, 4 or 5."),
    "missing_group": N_("The product group is missing. Write one of the six groups."),
    "missing_decision": N_("The number of the decision is missing."),
    "missing_date": N_("The date of the decision is missing."),
    "unknown_stars": N_("“%(text)s” is not a star grade. Write 3, 4 or 5."),
    "stars_out_of_range": N_("%(stars)s stars do not exist: OCOP grades are 3, 4 and 5."),
    "potential_five_star": N_(
        "“%(text)s” is a submission, not a grade. Write the grade the product holds now; record the "
        "submission on the product's page."
    ),
    "unknown_group": N_("“%(text)s” is not one of the six product groups."),
    "former_group": N_("“%(text)s” is a sector of Decision 1048/2019. Choose one of the six present groups."),
    "no_such_day": N_("%(text)s does not exist: month %(month)s of %(year)s has %(days)s days."),
    "no_such_month": N_("%(text)s: there is no month %(month)s. Write the day first, then the month."),
    "not_a_date": N_("“%(text)s” is not a date. Write it like 24/11/2026."),
    "year_unclear": N_("“%(text)s” does not say the century. Write the year with four digits."),
    "date_in_future": N_("%(text)s has not come yet."),
    "date_too_early": N_("%(text)s is before the OCOP programme began."),
    "invalid_phone": N_("“%(text)s” is not a telephone number. A Vietnamese one has 10 digits and begins with 0."),
    "invalid_email": N_("“%(text)s” is not an e-mail address."),
    "invalid_website": N_("“%(text)s” is not a web address."),
    "tax_code_wrong_length": N_(
        "“%(text)s” is not a tax code: it has 10 digits, 13 for a branch, or 12 for a "
        "household."
    ),
    "tax_code_wrong_check": N_(
        "%(text)s cannot be a tax code: its check digit is wrong. Probably a digit was "
        "mistyped."
    ),
    "invalid_points": N_("“%(text)s” is not a number of points."),
    "points_give_no_star": N_("%(points)s points give no star: stars begin at 50 and end at 100."),
    "points_give_other_stars": N_("%(points)s points give %(given)s stars, but the row says %(stars)s."),
    "formula": N_("Cell %(cell)s holds a formula. Paste its value instead (Paste special → Values)."),
    "cell_error": N_("Cell %(cell)s shows the error %(text)s."),
    "not_text": N_("“%(text)s” is not a name."),
    "text_too_long": N_("This text has %(length)s characters; at most %(most)s fit."),
    # a row among the others
    "producer_without_name": N_(
        "This row has details of a producer but no name. Write the name of the producer they belong "
        "to."
    ),
    "producer_row_wrong": N_("The producer of this product has errors in row %(row)s. Correct that row first."),
    "duplicate_row": N_("The same product of the same producer stands in row %(row)s already."),
    "tax_code_used_in_file": N_("Row %(row)s gives this tax code to “%(name)s”. Two producers cannot share one."),
    "tax_code_of_another": N_("In the register this tax code belongs to “%(name)s”. Correct the code or the name."),
    "differs_in_file": N_("Row %(row)s says something else about the same producer: “%(value)s”."),
    "ambiguous_producer": N_(
        "The register has more than one “%(name)s”, and nothing in this row tells which is meant. Add the "
        "tax code or the address."
    ),
    "unknown_district": N_("“%(text)s” is not the name of a district. Did you mean “%(guess)s”?"),
    "unknown_district_no_guess": N_("“%(text)s” is not the name of a district."),
    "district_differs": N_("The address says “%(text)s”, but the row stands under “%(section)s”."),
    # notes, which do not keep a row out
    "zero_restored": N_("Excel had dropped the leading zero; it was put back: %(text)s."),
    "commune_not_found": N_(
        "No “%(text)s” in “%(district)s” by the list of March 2025: linked to the district, the address "
        "stays as printed."
    ),
    "no_place": N_("No administrative unit was found for this address. It is kept as printed."),
    "same_name_other_tax_code": N_(
        "Row %(row)s has the same name in the same place with another tax code. They are kept as two "
        "producers."
    ),
    # a sheet
    "sheet_without_header": N_("Sheet “%(sheet)s” was left out: no row of column titles was found."),
    "sheet_hidden": N_("Sheet “%(sheet)s” is hidden and was left out."),
    "sheet_stopped": N_(
        "Sheet “%(sheet)s”: %(most)s empty rows follow row %(row)s. What may stand below them was "
        "not read."
    ),
    "total_differs": N_("Row %(row)s says %(said)s products, but %(read)s rows stand above it."),
    # a file
    **FILE_SENTENCES,
    "no_header": N_(
        "No row of column titles was found. At least “Tên chủ thể” and “Tên sản phẩm” must stand in "
        "one row."
    ),
    "no_rows": N_("There is not one product in the file."),
    "too_many_rows": N_("The file has more than %(most)s products. Hand it in as several files."),
    "reader_stopped": N_("Reading the file was interrupted several times. Please try again, or tell us."),
    "applying_stopped": N_("Writing the rows was interrupted several times. Nothing was written; please try again."),
}  # fmt: skip
"""English sentence per code; the Vietnamese ones are in the catalogue of the slice."""


class Problem(msgspec.Struct, frozen=True):
    """Something about one cell (or a row, sheet or file) that a person should know."""

    column: str
    code: str
    data: dict[str, Any] = {}

    def text(self, locale: Locale | None = None) -> str:
        """The sentence in the reader's language."""
        return translate(locale or current_locale(), SENTENCES[self.code], **self.data)


class CellRefusedError(Exception):
    """A cell cannot be read; the column is filled in by whoever reads the row."""

    def __init__(self, code: str, **data: Any) -> None:
        super().__init__(code)
        self.code = code
        self.data = data


def problem_of(refusal: UnreadableFileError) -> Problem:
    """Say why a file cannot be read at all."""
    return Problem("file", refusal.code, refusal.data)
