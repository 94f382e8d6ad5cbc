"""The organizer's pages of products, their certificates and submissions."""

from datetime import datetime
from typing import Any

from litestar import Request, Response, get, post
from litestar.params import FromPath

from events_app.platform.actor import Actor
from events_app.platform.errors import Conflict, InvalidInput, StaleRevision
from events_app.platform.i18n import _
from events_app.platform.i18n.formats import VIETNAM
from events_app.platform.web.auth import Acting, Now, organizer
from events_app.platform.web.errors import status_of
from events_app.platform.web.forms import Form, blank_form, read_form
from events_app.platform.web.templates import Page, page, see_other
from events_app.producers import operations, queries
from events_app.producers.errors import CertificateNotFound
from events_app.producers.pages.forms import (
    AUTHORITY_NAMES,
    OUTCOME_NAMES,
    CertificateForm,
    DecisionForm,
    ProductForm,
    RevocationForm,
    SubmissionForm,
    certificate_values,
    group_choices,
    outcome_choices,
    product_values,
)
from events_app.producers.schemas import ProducerView, ProductView

AnyRequest = Request[Actor, Any, Any]


@get("/organizer/producers/{producer:int}/products/new", guards=[organizer])
async def show_new_product(producer: FromPath[int], acting: Acting, now: Now) -> Page:
    """An empty form."""
    return await _new_page(blank_form(), producer, acting, now)


@post("/organizer/producers/{producer:int}/products/new", guards=[organizer], status_code=200)
async def enter_product(request: AnyRequest, producer: FromPath[int], acting: Acting, now: Now) -> Response[Any]:
    """Enter a product, with its certificate when it has one."""
    form = await read_form(request, ProductForm)
    if form.data is None:
        return await _new_page(form, producer, acting, now, status=422)
    try:
        product = await operations.add_product(producer, form.data.new(), acting=acting, now=now)
    except (InvalidInput, Conflict) as refusal:
        form.refuse(refusal)
        return await _new_page(form, producer, acting, now, status=status_of(refusal))
    return see_other(f"/organizer/products/{product.id}", flash=_("%(name)s is in the register.", name=product.name))


@get("/organizer/products/{product:int}", guards=[organizer])
async def show_product(product: FromPath[int], acting: Acting, now: Now) -> Page:
    """A product in its form, with everything that was decided about it."""
    return await _product_page(product, acting, now)


@post("/organizer/products/{product:int}", guards=[organizer], status_code=200)
async def save_product(request: AnyRequest, product: FromPath[int], acting: Acting, now: Now) -> Response[Any]:
    """Save a product's name, group and story."""
    form = await read_form(request, ProductForm)
    if form.data is not None:
        try:
            await operations.change_product(product, form.data.changes(), acting=acting, now=now)
        except (InvalidInput, Conflict) as refusal:
            _take_up(form, refusal)
        else:
            return see_other(f"/organizer/products/{product}", flash=_("Saved."))
    return await _product_page(product, acting, now, form=form)


@post("/organizer/products/{product:int}/certificates", guards=[organizer], status_code=200)
async def enter_certificate(request: AnyRequest, product: FromPath[int], acting: Acting, now: Now) -> Response[Any]:
    """Record a grading."""
    form = await read_form(request, CertificateForm)
    if form.data is not None:
        try:
            await operations.add_certificate(product, form.data.certificate(), acting=acting, now=now)
        except (InvalidInput, Conflict) as refusal:
            form.refuse(refusal)
        else:
            return see_other(f"/organizer/products/{product}", flash=_("The certificate is recorded."))
    return await _product_page(product, acting, now, certificate_form=form)


@get("/organizer/products/{product:int}/certificates/{certificate:int}", guards=[organizer])
async def show_certificate(product: FromPath[int], certificate: FromPath[int], acting: Acting, now: Now) -> Page:
    """A grading in its form."""
    return await _certificate_page(product, certificate, acting, now)


@post("/organizer/products/{product:int}/certificates/{certificate:int}", guards=[organizer], status_code=200)
async def save_certificate(
    request: AnyRequest, product: FromPath[int], certificate: FromPath[int], acting: Acting, now: Now
) -> Response[Any]:
    """Correct a grading that was recorded wrongly."""
    form = await read_form(request, CertificateForm)
    if form.data is not None:
        try:
            await operations.change_certificate(
                certificate, form.data.certificate(), form.data.revision, acting=acting, now=now
            )
        except (InvalidInput, Conflict) as refusal:
            _take_up(form, refusal)
        else:
            return see_other(f"/organizer/products/{product}", flash=_("Saved."))
    return await _certificate_page(product, certificate, acting, now, form=form)


@post(
    "/organizer/products/{product:int}/certificates/{certificate:int}/revocation",
    guards=[organizer],
    status_code=200,
)
async def take_certificate_back(
    request: AnyRequest, product: FromPath[int], certificate: FromPath[int], acting: Acting, now: Now
) -> Response[Any]:
    """Revoke a grading from a day on."""
    form = await read_form(request, RevocationForm)
    if form.data is not None:
        try:
            await operations.revoke_certificate(
                certificate, form.data.revoked_on, form.data.reason, acting=acting, now=now
            )
        except (InvalidInput, Conflict) as refusal:
            form.refuse(refusal)
        else:
            return see_other(f"/organizer/products/{product}", flash=_("The certificate is revoked."))
    return await _certificate_page(product, certificate, acting, now, revocation=form)


