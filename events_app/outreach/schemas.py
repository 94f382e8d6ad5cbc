"""What outreach passes around."""

from datetime import datetime
from typing import Literal

import msgspec

from events_app.outreach.rules import OptOutKind
from events_app.platform.i18n import Bilingual, Locale


class Recipient(msgspec.Struct, frozen=True):
    """Whom a letter is for, and in which language they read. `key` tells readers of one cause apart."""

    key: str
    email: str
    name: str
    locale: Locale
    account: int | None = None


class Invitation(msgspec.Struct, frozen=True):
    """An iTIP part: calendar programs enter, move or strike the appointment by it."""

    method: Literal["REQUEST", "CANCEL"]
    body: bytes


class Enclosure(msgspec.Struct, frozen=True):
    """A file that goes with a letter."""

    filename: str
    content: bytes


class Button(msgspec.Struct, frozen=True):
    """The one thing to do from a letter."""

    label: str
    url: str


class Letter(msgspec.Struct, frozen=True):
    """What a letter says, in the reader's language, before it is set as text and HTML.

    Attributes:
        subject: One line.
        heading: The first thing read; the subject said as to a person.
        paragraphs: What happened and what it means.
        facts: Label and value, for what people look up again: dates, places, booth numbers.
        button: The one thing to do.
        note: What to know beside it: how long a link lasts, why this letter came.
        invitation: An iTIP part.
        enclosure: What is drawn and attached when the letter leaves, by name.
        opt_out: The kind of silence offered, for letters nobody asked for by an act.
    """

    subject: str
    heading: str
    paragraphs: list[str]
    facts: list[tuple[str, str]] = []
    button: Button | None = None
    note: str = ""
    invitation: Invitation | None = None
    enclosure: str = ""
    opt_out: OptOutKind | None = None


class MailRow(msgspec.Struct, frozen=True):
    """One letter in a list."""

    id: int
    topic: str
    recipient: str
    recipient_name: str
    subject: str
    state: str
    attempts: int
    next_attempt_at: datetime
    last_error: str
    created_at: datetime
    sent_at: datetime | None


class MailView(msgspec.Struct, frozen=True):
    """One letter with everything it says."""

    id: int
    message_id: str
    topic: str
    office: int | None
    recipient: str
    recipient_name: str
    locale: Locale
    subject: str
    body_text: str
    body_html: str
    invitation: bytes | None
    invitation_method: str
    unsubscribe_url: str
    state: str
    attempts: int
    next_attempt_at: datetime
    last_error: str
    created_at: datetime
    sent_at: datetime | None


class ClaimedMail(msgspec.Struct, frozen=True):
    """One letter a sender has taken, with the office it speaks for."""

    id: int
    message_id: str
    recipient: str
    recipient_name: str
    locale: Locale
    subject: str
    body_text: str
    body_html: str
    invitation: bytes | None
    invitation_method: str
    enclosure: str
    unsubscribe_url: str
    topic: str
    attempts: int
    created_at: datetime
    worker: str
    office_name: Bilingual | None
    office_email: str


class FanOutView(msgspec.Struct, frozen=True):
    """How far a notice to many readers has come."""

    id: int
    topic: str
    audience: str
    title: str
    done: int
    total: int
    created_at: datetime
    finished_at: datetime | None


class MailCounts(msgspec.Struct, frozen=True):
    """How many letters are where."""

    waiting: int
    sent: int
    failed: int
    kept: int
