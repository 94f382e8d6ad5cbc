"""What the forms of the register take in, and how they begin."""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import Annotated, Literal

import msgspec

from events_app.accounts.schemas import OfficeView
from events_app.platform.i18n import N_, Bilingual, _
from events_app.producers.rules.criteria import GROUPS, GroupCode
from events_app.producers.schemas import (
    CertificateView,
    Kind,
    NewCertificate,
    NewProducer,
    NewProduct,
    ProducerChanges,
    ProducerView,
    ProductChanges,
    ProductView,
)

KIND_NAMES: dict[str, str] = {
    "cooperative": N_("Cooperative"),
    "group": N_("Cooperative group"),
    "enterprise": N_("Enterprise"),
    "household": N_("Household business"),
    "facility": N_("Production facility"),
}
AUTHORITY_NAMES: dict[str, str] = {
    "district": N_("District"),
    "province": N_("Province or city"),
    "ministry": N_("Ministry"),
}
OUTCOME_NAMES: dict[str, str] = {
    "recognised": N_("Recognised with five stars"),
    "refused": N_("Not recognised"),
    "withdrawn": N_("Withdrawn"),
}
FORCE_NAMES: dict[str, str] = {
    "yes": N_("in force"),
    "soon": N_("expiring soon"),
    "no": N_("expired"),
}

Text = Annotated[str, msgspec.Meta(max_length=5000)]


class ContactForm(msgspec.Struct, kw_only=True):
    """What a producer's own people may change."""

    revision: int
    representative: str = ""
    phone: str = ""
    phone_second: str = ""
    email: str = ""
    website: str = ""
    address: Annotated[str, msgspec.Meta(max_length=400)] = ""
    about_vi: Text = ""
    about_en: Text = ""

    def changes(self) -> ProducerChanges:
        """The form as the operation takes it."""
        return ProducerChanges(
            revision=self.revision,
            representative=self.representative,
            phone=self.phone,
            phone_second=self.phone_second,
            email=self.email,
            website=self.website,
            address=self.address,
            about=Bilingual(self.about_vi, self.about_en),
        )


class ProducerForm(ContactForm, kw_only=True):
    """What the office may change; `revision` is 0 for a producer to be entered."""

    name: Annotated[str, msgspec.Meta(max_length=300)]
    revision: int = 0
    kind: Kind | None = None
    tax_code: str = ""
    place: int | None = None
    office: int | None = None

    def changes(self) -> ProducerChanges:
        """The form as the operation takes it."""
        changes = super().changes()
        changes.name, changes.tax_code, changes.place = self.name, self.tax_code, self.place
        if self.kind is not None:
            changes.kind = self.kind
        return changes

    def new(self) -> NewProducer:
        """The form as a new producer."""
        return NewProducer(
            name=self.name,
            office=self.office,
            kind=self.kind,
            tax_code=self.tax_code,
            representative=self.representative,
            phone=self.phone,
            phone_second=self.phone_second,
            email=self.email,
            website=self.website,
            address=self.address,
            place=self.place,
            about=Bilingual(self.about_vi, self.about_en),
        )


class CertificateForm(msgspec.Struct, kw_only=True):
    """A grading."""

    issued_on: date
    decision_number: Annotated[str, msgspec.Meta(max_length=60)]
    stars: Literal[3, 4, 5] | None = None
    points: Decimal | None = None
    revision: int = 0

    def certificate(self) -> NewCertificate:
        """The form as the operation takes it."""
        return NewCertificate(
            issued_on=self.issued_on, decision_number=self.decision_number, stars=self.stars, points=self.points
        )


class ProductForm(msgspec.Struct, kw_only=True):
    """A product; a new one may bring its certificate."""

    name: Annotated[str, msgspec.Meta(max_length=300)]
    group: GroupCode
    story_vi: Text = ""
    story_en: Text = ""
    revision: int = 0
    issued_on: date | None = None
    decision_number: Annotated[str, msgspec.Meta(max_length=60)] = ""
    stars: Literal[3, 4, 5] | None = None
    points: Decimal | None = None

    def new(self) -> NewProduct:
        """The form as a new product."""
        certificate = None
        if self.issued_on is not None:
            certificate = NewCertificate(
                issued_on=self.issued_on,
                decision_number=self.decision_number or "—",
                stars=self.stars,
                points=self.points,
            )
        story = Bilingual(self.story_vi, self.story_en)
        return NewProduct(name=self.name, group=self.group, story=story, certificate=certificate)

    def changes(self) -> ProductChanges:
        """The form as the operation takes it."""
        return ProductChanges(
            revision=self.revision,
            name=self.name,
            group=self.group,
            story=Bilingual(self.story_vi, self.story_en),
        )


class RevocationForm(msgspec.Struct):
    """When and why a grading is taken back."""

    revoked_on: date
    reason: Annotated[str, msgspec.Meta(max_length=500)]


class SubmissionForm(msgspec.Struct):
    """When a product was put forward."""

    submitted_on: date
    note: Annotated[str, msgspec.Meta(max_length=500)] = ""


class DecisionForm(msgspec.Struct):
    """What became of a submission."""

    outcome: Literal["recognised", "refused", "withdrawn"]
    decided_on: date


class MemberForm(msgspec.Struct):
    """Who shall act for a producer."""

    email: str


def producer_values(producer: ProducerView) -> dict[str, object]:
    """What stands in the form of a producer."""
    return {
        "revision": producer.revision,
        "name": producer.name,
        "kind": producer.kind,
        "tax_code": producer.tax_code or "",
        "representative": producer.representative or "",
        "phone": producer.phone or "",
        "phone_second": producer.phone_second or "",
        "email": producer.email or "",
        "website": producer.website,
        "address": producer.address,
        "place": producer.place.id if producer.place else "",
        "about_vi": producer.about.vi,
        "about_en": producer.about.en,
    }


def product_values(product: ProductView, story: Bilingual) -> dict[str, object]:
    """What stands in the form of a product."""
    return {
        "revision": product.revision,
        "name": product.name,
        "group": product.group,
        "story_vi": story.vi,
        "story_en": story.en,
    }


def certificate_values(certificate: CertificateView) -> dict[str, object]:
    """What stands in the form of a grading."""
    return {
        "revision": certificate.revision,
        "issued_on": certificate.issued_on.isoformat(),
        "decision_number": certificate.decision_number,
        "stars": certificate.stars,
        "points": certificate.points if certificate.points is not None else "",
    }


GROUP_CHOICES = list(GROUPS.items())


def kind_choices() -> list[tuple[str, str]]:
    """The legal forms for a choice, in the reader's language."""
    return [(code, _(name)) for code, name in KIND_NAMES.items()]


def group_choices() -> list[tuple[str, str]]:
    """The six groups for a choice, in the reader's language."""
    return [(code, name.text()) for code, name in GROUPS.items()]


def outcome_choices() -> list[tuple[str, str]]:
    """What may become of a submission, in the reader's language."""
    return [(code, _(name)) for code, name in OUTCOME_NAMES.items()]


def office_choices(offices: Iterable[OfficeView]) -> list[tuple[int, str]]:
    """Offices for a choice, in the reader's language."""
    return [(office.id, office.name.text()) for office in offices]
