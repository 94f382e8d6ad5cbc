"""Values written by their fields: every kind of column comes back as it went, and no name reaches the SQL unseen."""

import datetime as dt
import enum
import uuid
from typing import Literal

import asyncpg
import msgspec
import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st
from msgspec import UNSET, UnsetType
from piccolo.columns import JSONB, UUID, Array, BigInt, BigSerial, Boolean, Bytea, Date, Integer, Numeric, Text, Varchar
from piccolo.table import Table

from events_app.platform.db import engine, fetch, transaction
from events_app.platform.i18n import Bilingual
from events_app.platform.rows import (
    ONE_MORE,
    Expression,
    UnknownColumn,
    column_names,
    columns_of,
    insert_or_update,
    insert_or_update_rows,
    insert_row,
    insert_rows,
    insert_unless_there,
    select_rows,
    selected,
    struct_from,
    update_each,
    update_row,
    update_rows,
)


class RowProbe(Table, tablename="row_probe"):
    id = BigSerial(primary_key=True)
    code = UUID(null=False, default=None)
    title_vi = Text(null=False)
    title_en = Text(null=False, default="")
    short = Varchar(length=5, null=False, default="none")
    mood = Varchar(length=8, null=True, default=None)
    hours = JSONB(null=False, default="[]")
    note = JSONB(null=True, default=None)
    speakers = Array(base_column=Varchar(length=120), null=False, default=list)
    numbers = Array(base_column=BigInt(), null=True, default=None)
    content = Bytea(null=True, default=None)
    on = Date(null=True, default=None)
    points = Numeric(digits=(5, 2), null=True, default=None)
    open = Boolean(null=False, default=False)
    revision = Integer(null=False, default=1)


class Mood(enum.StrEnum):
    GOOD = "good"
    BAD = "bad"


class Line(msgspec.Struct, frozen=True):
    opens: str
    day: dt.date | None = None


class Probe(msgspec.Struct, frozen=True, kw_only=True):
    code: uuid.UUID
    title: Bilingual
    short: Literal["none", "a", "b"] = "none"
    mood: Mood | None = None
    hours: list[Line] = []
    note: dict[str, int] | None = None
    speakers: list[str] = []
    numbers: list[int] | None = None
    content: bytes | None = None
    on: dt.date | None = None
    open: bool = False


class ProbePatch(msgspec.Struct, frozen=True, kw_only=True):
    title: Bilingual | UnsetType = UNSET
    hours: list[Line] | UnsetType = UNSET
    on: dt.date | UnsetType | None = UNSET


@pytest.fixture(scope="module", autouse=True)
async def row_probe(pool):
    RowProbe._meta.db = engine()  # as `connected` does for the tables of the slices
    await fetch(
        """
        CREATE TABLE row_probe (
            id bigserial PRIMARY KEY,
            code uuid NOT NULL CONSTRAINT row_probe_code UNIQUE,
            title_vi text NOT NULL,
            title_en text NOT NULL DEFAULT '',
            short varchar(5) NOT NULL DEFAULT 'none',
            mood varchar(8),
            hours jsonb NOT NULL DEFAULT '[]',
            note jsonb,
            speakers varchar(120)[] NOT NULL DEFAULT '{}',
            numbers bigint[],
            content bytea,
            "on" date,
            points numeric(5, 2),
            open boolean NOT NULL DEFAULT false,
            revision integer NOT NULL DEFAULT 1
        )
        """
    )
    yield
    await fetch("DROP TABLE row_probe")


@pytest.fixture(autouse=True)
async def empty(row_probe):
    await fetch("DELETE FROM row_probe")


def stored():
    return fetch(f"SELECT {selected(Probe, 'p')} FROM row_probe p ORDER BY id")


def probe(**changed):
    return Probe(**({"code": uuid.uuid4(), "title": Bilingual(vi="Chợ phiên", en="Fair")} | changed))


TEXTS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=20)
PROBES = st.builds(
    Probe,
    code=st.uuids(),
    title=st.builds(Bilingual, vi=TEXTS, en=TEXTS),
    short=st.sampled_from(["none", "a", "b"]),
    mood=st.none() | st.sampled_from(Mood),
    hours=st.lists(st.builds(Line, opens=TEXTS, day=st.none() | st.dates()), max_size=3),
    note=st.none() | st.dictionaries(TEXTS, st.integers(-(2**53), 2**53), max_size=3),
    speakers=st.lists(TEXTS, max_size=3),
    numbers=st.none() | st.lists(st.integers(-(2**63), 2**63 - 1), max_size=3),
    content=st.none() | st.binary(max_size=20),
    on=st.none() | st.dates(),
    open=st.booleans(),
)


# Shrinking is left out: on a database it takes minutes.
@settings(phases=[Phase.explicit, Phase.reuse, Phase.generate])
@given(st.lists(PROBES, max_size=4, unique_by=lambda value: value.code))
async def test_every_field_comes_back_as_it_went_one_by_one_and_together(values):
    for write in (one_by_one, together, over_others):
        await fetch("DELETE FROM row_probe")
        await write(values)
        rows = {row["code"]: row for row in await stored()}
        assert [struct_from(Probe, rows[value.code]) for value in values] == values
        assert len(rows) == len(values)


