"""Banks that take a VietQR transfer, and what an account must look like."""

import csv
import re
from functools import cache
from pathlib import Path
from typing import NamedTuple

from events_app.platform.errors import FieldError
from events_app.platform.i18n import N_

_BINS = Path(__file__).parents[1] / "data" / "bank_bins.csv"
LONGEST_HOLDER = 70


class Bank(NamedTuple):
    """A bank by the number NAPAS gave it."""

    bin: str
    short_name: str
    name: str


class BankAccount(NamedTuple):
    """An account in the spelling a QR carries."""

    bank_bin: str
    number: str
    holder: str


@cache
def banks() -> dict[str, Bank]:
    """The banks that receive VietQR transfers, by BIN, in the order of their short names."""
    with _BINS.open(encoding="utf-8") as file:
        rows = [row for row in csv.DictReader(file) if row["bin"] and row["vietqr_status"] != "NOT_SUPPORTED"]
    # Two names can share a BIN after a merger: the one that also sends is the living one.
    rows.sort(key=lambda row: (row["short_name"].lower(), row["vietqr_status"] != "TRANSFER_SUPPORTED"))
    found: dict[str, Bank] = {}
    for row in sorted(rows, key=lambda row: row["vietqr_status"] != "TRANSFER_SUPPORTED"):
        found.setdefault(row["bin"], Bank(row["bin"], row["short_name"], row["name_vi"]))
    return dict(sorted(found.items(), key=lambda pair: pair[1].short_name.lower()))


def read_bank_account(bank_bin: str, number: str, holder: str) -> tuple[dict[str, list[FieldError]], BankAccount]:
    """Bring an account into the spelling a QR carries, or say what cannot be."""
    account = BankAccount(bank_bin.strip(), re.sub(r"[\s.-]", "", number).upper(), " ".join(holder.split()))
    faults: dict[str, list[FieldError]] = {}
    if account.bank_bin not in banks():
        faults["bank_bin"] = [FieldError("bank_unknown", N_("Choose the bank from the list."))]
    if not re.fullmatch(r"[A-Z0-9]{4,19}", account.number):
        message = N_("An account number has 4 to 19 figures or letters.")
        faults["number"] = [FieldError("account_number", message)]
    if not 1 <= len(account.holder) <= LONGEST_HOLDER:
        faults["holder"] = [FieldError("holder", N_("Write the name of the account as the bank has it."))]
    return faults, account
