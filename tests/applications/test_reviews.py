"""Reviewing: checklists, shares, and how little a reviewer sees."""

import asyncio

import pytest

from events_app.accounts.operations import change_role
from events_app.accounts.rules import Role
from events_app.applications import operations, queries
from events_app.applications.errors import ApplicationNotFound, ItemUnknown, ReviewerUnknown
from events_app.applications.rules import ApplicationState
from events_app.applications.schemas import ApplicationPatch, CheckInput
from events_app.platform.actor import ANONYMOUS, NotYourOffice, NotYourProducer
from events_app.platform.db import fetch
from events_app.producers.errors import PaperNotFound
from tests.factories.accounts import actor_of, make_member, make_office, make_organizer
from tests.factories.booths import make_application, make_call, make_floor_plan
from tests.factories.fairs import make_fair, slug_of
from tests.factories.papers import PDF, make_paper, make_paper_reader
from tests.factories.producers import make_producer, producer_actor


@pytest.fixture
async def office(database) -> int:
    return await make_office()


@pytest.fixture
async def fair(office) -> int:
    made = await make_floor_plan(await make_fair(office=office))
    await make_call(made)
    await fetch("UPDATE application_call SET papers = '{label}', checklist = '{\"Có nhãn phụ\"}'")
    return made


@pytest.fixture
async def organizer(office):
    return await make_organizer(office)


@pytest.fixture
async def reviewer(office):
    return await make_organizer(office, role="reviewer")


async def given(fair, organizer, reviewer, now) -> int:
    application = await make_application(fair)
    await operations.give_application(application, reviewer.id, acting=organizer, now=now)
    return application


def check(item="Có nhãn phụ", answer="yes", remark="") -> CheckInput:
    return CheckInput(item=item, answer=answer, remark=remark)


async def test_each_answer_keeps_who_and_when_until_it_changes(fair, organizer, reviewer, now):
    application = await given(fair, organizer, reviewer, now)
    await operations.save_checks(application, [check(answer="no", remark="thiếu")], acting=reviewer, now=now)
    answers = [check(answer="no", remark="thiếu"), check("paper:label")]
    await operations.save_checks(application, answers, acting=organizer, now=now)
    found, _ = await queries.find_reviewed(application, acting=organizer, now=now)
    items = {each.item: each for each in await queries.checklist_of(found)}
    assert list(items) == ["paper:label", "Có nhãn phụ"]
    assert (items["Có nhãn phụ"].answer, items["Có nhãn phụ"].remark) == ("no", "thiếu")
    rows = await fetch("SELECT item, checked_at FROM application_check ORDER BY id")
    assert [row["checked_at"] for row in rows] == [now, now]
    assert len(await fetch("SELECT FROM audit_entry WHERE action = 'application.checked'")) == 2
    await operations.save_checks(application, [check(answer="")], acting=reviewer, now=now)
    assert len(await fetch("SELECT FROM application_check")) == 1
    with pytest.raises(ItemUnknown):
        await operations.save_checks(application, [check("bịa ra")], acting=reviewer, now=now)


async def test_a_reviewer_sees_the_share_and_nothing_else(fair, organizer, reviewer, office, now):
    mine = await given(fair, organizer, reviewer, now)
    other = await make_application(fair)
    assert (await queries.find_application(mine, acting=reviewer, now=now)).id == mine
    assert [each.id for each in await queries.share_of(acting=reviewer)] == [mine]
    listed = await queries.list_applications(fair, office=office, acting=reviewer, now=now)
    assert [each.id for each in listed] == [mine]
    for read in (queries.find_application, queries.find_reviewed):
        with pytest.raises(ApplicationNotFound):
            await read(other, acting=reviewer, now=now)
    with pytest.raises(ApplicationNotFound):
        await operations.save_checks(other, [check()], acting=reviewer, now=now)


async def test_a_reviewer_decides_and_writes_nothing(fair, organizer, reviewer, now):
    mine = await given(fair, organizer, reviewer, now)
    for patch in (
        ApplicationPatch(revision=1, state=ApplicationState.APPROVED),
        ApplicationPatch(revision=1, score=90),
        ApplicationPatch(revision=1, note="sửa hộ"),
    ):
        with pytest.raises(NotYourProducer):
            await operations.edit_application(mine, patch, acting=reviewer, now=now)
    with pytest.raises(NotYourOffice):
        await operations.give_application(mine, None, acting=reviewer, now=now)
    with pytest.raises(NotYourOffice):
        await operations.deal_applications(await slug_of(fair), [reviewer.id], acting=reviewer, now=now)


async def test_a_reviewer_neither_organizes_nor_staffs_the_gate(reviewer, office):
    assert reviewer.reviews(office)
    assert not reviewer.organizes(office)
    assert not reviewer.staffs_gate(office)
    assert (reviewer.organized_offices, reviewer.gate_offices) == ([], [])


async def test_a_share_that_is_taken_back_or_a_lost_role_closes_the_door(fair, organizer, reviewer, office, now):
    mine = await given(fair, organizer, reviewer, now)
    await operations.give_application(mine, None, acting=organizer, now=now)
    with pytest.raises(ApplicationNotFound):
        await queries.find_reviewed(mine, acting=reviewer, now=now)
    await operations.give_application(mine, reviewer.id, acting=organizer, now=now)
    owner = await make_organizer(office, role="owner")
    await change_role(office, reviewer.id, Role.GATE, acting=owner, now=now)
    for read in (queries.find_application, queries.find_reviewed):
        with pytest.raises(ApplicationNotFound):
            await read(mine, acting=await actor_of(reviewer.id), now=now)
    assert await queries.share_of(acting=await actor_of(reviewer.id)) == []


