"""The rows of claims, attendance, fees and hand-overs."""

from events_app.booths.tables.claims import Attendance, BoothClaim
from events_app.booths.tables.fees import (
    BoothFee,
    BoothFeeReceipt,
    CallTerms,
    FeeRule,
    OfficeBankAccount,
    TermsAcceptance,
)
from events_app.booths.tables.holders import BoothHandOver, HolderMessage

__all__ = [
    "Attendance",
    "BoothClaim",
    "BoothFee",
    "BoothFeeReceipt",
    "BoothHandOver",
    "CallTerms",
    "FeeRule",
    "HolderMessage",
    "OfficeBankAccount",
    "TermsAcceptance",
]
