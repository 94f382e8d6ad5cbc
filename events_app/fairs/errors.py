"""What can go wrong with fairs and their programme."""

from datetime import date, datetime
from typing import ClassVar

from events_app.platform.errors import Conflict, InvalidInput, NotFound
from events_app.platform.i18n import N_


class FairNotFound(NotFound):
    code = "fair_not_found"
    message = N_("There is no fair at this address.")


class ProgrammeSessionNotFound(NotFound):
    code = "programme_session_not_found"
    message = N_("This part of the programme does not exist any more.")


class FairInvalid(InvalidInput):
    code = "invalid_fair"
    message = N_("The fair could not be saved: some fields need another look.")


class ProgrammeSessionInvalid(InvalidInput):
    code = "invalid_programme_session"
    message = N_("This part of the programme could not be saved: some fields need another look.")


class ReasonMissing(InvalidInput):
    code = "reason_missing"
    message = N_("Say why: everybody who has a pass or a booth will read it.")


class PostponedBackwards(InvalidInput):
    code = "postponed_backwards"
    message = N_("New days must lie ahead, and the last must not come before the first.")

    def __init__(self, starts_on: date, ends_on: date) -> None:
        super().__init__(starts_on=starts_on, ends_on=ends_on)


class DayHeld(Conflict):
    code = "day_held"
    message = N_(
        "The fair was held on %(days)s, or somebody came in then: that day cannot be moved or taken out any more."
    )

    def __init__(self, days: list[date]) -> None:
        super().__init__(days=days)


class DaysOverlap(Conflict):
    code = "days_overlap"
    message = N_("Two days of the fair have the same date or hours that overlap. Change the days or the opening hours.")


class EffectsChanged(Conflict):
    code = "effects_changed"
    message = N_("Something changed since you looked: other things follow now. Look again, then decide.")


class OfficeUnclear(InvalidInput):
    code = "office_unclear"
    message = N_("You organize for several offices: say for which one.")


class SlugTaken(Conflict):
    code = "slug_taken"
    message = N_("Another fair has or had this address. Choose another one.")


class FairCancelled(Conflict):
    code = "fair_cancelled"
    message = N_("This fair was cancelled and cannot be changed any more. You can copy it to a new one.")


class FairIsPast(Conflict):
    code = "fair_is_past"
    message = N_("This fair has begun or is over already: that is not possible any more.")


class FairNotPublished(Conflict):
    code = "fair_not_published"
    message = N_("This fair is still a draft: nobody knows of it yet. Change its days instead.")


class FairAlreadyPublished(Conflict):
    code = "fair_already_published"
    message = N_("People know of this fair and its postponement: it cannot become a draft again. Cancel it instead.")


class FairClosedForThis(Conflict):
    """Somebody from outside asks for what the fair does not give in its state."""

    code = "fair_closed_for_this"
    message = N_("This is not possible at this fair now.")
    _SENTENCES: ClassVar[dict[str, str]] = {
        "draft": N_("This fair is not published: nothing can be taken or given there yet."),
        "undated": N_("This fair was postponed and has no new days yet: please come back when they are known."),
        "past": N_("This fair is over: nothing can be taken or given there any more."),
        "cancelled": N_("This fair was cancelled: nothing can be taken or given there any more."),
    }

    def __init__(self, state: str) -> None:
        self.message = self._SENTENCES[state]  # type: ignore[misc]
        super().__init__(state=state)


class FairWithoutDays(Conflict):
    code = "fair_without_days"
    message = N_("Give the fair its days first.")


class RoomTaken(Conflict):
    """A room holds one part of the programme at a time."""

    code = "room_taken"
    message = N_("“%(room)s” is taken by “%(title)s” from %(starts_at)s. Choose another room or time.")

    def __init__(self, room: str, title: str, session: int, starts_at: datetime, ends_at: datetime) -> None:
        super().__init__(room=room, title=title, session=session, starts_at=starts_at, ends_at=ends_at)


class RoomTakenMeanwhile(Conflict):
    code = "room_taken"
    message = N_("Somebody took this room for this time a moment ago. Choose another room or time.")
