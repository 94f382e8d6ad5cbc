"""What the register shows to pages, programs and other slices, and what it takes in."""

from datetime import date, datetime
from decimal import Decimal
from typing import Annotated, Literal

import msgspec

from events_app.places.schemas import PlaceView
from events_app.platform.i18n import Bilingual
from events_app.producers.rules.criteria import GROUPS, GroupCode

Kind = Literal["enterprise", "cooperative", "group", "household", "facility"]
SubmissionOutcome = Literal["recognised", "refused", "withdrawn"]
ImportState = Literal["reading", "preview", "applying", "accepted", "undone", "failed"]
RowAction = Literal["new", "change", "same", "skip"]

Name = Annotated[str, msgspec.Meta(min_length=1, max_length=300)]
Line = Annotated[str, msgspec.Meta(max_length=400)]
Short = Annotated[str, msgspec.Meta(max_length=254)]


class CertificateView(msgspec.Struct, frozen=True, kw_only=True):
    """One grading of a product."""

    id: int
    product: int
    stars: int
    points: Decimal | None
    decision_number: str
    authority: Literal["district", "province", "ministry"]
    criteria: str
    issued_on: date
    expires_on: date
    revoked_on: date | None
    in_force: bool
    revision: int


class ProductView(msgspec.Struct, frozen=True, kw_only=True):
    """One product. `stars` is what may be shown today: null without a certificate in force."""

    id: int
    producer: int
    producer_name: str
    name: str
    group: GroupCode
    stars: int | None
    expires_on: date | None
    potential_five_star: bool
    revision: int
    # The grade it last held, whether in force or not: for the office, never for a sign.
    last_stars: int | None = None

    @property
    def group_name(self) -> Bilingual:
        """The group in both languages."""
        return GROUPS[self.group]


class ProducerView(msgspec.Struct, frozen=True, kw_only=True):
    """One producer. Contact and tax code are null for readers outside the office and the producer."""

    id: int
    office: int
    name: str
    kind: Kind
    address: str
    place: PlaceView | None
    products: int
    best_stars: int | None
    revision: int
    tax_code: str | None = None
    representative: str | None = None
    phone: str | None = None
    phone_second: str | None = None
    email: str | None = None
    website: str = ""
    about: Bilingual = Bilingual("")


class ProductBrief(msgspec.Struct, frozen=True, kw_only=True):
    """What other slices need of a product."""

    id: int
    producer: int
    name: str
    group_code: GroupCode
    stars: int | None


class ProducerBrief(msgspec.Struct, frozen=True, kw_only=True):
    """What other slices need of a producer."""

    id: int
    office: int
    name: str
    phone: str
    email: str
    place_name: Bilingual | None = None
    best_stars: int | None = None


class SubmissionView(msgspec.Struct, frozen=True, kw_only=True):
    """A product put forward for five stars."""

    id: int
    product: int
    submitted_on: date
    decided_on: date | None
    outcome: SubmissionOutcome | None
    note: str


class StarCounts(msgspec.Struct, frozen=True, kw_only=True):
    """How many products per grade; those put forward for five stars are counted apart from the other four-star ones."""

    five: int = 0
    potential_five: int = 0
    four: int = 0
    three: int = 0

    @property
    def total(self) -> int:
        """All of them."""
        return self.five + self.potential_five + self.four + self.three


class RegisterFigures(msgspec.Struct, frozen=True, kw_only=True):
    """The register on one day: ever graded until then, and graded with a certificate in force then."""

    on: date
    producers: int
    products: int
    cumulative: StarCounts
    in_force: StarCounts
    expiring_soon: int


class RegisterFilter(msgspec.Struct, frozen=True, kw_only=True):
    """How a list of producers or products is narrowed; the address of the page holds it."""

    text: str = ""
    stars: int | None = None
    group: str | None = None
    place: int | None = None
    force: Literal["yes", "no", "soon"] | None = None
    on: date | None = None
    submitted: bool = False


class NewProducer(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """A producer to be entered."""

    name: Name
    office: int | None = None
    kind: Kind | None = None
    tax_code: Short = ""
    representative: Annotated[str, msgspec.Meta(max_length=200)] = ""
    phone: Short = ""
    phone_second: Short = ""
    email: Short = ""
    website: Annotated[str, msgspec.Meta(max_length=300)] = ""
    address: Line = ""
    place: int | None = None
    about: Bilingual = Bilingual("")


class ProducerChanges(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """What to change of a producer; what is left out stays. `revision` is the one that was read."""

    revision: int
    name: Name | msgspec.UnsetType = msgspec.UNSET
    kind: Kind | msgspec.UnsetType = msgspec.UNSET
    tax_code: Short | msgspec.UnsetType = msgspec.UNSET
    representative: Annotated[str, msgspec.Meta(max_length=200)] | msgspec.UnsetType = msgspec.UNSET
    phone: Short | msgspec.UnsetType = msgspec.UNSET
    phone_second: Short | msgspec.UnsetType = msgspec.UNSET
    email: Short | msgspec.UnsetType = msgspec.UNSET
    website: Annotated[str, msgspec.Meta(max_length=300)] | msgspec.UnsetType = msgspec.UNSET
    address: Line | msgspec.UnsetType = msgspec.UNSET
    place: int | msgspec.UnsetType | None = msgspec.UNSET
    about: Bilingual | msgspec.UnsetType = msgspec.UNSET


class NewCertificate(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """A grading to be recorded; stars or points, and both must agree."""

    issued_on: date
    decision_number: Annotated[str, msgspec.Meta(min_length=1, max_length=60)]
    stars: Annotated[int, msgspec.Meta(ge=3, le=5)] | None = None
    points: Decimal | None = None


class NewProduct(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """A product to be entered, with its certificate when it has one."""

    name: Name
    group: GroupCode
    story: Bilingual = Bilingual("")
    certificate: NewCertificate | None = None


class ProductChanges(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """What to change of a product; what is left out stays."""

    revision: int
    name: Name | msgspec.UnsetType = msgspec.UNSET
    group: GroupCode | msgspec.UnsetType = msgspec.UNSET
    story: Bilingual | msgspec.UnsetType = msgspec.UNSET


class RowProblem(msgspec.Struct, frozen=True):
    """One problem of a row, in the reader's language."""

    column: str
    code: str
    detail: str


class ImportRowView(msgspec.Struct, frozen=True, kw_only=True):
    """One row of an import."""

    sheet: str
    row: int
    action: RowAction
    producer: str
    product: str
    errors: list[RowProblem]
    notes: list[RowProblem] = []
    changes: list[dict[str, str]] = []
    raw: dict[str, str] = {}


class ImportFigures(msgspec.Struct, frozen=True, kw_only=True):
    """How many rows do what."""

    new: int = 0
    change: int = 0
    same: int = 0
    skip: int = 0

    @property
    def total(self) -> int:
        """All rows."""
        return self.new + self.change + self.same + self.skip

    @property
    def to_write(self) -> int:
        """Rows that acceptance would write."""
        return self.new + self.change


class KeptSubject(msgspec.Struct, frozen=True, kw_only=True):
    """Something an undone import left standing, and why."""

    kind: Literal["producer", "product", "certificate"]
    id: int
    name: str
    reason: str
    row: int | None = None


class ImportView(msgspec.Struct, frozen=True, kw_only=True):
    """One import without its rows."""

    id: int
    office: int
    state: ImportState
    filename: str
    rows_read: int
    rows_expected: int | None
    figures: ImportFigures
    notes: list[RowProblem]
    failure: RowProblem | None
    created_at: datetime
    created_by: str
    accepted_at: datetime | None
    undone_at: datetime | None
