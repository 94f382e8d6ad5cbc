"""What the vault of papers shows and takes in."""

from datetime import date, datetime

import msgspec

from events_app.platform.i18n import Bilingual
from events_app.producers.rules.papers import PAPER_KINDS, PaperStanding


class NewPaper(msgspec.Struct, frozen=True, kw_only=True):
    """A paper as it is handed in. `replaces` names the one it takes the place of."""

    kind: str
    filename: str
    content: bytes
    issued_on: date | None = None
    expires_on: date | None = None
    note: str = ""
    replaces: int | None = None


class PaperView(msgspec.Struct, frozen=True, kw_only=True):
    """A paper without its bytes."""

    id: int
    producer: int
    kind: str
    filename: str
    media_type: str
    size: int
    issued_on: date | None
    expires_on: date | None
    note: str
    uploaded_at: datetime
    uploaded_by: str
    replaced_at: datetime | None
    standing: PaperStanding

    @property
    def title(self) -> Bilingual:
        """What kind of paper it is, in both languages."""
        return PAPER_KINDS[self.kind].title


class PaperFile(msgspec.Struct, frozen=True, kw_only=True):
    """A paper's bytes, to be handed out."""

    producer: int
    filename: str
    media_type: str
    content: bytes


class PaperReaderView(msgspec.Struct, frozen=True, kw_only=True):
    """An office that may read a producer's papers, or could."""

    office: int
    since: datetime
    ended_at: datetime | None
