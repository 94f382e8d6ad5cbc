"""What Decree 81/2018 asks of a trade fair, as days in the calendar of working days."""

from datetime import date, timedelta
from enum import StrEnum
from functools import lru_cache

import holidays
import msgspec

from events_app.fairs.rules.lifecycle import Kind

DOSSIER_BEFORE = timedelta(days=30)
ANSWER_IN_WORKING_DAYS = 7
REPORT_AFTER = timedelta(days=30)
# Trade fairs are registered with the Department of Industry and Trade; training and workshops are not.
REGISTERED_KINDS = frozenset({Kind.FAIR, Kind.FESTIVAL, Kind.REGIONAL_CULTURE})


class Step(StrEnum):
    """One thing the law asks for."""

    DOSSIER = "dossier"
    ANSWER = "answer"
    REPORT = "report"


class Deadline(msgspec.Struct, frozen=True):
    """One step with its last day and, once it is done, the day it was done."""

    step: Step
    due_on: date
    done_on: date | None = None

    def is_late(self, today: date) -> bool:
        """Whether the day has gone by with nothing done."""
        return self.done_on is None and today > self.due_on


class WorkingDays:
    """Vietnam's working days: Monday to Friday without public holidays, with the Saturdays worked instead.

    >>> WorkingDays().after(date(2026, 9, 1), 1)  # 31 August to 2 September are the National Day break
    datetime.date(2026, 9, 3)
    """

    def is_working(self, day: date) -> bool:
        """Whether offices are open."""
        return bool(_calendar().is_working_day(day))

    def after(self, day: date, count: int) -> date:
        """The day on which `count` whole working days after `day` have passed."""
        while count:
            day += timedelta(days=1)
            count -= self.is_working(day)
        return day

    def on_or_before(self, day: date) -> date:
        """The last working day not after `day`."""
        while not self.is_working(day):
            day -= timedelta(days=1)
        return day

    def on_or_after(self, day: date) -> date:
        """The first working day not before `day`."""
        while not self.is_working(day):
            day += timedelta(days=1)
        return day


@lru_cache(maxsize=1)
def _calendar() -> holidays.HolidayBase:
    return holidays.country_holidays("VN")


def deadlines_of(
    kind: Kind,
    starts_on: date | None,
    ends_on: date | None,
    *,
    dossier_sent_on: date | None = None,
    dossier_answered_on: date | None = None,
    report_sent_on: date | None = None,
) -> list[Deadline]:
    """The legal steps of a fair in order of their days.

    "At least 30 days before" falls back to a working day, since somebody must receive it; "within 30 days
    after" runs on to the next working day (Civil Code 2015, article 148).
    """
    if kind not in REGISTERED_KINDS or starts_on is None or ends_on is None:
        return []
    days = WorkingDays()
    found = [Deadline(Step.DOSSIER, days.on_or_before(starts_on - DOSSIER_BEFORE), dossier_sent_on)]
    if dossier_sent_on is not None:
        found.append(Deadline(Step.ANSWER, days.after(dossier_sent_on, ANSWER_IN_WORKING_DAYS), dossier_answered_on))
    found.append(Deadline(Step.REPORT, days.on_or_after(ends_on + REPORT_AFTER), report_sent_on))
    return found
