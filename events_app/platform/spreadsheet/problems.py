"""Why a file cannot be read at all: a stable code, the facts, and the sentence a person reads."""

from typing import Any, Final

from events_app.platform.i18n import N_, Locale, current_locale, translate

SENTENCES: Final[dict[str, str]] = {
    "empty_file": N_("The file is empty."),
    "too_large": N_("The file is larger than 20 MB. Save only the sheet with the list, without pictures."),
    "not_a_workbook": N_(
        "This is not an Excel file. Open the list in Excel and save it as “Excel Workbook "
        "(.xlsx)”."
    ),
    "renamed_zip": N_(
        "This is a ZIP archive that was renamed, not an Excel file. Unpack it and hand in the list "
        "inside."
    ),
    "old_workbook": N_(
        "This is an Excel file of the old kind (.xls). Open it and save it as “Excel Workbook "
        "(.xlsx)”."
    ),
    "binary_workbook": N_("This is a binary Excel file (.xlsb). Open it and save it as “Excel Workbook (.xlsx)”."),
    "open_document": N_("This is an OpenDocument file (.ods). Save it as “Excel Workbook (.xlsx)”."),
    "encrypted": N_("The file is protected by a password. Remove the password and hand it in again."),
    "macros": N_(
        "The file contains macros, which are not accepted. Save it as “Excel Workbook (.xlsx)”, "
        "without macros."
    ),
    "unpacks_too_large": N_(
        "Unpacked, the file is far larger than a list can be. Copy only the rows of the list into a "
        "new file."
    ),
    "broken_workbook": N_("The file is damaged and cannot be read. Open it in Excel and save it again."),
    "too_slow": N_("Reading the file took too long. Copy only the rows of the list into a new file."),
    "no_titles": N_("The row of column titles was not found. Download the template and fill it in."),
    "too_many_table_rows": N_("The file has more than %(most)s rows. Hand it in as several files."),
}  # fmt: skip
"""English sentence per code."""


class UnreadableFileError(Exception):
    """A file cannot be read; slices that know more codes have sentences of their own for them."""

    def __init__(self, code: str, **data: Any) -> None:
        super().__init__(code)
        self.code = code
        self.data = data

    def text(self, locale: Locale | None = None) -> str:
        """The sentence in the reader's language."""
        return translate(locale or current_locale(), SENTENCES[self.code], **self.data)
