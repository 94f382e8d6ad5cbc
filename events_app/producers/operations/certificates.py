"""Record, correct and revoke gradings."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from events_app.platform.actor import Actor
from events_app.platform.audit import record_audit
from events_app.platform.db import transaction
from events_app.platform.errors import FieldError, InvalidInput, StaleRevision
from events_app.platform.i18n import N_, nfc
from events_app.platform.i18n.formats import VIETNAM
from events_app.platform.rows import ONE_MORE, insert_row, update_row
from events_app.producers.errors import CertificateNotInForce
from events_app.producers.operations.locking import lock_certificate, lock_product
from events_app.producers.queries.register import product_certificates
from events_app.producers.rules.certificates import (
    ensure_issued_by_today,
    ensure_points_fit,
    ensure_points_give_stars,
    last_day,
)
from events_app.producers.rules.criteria import criteria_on, stars_for
from events_app.producers.schemas import CertificateView, NewCertificate
from events_app.producers.tables import Certificate


async def add_certificate(product: int, new: NewCertificate, *, acting: Actor, now: datetime) -> CertificateView:
    """Record a grading of a product.

    Raises:
        CertificateDayTaken: The product was graded on this day already.
        InvalidInput: Points and stars disagree, or the day has not come.
    """
    async with transaction():
        locked = await lock_product(product)
        acting.ensure_organizes(locked["office"])
        certificate = await insert_certificate(product, new, now=now)
        await record_audit(
            acting, "certificate.added", subject="certificate", subject_id=certificate, office=locked["office"],
            data={"product": product}, now=now,
        )  # fmt: skip
        return await _load(product, certificate, now.astimezone(VIETNAM).date())


async def insert_certificate(product: int, new: NewCertificate, *, now: datetime) -> int:
    """Write a grading inside the caller's transaction; the stars follow from the points where these are known."""
    ensure_issued_by_today(new.issued_on, now.astimezone(VIETNAM).date())
    row = await insert_row(Certificate, _graded(new), {"product": product, "created_at": now, "updated_at": now})
    certificate: int = row["id"]
    return certificate


async def change_certificate(
    certificate: int, new: NewCertificate, revision: int, *, acting: Actor, now: datetime
) -> CertificateView:
    """Correct a grading that was recorded wrongly.

    Raises:
        StaleRevision: Somebody saved since.
        CertificateDayTaken: The product has another certificate of this day.
        RevokedBeforeIssue: It was revoked before the day it is now said to be of.
    """
    today = now.astimezone(VIETNAM).date()
    ensure_issued_by_today(new.issued_on, today)
    columns = _graded(new)
    async with transaction():
        locked = await lock_certificate(certificate)
        acting.ensure_organizes(locked["office"])
        if locked["revision"] != revision:
            current = await _load(locked["product"], certificate, today)
            raise StaleRevision(current=current, revision=locked["revision"])
        await update_row(Certificate, columns, {"revision": ONE_MORE, "updated_at": now}, where={"id": certificate})
        await record_audit(
            acting, "certificate.changed", subject="certificate", subject_id=certificate, office=locked["office"],
            data={"product": locked["product"]}, now=now,
        )  # fmt: skip
        return await _load(locked["product"], certificate, today)


async def revoke_certificate(
    certificate: int, revoked_on: date, reason: str, *, acting: Actor, now: datetime
) -> CertificateView:
    """Take a grading back from a day on: from then its star is shown nowhere.

    Raises:
        CertificateNotInForce: It has ended, or not begun, on that day.
    """
    async with transaction():
        locked = await lock_certificate(certificate)
        acting.ensure_organizes(locked["office"])
        if locked["revoked_on"] is not None or not locked["issued_on"] <= revoked_on <= locked["expires_on"]:
            raise CertificateNotInForce
        revoked = {"revoked_on": revoked_on, "revocation_reason": reason, "revision": ONE_MORE, "updated_at": now}
        await update_row(Certificate, revoked, where={"id": certificate})
        await record_audit(
            acting, "certificate.revoked", subject="certificate", subject_id=certificate, office=locked["office"],
            data={"product": locked["product"], "reason": reason}, now=now,
        )  # fmt: skip
        return await _load(locked["product"], certificate, now.astimezone(VIETNAM).date())


def _graded(new: NewCertificate) -> dict[str, Any]:
    """The columns that say how a product was graded."""
    stars = _stars(new.stars, new.points, new.issued_on)
    criteria = criteria_on(new.issued_on)
    return {
        "stars": stars,
        "points": new.points,
        "decision_number": nfc(new.decision_number),
        "authority": criteria.authority_by_stars[stars],
        "criteria": criteria.code,
        "issued_on": new.issued_on,
        "expires_on": last_day(new.issued_on),
    }


def _stars(stars: int | None, points: Decimal | None, issued_on: date) -> int:
    ensure_points_fit(points)
    if stars is None and points is not None:
        stars = stars_for(points, criteria_on(issued_on)) or 3
    if stars is None:
        raise InvalidInput({"stars": [FieldError("missing", N_("Say the stars or the points."))]})
    ensure_points_give_stars(points, stars, issued_on)
    return stars


async def _load(product: int, certificate: int, on: date) -> CertificateView:
    found = (await product_certificates([product], on=on))[product]
    return next(one for one in found if one.id == certificate)
