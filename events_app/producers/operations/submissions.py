"""Put products forward for five stars and record what became of it."""

from datetime import date, datetime

from events_app.platform.actor import Actor
from events_app.platform.audit import record_audit
from events_app.platform.db import fetch, transaction
from events_app.platform.errors import FieldError, InvalidInput
from events_app.platform.i18n import N_
from events_app.platform.i18n.formats import VIETNAM
from events_app.platform.rows import insert_row
from events_app.producers.errors import NotPutForward
from events_app.producers.operations.locking import lock_product
from events_app.producers.schemas import SubmissionOutcome
from events_app.producers.tables import FiveStarSubmission


async def submit_for_five_stars(
    product: int, submitted_on: date, *, note: str = "", acting: Actor, now: datetime
) -> int:
    """Record that a product was put forward to the ministry; its grade stays what it is.

    Raises:
        SubmissionOpen: It is put forward already.
    """
    _ensure_past("submitted_on", submitted_on, now)
    async with transaction():
        locked = await lock_product(product)
        acting.ensure_organizes(locked["office"])
        put_forward = {"product": product, "submitted_on": submitted_on, "note": note, "created_at": now}
        row = await insert_row(FiveStarSubmission, put_forward)
        await record_audit(
            acting, "product.put_forward", subject="product", subject_id=product, office=locked["office"], now=now
        )
        submission: int = row["id"]
        return submission


async def decide_submission(
    product: int, outcome: SubmissionOutcome, decided_on: date, *, acting: Actor, now: datetime
) -> None:
    """Record the outcome. A recognition also needs a five-star certificate, which is recorded on its own.

    Raises:
        NotPutForward: Nothing is undecided.
    """
    _ensure_past("decided_on", decided_on, now)
    async with transaction():
        locked = await lock_product(product)
        acting.ensure_organizes(locked["office"])
        rows = await fetch(
            "UPDATE five_star_submission SET outcome = $2, decided_on = $3 WHERE product = $1 AND decided_on IS NULL"
            " AND submitted_on <= $3 RETURNING id",
            product, outcome, decided_on,
        )  # fmt: skip
        if not rows:
            raise NotPutForward
        await record_audit(
            acting, "product.submission_decided", subject="product", subject_id=product, office=locked["office"],
            data={"outcome": outcome}, now=now,
        )  # fmt: skip


def _ensure_past(field: str, day: date, now: datetime) -> None:
    if day > now.astimezone(VIETNAM).date():
        wrong = FieldError("date_in_future", N_("This day has not come yet: %(day)s."), {"day": day})
        raise InvalidInput({field: [wrong]})
