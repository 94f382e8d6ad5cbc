"""The shapes of figures about passes, and of those who are written to."""

from msgspec import Struct


class PassFigures(Struct, frozen=True, kw_only=True):
    """How the passes and gates of a fair stand.

    Attributes:
        valid: Passes that admit.
        inside: People who entered today and were not seen to leave; a re-entry is no second person.
        entered_today: Entries by a pass since midnight where the fair is, by when they happened.
        conflicts: People a phone let in alone whom the rules would not have let in, of all days.
    """

    valid: int = 0
    inside: int = 0
    entered_today: int = 0
    conflicts: int = 0


class PassReader(Struct, frozen=True, kw_only=True):
    """A holder with an address, by the pass they are reached by."""

    id: int
    email: str
    name: str
    locale: str | None
