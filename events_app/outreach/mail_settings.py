"""What the installation says about mail: its address, its sender, and whether letters leave at all."""

import msgspec

from events_app.outreach.rules import OptOutKind, opt_out_token
from events_app.platform.settings import Settings


class MailSettings(msgspec.Struct, frozen=True):
    """How one installation sends mail.

    Attributes:
        public_url: Where links in letters lead, without a trailing slash.
        mail_from: The address letters come from.
        smtp_url: The server they leave through; None keeps them in the database, readable on a page.
        secret: Key material for opt-out links.
    """

    public_url: str
    mail_from: str
    smtp_url: str | None
    secret: str

    @property
    def keeps(self) -> bool:
        """Whether letters stay here."""
        return self.smtp_url is None

    @property
    def domain(self) -> str:
        """What stands right of the @ in Message-IDs."""
        return self.mail_from.rpartition("@")[2] or "localhost"

    def link(self, path: str) -> str:
        """Give the address of a page of ours for a letter."""
        return f"{self.public_url}{path}"

    def opt_out_link(self, email: str, kind: OptOutKind) -> str:
        """Give the address that stops one kind of letters to one reader, without signing in."""
        return self.link(f"/mails/stop?for={opt_out_token(email, kind, secret=self.secret)}")


def mail_settings(settings: Settings) -> MailSettings:
    """What the settings of the installation say about mail."""
    return MailSettings(
        public_url=settings.public_url,
        mail_from=settings.mail_from,
        smtp_url=settings.smtp_url,
        secret=settings.secret,
    )
