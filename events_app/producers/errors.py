"""What can stand in the way in the register and its imports, as facts."""

from typing import Any

from events_app.platform.errors import Conflict, FieldError, InvalidInput, NotAllowed, NotFound
from events_app.platform.i18n import N_
from events_app.producers.spreadsheet.problems import SENTENCES, Problem


class ProducerNotFound(NotFound):
    """There is no such producer."""

    code = "producer_not_found"
    message = N_("There is no producer with this number.")


class ProductNotFound(NotFound):
    """There is no such product."""

    code = "product_not_found"
    message = N_("There is no product with this number.")


class CertificateNotFound(NotFound):
    """There is no such certificate."""

    code = "certificate_not_found"
    message = N_("There is no certificate with this number.")


class ImportNotFound(NotFound):
    """There is no such import, or it is another office's."""

    code = "import_not_found"
    message = N_("There is no import with this number.")


class TaxCodeTaken(Conflict):
    """Another producer of the office has this tax code."""

    code = "tax_code_taken"
    message = N_("Another producer of your office has this tax code already.")


class ProductNameTaken(Conflict):
    """The producer has a product of this name."""

    code = "product_name_taken"
    message = N_("This producer already has a product of this name.")


class CertificateDayTaken(Conflict):
    """The product was graded on this day already."""

    code = "certificate_day_taken"
    message = N_("This product already has a certificate issued on that day.")


class SubmissionOpen(Conflict):
    """The product is put forward already and nothing is decided."""

    code = "submission_open"
    message = N_("This product is already put forward for five stars, and nothing is decided yet.")


class NotPutForward(Conflict):
    """There is nothing to decide."""

    code = "not_put_forward"
    message = N_("This product is not put forward for five stars.")


class CertificateNotInForce(Conflict):
    """A certificate that has ended cannot be revoked."""

    code = "certificate_not_in_force"
    message = N_("This certificate is not in force on that day.")


class RevokedBeforeIssue(Conflict):
    """A certificate that was revoked cannot be issued later than that."""

    code = "revoked_before_issue"
    message = N_("This certificate was revoked before that day, so it cannot have been issued on it.")


class AlreadyMember(Conflict):
    """The account acts for the producer already."""

    code = "already_member"
    message = N_("This person already acts for the producer.")


class OnlyTheOffice(NotAllowed):
    """Name, legal form and tax code are the office's to change."""

    code = "only_the_office"
    message = N_("Only your office can change the name, the legal form and the tax code. Write to it.")


class NoSuchAccount(InvalidInput):
    """Nobody signed up with this address."""

    code = "no_such_account"
    message = N_("Nobody has signed up with this e-mail address yet. Ask the person to sign up first.")

    def __init__(self) -> None:
        super().__init__({"email": [FieldError("no_such_account", self.message)]})


class ImportNotReady(Conflict):
    """The import is in a state in which this cannot be done."""

    code = "import_not_ready"
    message = N_("The list is still being read. Wait for the preview.")

    def __init__(self, state: str) -> None:
        super().__init__(state=state)


class ImportAlreadyAccepted(Conflict):
    """The rows are in the register."""

    code = "import_already_accepted"
    message = N_("This list has been written into the register already.")


class ImportUndone(Conflict):
    """The import was taken back; the file can be handed in again."""

    code = "import_undone"
    message = N_("This import was taken back. Hand the file in again if you want its rows.")


class ImportNotAccepted(Conflict):
    """Nothing was written, so nothing can be taken back."""

    code = "import_not_accepted"
    message = N_("Nothing of this list has been written yet, so there is nothing to take back.")


class NothingToWrite(Conflict):
    """No row of the list would change anything."""

    code = "nothing_to_write"
    message = N_("No row of this list would change the register.")


class ImportFailed(Conflict):
    """The file could not be read; `reason` says why."""

    code = "import_failed"
    message = N_("This list could not be read: %(reason)s")


class PaperNotFound(NotFound):
    """There is no such paper, or it is not the asker's to read."""

    code = "paper_not_found"
    message = N_("This paper does not exist, or it is not yours to read.")


class PaperReplaced(Conflict):
    """A newer paper took its place already."""

    code = "paper_replaced"
    message = N_("This paper was replaced already. Load the page again and look.")


class TooManyPapers(Conflict):
    """The vault of a producer is full."""

    code = "too_many_papers"
    message = N_("%(most)s papers are kept already. Replace or erase one first.")

    def __init__(self, most: int) -> None:
        super().__init__(most=most)


class FileMissing(InvalidInput):
    """No file came with the form."""

    code = "file_missing"
    message = N_("Choose the Excel file first.")

    def __init__(self) -> None:
        super().__init__({"file": [FieldError("file_missing", self.message)]})


class FileRefused(InvalidInput):
    """The file is not one we read; `reason` is the code of the sentence."""

    code = "file_refused"
    message = N_("This file cannot be read.")

    def __init__(self, problem: Problem) -> None:
        super().__init__({"file": [field_error(problem)]})
        self.problem = problem


class WhichOffice(InvalidInput):
    """The caller works for several offices and did not say for which."""

    code = "which_office"
    message = N_("You work for several offices. Say for which one.")

    def __init__(self) -> None:
        super().__init__({"office": [FieldError("which_office", self.message)]})


def field_error(problem: Problem) -> FieldError:
    """A problem of the reader as an error of a field."""
    return FieldError(problem.code, SENTENCES[problem.code], dict[str, Any](problem.data))
