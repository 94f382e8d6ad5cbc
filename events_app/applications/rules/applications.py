"""Applications for booths: who may apply, which state follows which, who comes next on the waiting list."""

from collections.abc import Sequence
from datetime import datetime
from enum import StrEnum
from typing import NamedTuple

import msgspec

from events_app.applications.errors import (
    ApplicationInvalid,
    ApplicationNotOffered,
    ApplicationStateFinal,
    BoothAccepted,
    BoothStillOffered,
)
from events_app.platform.errors import FieldError
from events_app.platform.i18n import N_
from events_app.producers.rules.papers import Dated, lacking

MOST_BOOTHS_ASKED = 3


class ApplicationState(StrEnum):
    """Where an application stands."""

    DRAFT = "draft"
    SUBMITTED = "submitted"
    MORE_INFORMATION = "more_information"
    APPROVED = "approved"
    WAITLISTED = "waitlisted"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"
    OFFERED = "offered"
    ACCEPTED = "accepted"
    REFUSED = "refused"
    LAPSED = "lapsed"


_S = ApplicationState
# What the producer may do by itself; answering an offer is a verb of its own.
BY_PRODUCER: dict[ApplicationState, frozenset[ApplicationState]] = {
    _S.DRAFT: frozenset({_S.SUBMITTED, _S.WITHDRAWN}),
    _S.SUBMITTED: frozenset({_S.WITHDRAWN}),
    _S.MORE_INFORMATION: frozenset({_S.SUBMITTED, _S.WITHDRAWN}),
    _S.APPROVED: frozenset({_S.WITHDRAWN}),
    _S.WAITLISTED: frozenset({_S.WITHDRAWN}),
    _S.REFUSED: frozenset({_S.WITHDRAWN}),
    _S.LAPSED: frozenset({_S.WITHDRAWN}),
    # Who was declined may ask anew, as one who refused or let an offer lapse may.
    _S.DECLINED: frozenset({_S.WITHDRAWN}),
}
BY_OFFICE: dict[ApplicationState, frozenset[ApplicationState]] = {
    _S.SUBMITTED: frozenset({_S.MORE_INFORMATION, _S.APPROVED, _S.WAITLISTED, _S.DECLINED}),
    _S.MORE_INFORMATION: frozenset({_S.APPROVED, _S.WAITLISTED, _S.DECLINED}),
    _S.APPROVED: frozenset({_S.WAITLISTED, _S.DECLINED, _S.MORE_INFORMATION, _S.SUBMITTED}),
    _S.WAITLISTED: frozenset({_S.APPROVED, _S.DECLINED, _S.MORE_INFORMATION, _S.SUBMITTED}),
    _S.REFUSED: frozenset({_S.WAITLISTED, _S.DECLINED}),
    _S.LAPSED: frozenset({_S.WAITLISTED, _S.DECLINED}),
    _S.DECLINED: frozenset({_S.WAITLISTED, _S.APPROVED, _S.SUBMITTED}),
}
# What the office has decided, and may take back: the application is under review again.
DECIDED = frozenset({_S.APPROVED, _S.WAITLISTED, _S.DECLINED})
# What a producer may still rewrite.
EDITABLE = frozenset({_S.DRAFT, _S.SUBMITTED, _S.MORE_INFORMATION})
# To whom a booth may be offered.
OFFERABLE = frozenset({_S.APPROVED, _S.WAITLISTED, _S.OFFERED, _S.REFUSED, _S.LAPSED})


class CallTerms(msgspec.Struct, frozen=True, kw_only=True):
    """Who may apply, for how many booths, until when."""

    is_open: bool
    closes_at: datetime
    min_stars: int
    groups: list[str]
    booths_most: int
    opens_at: datetime | None = None
    places: list[int] = []
    papers: list[str] = []


class AppliedProduct(msgspec.Struct, frozen=True):
    """A product somebody applies with: its group and the star it may show today."""

    id: int
    name: str
    group: str
    stars: int | None


