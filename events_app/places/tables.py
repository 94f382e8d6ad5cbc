"""The rows of administrative units. Codes were reused on 1 July 2025, so a code means nothing without its date."""

from typing import Any

from piccolo.columns import BigSerial, Boolean, Date, ForeignKey, OnDelete, Varchar
from piccolo.constraints import Check, Unique
from piccolo.table import Table


class Place(Table, tablename="place"):
    """A province, district or commune as it stood from `valid_from` to `valid_to` (the last day; open when null)."""

    id = BigSerial(primary_key=True)
    code = Varchar(length=5, null=False)
    valid_from = Date(null=False)
    valid_to = Date(null=True, default=None)
    level = Varchar(length=8, null=False)
    # The full name ("Huyện Gia Lâm") and the name without its kind ("Gia Lâm").
    name_vi = Varchar(length=120, null=False)
    name_en = Varchar(length=120, null=False)
    short_vi = Varchar(length=120, null=False)
    folded = Varchar(length=120, null=False)
    # Null for a province only.
    parent: ForeignKey[Any] = ForeignKey("self", null=True, default=None, on_delete=OnDelete.restrict, index=True)

    place_unique_code = Unique([code, valid_from])
    place_level_known = Check("level IN ('province', 'district', 'commune')")
    place_code_form = Check(
        "(level = 'province' AND code ~ '^[0-9]{2}$') OR (level = 'district' AND code ~ '^[0-9]{3}$')"
        " OR (level = 'commune' AND code ~ '^[0-9]{5}$')",
    )
    place_ends_later = Check("valid_to IS NULL OR valid_to >= valid_from")
    place_stands_in_another = Check("(level = 'province') = (parent IS NULL)")


class PlaceSuccessor(Table, tablename="place_successor"):
    """Which unit took over an abolished one, wholly or in part."""

    id = BigSerial(primary_key=True)
    former = ForeignKey(Place, null=False, on_delete=OnDelete.restrict, index=True)
    successor = ForeignKey(Place, null=False, on_delete=OnDelete.restrict, index=True)
    # False when the former unit was split: then a person says which part an address lies in.
    whole = Boolean(null=False, default=True)
    # The part that took most of a split unit: offered first, never chosen unasked.
    likely = Boolean(null=False, default=False)

    place_successor_unique_pair = Unique([former, successor])
    place_successor_moves = Check("former <> successor")
