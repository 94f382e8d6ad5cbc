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


class FeeStateWrong(Conflict):
    code = "fee_state"
    message = N_("Somebody dealt with this fee meanwhile. Load the page again and look.")

    def __init__(self, state: str) -> None:
        super().__init__(state=str(state))


class ReceiptInvalid(InvalidInput):
    code = "invalid_receipt"
    message = N_("The receipt could not be noted: some fields need another look.")


class BankAccountInvalid(InvalidInput):
    code = "invalid_bank_account"
    message = N_("The bank account could not be saved: some fields need another look.")
