"""The call: who may come by place, which papers go along, and which office reads them."""

from datetime import date, timedelta

import asyncpg
import pytest

from events_app.applications import operations
from events_app.applications.errors import ApplicationInvalid, CallInvalid
from events_app.applications.rules import ApplicationState
from events_app.applications.schemas import ApplicationInput, ApplicationPatch, CallInput
from events_app.booths import queries
from events_app.places.queries import areas_of_places, place_by_code, search_places
from events_app.platform.actor import NotYourOffice
from events_app.platform.db import fetch
from events_app.platform.i18n import Bilingual
from events_app.producers.errors import PaperNotFound
from events_app.producers.queries import may_read_papers, papers_of
from tests.factories.accounts import make_member, make_office, make_organizer
from tests.factories.booths import make_application, make_call, make_floor_plan
from tests.factories.fairs import make_fair, slug_of
from tests.factories.papers import PDF, make_paper
from tests.factories.producers import make_producer, make_producer_member, make_product, producer_actor

S = ApplicationState
TODAY = date(2026, 11, 24)


@pytest.fixture
async def office(database) -> int:
    return await make_office()


@pytest.fixture
async def fair(office) -> int:
    return await make_floor_plan(await make_fair(office=office))


@pytest.fixture
async def organizer(office):
    return await make_organizer(office)


def a_call(now, **changes) -> CallInput:
    return CallInput(**({"is_open": True, "closes_at": now + timedelta(days=3)} | changes))


async def ready(fair, now, producer, acting, **changes):
    wanted = ApplicationInput(producer=producer, products=[await make_product(producer)], state="submitted", **changes)
    return await operations.apply_for_booths(await slug_of(fair), wanted, acting=acting, now=now)


async def test_a_former_ward_lies_in_what_took_it_over_and_in_its_province(database):
    [ward] = await search_places("Phường Phúc Xá", on=date(2024, 1, 1), limit=1)
    hanoi = await place_by_code("01", TODAY)
    areas = (await areas_of_places([ward.id]))[ward.id]
    assert {ward.id, hanoi.id} < areas
    today = [row["id"] for row in await fetch("SELECT successor AS id FROM place_successor WHERE former = $1", ward.id)]
    assert today
    assert set(today) <= areas
    others = {place.id for place in await search_places("Xã Sóc Sơn", on=TODAY)}
    assert others
    assert others.isdisjoint(areas)


async def test_a_call_for_places_refuses_producers_of_others(fair, organizer, now):
    hanoi = await place_by_code("01", TODAY)
    [commune] = await search_places("Xã Sóc Sơn", on=TODAY, limit=1)
    await operations.set_call(await slug_of(fair), a_call(now, places=[hanoi.id]), acting=organizer, now=now)
    inside, outside = await make_producer(place=commune.id), await make_producer()
    member, stranger = await producer_actor(inside), await producer_actor(outside)
    assert (await ready(fair, now, inside, member)).state is S.SUBMITTED
    with pytest.raises(ApplicationInvalid) as refusal:
        await ready(fair, now, outside, stranger)
    assert [error.code for error in refusal.value.fields[""]] == ["place"]


async def test_a_call_for_an_unknown_place_is_refused(fair, organizer, now):
    with pytest.raises(CallInvalid):
        await operations.set_call(await slug_of(fair), a_call(now, places=[999_999]), acting=organizer, now=now)


async def test_papers_asked_for_are_missing_then_lapsed_then_there(fair, organizer, now):
    slug = await slug_of(fair)
    await operations.set_call(slug, a_call(now, papers=["food_safety"]), acting=organizer, now=now)
    producer = await make_producer()
    member = await producer_actor(producer)
    with pytest.raises(ApplicationInvalid) as refusal:
        await ready(fair, now, producer, member)
    assert [error.code for error in refusal.value.fields["papers"]] == ["paper_missing"]
    lapsed = await make_paper(producer, kind="food_safety", expires_on=TODAY - timedelta(days=1))
    with pytest.raises(ApplicationInvalid) as refusal:
        await ready(fair, now, producer, member)
    assert [error.code for error in refusal.value.fields["papers"]] == ["paper_lapsed"]
    await fetch("UPDATE producer_paper SET expires_on = $2 WHERE id = $1", lapsed, TODAY)
    assert (await ready(fair, now, producer, member)).state is S.SUBMITTED


async def test_handing_in_opens_the_papers_to_that_office_and_withdrawing_closes_them(fair, office, organizer, now):
    await make_call(fair)
    producer = await make_producer()
    member, stranger = await producer_actor(producer), await make_organizer()
    draft = ApplicationInput(producer=producer, products=[await make_product(producer)])
    made = await operations.apply_for_booths(await slug_of(fair), draft, acting=member, now=now)
    assert not await may_read_papers(producer, [office])
    patch = ApplicationPatch(revision=1, state=S.SUBMITTED)
    await operations.edit_application(made.id, patch, acting=member, now=now)
    assert await papers_of(producer, acting=organizer, on=TODAY) == []
    with pytest.raises(PaperNotFound):
        await papers_of(producer, acting=stranger, on=TODAY)
    patch = ApplicationPatch(revision=2, state=S.WITHDRAWN)
    await operations.edit_application(made.id, patch, acting=member, now=now)
    assert not await may_read_papers(producer, [office])


