"""Every field of a producer and of a product survives entry and change: a new field is looked after by itself."""

from datetime import date

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from events_app.platform.db import fetch
from events_app.platform.i18n import Bilingual
from events_app.producers import operations
from events_app.producers.queries.register import load_producer, load_story
from events_app.producers.rules.criteria import GROUPS
from events_app.producers.schemas import NewProducer, NewProduct, ProducerChanges, ProductChanges
from tests.factories.accounts import make_organizer

pytestmark = pytest.mark.usefixtures("database")
# Shrinking is left out: on a database it takes minutes.
together = settings(
    suppress_health_check=[HealthCheck.function_scoped_fixture], phases=[Phase.explicit, Phase.reuse, Phase.generate]
)

WORDS = st.text("aăâbđ 'z", min_size=1, max_size=20).map(lambda text: " ".join(["A", *text.split()]))
TEXTS = st.builds(Bilingual, vi=WORDS, en=WORDS)
# Not every number after 099 is given out; all after 090 to 098 are.
PHONES = st.integers(0, 9 * 10**7 - 1).map(lambda digits: f"+849{digits:08d}")
PRODUCER = {
    "name": WORDS,
    "kind": st.sampled_from(["enterprise", "cooperative", "group", "household", "facility"]),
    "tax_code": st.sampled_from(["", "0100109106", "0101243150"]),
    "representative": WORDS,
    "phone": PHONES,
    "phone_second": PHONES,
    "email": st.integers(0, 999).map(lambda number: f"chuthe{number}@demo.example"),
    "website": st.integers(0, 999).map(lambda number: f"https://demo{number}.example"),
    "address": WORDS,
    "place": st.sampled_from([0, 1]),
    "about": TEXTS,
}
PRODUCT = {"name": WORDS, "group": st.sampled_from(sorted(GROUPS)), "story": TEXTS}


def test_every_field_that_is_typed_is_tried():
    typed = set(NewProducer.__struct_fields__) - {"office"}
    assert typed == set(PRODUCER)
    assert set(ProducerChanges.__struct_fields__) - {"revision"} == set(PRODUCER)
    assert set(NewProduct.__struct_fields__) - {"certificate"} == set(PRODUCT)
    assert set(ProductChanges.__struct_fields__) - {"revision"} == set(PRODUCT)


def shown(view, values):
    place = view.place.id if view.place else None
    return {name: getattr(view, name) for name in values} | {"place": place}


async def with_a_place(values):
    places = await fetch("SELECT id FROM place WHERE level = 'commune' AND valid_to IS NULL ORDER BY id LIMIT 2")
    return values | {"place": places[values["place"]]["id"]}


@together
@given(first=st.fixed_dictionaries(PRODUCER), second=st.fixed_dictionaries(PRODUCER))
async def test_every_field_of_a_producer_survives_entry_and_change(now, first, second):
    organizer = await make_organizer()
    first, second = await with_a_place(first), await with_a_place(second)
    made = await operations.add_producer(NewProducer(**first), acting=organizer, now=now)
    assert shown(made, first) == first
    changed = await operations.change_producer(
        made.id, ProducerChanges(revision=made.revision, **second), acting=organizer, now=now
    )
    assert shown(changed, second) == second
    same = await operations.change_producer(
        made.id, ProducerChanges(revision=changed.revision), acting=organizer, now=now
    )
    assert shown(same, second) == second
    assert await load_producer(made.id, acting=organizer, on=date(2026, 12, 1)) == same


@together
@given(first=st.fixed_dictionaries(PRODUCT), second=st.fixed_dictionaries(PRODUCT))
async def test_every_field_of_a_product_survives_entry_and_change(now, first, second):
    organizer = await make_organizer()
    producer = await operations.add_producer(NewProducer(name="A"), acting=organizer, now=now)
    made = await operations.add_product(producer.id, NewProduct(**first), acting=organizer, now=now)
    assert await read(made) == first
    changes = ProductChanges(revision=made.revision, **second)
    changed = await operations.change_product(made.id, changes, acting=organizer, now=now)
    assert await read(changed) == second
    nothing = ProductChanges(revision=changed.revision)
    assert await read(await operations.change_product(made.id, nothing, acting=organizer, now=now)) == second


async def read(view):
    return {"name": view.name, "group": view.group, "story": await load_story(view.id)}