class Applicant(NamedTuple):
    """What a producer brings: products, papers, and every place it lies in (commune, province, former units)."""

    products: Sequence[AppliedProduct]
    papers: Sequence[Dated]
    areas: frozenset[int]


class Waiting(msgspec.Struct, frozen=True):
    """Somebody on the waiting list; `score` is the published one."""

    application: int
    producer: int
    score: float
    submitted_at: datetime
    utilities: frozenset[str]


def ensure_step(state: ApplicationState, wanted: ApplicationState, *, by_office: bool) -> None:
    """Refuse a step that does not lead on from where the application stands.

    Raises:
        BoothAccepted, BoothStillOffered: A booth stands in the way; it is given or taken back first.
        ApplicationStateFinal: It does not follow.
    """
    steps = BY_OFFICE if by_office else BY_PRODUCER
    if wanted in steps.get(state, frozenset()):
        return
    if state is _S.ACCEPTED:
        raise BoothAccepted(state, wanted)
    if state is _S.OFFERED and by_office:
        raise BoothStillOffered(state, wanted)
    raise ApplicationStateFinal(state, wanted)


def check_application(
    terms: CallTerms,
    *,
    booths_wanted: int,
    zones: Sequence[str],
    known_zones: Sequence[str],
    applicant: Applicant,
    note: str,
    complete: bool,
) -> None:
    """Look an application over; a draft may lack what a submitted one needs."""
    faults: dict[str, list[FieldError]] = {}
    most = min(terms.booths_most, MOST_BOOTHS_ASKED)
    if not 1 <= booths_wanted <= most:
        faults["booths_wanted"] = [FieldError("range", N_("1 to %(most)s booths can be asked for."), {"most": most})]
    if strange := [zone for zone in zones if zone not in known_zones]:
        message = N_("There is no zone “%(zone)s” on the plan.")
        faults["zones"] = [FieldError("zone_unknown", message, {"zone": strange[0][:60]})]
    elif len(set(zones)) < len(zones):
        faults["zones"] = [FieldError("zone_twice", N_("Each zone once, please."))]
    if len(note) > 2000:  # noqa: PLR2004 - as the column says
        faults["note"] = [FieldError("too_long", N_("At most %(most)s characters."), {"most": 2000})]
    if complete and (missing := what_is_missing(terms, applicant.products)):
        faults["products"] = missing
    if complete and (missing := lacking(terms.papers, applicant.papers)):
        faults["papers"] = missing
    if complete and not comes_from_there(terms, applicant.areas):
        faults[""] = [elsewhere()]
    if faults:
        raise ApplicationInvalid(fields=faults)


def what_is_missing(terms: CallTerms, products: Sequence[AppliedProduct]) -> list[FieldError]:
    """What the call asks of the products and they do not have, in sentences."""
    if not products:
        return [FieldError("no_products", N_("Say with which products you come."))]
    missing = []
    for product in products:
        if terms.groups and product.group not in terms.groups:
            message = N_("%(product)s is not in a product group this fair calls for.")
            missing.append(FieldError("group", message, {"product": product.name}))
        if terms.min_stars and (product.stars or 0) < terms.min_stars:
            message = N_("%(product)s needs a certificate in force with %(stars)s stars or more.")
            missing.append(FieldError("stars", message, {"product": product.name, "stars": terms.min_stars}))
    return missing


def comes_from_there(terms: CallTerms, areas: frozenset[int]) -> bool:
    """Whether a producer lies in one of the places a call names; it names none when all may come."""
    return not terms.places or not areas.isdisjoint(terms.places)


def elsewhere() -> FieldError:
    """Say that the call is for producers of other places."""
    message = N_("This fair calls for producers of other places. If your address has changed, write to your office.")
    return FieldError("place", message)


def ensure_offerable(state: ApplicationState) -> None:
    """A booth is offered to somebody who was looked at, and who has not settled yet."""
    if state not in OFFERABLE:
        raise ApplicationStateFinal(state, ApplicationState.OFFERED)


def ensure_offered(state: ApplicationState) -> None:
    """Only an offer that stands can be answered."""
    if state is not ApplicationState.OFFERED:
        raise ApplicationNotOffered
