"""Every field of a fair's content survives the form, the row and the patch: a new field is looked after by itself."""

from datetime import UTC, date, datetime, timedelta

import msgspec
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from events_app.fairs import operations, queries, tables
from events_app.fairs.forms import FairForm, fair_input, fair_patch, typed_values
from events_app.fairs.rules import Kind, Region, SessionKind
from events_app.fairs.rules.fields import LONGEST_TEXTS
from events_app.fairs.schemas import (
    FairContent,
    FairInput,
    FairPatch,
    FairTexts,
    OpeningHours,
    ProgrammePart,
    ProgrammeSessionInput,
    ProgrammeSessionPatch,
    VenueInput,
)
from events_app.platform.i18n import Bilingual
from events_app.platform.rows import column_names
from events_app.platform.web.forms import build_form
from tests.factories.accounts import make_organizer
from tests.factories.fairs import make_fair, slug_of

pytestmark = pytest.mark.usefixtures("database")
# Shrinking is left out: on a database it takes minutes.
together = settings(
    suppress_health_check=[HealthCheck.function_scoped_fixture], phases=[Phase.explicit, Phase.reuse, Phase.generate]
)

WORDS = st.text("aăâbđ 'Ωz", min_size=1, max_size=20).map(lambda text: " ".join(["A", *text.split()]))
TEXTS = st.builds(Bilingual, vi=WORDS, en=WORDS)
DAYS = st.dates(date(2026, 12, 1), date(2027, 6, 1))
SPAN = st.tuples(DAYS, st.integers(0, 30)).map(lambda span: (span[0], span[0] + timedelta(days=span[1])))
OTHER_DAYS = st.lists(
    st.builds(OpeningHours, opens=st.just("07:15"), closes=st.sampled_from(["11:00", "19:45"]), on=DAYS),
    max_size=2,
    unique_by=lambda line: line.on,
)
BY_NAME = {
    "opening_hours": OTHER_DAYS.map(
        lambda lines: [OpeningHours("08:30", "21:00"), *sorted(lines, key=lambda line: line.on)]
    ),
    "region": st.none() | st.sampled_from(Region),
    "kind": st.sampled_from(Kind),
    "capacity": st.none() | st.integers(1, 10_000_000),
    "venue": st.builds(
        VenueInput,
        name=TEXTS,
        address=WORDS,
        latitude=st.just(21.5),
        longitude=st.floats(-180, 180),
        time_zone=st.sampled_from(["Asia/Ho_Chi_Minh", "Asia/Tokyo"]),
    ),
}


@st.composite
def contents(draw):
    """Every field of a fair's content: texts by their type, the others by name."""
    starts_on, ends_on = draw(SPAN)
    drawn = {field.name: draw(TEXTS) for field in msgspec.structs.fields(FairContent) if field.type is Bilingual}
    drawn |= {name: draw(values) for name, values in BY_NAME.items()}
    inner = [starts_on + timedelta(days=n) for n in range(1, (ends_on - starts_on).days)]
    off = sorted(draw(st.sets(st.sampled_from(inner), max_size=3))) if inner else []
    return drawn | {"starts_on": starts_on, "ends_on": ends_on, "days_off": off}


def content_of(fair):
    shown = {name: getattr(fair, name) for name in (*FairContent.__struct_fields__, "venue")}
    venue = {name: getattr(fair.venue, name) for name in VenueInput.__struct_fields__}
    return shown | {"venue": VenueInput(**venue)}


def test_every_field_of_the_content_is_a_column_and_every_text_has_its_longest():
    assert set(column_names(FairContent)) <= {column._meta.name for column in tables.Fair._meta.columns}
    assert set(column_names(ProgrammePart)) <= {column._meta.name for column in tables.ProgrammeSession._meta.columns}
    assert LONGEST_TEXTS.keys() == set(FairTexts.__struct_fields__)


@together
@given(first=contents(), second=contents())
async def test_every_field_survives_creation_and_change(now, first, second):
    organizer = await make_organizer()
    made = await operations.create_fair(FairInput(**first), acting=organizer, now=now)
    assert content_of(made) == first
    assert content_of(await queries.fair_by_id(made.id, now=now)) == first
    patch = FairPatch(revision=made.revision, **second)
    changed = await operations.edit_fair(made.slug, patch, acting=organizer, now=now)
    assert content_of(changed) == second
    assert content_of(await queries.fair_by_id(made.id, now=now)) == second
    nothing = await operations.edit_fair(made.slug, FairPatch(revision=changed.revision), acting=organizer, now=now)
    assert content_of(nothing) == second


@together
@given(values=contents())
async def test_every_field_survives_its_form(now, values):
    made = await operations.create_fair(FairInput(**values), acting=await make_organizer(), now=now)
    typed = {name: [str(value)] for name, value in typed_values(made).items() if value is not None}
    form = build_form(typed, FairForm)
    assert form.errors == {}
    read = fair_input(form.data, {})
    assert {name: getattr(read, name) for name in values} == values
    assert fair_patch(form.data, {}) == FairPatch(revision=made.revision, slug=made.slug, **values)


TEN = datetime(2026, 12, 12, 3, 0, tzinfo=UTC)
PARTS = {
    field.name: TEXTS if field.type is Bilingual else values
    for field, values in zip(
        msgspec.structs.fields(ProgrammePart),
        (
            TEXTS,
            st.sampled_from(SessionKind),
            st.integers(0, 60).map(lambda minutes: TEN + timedelta(minutes=minutes)),
            st.integers(61, 90).map(lambda minutes: TEN + timedelta(minutes=minutes)),
            WORDS,
            st.lists(WORDS, max_size=3),
        ),
        strict=True,
    )
}


@together
@given(first=st.fixed_dictionaries(PARTS), second=st.fixed_dictionaries(PARTS))
async def test_every_field_of_a_part_of_the_programme_survives_creation_and_change(now, first, second):
    organizer = await make_organizer()
    slug = await slug_of(await make_fair(office=organizer.organized_offices[0]))
    made = await operations.add_programme_session(slug, ProgrammeSessionInput(**first), acting=organizer, now=now)
    patch = ProgrammeSessionPatch(revision=made.revision, **second)
    changed = await operations.edit_programme_session(made.id, patch, acting=organizer, now=now)
    assert {name: getattr(made, name) for name in first} == first
    assert {name: getattr(changed, name) for name in second} == second
    assert changed.revision == made.revision + 1
