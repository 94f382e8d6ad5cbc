"""Badges by the batch: fixed when ordered, drawn in parts, taken over, cancelled, marked."""

import asyncio
import io

import pypdf
import pytest

from events_app.giving.errors import NobodyToPrint, PrintRunAtWork
from events_app.giving.operations import badges, cancel_badges, mark_badges, order_badges, work_on_badges
from events_app.passes.rules import PassKind
from events_app.platform.db import fetch
from tests.clock import NOW
from tests.factories.passes import make_gate_site, make_pass


async def order(site, kind=None, *, only_new=True):
    return await order_badges(site.slug, kind, only_new=only_new, locale="vi", acting=site.organizer, now=NOW)


async def state_of(run):
    row = (await fetch("SELECT state, drawn, badges FROM print_run WHERE id = $1", run))[0]
    return tuple(row)


async def pages_of(run):
    rows = await fetch("SELECT content FROM print_run_part WHERE run = $1 AND number = 0", run)
    return [page.extract_text() for page in pypdf.PdfReader(io.BytesIO(rows[0]["content"])).pages]


async def test_badges_are_drawn_in_the_order_of_kind_and_name(site, monkeypatch):
    monkeypatch.setattr(badges, "PART", 2)
    for name, kind in (("Văn Bình", "visitor"), ("Mai Chi", "press"), ("Lan Anh", "visitor")):
        await make_pass(site, name=name, kind=PassKind(kind), acting=site.organizer)
    run = await order(site)
    await work_on_badges(site.signer, NOW)
    assert await state_of(run) == ("ready", 3, 3)
    pages = await pages_of(run)
    assert ["Mai Chi" in pages[0], "Lan Anh" in pages[1], "Văn Bình" in pages[2]] == [True] * 3
    assert "BÁO CHÍ" in pages[0]


async def test_only_valid_passes_with_a_name_are_printed(site):
    with pytest.raises(NobodyToPrint):
        await order(site)
    given = await make_pass(site)
    await fetch("UPDATE entry_pass SET state = 'revoked' WHERE id = $1", given.id)
    with pytest.raises(NobodyToPrint):
        await order(site)


async def test_printed_ones_are_left_out_until_it_is_taken_back(site):
    await make_pass(site)
    run = await order(site)
    await work_on_badges(site.signer, NOW)
    await mark_badges(run, printed=True, acting=site.organizer, now=NOW)
    with pytest.raises(NobodyToPrint):
        await order(site)
    await make_pass(site, name="Người Mới")
    fresh = await order(site)
    await work_on_badges(site.signer, NOW)
    assert len(await pages_of(fresh)) == 1
    await mark_badges(run, printed=False, acting=site.organizer, now=NOW)
    assert (await state_of(await order(site)))[2] == 2


async def test_race_of_two_orders_makes_one_batch(site):
    await make_pass(site)
    answers = await asyncio.gather(*(order(site) for _ in range(6)), return_exceptions=True)
    assert sum(isinstance(answer, int) for answer in answers) == 1
    assert {type(answer) for answer in answers if not isinstance(answer, int)} == {PrintRunAtWork}


async def test_database_itself_lets_one_batch_a_fair_be_at_work(site):
    """Around the rule: what the index refuses."""
    await make_pass(site)
    await order(site)
    with pytest.raises(PrintRunAtWork):
        await fetch("INSERT INTO print_run (fair, badges, created_at) VALUES ($1, 1, $2)", site.fair, NOW)


@pytest.mark.long
async def test_batch_of_a_dead_worker_goes_on_where_it_stopped(site, monkeypatch):
    monkeypatch.setattr(badges, "PART", 1)
    for _ in range(3):
        await make_pass(site)
    run = await order(site)
    drawn = []
    draw = badges.draw_badges

    async def die_at_the_second(sheet):
        drawn.append(len(drawn) + 1)
        if len(drawn) == 2:
            raise asyncio.CancelledError
        return await draw(sheet)

    monkeypatch.setattr(badges, "draw_badges", die_at_the_second)
    with pytest.raises(asyncio.CancelledError):
        await work_on_badges(site.signer, NOW)
    assert await state_of(run) == ("drawing", 1, 3)
    assert await work_on_badges(site.signer, NOW) == 0  # the dead worker's lease still runs
    await fetch("UPDATE print_run SET lease_until = clock_timestamp() - interval '1 second'")
    assert await work_on_badges(site.signer, NOW) == 1
    assert await state_of(run) == ("ready", 3, 3)
    assert len(drawn) == 4  # the first part was not drawn again
    assert len(await pages_of(run)) == 3


async def test_batch_cancelled_while_it_is_drawn_stays_cancelled(site, monkeypatch):
    await make_pass(site)
    run = await order(site)
    draw = badges.draw_badges

    async def cancelled_meanwhile(sheet):
        await cancel_badges(run, acting=site.organizer, now=NOW)
        return await draw(sheet)

    monkeypatch.setattr(badges, "draw_badges", cancelled_meanwhile)
    await work_on_badges(site.signer, NOW)
    assert (await state_of(run))[0] == "cancelled"
    assert (await fetch("SELECT count(*) AS n FROM print_run_part"))[0]["n"] == 0


async def test_batch_that_never_comes_to_an_end_is_given_up(site):
    await make_pass(site)
    run = await order(site)
    await fetch("UPDATE print_run SET attempts = 4")
    await work_on_badges(site.signer, NOW)
    assert (await state_of(run))[0] == "failed"


async def test_page_orders_shows_progress_and_gives_the_file(client, sign_in, site):
    await sign_in(site.organizer.id)
    await make_pass(site, name="Đỗ Minh Khuê")
    here = f"/organizer/fairs/{site.slug}/badges"
    await order(site)
    page = (await client.get(here)).text
    assert "data-busy" in page
    assert (await client.get(f"{here}/1/badges.pdf")).status_code == 404
    await work_on_badges(site.signer, NOW)
    page = (await client.get(here)).text
    assert "data-busy" not in page
    answer = await client.get(f"{here}/1/badges.pdf")
    assert answer.content.startswith(b"%PDF")
    await client.post_form(f"{here}/1/printed", {"printed": "on"})
    assert (await fetch("SELECT printed_at FROM print_run"))[0]["printed_at"] == NOW
    refused = await client.post_form(here, {"only_new": "on"})
    assert refused.status_code == 409


async def test_batches_of_another_office_are_closed(client, sign_in, site):
    await make_pass(site)
    run = await order(site)
    await sign_in((await make_gate_site()).organizer.id)
    here = f"/organizer/fairs/{site.slug}/badges"
    for path in (here, f"{here}/{run}/badges.pdf"):
        assert (await client.get(path)).status_code == 403
    assert (await client.post_form(f"{here}/{run}/cancel")).status_code == 403
