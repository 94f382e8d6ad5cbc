"""What can go wrong with terms, fees and the account they are paid to."""

from events_app.platform.errors import Conflict, InvalidInput, NotFound
from events_app.platform.i18n import N_


class TermsNotFound(NotFound):
    code = "terms_not_found"
    message = N_("This fair has no terms.")


class TermsNotAccepted(Conflict):
    """The fair has terms and the producer has not accepted the present ones."""

    code = "terms_not_accepted"
    message = N_("Read and accept the terms of the fair first (version %(version)s).")

    def __init__(self, version: int) -> None:
        super().__init__(version=version)


class TermsChanged(Conflict):
    code = "terms_changed"
    message = N_("The terms have changed meanwhile. Read the present version, then accept it.")


class FeeNotFound(NotFound):
    code = "fee_not_found"
    message = N_("This fee does not exist, or it belongs to another office.")


class NothingToGiveBack(Conflict):
    code = "nothing_to_give_back"
    message = N_("There is nothing to give back for this fee. Load the page again and look.")


class NothingToCarry(Conflict):
    code = "nothing_to_carry"
    message = N_("There is nothing to carry over to this fee. Load the page again and look.")


class EntryNotFound(NotFound):
    code = "fee_entry_not_found"
    message = N_("This receipt is not one of this fee.")


class EntryStays(Conflict):
    code = "fee_entry_stays"
    message = N_("This entry is reversed already or cannot be reversed. Load the page again and look.")


class EntryUsed(Conflict):
    code = "fee_entry_used"
    message = N_("Part of this money was given back or carried over since. Reverse that first, or note a refund.")


class ReasonMissing(InvalidInput):
    code = "invalid_reversal"
    message = N_("The entry could not be reversed: say why.")


class RefundInvalid(InvalidInput):
    code = "invalid_refund"
    message = N_("The refund could not be noted: some fields need another look.")


class ReceiptInvalid(InvalidInput):
    code = "invalid_receipt"
    message = N_("The receipt could not be noted: some fields need another look.")


class BankAccountInvalid(InvalidInput):
    code = "invalid_bank_account"
    message = N_("The bank account could not be saved: some fields need another look.")
