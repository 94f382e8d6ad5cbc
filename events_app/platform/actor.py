"""Who acts. A value passed to every operation, so that permission and audit never depend on a hidden current user."""

from typing import Literal

import msgspec

from events_app.platform.errors import NotAllowed, SignInRequired
from events_app.platform.i18n import N_, Locale

ActorKind = Literal["anonymous", "person", "device", "system"]
Role = Literal["owner", "organizer", "reviewer", "gate"]


class NotYourOffice(NotAllowed):
    code = "not_your_office"
    message = N_("This belongs to another office.")


class NotYourProducer(NotAllowed):
    code = "not_your_producer"
    message = N_("Only the members of this producer may do that.")


class MissingScope(NotAllowed):
    code = "missing_scope"
    message = N_("This key may not be used for that: it lacks the scope “%(scope)s”.")


class Actor(msgspec.Struct, frozen=True, kw_only=True):
    """Somebody or something that acts, with what it may touch.

    Attributes:
        kind: A person, a gate device, the system itself, or nobody known.
        id: The account's or the device's id; 0 for the others.
        office_roles: Role per office id.
        producer_ids: Producers this person acts for.
        scopes: What an API key is limited to; None when it is not limited.
        device_fair: The one fair whose gates a device serves.
    """

    kind: ActorKind = "anonymous"
    id: int = 0
    name: str = ""
    email: str = ""
    office_roles: dict[int, str] = {}
    producer_ids: frozenset[int] = frozenset()
    scopes: frozenset[str] | None = None
    device_fair: int | None = None
    locale: Locale | None = None

    @property
    def is_known(self) -> bool:
        return self.kind != "anonymous"

    @property
    def organized_offices(self) -> list[int]:
        return sorted(office for office, role in self.office_roles.items() if role in {"owner", "organizer"})

    @property
    def gate_offices(self) -> list[int]:
        return sorted(office for office in self.office_roles if self.staffs_gate(office))

    @property
    def reviewed_offices(self) -> list[int]:
        return sorted(office for office in self.office_roles if self.reviews(office))

    def organizes(self, office: int) -> bool:
        return self.kind == "system" or self.office_roles.get(office) in {"owner", "organizer"}

    def owns_office(self, office: int) -> bool:
        return self.kind == "system" or self.office_roles.get(office) == "owner"

    def staffs_gate(self, office: int) -> bool:
        return self.kind == "system" or self.office_roles.get(office) in {"owner", "organizer", "gate"}

    def reviews(self, office: int) -> bool:
        """Whether applications at this office may be given to this person."""
        return self.kind == "system" or self.office_roles.get(office) in {"owner", "organizer", "reviewer"}

    def acts_for(self, producer: int) -> bool:
        return self.kind == "system" or producer in self.producer_ids

    def ensure_known(self) -> None:
        if not self.is_known:
            raise SignInRequired

    def ensure_organizes(self, office: int) -> None:
        self.ensure_known()
        if not self.organizes(office):
            raise NotYourOffice

    def ensure_owns_office(self, office: int) -> None:
        self.ensure_known()
        if not self.owns_office(office):
            raise NotYourOffice

    def ensure_staffs_gate(self, office: int) -> None:
        self.ensure_known()
        if not self.staffs_gate(office):
            raise NotYourOffice

    def ensure_acts_for(self, producer: int) -> None:
        self.ensure_known()
        if not self.acts_for(producer):
            raise NotYourProducer

    def ensure_scope(self, scope: str) -> None:
        """Refuse an API key that was not made for this."""
        if self.scopes is not None and scope not in self.scopes:
            raise MissingScope(scope=scope)


ANONYMOUS = Actor()
SYSTEM = Actor(kind="system", name="events_app")
