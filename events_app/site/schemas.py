"""What the composed pages show."""

from datetime import date, datetime

from msgspec import Struct

from events_app.booths.schemas import BoothFigures, ComingBooth, Exhibitor, OpenFair
from events_app.fairs.schemas import Fair, FairForOffice, ProgrammeSession
from events_app.floor_plans.schemas import BoothMap
from events_app.livestream.schemas import Broadcast
from events_app.passes.schemas import PassFigures
from events_app.platform.i18n import Bilingual, _, current_locale
from events_app.platform.i18n.formats import format_weekday
from events_app.producers.schemas import CertificateStanding


class NearDay(Struct, frozen=True):
    """A day near enough to be said with its weekday and without its year."""

    day: date


class Sentence(Struct, frozen=True):
    """A message with its facts, put into words when it is shown."""

    message: str
    data: dict[str, object] = {}

    def text(self) -> str:
        """The sentence in the reader's language; facts in two languages are chosen first."""
        return _(self.message, **{name: _chosen(value) for name, value in self.data.items()})


def _chosen(value: object) -> object:
    if isinstance(value, NearDay):
        return format_weekday(value.day, current_locale())
    return value.text(current_locale()) if isinstance(value, Bilingual) else value


class Tag(Struct, frozen=True):
    """A state in words, with the tone that says it again."""

    tone: str
    words: Sentence


class TodayItem(Struct, frozen=True):
    """One thing that is on today: when it begins, and what the small line under the hour says."""

    starts: str
    note: Sentence
    title: Bilingual
    href: str
    facts: list[Sentence]
    tone: str = ""


class FairCard(Struct, frozen=True):
    """A fair as a card on a list."""

    fair: Fair
    tag: Tag
    booths: int
    free_booths: int
    streams: int
    passes_open: bool
    lunar: bool


class Home(Struct, frozen=True):
    """The public home: what is on now, today's hours, and what comes."""

    running: list[Fair]
    today: list[TodayItem]
    coming: list[FairCard]
    coming_total: int
    open_fair: str | None


class FairFilter(Struct, frozen=True, kw_only=True):
    """What a visitor chose on the list, as it stands in the address."""

    q: str = ""
    kind: str = ""
    region: str = ""
    month: str = ""
    when: str = "coming"


class ProgrammeDay(Struct, frozen=True):
    """The programme of one local day."""

    day: date
    sessions: list[ProgrammeSession]


class FairPage(Struct, frozen=True, kw_only=True):
    """Everything a visitor reads about one fair."""

    card: FairCard
    office: Bilingual
    days: list[ProgrammeDay]
    unscheduled: list[ProgrammeSession]
    broadcasts: list[Broadcast]
    exhibitors: list[Exhibitor]
    plan: BoothMap | None

    @property
    def fair(self) -> Fair:
        """The fair itself."""
        return self.card.fair


class Todo(Struct, frozen=True, kw_only=True):
    """One thing that waits for a person: the more urgent, the smaller the number."""

    urgency: int
    tone: str
    icon: str
    title: Sentence
    text: Sentence
    href: str
    action: str
    until: datetime | None = None


class FairFigures(Struct, frozen=True):
    """A fair's figures: of its booths and of its passes and gates."""

    booths: BoothFigures = BoothFigures()
    passes: PassFigures = PassFigures()


class DeskFair(Struct, frozen=True):
    """A fair on the organizer's desk: its figures, and why it is in danger when it is."""

    about: FairForOffice
    figures: FairFigures
    tag: Tag
    dangers: list[Sentence]

    @property
    def fair(self) -> Fair:
        """The fair itself."""
        return self.about.fair


class Desk(Struct, frozen=True, kw_only=True):
    """The organizer's home."""

    todos: list[Todo]
    fairs: list[DeskFair]
    producers: int
    products: int
    passes_week: int

    @property
    def in_danger(self) -> list[DeskFair]:
        """Fairs that will not go well if nobody acts."""
        return [fair for fair in self.fairs if fair.dangers]


class YearFair(Struct, frozen=True):
    """A fair in the year's table: the months it has days in."""

    desk: DeskFair
    months: frozenset[int]


class ProducerHome(Struct, frozen=True, kw_only=True):
    """The producer's home: what to do next, booths, papers, slots."""

    names: list[str]
    next_steps: list[Todo]
    claims: list[ComingBooth]
    papers: list[CertificateStanding]
    broadcasts: list[Broadcast]
    open_fairs: list[OpenFair]
    orders: int
