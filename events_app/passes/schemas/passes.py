"""Passes, as programs and pages read and write them."""

from datetime import date, datetime
from typing import Annotated
from uuid import UUID

from msgspec import Meta, Struct

from events_app.passes.code import CodePayload
from events_app.passes.rules import FairDays, PassDays, PassKind, PassState
from events_app.platform.i18n import Locale

PersonName = Annotated[str, Meta(min_length=1, max_length=120)]
DayNumber = Annotated[int, Meta(ge=1, le=32767)]


class HolderInput(Struct, frozen=True, forbid_unknown_fields=True):
    """Whose pass it is. Phone and e-mail are only needed to send it."""

    name: PersonName
    email: Annotated[str, Meta(max_length=254)] | None = None
    phone: Annotated[str, Meta(max_length=32)] | None = None


class ConsentInput(Struct, frozen=True, forbid_unknown_fields=True):
    """Which text the person agreed to; its version is kept with time and channel."""

    version: Annotated[str, Meta(min_length=1, max_length=40)]


class PassInput(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A pass wanted. Without days it is valid on every day of the fair.

    Days are said in one way: any of them by `dates` or by their numbers as `days`, or a span by `first_day` and
    `last_day`, which count the days of the fair in the order of their dates.
    """

    holder: HolderInput
    consent: ConsentInput
    kind: PassKind = PassKind.visitor
    first_day: DayNumber | None = None
    last_day: DayNumber | None = None
    days: Annotated[list[DayNumber], Meta(max_length=1000)] | None = None
    dates: Annotated[list[date], Meta(max_length=1000)] | None = None
    locale: Locale = "vi"


class GatePassInput(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A pass to be made on the spot. Without a name no consent is needed, and nothing of a person is kept."""

    request_id: UUID
    holder: HolderInput | None = None
    consent: ConsentInput | None = None
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
    day_set: int | None
    named_days: list[int] | None
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
    booth: int | None
    booth_place: int | None
    entered_at: datetime | None

    @property
    def payload(self) -> CodePayload:
        """What the code of this pass says."""
        if self.day_set is not None:
            return CodePayload(self.key_id, self.fair, self.serial, self.kind.code, day_set=self.day_set)
        return CodePayload(self.key_id, self.fair, self.serial, self.kind.code, self.first_day, self.last_day)

    @property
    def opened(self) -> PassDays:
        """The days of the fair it opens."""
        return PassDays(self.first_day, self.last_day, self.day_set, self.named_days)


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
    """A pass as its office reads it.

    Its days are those of the fair that it opens now: their numbers, their dates as far as they are known, and at which
    places the first and the last of them stand among the days of the fair.
    """

    id: int
    serial: int
    kind: PassKind
    state: PassState
    holder: Holder
    first_day: int | None
    last_day: int | None
    days: list[int]
    dates: list[date]
    created_at: datetime
    entered_at: datetime | None
    replaced_by: int | None

    @classmethod
    def of(cls, found: PassView, days: FairDays) -> "ListedPass":
        """Say it of a pass of the fair with these days."""
        opened = days.opened_by(found.opened)
        return cls(
            id=found.id,
            serial=found.serial,
            kind=found.kind,
            state=found.state,
            holder=Holder(found.holder_name, found.holder_email, found.holder_phone),
            first_day=days.position_of(opened[0].number) if opened else None,
            last_day=days.position_of(opened[-1].number) if opened else None,
            days=[day.number for day in opened],
            dates=[day.date for day in opened if day.date is not None],
            created_at=found.created_at,
            entered_at=found.entered_at,
            replaced_by=found.replaced_by,
        )
