"""The shapes of passes and gates: what the API takes and gives, and what queries return."""

from datetime import date, datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from msgspec import Meta, Struct

from events_app.passes.code import CodePayload
from events_app.passes.rules import Direction, Entries, PassKind, PassState, Reason, Result
from events_app.platform.i18n import Bilingual, Locale

Instant = Annotated[datetime, Meta(tz=True)]
ScannedText = Annotated[str, Meta(min_length=1, max_length=8000)]
PersonName = Annotated[str, Meta(min_length=1, max_length=120)]
DayNumber = Annotated[int, Meta(ge=1, le=255)]
RowId = Annotated[int, Meta(ge=1, le=2**63 - 1)]


class HolderInput(Struct, frozen=True, forbid_unknown_fields=True):
    """Whose pass it is. Phone and e-mail are only needed to send it."""

    name: PersonName
    email: Annotated[str, Meta(max_length=254)] | None = None
    phone: Annotated[str, Meta(max_length=32)] | None = None


class ConsentInput(Struct, frozen=True, forbid_unknown_fields=True):
    """Which text the person agreed to; its version is kept with time and channel."""

    version: Annotated[str, Meta(min_length=1, max_length=40)]


class PassInput(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A pass wanted. Without days it is valid on every day of the fair."""

    holder: HolderInput
    consent: ConsentInput
    kind: PassKind = PassKind.visitor
    first_day: DayNumber | None = None
    last_day: DayNumber | None = None
    locale: Locale = "vi"


class PassLinks(Struct, frozen=True):
    """Where the pass can be shown and fetched; whoever knows an address may read it."""

    page: str
    pdf: str
    svg: str
    png: str


class IssuedPass(Struct, frozen=True):
    """A pass that was just given."""

    id: int
    serial: int
    code: str
    kind: PassKind
    state: PassState
    links: PassLinks


class PassView(Struct, frozen=True, kw_only=True):
    """One pass with its holder."""

    id: int
    serial: int
    fair: int
    kind: PassKind
    key_id: int
    first_day: int
    last_day: int
    holder_name: str | None
    holder_email: str | None
    holder_phone: str | None
    locale: Locale
    consent_version: str | None
    consent_at: datetime | None
    state: PassState
    state_at: datetime
    state_reason: str
    revision: int
    created_at: datetime
    replaces: int | None
    replaced_by: int | None
    producer: int | None
    entered_at: datetime | None

    @property
    def payload(self) -> CodePayload:
        """What the code of this pass says."""
        return CodePayload(self.key_id, self.fair, self.serial, self.kind.code, self.first_day, self.last_day)


class RevocationInput(Struct, frozen=True, forbid_unknown_fields=True):
    """Why a pass is taken back; shown to the office only."""

    reason: Annotated[str, Meta(max_length=200)] = ""


class ReplacementInput(Struct, frozen=True, forbid_unknown_fields=True):
    """A new pass instead of an old one, for the same person or for another."""

    reason: Annotated[str, Meta(max_length=200)] = ""
    holder: HolderInput | None = None
    consent: ConsentInput | None = None


class PassStanding(Struct, frozen=True):
    """What became of a pass."""

    id: int
    serial: int
    state: PassState

    @classmethod
    def of(cls, found: PassView) -> "PassStanding":
        """Say it of a pass."""
        return cls(found.id, found.serial, found.state)


class Holder(Struct, frozen=True):
    """Whose pass it is; empty once the person is erased."""

    name: str | None
    email: str | None
    phone: str | None


class ListedPass(Struct, frozen=True, kw_only=True):
    """A pass as its office reads it."""

    id: int
    serial: int
    kind: PassKind
    state: PassState
    holder: Holder
    first_day: int
    last_day: int
    created_at: datetime
    entered_at: datetime | None
    replaced_by: int | None

    @classmethod
    def of(cls, found: PassView) -> "ListedPass":
        """Say it of a pass."""
        return cls(
            id=found.id,
            serial=found.serial,
            kind=found.kind,
            state=found.state,
            holder=Holder(found.holder_name, found.holder_email, found.holder_phone),
            first_day=found.first_day,
            last_day=found.last_day,
            created_at=found.created_at,
            entered_at=found.entered_at,
            replaced_by=found.replaced_by,
        )


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


class ScanInput(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """One scan: the text of a QR, or a serial that somebody typed."""

    gate: RowId
    scan_id: UUID
    scanned_at: Instant
    direction: Direction = Direction.inward
    code: ScannedText | None = None
    serial: Annotated[str, Meta(min_length=1, max_length=40)] | None = None


class LateScanInput(ScanInput, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A scan that a phone decided by itself while it had no network."""

    result: Result | None = None
    reason: str | None = None


class BatchInput(Struct, frozen=True, forbid_unknown_fields=True):
    """What a phone collected. `sent_at` is the phone's clock now, by which the times are corrected."""

    scans: list[Any]
    sent_at: Instant | None = None
    waiting: Annotated[int, Meta(ge=0, le=1_000_000)] | None = None


class GateName(Struct, frozen=True):
    """A gate as it is named in an answer."""

    id: int
    name: str


class FirstSeen(Struct, frozen=True):
    """The entry that used the pass before."""

    at: datetime
    gate: GateName


class CheckInAnswer(Struct, frozen=True, kw_only=True):
    """May this person in?"""

    scan_id: UUID
    result: Result
    reason: Reason | None
    direction: Direction
    first_seen: FirstSeen | None = None
    kind: PassKind | None = None
    day: int | None = None
    days: int | None = None


class LateAnswer(Struct, frozen=True, kw_only=True):
    """What became of one row of a batch; `error` is said of a row that could not be taken."""

    row: int
    scan_id: UUID | None = None
    result: Result | None = None
    reason: Reason | None = None
    first_seen: FirstSeen | None = None
    conflict: bool = False
    error: "RowError | None" = None


class RowError(Struct, frozen=True):
    """Why a row of a batch was not taken."""

    code: str
    detail: str


class BatchAnswer(Struct, frozen=True):
    """One answer per row, in the order of the batch."""

    results: list[LateAnswer]
    taken: int
    refused_rows: int


class PackageRule(Struct, frozen=True):
    """How often a kind may come in, and where; no gates: anywhere."""

    entries: Entries
    gates: list[int] | None


class PlanInput(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """How a fair gives passes: the whole plan. Kinds that are not named follow the rule of the house."""

    registration_open: bool = True
    registration_closes_at: Instant | None = None
    daily_quota: Annotated[int, Meta(ge=1, le=10_000_000)] | None = None
    rules: dict[PassKind, PackageRule] = {}


class Plan(Struct, frozen=True, kw_only=True):
    """How a fair gives passes now."""

    registration_open: bool
    registration_closes_at: datetime | None
    daily_quota: int | None
    rules: dict[PassKind, PackageRule]
    revision: int


class PackageFair(Struct, frozen=True):
    """The fair as a phone needs it. Day n is `starts_on` plus n - 1."""

    id: int
    slug: str
    title: Bilingual
    status: str
    starts_on: date | None
    days: int | None
    time_zone: str


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


class WalkInInput(Struct, frozen=True, forbid_unknown_fields=True):
    """Somebody without a pass came in (+1) or went out (-1)."""

    gate: RowId
    scan_id: UUID
    scanned_at: Instant
    people: Literal[-1, 1] = 1


class WalkInAnswer(Struct, frozen=True):
    """How many were counted at this gate."""

    gate: int
    people: int
