"""Gates, phones, the plan of a fair, and what a phone needs to decide alone."""

from datetime import date, datetime
from typing import Annotated

from msgspec import Meta, Struct

from events_app.passes.rules import Entries, PassKind, PassState
from events_app.passes.schemas.scans import GateName
from events_app.platform.i18n import Bilingual

Instant = Annotated[datetime, Meta(tz=True)]


class PairingInput(Struct, frozen=True, forbid_unknown_fields=True):
    """The code of a pairing QR."""

    code: Annotated[str, Meta(min_length=1, max_length=100)]


class Pairing(Struct, frozen=True):
    """A freshly paired phone: its key, shown once, and where it stands."""

    device: int
    token: str
    gate: int
    fair: str


class FoundHolder(Struct, frozen=True):
    """A holder as the gate may see one: enough to tell two people apart, and no more."""

    serial: int
    name: str
    kind: PassKind
    state: PassState


class GateInput(Struct, frozen=True, forbid_unknown_fields=True):
    """A gate to open."""

    name: Annotated[str, Meta(min_length=1, max_length=80)]


class Device(Struct, frozen=True):
    """A paired phone as the organizer sees it."""

    id: int
    name: str
    paired_at: datetime
    last_seen_at: datetime | None
    waiting: int
    package_at: datetime | None
    revoked_at: datetime | None


class Gate(Struct, frozen=True):
    """A gate with its phones."""

    id: int
    name: str
    closed_at: datetime | None
    devices: list[Device] = []


class DeviceInput(Struct, frozen=True, forbid_unknown_fields=True):
    """A phone to pair."""

    name: Annotated[str, Meta(min_length=1, max_length=80)]


class PairedDevice(Struct, frozen=True):
    """A phone's key. It is shown once."""

    id: int
    token: str


class PackageRule(Struct, frozen=True):
    """How often a kind may come in, and where; no gates: anywhere."""

    entries: Entries
    gates: list[int] | None


class PlanInput(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """How a fair gives passes: the whole plan. Kinds that are not named follow the rule of the house."""

    registration_open: bool = True
    registration_closes_at: Instant | None = None
    daily_quota: Annotated[int, Meta(ge=1, le=10_000_000)] | None = None
    booth_passes: Annotated[int, Meta(ge=0, le=100)] = 4
    rules: dict[PassKind, PackageRule] = {}


class Plan(Struct, frozen=True, kw_only=True):
    """How a fair gives passes now."""

    registration_open: bool
    registration_closes_at: datetime | None
    daily_quota: int | None
    booth_passes: int
    rules: dict[PassKind, PackageRule]
    revision: int


class PackageDay(Struct, frozen=True):
    """A day of the fair: the moments from `starts_at` until before `ends_at`, in unix seconds, belong to it.

    They reach from midnight to midnight where the fair is, and at a night market to the end of its night. A pass for
    every day (day set 0) opens it when it is `open_to_all`.
    """

    number: int
    date: date
    starts_at: int
    ends_at: int
    open_to_all: bool


class PackageFair(Struct, frozen=True):
    """The fair as a phone needs it.

    `calendar` holds its days with a date, in the order of their dates, and `day_sets` the numbers of days that codes of
    version 2 name by the set's number. `starts_on` and `days` are for scanners of before, which count days from the
    first.
    """

    id: int
    slug: str
    title: Bilingual
    status: str
    starts_on: date | None
    days: int | None
    time_zone: str
    calendar: list[PackageDay]
    day_sets: dict[int, list[int]]


class GatePackage(Struct, frozen=True, kw_only=True):
    """Everything a phone needs to decide alone. No names, no private keys.

    `entries` are the slots taken so far as [serial, slot, unix seconds, gate]; with `since` only later ones.
    """

    made_at: datetime
    fair: PackageFair
    public_keys: dict[int, str]
    rules: dict[PassKind, PackageRule]
    gates: list[GateName]
    not_valid: dict[PassState, list[int]]
    entries: list[tuple[int, int, int, int]]
    inside: int
    since: datetime | None = None