@post("/organizer/products/{product:int}/submission", guards=[organizer], status_code=200)
async def put_forward(request: AnyRequest, product: FromPath[int], acting: Acting, now: Now) -> Response[Any]:
    """Record that a product was put forward for five stars."""
    form = await read_form(request, SubmissionForm)
    if form.data is not None:
        try:
            await operations.submit_for_five_stars(
                product, form.data.submitted_on, note=form.data.note, acting=acting, now=now
            )
        except (InvalidInput, Conflict) as refusal:
            form.refuse(refusal)
        else:
            return see_other(f"/organizer/products/{product}", flash=_("The product is put forward for five stars."))
    return await _product_page(product, acting, now, submission_form=form)


@post("/organizer/products/{product:int}/submission/decision", guards=[organizer], status_code=200)
async def record_decision(request: AnyRequest, product: FromPath[int], acting: Acting, now: Now) -> Response[Any]:
    """Record what became of a submission."""
    form = await read_form(request, DecisionForm)
    if form.data is not None:
        try:
            await operations.decide_submission(product, form.data.outcome, form.data.decided_on, acting=acting, now=now)
        except (InvalidInput, Conflict) as refusal:
            form.refuse(refusal)
        else:
            return see_other(f"/organizer/products/{product}", flash=_("The outcome is recorded."))
    return await _product_page(product, acting, now, submission_form=form)


def _take_up(form: Form[Any], refusal: InvalidInput | Conflict) -> None:
    """Show a refusal; after a stale one saving again is saving over the newer state, knowingly."""
    form.refuse(refusal)
    if isinstance(refusal, StaleRevision):
        form.values["revision"] = refusal.data["revision"]


def _status(*forms: Form[Any] | None) -> int:
    """The status of a page that came back: that of the refusal, or 422 when a field could not be read."""
    for form in forms:
        if form is not None and form.errors:
            return status_of(form.error) if form.error is not None else 422
    return 200


async def _own(product: int, acting: Actor, now: datetime) -> tuple[ProductView, ProducerView]:
    today = now.astimezone(VIETNAM).date()
    view = await queries.load_product(product, on=today)
    producer = await queries.load_producer(view.producer, acting=acting, on=today)
    acting.ensure_organizes(producer.office)
    return view, producer


async def _new_page(form: Form[Any], producer: int, acting: Actor, now: datetime, *, status: int = 200) -> Page:
    view = await queries.load_producer(producer, acting=acting, on=now.astimezone(VIETNAM).date())
    acting.ensure_organizes(view.office)
    return page("producers/product_new.html", status=status, form=form, producer=view, group_choices=group_choices())


async def _product_page(
    product: int,
    acting: Actor,
    now: datetime,
    *,
    form: Form[Any] | None = None,
    certificate_form: Form[Any] | None = None,
    submission_form: Form[Any] | None = None,
) -> Page:
    today = now.astimezone(VIETNAM).date()
    view, producer = await _own(product, acting, now)
    submissions = (await queries.product_submissions([product]))[product]
    return page(
        "producers/product.html",
        status=_status(form, certificate_form, submission_form),
        product=view,
        producer=producer,
        certificates=(await queries.product_certificates([product], on=today))[product],
        submissions=submissions,
        undecided=next((one for one in submissions if one.outcome is None), None),
        form=form or blank_form(**product_values(view, await queries.load_story(product))),
        stale=form is not None and isinstance(form.error, StaleRevision),
        certificate_form=certificate_form or blank_form(),
        submission_form=submission_form or blank_form(submitted_on=today.isoformat(), decided_on=today.isoformat()),
        group_choices=group_choices(),
        authorities=AUTHORITY_NAMES,
        outcomes=OUTCOME_NAMES,
        outcome_choices=outcome_choices(),
    )


async def _certificate_page(
    product: int,
    certificate: int,
    acting: Actor,
    now: datetime,
    *,
    form: Form[Any] | None = None,
    revocation: Form[Any] | None = None,
) -> Page:
    today = now.astimezone(VIETNAM).date()
    view, producer = await _own(product, acting, now)
    certificates = (await queries.product_certificates([product], on=today))[product]
    found = next((one for one in certificates if one.id == certificate), None)
    if found is None:
        raise CertificateNotFound
    return page(
        "producers/certificate.html",
        status=_status(form, revocation),
        product=view,
        producer=producer,
        certificate=found,
        form=form or blank_form(**certificate_values(found)),
        revocation=revocation or blank_form(revoked_on=today.isoformat()),
        stale=form is not None and isinstance(form.error, StaleRevision),
    )


HANDLERS = [
    show_new_product,
    enter_product,
    show_product,
    save_product,
    enter_certificate,
    show_certificate,
    save_certificate,
    take_certificate_back,
    put_forward,
    record_decision,
]