async def one_by_one(values):
    for value in values:
        await insert_row(RowProbe, value)


async def together(values):
    await insert_rows(RowProbe, values)


async def over_others(values):
    for value in values:
        await insert_row(RowProbe, probe(code=value.code))
        assert await update_row(RowProbe, value, where={"code": value.code}) is not None


async def test_columns_not_given_take_the_defaults_of_the_database(database):
    row = await insert_row(RowProbe, {"code": uuid.uuid4(), "title_vi": "A"}, returning="short, revision, hours")
    assert dict(row) == {"short": "none", "revision": 1, "hours": "[]"}


@pytest.mark.parametrize("name", ['title_vi") VALUES (1); DROP TABLE row_probe; --', "title", "Title_vi", "fair", ""])
async def test_hostile_or_unknown_column_is_refused_before_anything_is_asked(name):
    value = {"code": uuid.uuid4(), "title_vi": "A", name: "x"}
    attempts = [
        lambda: insert_row(RowProbe, value),
        lambda: insert_rows(RowProbe, [value]),
        lambda: insert_unless_there(RowProbe, value),
        lambda: insert_unless_there(RowProbe, probe(), unique=(name,)),
        lambda: insert_or_update(RowProbe, probe(), unique=(name,)),
        lambda: update_row(RowProbe, {name: "x"}, where={"code": uuid.uuid4()}),
        lambda: update_rows(RowProbe, {"open": True}, where={name: "x"}),
        lambda: update_rows(RowProbe, {"open": True}, where={name: None}),
        lambda: update_rows(RowProbe, {"open": True}, where={name: ["x"]}),
        lambda: select_rows(RowProbe, {name: "x"}),
        lambda: insert_rows(RowProbe, [probe()], unless_there=True, unique=(name,)),
        lambda: insert_or_update_rows(RowProbe, [value], unique=("code",)),
        lambda: insert_or_update_rows(RowProbe, [probe()], unique=(name,)),
        lambda: update_each(RowProbe, [value], key="code"),
        lambda: update_each(RowProbe, [probe()], key=name),
    ]
    for attempt in attempts:
        with pytest.raises(UnknownColumn):
            await attempt()
    assert await stored() == []


async def test_hostile_values_are_only_values():
    hostile = "'; DROP TABLE row_probe; -- {} $1"
    await insert_row(RowProbe, probe(title=Bilingual(vi=hostile), speakers=[hostile]))
    await insert_rows(RowProbe, [probe(title=Bilingual(vi=hostile), speakers=[hostile, "{a,b}", ""])])
    assert [struct_from(Probe, row).title.vi for row in await stored()] == [hostile, hostile]


async def test_text_too_long_is_refused_not_cut():
    for attempt in (insert_row(RowProbe, probe(), {"short": "longer"}), insert_rows(RowProbe, [_long()])):
        with pytest.raises(asyncpg.StringDataRightTruncationError):
            await attempt


def _long():
    return {"code": uuid.uuid4(), "title_vi": "A", "short": "longer"}


async def test_insert_unless_there_leaves_the_row_that_stands():
    first = probe()
    assert await insert_unless_there(RowProbe, first, unique=("code",)) is not None
    second = probe(code=first.code, title=Bilingual(vi="Khác"))
    assert await insert_unless_there(RowProbe, second, unique=("code",)) is None
    assert await insert_unless_there(RowProbe, second) is None
    assert await insert_rows(RowProbe, [second], unless_there=True) == []
    assert [struct_from(Probe, row) for row in await stored()] == [first]


async def test_insert_or_update_puts_every_other_column_into_the_row_that_stands():
    first = probe()
    before = await insert_or_update(RowProbe, first, unique=("code",))
    second = probe(code=first.code, title=Bilingual(vi="Khác"), hours=[Line("08:00")], open=True)
    assert await insert_or_update(RowProbe, second, unique=("code",)) == before
    assert [struct_from(Probe, row) for row in await stored()] == [second]


async def test_many_are_written_or_changed_and_those_that_are_right_are_left_alone():
    first, second, third = probe(), probe(speakers=["A", "B"]), probe()
    await insert_rows(RowProbe, [first, second])
    changed = msgspec.structs.replace(second, speakers=["B", "A"], note={"n": 1})
    written = await insert_or_update_rows(RowProbe, [first, changed, third], unique=("code",), returning="code")
    assert {row["code"] for row in written} == {second.code, third.code}
    assert [struct_from(Probe, row) for row in await stored()] == [first, changed, third]
    assert await insert_or_update_rows(RowProbe, [], unique=("code",)) == []


