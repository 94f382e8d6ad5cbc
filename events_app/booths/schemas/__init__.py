"""The shapes of claims, fees and hand-over sheets."""

from events_app.booths.schemas.claims import ExtensionInput, Move
from events_app.booths.schemas.fees import BankAccountInput, FeeEntry, FeeSums, FeeView, ReceiptInput, Terms
from events_app.booths.schemas.figures import BoothFigures, ComingBooth, OpenFair
from events_app.booths.schemas.holders import Exhibitor, HandOverInput, HolderMessageView, MessageInput

__all__ = [
    "BankAccountInput",
    "BoothFigures",
    "ComingBooth",
    "Exhibitor",
    "ExtensionInput",
    "FeeEntry",
    "FeeSums",
    "FeeView",
    "HandOverInput",
    "HolderMessageView",
    "MessageInput",
    "Move",
    "OpenFair",
    "ReceiptInput",
    "Terms",
]