async def test_others_review_nothing(fair, organizer, reviewer, now):
    mine = await given(fair, organizer, reviewer, now)
    [row] = await fetch("SELECT producer FROM booth_application WHERE id = $1", mine)
    gate = await make_organizer(await make_office(), role="reviewer")
    for stranger in (await producer_actor(row["producer"]), gate, await make_organizer(), ANONYMOUS):
        with pytest.raises(ApplicationNotFound):
            await queries.find_reviewed(mine, acting=stranger, now=now)


async def test_a_reviewer_reads_the_papers_of_the_share_only(fair, organizer, reviewer, office, now):
    producer, neighbour = await make_producer(), await make_producer()
    mine, other = await make_application(fair, producer), await make_application(fair, neighbour)
    paper, foreign = await make_paper(producer), await make_paper(neighbour)
    await operations.give_application(mine, reviewer.id, acting=organizer, now=now)
    with pytest.raises(PaperNotFound):
        await queries.read_applied_paper(mine, paper, acting=reviewer, now=now)
    for each in (producer, neighbour):
        await make_paper_reader(each, office)
    assert (await queries.read_applied_paper(mine, paper, acting=reviewer, now=now)).content == PDF
    with pytest.raises(PaperNotFound):
        await queries.read_applied_paper(mine, foreign, acting=reviewer, now=now)
    with pytest.raises(ApplicationNotFound):
        await queries.read_applied_paper(other, foreign, acting=reviewer, now=now)


async def test_applications_are_dealt_evenly_and_once(fair, organizer, reviewer, office, now):
    second = await make_organizer(office, role="reviewer")
    for _ in range(7):
        await make_application(fair)
    slug = await slug_of(fair)
    dealt = await asyncio.gather(
        *(operations.deal_applications(slug, [reviewer.id, second.id], acting=organizer, now=now) for _ in range(3))
    )
    assert sorted(dealt) == [0, 0, 7]
    rows = await fetch("SELECT account, count(*) AS n FROM application_share GROUP BY account ORDER BY n")
    assert [row["n"] for row in rows] == [3, 4]
    gate = await make_organizer(office, role="gate")
    for accounts in ([], [gate.id], [reviewer.id, 999_999]):
        with pytest.raises(ReviewerUnknown):
            await operations.deal_applications(slug, accounts, acting=organizer, now=now)
    with pytest.raises(ReviewerUnknown):
        await operations.give_application(1, gate.id, acting=organizer, now=now)


class TestPages:
    async def test_the_reviewer_s_own_pages(self, sign_in, fair, organizer, office, now):
        account = await make_member(office, role="reviewer")
        application = await make_application(fair, await make_producer(name="HTX Chè Ba Vì"))
        await operations.give_application(application, account, acting=organizer, now=now)
        reviewer = await sign_in(account)
        assert "HTX Chè Ba Vì" in (await reviewer.get("/organizer/reviews")).text
        one = f"/organizer/reviews/{application}"
        assert "Có nhãn phụ" in (await reviewer.get(one)).text
        fields = {"item_0": "Có nhãn phụ", "answer_0": "no", "remark_0": "Thiếu tiếng Việt"}
        assert (await reviewer.post_form(f"{one}/checks", fields)).headers["location"] == one
        assert "Thiếu tiếng Việt" in (await reviewer.get(one)).text
        stale = await reviewer.post_form(f"{one}/checks", {"item_0": "khác", "answer_0": "no"})
        assert stale.status_code == 422
        home = f"/organizer/fairs/{await slug_of(fair)}"
        for closed in ("/organizer", f"{home}/applications", f"{home}/applications/{application}", f"{home}/fees"):
            assert (await reviewer.get(closed)).status_code == 403
        assert (await reviewer.get(f"/organizer/reviews/{await make_application(fair)}")).status_code == 404

    async def test_an_organizer_with_a_share_finds_it(self, sign_in, fair, office, organizer, now):
        account = await make_member(office)
        application = await make_application(fair)
        await operations.give_application(application, account, acting=organizer, now=now)
        browser = await sign_in(account)
        home = f"/organizer/fairs/{await slug_of(fair)}/applications"
        assert 'href="/organizer/reviews"' in (await browser.get(home)).text
        assert f'href="/organizer/reviews/{application}"' in (await browser.get("/organizer/reviews")).text

    async def test_the_organizer_gives_deals_and_checks(self, sign_in, fair, office):
        account = await make_member(office, role="reviewer", name="Phạm Văn Đức")
        application = await make_application(fair)
        organizer = await sign_in(await make_member(office))
        home = f"/organizer/fairs/{await slug_of(fair)}/applications"
        assert 'href="/organizer/reviews"' not in (await organizer.get(home)).text
        assert (await organizer.post_form(f"{home}/shares", {"accounts": str(account)})).status_code == 303
        assert "Phạm Văn Đức" in (await organizer.get(home)).text
        one = f"{home}/{application}"
        assert (await organizer.post_form(f"{one}/share", {"account": ""})).status_code == 303
        assert await fetch("SELECT FROM application_share") == []
        fields = {"item_0": "paper:label", "answer_0": "yes"}
        answer = await organizer.post_form(f"/organizer/reviews/{application}/checks", fields)
        assert answer.headers["location"] == one
        assert (await organizer.get(f"/organizer/reviews/{application}")).headers["location"] == one
