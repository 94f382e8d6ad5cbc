"""What a changed fair means to the slices above: said once, by whoever changes it, with everything they need.

A fair knows nothing of passes and booths, yet whoever moves it or calls it off must read first what follows. What each
follower would do is said by doing it in a transaction that is taken back (`operations.changing`).
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Literal

from msgspec import Struct

from events_app.fairs.rules import FairDay, Status, dated, new_moment
from events_app.fairs.schemas import Fair, Reach
from events_app.platform.followers import Followers
from events_app.platform.i18n import _, current_locale
from events_app.platform.i18n.formats import format_number

_PLACE = ("venue", "opening_hours")


class FairChange(Struct, frozen=True, kw_only=True):
    """A fair was edited, put off, dated anew, called off, taken back or published.

    Attributes:
        before: The fair as it was.
        after: The fair as it is now.
        days_before: Every day it ever had, as they were.
        days_after: The same days as they are now, and those that were added.
    """

    before: Fair
    after: Fair
    days_before: Sequence[FairDay]
    days_after: Sequence[FairDay]

    @property
    def fair(self) -> int:
        """The number of the fair."""
        return self.after.id

    @property
    def calls_off(self) -> bool:
        """Whether it takes place no more."""
        return self.after.status is Status.CANCELLED and self.before.status is not Status.CANCELLED

    @property
    def withdraws(self) -> bool:
        """Whether it is a draft again."""
        return self.after.status is Status.DRAFT and self.before.status is not Status.DRAFT

    @property
    def renamed(self) -> bool:
        """Whether it goes by another title."""
        return self.before.title != self.after.title

    @property
    def dates_changed(self) -> bool:
        """Whether a day has another date, or none, or was added."""
        return {day.number: day.date for day in self.days_before} != {day.number: day.date for day in self.days_after}

    @property
    def days_added(self) -> list[FairDay]:
        """Days that are new, or were put back, in the order of their dates."""
        stood = {day.number for day in self.days_before if not day.taken_out}
        return [day for day in dated(self.days_after) if day.number not in stood]

    @property
    def days_taken_out(self) -> list[FairDay]:
        """Days that take place no more, as they were."""
        out = {day.number for day in self.days_after if day.taken_out}
        return [day for day in self.days_before if day.number in out and not day.taken_out]

    @property
    def days_moved(self) -> list[FairDay]:
        """Days that have another date than the last they had, in the order of their dates."""
        starts = {day.number: day.date or day.was_on for day in self.days_before if not day.taken_out}
        return [
            day
            for day in dated(self.days_after)
            if starts.get(day.number) is not None and starts[day.number] != day.date
        ]

    @property
    def moved(self) -> bool:
        """Whether people must be told of other days, hours or another place."""
        return self.dates_changed or any(getattr(self.before, name) != getattr(self.after, name) for name in _PLACE)

    @property
    def told_differently(self) -> bool:
        """Whether calendars say something else of it."""
        return self.moved or self.renamed or self.before.status is not self.after.status

    @property
    def shift(self) -> int:
        """By how many days its beginning moved, compared with the last date it had; 0 while it is not known.

        Deadlines that were set for the fair move by as many.
        """
        placed = {day.number: day.date for day in self.days_after if day.date is not None}
        moves = [
            (placed[day.number] - start).days
            for day in sorted(self.days_before, key=lambda day: day.number)
            if day.number in placed and not day.taken_out and (start := day.date or day.was_on) is not None
        ]
        return next((days for days in moves if days), 0)

    def new_moment(self, moment: datetime) -> datetime | None:
        """Where a moment on a day of the fair lies now; None when its day has no date any more."""
        return new_moment(moment, self.days_before, self.days_after, self.after.time_zone)


class Effect(Struct, frozen=True, kw_only=True):
    """One thing that follows from a change, as the organizer reads it before the button and after it.

    Attributes:
        code: What it is, for programs.
        says: The sentence, a message id with placeholders filled from `data`.
        data: Its figures and names.
        is_work: Whether it is left to a person, because it cannot follow by itself.
        link: The page where that work is done, below the fair's own; empty when there is none.
    """

    code: str
    says: str
    data: dict[str, Any] = {}
    is_work: bool = False
    link: str = ""

    def text(self) -> str:
        """The sentence in the reader's language."""
        locale = current_locale()
        said = {
            name: format_number(each, locale) if isinstance(each, int) else each for name, each in self.data.items()
        }
        return _(self.says, **said)


class Reached(Struct, frozen=True):
    """How many people of one kind hear of it: holders of passes, or producers with a booth."""

    kind: Literal["passes", "booths"]
    people: int


class FairCopy(Struct, frozen=True, kw_only=True):
    """A fair was copied: what was prepared for it comes along, people never do.

    Attributes:
        source: The fair that was copied.
        copy: The draft made from it, with its days and programme.
        days: By how many days the copy lies later; deadlines move as far.
    """

    source: Fair
    copy: Fair
    days: int


fair_copies: Followers[FairCopy, Effect] = Followers("copy of a fair")
fair_changes: Followers[FairChange, Effect] = Followers("change of a fair")
fair_reach: Followers[int, Reached] = Followers("reach of a fair")
entered_days: Followers[int, int] = Followers("days on which somebody came to a fair")


async def reach_of(fair: int, *, now: datetime) -> Reach:
    """How many pass holders and producers with a booth a change reaches."""
    return Reach(**{each.kind: each.people for each in await fair_reach.preview(fair, now=now)})
