"""When applications are taken: the days of a call, the day of an answer, and what becomes of a draft left behind."""

from datetime import datetime, timedelta

from events_app.applications.errors import (
    AnswerDayMisplaced,
    AnswerTooLate,
    CallClosed,
    CallInvalid,
    CallNotOpenYet,
)
from events_app.applications.rules.applications import ApplicationState, CallTerms
from events_app.platform.errors import FieldError
from events_app.platform.i18n import N_

ANSWER_WITHIN = timedelta(days=7)
# So long before the deadline the owner of a draft is written to, once.
REMINDED_BEFORE = timedelta(days=3)
# Who is still typing needs no letter.
LEFT_ALONE_FOR = timedelta(hours=1)

_ANSWERED = frozenset({ApplicationState.MORE_INFORMATION, ApplicationState.SUBMITTED})


def is_running(terms: CallTerms | None, now: datetime) -> bool:
    """Whether a call takes applications: it is open, its first moment has come and its last has not."""
    return (
        terms is not None
        and terms.is_open
        and (terms.opens_at is None or now >= terms.opens_at)
        and now < terms.closes_at
    )


def opens_later(terms: CallTerms | None, now: datetime) -> datetime | None:
    """When a call that is switched on takes its first application, while that lies ahead."""
    if terms is None or not terms.is_open or terms.opens_at is None or now >= terms.opens_at:
        return None
    return terms.opens_at


def ensure_call_open(terms: CallTerms | None, now: datetime) -> None:
    """Refuse what comes before the call opens, after it closed, or where there is none.

    Raises:
        CallNotOpenYet: It opens later.
        CallClosed: It takes none now, and no opening is known.
    """
    if is_running(terms, now):
        return
    if opening := opens_later(terms, now):
        raise CallNotOpenYet(opening)
    raise CallClosed(None if terms is None else terms.closes_at)


def ensure_days_in_order(opens_at: datetime | None, closes_at: datetime) -> None:
    """A call opens before it closes."""
    if opens_at is not None and opens_at >= closes_at:
        raise CallInvalid({"opens_at": [FieldError("order", N_("The call opens before it closes."))]})


def may_still_answer(state: ApplicationState, answer_until: datetime | None, now: datetime) -> bool:
    """Whether an application the office asked about may be written, call or no call; also to correct the answer."""
    return state in _ANSWERED and answer_until is not None and now < answer_until


def ensure_may_write(
    terms: CallTerms | None, state: ApplicationState, answer_until: datetime | None, now: datetime
) -> None:
    """Refuse a producer that writes too late.

    Raises:
        AnswerTooLate: The day the office gave is over, and so is the call.
        CallClosed, CallNotOpenYet: Nothing was asked, and the call takes none now.
    """
    if may_still_answer(state, answer_until, now) or is_running(terms, now):
        return
    if state is ApplicationState.MORE_INFORMATION and answer_until is not None:
        raise AnswerTooLate(answer_until)
    ensure_call_open(terms, now)


def answer_deadline(wanted: datetime | None, *, closes_at: datetime | None, now: datetime) -> datetime:
    """Until when a question is answered: as the office says, else the later of the call's end and a week.

    Raises:
        AnswerDayMisplaced: The day is over already.
    """
    if wanted is None:
        week = now + ANSWER_WITHIN
        return week if closes_at is None else max(closes_at, week)
    if wanted <= now:
        raise AnswerDayMisplaced(
            {"answer_until": [FieldError("past", N_("The day to answer lies behind us. Choose a later one."))]}
        )
    return wanted


def is_left_behind(changed_at: datetime, terms: CallTerms | None, now: datetime) -> bool:
    """Whether a draft belongs to a call that is over: it gives way to whatever is begun or entered next."""
    if terms is None or not terms.is_open or now >= terms.closes_at:
        return True
    return terms.opens_at is not None and changed_at < terms.opens_at <= now