async def test_an_office_opens_no_foreign_papers_by_entering_an_application(fair, office, organizer, now):
    foreign, own = await make_producer(), await make_producer(office)
    for producer in (foreign, own):
        wanted = ApplicationInput(producer=producer)
        await operations.apply_for_booths(await slug_of(fair), wanted, acting=organizer, now=now)
    assert not await may_read_papers(foreign, [office])
    assert await may_read_papers(own, [office])
    member = await producer_actor(foreign)
    await make_call(fair)
    [row] = await fetch("SELECT id FROM booth_application WHERE producer = $1", foreign)
    patch = ApplicationPatch(revision=1, products=[await make_product(foreign)])
    await operations.edit_application(row["id"], patch, acting=member, now=now)
    assert await may_read_papers(foreign, [office])


async def test_changed_terms_are_a_new_version_and_never_rewritten(fair, organizer, now):
    slug = await slug_of(fair)
    first = Bilingual("Giữ vệ sinh gian hàng.", "Keep the booth clean.")
    for text in (first, first, Bilingual("Giữ vệ sinh, đóng cửa lúc 21 giờ."), None):
        await operations.set_call(slug, a_call(now, terms=text), acting=organizer, now=now)
    standing = await queries.terms_of(fair)
    assert standing is not None
    assert (standing.version, standing.text.vi) == (2, "Giữ vệ sinh, đóng cửa lúc 21 giờ.")
    for statement in ("UPDATE call_terms SET text_vi = 'khác'", "DELETE FROM call_terms"):
        with pytest.raises(asyncpg.IntegrityConstraintViolationError):
            await fetch(statement)


async def test_only_the_office_writes_the_call(fair, now):
    for stranger in (await make_organizer(), await producer_actor()):
        with pytest.raises(NotYourOffice):
            await operations.set_call(await slug_of(fair), a_call(now), acting=stranger, now=now)


class TestPages:
    async def test_the_call_is_written_and_refused_without_losing_a_word(self, sign_in, fair, office):
        organizer = await sign_in(await make_member(office))
        path = f"/organizer/fairs/{await slug_of(fair)}/applications/call"
        assert (await organizer.get(path)).status_code == 200
        fields = {
            "is_open": "on", "closes_on": "2026-12-01", "papers": ["label", "test_report"], "pay_within": "10",
            "checklist": "Có nhãn phụ\n\nCó người bán biết tiếng Anh", "terms_vi": "Không dùng lửa trần.",
        }  # fmt: skip
        wrong = await organizer.post_form(path, fields | {"closes_on": "31/2"})
        assert wrong.status_code == 422
        assert "Không dùng lửa trần." in wrong.text
        assert (await organizer.post_form(path, fields)).status_code == 303
        [row] = await fetch(
            "SELECT c.papers, c.checklist, r.pay_within FROM application_call c JOIN fee_rule r ON r.fair = c.fair"
        )
        assert row["papers"] == ["test_report", "label"]
        assert row["checklist"] == ["Có nhãn phụ", "Có người bán biết tiếng Anh"]
        assert row["pay_within"] == 10
        page = (await organizer.get(path)).text
        assert "Không dùng lửa trần." in page
        long = await organizer.post_form(path, fields | {"checklist": "x" * 201})
        assert long.status_code == 422

    async def test_the_producer_sees_what_the_call_asks_and_lacks(self, sign_in, fair):
        await make_call(fair)
        await fetch("UPDATE application_call SET papers = '{label}'")
        producer = await make_producer()
        member = await sign_in(await make_producer_member(producer))
        path = f"/producer/fairs/{await slug_of(fair)}/application?lang=en"
        page = (await member.get(path)).text
        assert "The paper “Product label” is missing." in page
        fields = {"products": str(await make_product(producer)), "hand_in": "true", "note": "Gần cổng"}
        answer = await member.post_form(path, fields)
        assert answer.status_code == 422
        assert "Gần cổng" in answer.text
        await make_paper(producer, kind="label", content=PDF)
        assert (await member.post_form(path, fields)).status_code == 303

    async def test_an_application_after_the_deadline_says_so_and_keeps_the_note(self, sign_in, fair, now):
        await make_call(fair, closes_at=now)
        member = await sign_in(await make_producer_member())
        path = f"/producer/fairs/{await slug_of(fair)}/application?lang=en"
        answer = await member.post_form(path, {"booths_wanted": "1"})
        assert answer.status_code == 409
        assert "This fair takes no applications now." in answer.text

    async def test_a_second_application_of_a_producer_says_so(self, sign_in, fair, office):
        producer = await make_producer(office)
        await make_application(fair, producer)
        organizer = await sign_in(await make_member(office))
        path = f"/organizer/fairs/{await slug_of(fair)}/applications?lang=en"
        answer = await organizer.post_form(path, {"producer": str(producer), "note": "gọi điện"})
        assert answer.status_code == 409
        assert "This producer has an application for this fair already." in answer.text
