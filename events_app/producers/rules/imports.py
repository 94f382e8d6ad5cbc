"""The states of an import, and what undoing one may take back."""

from collections.abc import Iterable, Mapping
from typing import Any, Final, Literal, NamedTuple

from events_app.platform.i18n import N_
from events_app.producers.errors import (
    ImportAlreadyAccepted,
    ImportFailed,
    ImportNotAccepted,
    ImportNotReady,
    ImportUndone,
)

Subject = tuple[str, int]
"""A kind (producer, product, certificate) and an id."""

MAX_ATTEMPTS: Final = 3
"""A step that was interrupted so often is given up, lest one file keeps every worker busy."""

EDITED: Final = "edited"
PRODUCTS_STAY: Final = "products_stay"

KEPT_REASONS: Final[Mapping[str, str]] = {
    EDITED: N_("It was edited since."),
    PRODUCTS_STAY: N_("Some of its products stay."),
    "producer_member": N_("An account acts for it."),
    "five_star_submission": N_("It was put forward for five stars."),
    "product": N_("It has products that were entered by hand."),
    "certificate": N_("It has a certificate that was entered by hand."),
    "booth_claim": N_("It holds or held a booth."),
    "application": N_("It applied for a fair."),
    "line_up_item": N_("It is in the line-up of a livestream session."),
}
_OTHERWISE = N_("It is used elsewhere (%(table)s).")


def kept_reason(code: str) -> tuple[str, dict[str, str]]:
    """The sentence for a reason: a word of ours, or the table that refers to the thing."""
    return (KEPT_REASONS[code], {}) if code in KEPT_REASONS else (_OTHERWISE, {"table": code})


def ensure_may_accept(state: str, failure: str = "") -> Literal["accept", "already"]:
    """Whether an import may be accepted now; accepting twice is fine.

    Raises:
        ImportNotReady: It is still being read.
        ImportUndone: It was taken back.
        ImportFailed: It could not be read.
    """
    match state:
        case "preview":
            return "accept"
        case "applying" | "accepted":
            return "already"
        case "undone":
            raise ImportUndone
        case "failed":
            raise ImportFailed(reason=failure)
        case _:
            raise ImportNotReady(state)


def ensure_may_undo(state: str) -> Literal["undo", "already"]:
    """Whether an import may be taken back now; taking back twice is fine.

    Raises:
        ImportNotAccepted: Nothing was written yet.
        ImportNotReady: It is being written just now.
    """
    match state:
        case "accepted":
            return "undo"
        case "undone":
            return "already"
        case "applying":
            raise ImportNotReady(state)
        case _:
            raise ImportNotAccepted


def ensure_may_discard(state: str) -> None:
    """Whether a list may be thrown away unwritten.

    Raises:
        ImportAlreadyAccepted: Its rows are in the register: undo is the way.
    """
    if state in {"accepted", "undone"}:
        raise ImportAlreadyAccepted
    if state == "applying":
        raise ImportNotReady(state)


class WrittenChange(NamedTuple):
    """One change an import made."""

    subject: Subject
    created: bool
    revision_after: int
    # What it belongs to: a product's producer, a certificate's product.
    parent: Subject | None = None


class Reference(NamedTuple):
    """A row elsewhere that refers to a subject; `by` is the referring subject, when it is one."""

    to: Subject
    table: str
    by: Subject | None = None


def decide_undo(
    changes: Iterable[WrittenChange], revisions: Mapping[Subject, int], references: Iterable[Reference]
) -> dict[Subject, str]:
    """Decide which changes stay: subject → reason. All others are taken back.

    A subject stays when it was edited since or when something refers to it that does not go itself. What belongs to a
    product that stays, stays with it; a producer stays when a product does.

    Args:
        changes: What the import did.
        revisions: The present revision of each subject; one that is gone is left out.
        references: What refers to the subjects now.
    """
    made = {change.subject: change for change in changes}
    kept = {
        subject: EDITED
        for subject, change in made.items()
        if subject in revisions and revisions[subject] != change.revision_after
    }
    pointing: dict[Subject, list[Reference]] = {}
    for reference in references:
        pointing.setdefault(reference.to, []).append(reference)
    for kind in ("certificate", "product", "producer"):
        for subject in _created(made, kind):
            if subject not in kept:
                _keep_when_used(subject, pointing.get(subject, []), made, kept)
    _keep_certificates_of_kept_products(made, kept)
    return kept


def _created(made: Mapping[Subject, WrittenChange], kind: str) -> list[Subject]:
    return [subject for subject, change in made.items() if subject[0] == kind and change.created]


def _keep_certificates_of_kept_products(made: Mapping[Subject, WrittenChange], kept: dict[Subject, str]) -> None:
    products = {subject for subject in _created(made, "product") if subject in kept}
    for subject, change in made.items():
        if subject[0] == "certificate" and subject not in kept and change.parent in products:
            kept[subject] = kept[change.parent]


def _keep_when_used(
    subject: Subject, pointing: Iterable[Reference], made: Mapping[Subject, Any], kept: dict[Subject, str]
) -> None:
    for reference in pointing:
        goes = (
            reference.by is not None
            and reference.by in made
            and made[reference.by].created
            and reference.by not in kept
        )
        if goes:
            continue
        belongs = reference.by in kept if reference.by is not None else False
        kept[subject] = (
            PRODUCTS_STAY
            if belongs and subject[0] == "producer"
            else (kept[reference.by] if belongs and reference.by is not None else reference.table)
        )
        return