async def test_rows_written_together_are_numbered_in_their_order():
    values = [probe(title=Bilingual(vi=f"{number}")) for number in range(200)]
    await insert_rows(RowProbe, values)
    assert [row["title_vi"] for row in await stored()] == [value.title.vi for value in values]


async def test_each_row_is_changed_to_its_own_value():
    one, two, three = (probe(speakers=["x"]) for _ in range(3))
    await insert_rows(RowProbe, [one, two, three])
    changes = [
        {"code": value.code, "speakers": [name, ""], "hours": [Line(name)]} for name, value in (("a", one), ("b", two))
    ]
    await update_each(RowProbe, changes, key="code")
    await update_each(RowProbe, [])
    assert [struct_from(Probe, row).speakers for row in await stored()] == [["a", ""], ["b", ""], ["x"]]
    assert [struct_from(Probe, row).hours for row in await stored()] == [[Line("a")], [Line("b")], []]


async def test_conflict_outside_the_unique_columns_is_told():
    first = await insert_row(RowProbe, probe())
    twice = {"id": first["id"], "code": uuid.uuid4(), "title_vi": "A"}
    assert await insert_rows(RowProbe, [twice], unless_there=True) == []
    with pytest.raises(asyncpg.UniqueViolationError):
        await insert_rows(RowProbe, [twice], unless_there=True, unique=("code",))


async def test_patch_changes_only_what_it_names():
    first = probe(on=dt.date(2026, 12, 5), hours=[Line("08:00")])
    await insert_row(RowProbe, first)
    row = await update_row(
        RowProbe, ProbePatch(on=None), {"revision": ONE_MORE}, where={"code": first.code}, returning="revision"
    )
    assert row["revision"] == 2
    assert [struct_from(Probe, row) for row in await stored()] == [msgspec.structs.replace(first, on=None)]


async def test_update_names_its_rows_by_equality_absence_and_choice():
    one, two, three = (probe(on=day) for day in (None, dt.date(2026, 1, 1), dt.date(2026, 1, 2)))
    await insert_rows(RowProbe, [one, two, three])
    assert len(await update_rows(RowProbe, {"open": True}, where={"on": None})) == 1
    assert len(await update_rows(RowProbe, {"open": True}, where={"code": [two.code, three.code], "on": two.on})) == 1
    assert [row["open"] for row in await stored()] == [True, True, False]
    assert await update_row(RowProbe, {"open": True}, where={"code": uuid.uuid4()}) is None


async def test_rows_are_found_by_equality_and_absence():
    one, two = probe(on=dt.date(2026, 1, 1)), probe()
    await insert_rows(RowProbe, [one, two])
    assert [row["code"] for row in await select_rows(RowProbe, {"on": None, "open": False}, returning="code")] == [
        two.code
    ]
    assert await select_rows(RowProbe, {"on": None, "open": True}) == []


async def test_update_of_one_row_that_would_meet_two_raises_and_rolls_back():
    await insert_rows(RowProbe, [probe(), probe()])
    with pytest.raises(ValueError, match="2 rows of row_probe"):
        async with transaction():
            await update_row(RowProbe, {"open": True}, where={"on": None})
    assert [row["open"] for row in await stored()] == [False, False]


@pytest.mark.parametrize(("changes", "where"), [({}, {"open": False}), ({"open": True}, {}), (ProbePatch(), {"id": 1})])
async def test_update_of_nothing_or_of_everything_raises(changes, where):
    with pytest.raises(ValueError, match="names its columns and its rows"):
        await update_rows(RowProbe, changes, where=where)


async def test_rows_written_together_have_the_same_fields_and_no_expressions():
    assert await insert_rows(RowProbe, []) == []
    with pytest.raises(ValueError, match="same fields"):
        await insert_rows(RowProbe, [{"title_vi": "A", "open": True}, {"open": True, "title_vi": "A"}])
    with pytest.raises(ValueError, match="one row"):
        await insert_rows(RowProbe, [{"title_vi": Expression("now()::text")}])


async def test_writes_run_in_the_transaction_of_their_caller():
    class TakenBack(Exception):
        pass

    with pytest.raises(TakenBack):
        async with transaction():
            await insert_row(RowProbe, probe())
            await insert_rows(RowProbe, [probe()])
            raise TakenBack
    assert await stored() == []


def test_words_become_members_of_their_enum_and_what_is_given_stands_for_a_column():
    row = {"code": uuid.uuid4(), "title_vi": "A", "title_en": "", "short": "a", "mood": "bad", "hours": "[]"}
    row |= {"note": None, "speakers": [], "numbers": None, "content": None, "on": None}
    read = struct_from(Probe, row, open=True)
    assert read.mood is Mood.BAD
    assert read.open is True


def test_columns_of_values_later_ones_over_earlier_ones():
    value = ProbePatch(title=Bilingual(vi="A", en="B"))
    assert columns_of(value, {"title_en": "C", "open": True}) == {"title_vi": "A", "title_en": "C", "open": True}
    assert column_names(Probe)[:3] == ["code", "title_vi", "title_en"]
