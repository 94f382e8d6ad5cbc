"""Invitations, as offices and invited people read them."""

from datetime import datetime

from msgspec import Struct

from events_app.passes.rules import PassKind
from events_app.platform.i18n import Locale


class InvitationView(Struct, frozen=True, kw_only=True):
    """One invitation; `state` is open, expired, accepted or withdrawn at the moment it was read."""

    id: int
    fair: int
    kind: PassKind
    email: str
    name: str
    locale: Locale
    sent_at: datetime
    sends: int
    expires_at: datetime
    withdrawn_at: datetime | None
    accepted_at: datetime | None
    entry_pass: int | None
    state: str

    @property
    def is_open(self) -> bool:
        """Whether its link turns into a pass."""
        return self.state == "open"
