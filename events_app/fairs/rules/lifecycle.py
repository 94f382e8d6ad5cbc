"""What a fair is, which state it is in, and who may leave that state for which."""

from datetime import date, datetime
from enum import StrEnum
from zoneinfo import ZoneInfo

from events_app.fairs.errors import (
    FairAlreadyPublished,
    FairCancelled,
    FairIsPast,
    FairNotPublished,
    FairWithoutDays,
    PostponedBackwards,
)


class Kind(StrEnum):
    """What sort of event it is; every sort lives under the one model."""

    FAIR = "fair"
    PRODUCT_WEEK = "product_week"
    FESTIVAL = "festival"
    WORKSHOP = "workshop"
    TRAINING = "training"
    REGIONAL_CULTURE = "regional_culture"
    OUTGOING_DELEGATION = "outgoing_delegation"
    LIVESTREAM_DAY = "livestream_day"


class Region(StrEnum):
    """The part of the country whose goods or culture are shown."""

    NORTHERN_MOUNTAINS = "northern_mountains"
    RED_RIVER_DELTA = "red_river_delta"
    CENTRAL_HIGHLANDS = "central_highlands"
    SOUTH = "south"


class Status(StrEnum):
    """What the office decided; running and past are read from the days."""

    DRAFT = "draft"
    PUBLISHED = "published"
    POSTPONED = "postponed"
    CANCELLED = "cancelled"


class Phase(StrEnum):
    """Where a fair stands for a visitor today."""

    DRAFT = "draft"
    COMING = "coming"
    RUNNING = "running"
    PAST = "past"
    UNDATED = "undated"
    CANCELLED = "cancelled"


class SessionKind(StrEnum):
    """What happens in a programme session."""

    CEREMONY = "ceremony"
    TALK = "talk"
    WORKSHOP = "workshop"
    TRAINING = "training"
    DEMONSTRATION = "demonstration"
    MATCHMAKING = "matchmaking"
    PERFORMANCE = "performance"
    CONTEST = "contest"
    OTHER = "other"


def local_day(now: datetime, time_zone: str) -> date:
    """The day it is at the venue.

    >>> from datetime import UTC
    >>> local_day(datetime(2026, 11, 23, 17, 30, tzinfo=UTC), "Asia/Ho_Chi_Minh")
    datetime.date(2026, 11, 24)
    """
    return now.astimezone(ZoneInfo(time_zone)).date()


def is_public(status: Status, *, was_published: bool) -> bool:
    """Whether anybody may see it: also when it is off, so that nobody travels in vain.

    A draft that was called off was never known to anybody, and stays so.
    """
    return status is not Status.DRAFT and (was_published or status is not Status.CANCELLED)


def is_on(status: Status, starts_on: date | None) -> bool:
    """Whether it takes place as far as is known: passes and booths are given out only then."""
    return status is Status.PUBLISHED or (status is Status.POSTPONED and starts_on is not None)


def phase_of(status: Status, starts_on: date | None, ends_on: date | None, today: date) -> Phase:
    """Where the fair stands on a day; `today` is still yesterday while an evening's last hours run on past midnight."""
    if status is Status.DRAFT:
        return Phase.DRAFT
    if status is Status.CANCELLED:
        return Phase.CANCELLED
    if starts_on is None or ends_on is None:
        return Phase.UNDATED
    if today < starts_on:
        return Phase.COMING
    return Phase.RUNNING if today <= ends_on else Phase.PAST


def ensure_changeable(status: Status) -> None:
    """A cancelled fair is closed for good; it can only be copied."""
    if status is Status.CANCELLED:
        raise FairCancelled


def ensure_publishable(status: Status, starts_on: date | None) -> None:
    """A draft, or a postponed fair whose new days are settled, may be published."""
    ensure_changeable(status)
    if starts_on is None:
        raise FairWithoutDays


def ensure_unpublishable(status: Status, starts_on: date | None, today: date) -> None:
    """Only a fair that has not begun can be taken back into the drawer."""
    ensure_changeable(status)
    if status is Status.POSTPONED:
        raise FairAlreadyPublished
    if starts_on is not None and starts_on <= today:
        raise FairIsPast


def ensure_postponable(
    status: Status, ends_on: date | None, today: date, *, new_start: date | None, new_end: date | None
) -> None:
    """A fair people know of, and that is not over, can be put off to days still to come."""
    ensure_changeable(status)
    if status is Status.DRAFT:
        raise FairNotPublished
    if ends_on is not None and ends_on < today:
        raise FairIsPast
    if new_start is not None and new_end is not None and (new_start < today or new_end < new_start):
        raise PostponedBackwards(starts_on=new_start, ends_on=new_end)


def ensure_cancellable(status: Status, ends_on: date | None, today: date) -> None:
    """What is over cannot be called off any more."""
    ensure_changeable(status)
    if status is not Status.DRAFT and ends_on is not None and ends_on < today:
        raise FairIsPast
