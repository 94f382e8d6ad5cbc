"""Certificates: how long they hold, when a star may be shown, when notice is due."""

import calendar
from collections.abc import Iterable
from datetime import date, timedelta
from decimal import Decimal
from typing import Protocol

from events_app.platform.errors import FieldError, InvalidInput
from events_app.platform.i18n import N_
from events_app.producers.rules.criteria import criteria_on, stars_for

MONTHS_IN_FORCE = 36
NOTICE = timedelta(days=30)
EXPIRING_SOON = timedelta(days=90)
POINT_DECIMALS = 2


class Grading(Protocol):
    """What the rules need to know of a certificate."""

    @property
    def stars(self) -> int: ...
    @property
    def issued_on(self) -> date: ...
    @property
    def expires_on(self) -> date: ...
    @property
    def revoked_on(self) -> date | None: ...


def last_day(issued_on: date, months: int = MONTHS_IN_FORCE) -> date:
    """The last day in force: the same day of the month 36 months on, or that month's last (Civil Code, art. 148).

    >>> last_day(date(2024, 2, 29)).isoformat()
    '2027-02-28'
    """
    year, month = divmod(issued_on.year * 12 + issued_on.month - 1 + months, 12)
    return date(year, month + 1, min(issued_on.day, calendar.monthrange(year, month + 1)[1]))


def in_force(certificate: Grading, on: date) -> bool:
    """Whether a certificate counts on a day; it no longer does on the day it is revoked."""
    if certificate.revoked_on is not None and certificate.revoked_on <= on:
        return False
    return certificate.issued_on <= on <= certificate.expires_on


def shown_stars(certificates: Iterable[Grading], on: date) -> int | None:
    """The stars that may be shown on a day: those of the latest certificate in force, or none."""
    standing = [one for one in certificates if in_force(one, on)]
    return max(standing, key=lambda one: one.issued_on).stars if standing else None


def notice_due_by(certificate: Grading) -> date:
    """The last day on which the issuer must have given notice that it ends."""
    return certificate.expires_on - NOTICE


def expires_soon(certificate: Grading, on: date) -> bool:
    """Whether a certificate in force ends within three months."""
    return in_force(certificate, on) and certificate.expires_on - on <= EXPIRING_SOON


def ensure_points_give_stars(points: Decimal | None, stars: int, issued_on: date) -> None:
    """Refuse points that give other stars than the ones stated.

    Raises:
        InvalidInput: At the field `points`.
    """
    if points is None:
        return
    given = stars_for(points, criteria_on(issued_on))
    if given is None:
        wrong = FieldError("points_give_no_star", N_("Stars begin at 50 points and end at 100."))
        raise InvalidInput({"points": [wrong]})
    if given != stars:
        wrong = FieldError(
            "points_give_other_stars",
            N_("%(points)s points give %(given)s stars, not %(stars)s."),
            {"points": f"{points:f}", "given": given, "stars": stars},
        )
        raise InvalidInput({"points": [wrong]})


def ensure_points_fit(points: Decimal | None) -> None:
    """Refuse points that the register would round, perhaps into other stars, or that are no number.

    Raises:
        InvalidInput: At the field `points`.
    """
    if points is None:
        return
    if not points.is_finite() or int(points.normalize().as_tuple().exponent) < -POINT_DECIMALS:
        wrong = FieldError("points_too_fine", N_("Points are a number with two decimals at most."))
        raise InvalidInput({"points": [wrong]})


def ensure_issued_by_today(issued_on: date, today: date) -> None:
    """Refuse a certificate of the future.

    Raises:
        InvalidInput: At the field `issued_on`.
    """
    if issued_on > today:
        wrong = FieldError("date_in_future", N_("This day has not come yet: %(day)s."), {"day": issued_on})
        raise InvalidInput({"issued_on": [wrong]})
