"""The shapes of calls and applications: what the API takes and gives, and what queries return."""

from datetime import datetime
from typing import Annotated, Literal

from msgspec import UNSET, Meta, Struct, UnsetType

from events_app.applications.rules.applications import ApplicationState, CallTerms
from events_app.floor_plans.rules import Utility
from events_app.platform.i18n import Bilingual

Group = Literal["food", "drink", "herbal", "craft", "ornamental", "tourism"]
PaperCode = Literal["business_registration", "food_safety", "self_declaration", "test_report", "label"]
Item = Annotated[str, Meta(min_length=1, max_length=200)]
Stars = Annotated[int, Meta(ge=0, le=5)]
Score = Annotated[int, Meta(ge=0, le=100)]


class CallInput(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Who may apply for booths, for how many, from when until when; an offer stands for `offer_hours`."""

    is_open: bool
    closes_at: Annotated[datetime, Meta(tz=True)]
    # Left out or null, the call takes applications as soon as it is open.
    opens_at: Annotated[datetime, Meta(tz=True)] | None = None
    min_stars: Stars = 0
    groups: list[Group] = []
    booths_most: Annotated[int, Meta(ge=1, le=3)] = 2
    support_percent: Annotated[int, Meta(ge=0, le=100)] = 0
    offer_hours: Annotated[int, Meta(ge=1, le=720)] = 48
    # Numbers of provinces or communes; none for all.
    places: list[int] = []
    papers: list[PaperCode] = []
    checklist: Annotated[list[Item], Meta(max_length=30)] = []
    pay_within: Annotated[int, Meta(ge=1, le=90)] = 7
    # Terms to be accepted; left out, those that stand go on.
    terms: Bilingual | None = None


class Call(Struct, frozen=True, kw_only=True):
    """A fair's call for applications."""

    is_open: bool
    closes_at: datetime
    min_stars: int
    groups: list[str]
    booths_most: int
    support_percent: int
    offer_hours: int
    opens_at: datetime | None = None
    places: list[int] = []
    papers: list[str] = []
    checklist: list[str] = []
    pay_within: int = 7

    @property
    def terms(self) -> CallTerms:
        """What the rules look at."""
        return CallTerms(
            is_open=self.is_open,
            closes_at=self.closes_at,
            min_stars=self.min_stars,
            groups=self.groups,
            booths_most=self.booths_most,
            opens_at=self.opens_at,
            places=self.places,
            papers=self.papers,
        )

    @property
    def items(self) -> list[str]:
        """What a reviewer looks at: the papers asked for, then the office's own items."""
        return [*(f"paper:{code}" for code in self.papers), *self.checklist]


class ApplicationInput(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A new application: a draft, or `submitted` at once. Zones stand in the order of wishes."""

    producer: int
    booths_wanted: int = 1
    utilities: list[Utility] = []
    zones: list[str] = []
    products: list[int] = []
    near: list[int] = []
    note: str = ""
    state: Literal["draft", "submitted"] = "draft"


class ApplicationPatch(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """What changes, at the revision that was seen. Score, reply and the day to answer are the office's.

    `answer_until` goes with a question (`more_information`), also later, to give more time. Left out, the producer has
    until the call closes, and seven days at least.
    """

    revision: int
    booths_wanted: int | UnsetType = UNSET
    utilities: list[Utility] | UnsetType = UNSET
    zones: list[str] | UnsetType = UNSET
    products: list[int] | UnsetType = UNSET
    near: list[int] | UnsetType = UNSET
    note: str | UnsetType = UNSET
    state: ApplicationState | UnsetType = UNSET
    score: Score | UnsetType = UNSET
    reply: Annotated[str, Meta(max_length=2000)] | UnsetType = UNSET
    answer_until: Annotated[datetime, Meta(tz=True)] | UnsetType = UNSET


class Application(Struct, frozen=True, kw_only=True):
    """An application as its producer and its office read it."""

    id: int
    fair: int
    producer: int
    producer_name: str
    state: ApplicationState
    booths_wanted: int
    utilities: list[Utility]
    zones: list[str]
    products: list[int]
    near: list[int]
    note: str
    score: int
    reply: str
    revision: int
    submitted_at: datetime | None
    changed_at: datetime
    # Until when what the office asked can be answered.
    answer_until: datetime | None = None
    # The account it was given to for review.
    reviewer: int | None = None
    offered: list["OfferedBooth"] = []


class OfferedBooth(Struct, frozen=True, kw_only=True):
    """A booth that is offered to an application, or was accepted by it."""

    booth: int
    code: str
    zone: Bilingual | None
    state: str
    expires_at: datetime | None


class ApplicationEvent(Struct, frozen=True, kw_only=True):
    """One step in the history of an application."""

    at: datetime
    actor_name: str
    state: ApplicationState
    words: str


class CheckInput(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """The answer to one item of the checklist; an empty answer takes it back."""

    item: str
    answer: Literal["", "yes", "no"]
    remark: Annotated[str, Meta(max_length=500)] = ""


class CheckView(Struct, frozen=True, kw_only=True):
    """One item of the checklist as it was last looked at."""

    item: str
    answer: str
    remark: str
    checked_by: str
    checked_at: datetime | None


class ReviewedApplication(Struct, frozen=True, kw_only=True):
    """One line of a reviewer's share."""

    id: int
    slug: str
    fair: Bilingual
    producer_name: str
    state: ApplicationState
    submitted_at: datetime | None
    items: int
    checked: int
