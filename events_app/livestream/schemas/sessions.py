"""Sessions, their line-ups, sellers and slots."""

from datetime import datetime
from typing import Annotated, Literal

from msgspec import UNSET, Meta, Struct, UnsetType

from events_app.livestream.schemas.studios import Named
from events_app.livestream.schemas.texts import Address, ShortText
from events_app.platform.i18n import Bilingual

Status = Literal["draft", "unscheduled", "scheduled", "live", "ended", "cancelled"]
Platform = Literal["facebook", "tiktok", "youtube", "shopee", "zalo", "other"]


class SessionInput(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A new session. Studio and host by number, or by name: a name not yet known is added to the office's.

    With both it is announced at once (`scheduled`), unless `status` asks for a draft.
    """

    title: Bilingual | str
    starts_at: datetime
    ends_at: datetime
    summary: Bilingual | str = ""
    studio: int | ShortText | None = None
    host: int | ShortText | None = None
    platform: Platform = "other"
    stream_url: Address = ""
    fair: str | None = None
    office: int | None = None
    status: Literal["draft", "scheduled"] | None = None
    products: Annotated[list[int], Meta(max_length=200)] = []


class SessionPatch(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """What changes, and the revision the changer saw. `status` takes the next step."""

    revision: int
    title: Bilingual | str | UnsetType = UNSET
    summary: Bilingual | str | UnsetType = UNSET
    starts_at: datetime | UnsetType = UNSET
    ends_at: datetime | UnsetType = UNSET
    studio: int | ShortText | UnsetType | None = UNSET
    host: int | ShortText | UnsetType | None = UNSET
    platform: Platform | UnsetType = UNSET
    stream_url: Address | UnsetType = UNSET
    fair: str | UnsetType | None = UNSET
    status: Literal["draft", "scheduled", "live", "ended"] | UnsetType = UNSET


class Reason(Struct, frozen=True, forbid_unknown_fields=True):
    """Why a session is cancelled or taken down."""

    reason: Bilingual | str


class Session(Struct, frozen=True, kw_only=True):
    """A session as its reader may see it; the address of the stream is null where it is not public."""

    id: int
    office: int
    fair: str | None
    title: Bilingual
    summary: Bilingual
    starts_at: datetime
    ends_at: datetime
    studio: Named | None
    host: Named | None
    platform: Platform
    stream_url: str | None
    status: Status
    reason: Bilingual
    products: int
    live_at: datetime | None
    ended_at: datetime | None
    taken_down_at: datetime | None
    published_at: datetime | None
    revision: int
    fair_id: int | None = None
    fair_title: Bilingual | None = None

    @property
    def studio_id(self) -> int | None:
        return self.studio.id if self.studio else None

    @property
    def host_id(self) -> int | None:
        return self.host.id if self.host else None

    @property
    def is_open(self) -> bool:
        """Whether it can still be changed."""
        return self.status not in {"ended", "cancelled"}


class ClashingSession(Struct, frozen=True, kw_only=True):
    """The session that stands in the way; its title only for who may know of it."""

    id: int
    title: Bilingual
    starts_at: datetime
    ends_at: datetime
    studio: str | None
    host: str | None
    status: Status

    @property
    def shown_title(self) -> str:
        return self.title.text()


class Claim(Struct, frozen=True, kw_only=True):
    """What a session asks for: a studio, a host and producers for some time."""

    session: int | None
    studio: int | None
    host: int | None
    producers: list[int]
    starts_at: datetime
    ends_at: datetime


class LineUpInput(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """One product of the line-up."""

    product: int
    price: Annotated[int, Meta(gt=0, le=10_000_000_000)] | None = None
    note: Annotated[str, Meta(max_length=200)] = ""


class LineUp(Struct, frozen=True, forbid_unknown_fields=True):
    """The whole line-up in its order."""

    items: Annotated[list[LineUpInput], Meta(max_length=200)]


class LineUpItem(Struct, frozen=True, kw_only=True):
    """A product in its place; `stars` only while its certificate is in force."""

    position: int
    product: int
    name: str
    producer: int
    producer_name: str
    stars: int | None
    price: int | None
    note: str


class Seller(Struct, frozen=True, kw_only=True):
    """A producer of a session, and whether its papers were looked at for it."""

    producer: int
    name: str
    products: int
    papers_checked_at: datetime | None


class SessionFilter(Struct, frozen=True, kw_only=True):
    """What a list of sessions is narrowed to."""

    status: Status | None = None
    fair: int | None = None
    since: datetime | None = None
    until: datetime | None = None
    search: str = ""


class Readiness(Struct, frozen=True):
    """What still stands between a session and the air, by stable words; empty means ready."""

    missing: list[str]
    unchecked: list[Seller]


class Slot(Struct, frozen=True, kw_only=True):
    """A producer's turn in a session."""

    session: Session
    producer: int
    producer_name: str
    products: list[str]
    open_orders: int


class Broadcast(Struct, frozen=True):
    """A session as a fair's page and a home show it."""

    id: int
    title: Bilingual
    starts_at: datetime
    ends_at: datetime
    status: Status
    platform: Platform
    host: str
    producers: int
    products: int


class UnreadySession(Struct, frozen=True):
    """A session near its start that lacks something the law or the platform asks for."""

    id: int
    title: Bilingual
    starts_at: datetime
    no_slot: bool
    no_address: bool
    no_identity: bool
    papers_unseen: int
