"""Kinds, states and answers, by the names the API uses, and the rule of the house for each kind."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Final

import msgspec

from events_app.passes.code import KindCode


class PassKind(StrEnum):
    """Whom a pass is for. The same names as in the code's byte."""

    visitor = "visitor"
    exhibitor = "exhibitor"
    buyer = "buyer"
    press = "press"
    staff = "staff"
    vip = "vip"

    @property
    def code(self) -> KindCode:
        """The byte that stands in the code."""
        return KindCode[self.value]


class PassState(StrEnum):
    """What became of a pass."""

    valid = "valid"
    revoked = "revoked"
    replaced = "replaced"
    returned = "returned"
    erased = "erased"


class Entries(StrEnum):
    """How often a kind may come in."""

    once = "once"
    once_a_day = "once_a_day"
    free = "free"


class Direction(StrEnum):
    """Which way somebody goes through a gate."""

    inward = "in"
    outward = "out"


class Result(StrEnum):
    """What the screen says."""

    admitted = "admitted"
    refused = "refused"


class Reason(StrEnum):
    """Why somebody is refused."""

    already_in = "already_in"
    already_used = "already_used"
    not_today = "not_today"
    wrong_gate = "wrong_gate"
    wrong_fair = "wrong_fair"
    revoked = "revoked"
    replaced = "replaced"
    returned = "returned"
    full = "full"
    postponed_fair = "postponed_fair"
    cancelled_fair = "cancelled_fair"
    forged = "forged"
    unknown = "unknown"


class KindRule(msgspec.Struct, frozen=True):
    """What a kind may do: how often, and through which gates (None: any)."""

    entries: Entries
    gates: frozenset[int] | None = None


DEFAULT_RULES: Final[Mapping[PassKind, KindRule]] = {
    PassKind.visitor: KindRule(Entries.once_a_day),
    PassKind.buyer: KindRule(Entries.once_a_day),
    PassKind.exhibitor: KindRule(Entries.free),
    PassKind.press: KindRule(Entries.free),
    PassKind.staff: KindRule(Entries.free),
    PassKind.vip: KindRule(Entries.free),
}
