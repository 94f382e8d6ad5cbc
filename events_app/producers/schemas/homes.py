"""What homes and letters show and ask of the register."""

from datetime import date

import msgspec


class WaitingImport(msgspec.Struct, frozen=True):
    """A list that was read and waits for somebody to accept it."""

    id: int
    filename: str
    rows: int
    wrong: int


class OfficesRegister(msgspec.Struct, frozen=True, kw_only=True):
    """How much some offices have in their register, and what lapses there.

    Attributes:
        lapsing: Products whose last certificate ends within the days asked for.
        first_lapse: The first day on which one does.
        lapsed: Products whose last certificate has ended.
    """

    producers: int
    products: int
    lapsing: int
    first_lapse: date | None
    lapsed: int


class CertificateStanding(msgspec.Struct, frozen=True):
    """A product with its latest certificate; without one it has no stars and no last day."""

    product: int
    name: str
    stars: int
    expires_on: date | None
    in_force: bool


class Reader(msgspec.Struct, frozen=True, kw_only=True):
    """Who reads letters for a producer; without an account it is the address in the register."""

    account: int | None
    email: str
    name: str
    locale: str
