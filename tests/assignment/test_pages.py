"""The pages of runs: what stands in the way, the run, its answer beside the others, a producer's own standing."""

import io
import json
import zipfile
from hashlib import sha256

import openpyxl
import pytest

from events_app.assignment.operations import publish_run, start_run, work_on_runs
from events_app.assignment.queries import result_of_run
from events_app.assignment.schemas import RunInput
from events_app.booths import operations
from events_app.platform.db import fetch
from tests.assignment.optimiser.checker import check
from tests.factories.accounts import make_member, make_office
from tests.factories.booths import booths_of, make_application, make_claim
from tests.factories.fairs import make_fair, slug_of
from tests.factories.producers import make_producer, make_producer_member


@pytest.fixture
async def browser(sign_in, staff):
    return await sign_in(staff)


@pytest.fixture
async def home(big_fair) -> str:
    return f"/organizer/fairs/{await slug_of(big_fair)}/assignment"


@pytest.fixture
async def finished(big_fair, organizer, now) -> int:
    run = await start_run(await slug_of(big_fair), RunInput(), acting=organizer, now=now)
    await work_on_runs(now)
    return run.id


async def latest() -> int:
    [row] = await fetch("SELECT max(id) AS id FROM assignment_run")
    return row["id"]


async def test_the_input_is_shown_with_every_component_of_the_score(browser, home):
    text = (await browser.get(f"{home}?lang=en")).text
    assert "In the order of the published score" in text
    assert text.count('data-label="Own points"') == 50
    assert "40" in text
    assert "Start the run" in text


async def test_what_stops_a_run_is_said_in_the_readers_language_and_the_button_is_gone(browser, fair, slug):
    booths = await booths_of(fair)
    application = await make_application(fair, await make_producer(name="HTX Ghim"))
    path = f"/organizer/fairs/{slug}/assignment"
    done = await browser.post_form(f"{path}/pins", {"application": application, "booths": booths["A01"]})
    assert done.status_code == 303
    await make_claim(booths["A01"], await make_producer(name="HTX Nhanh tay"), state="assigned")
    for lang, words in (
        ("en", "Booth A01, decided for HTX Ghim, was given to HTX Nhanh tay meanwhile."),
        ("vi", "HTX Nhanh tay"),
    ):
        text = (await browser.get(f"{path}?lang={lang}")).text
        assert words in text
    refused = await browser.post_form(f"{path}/start?lang=en", {"guarantee": "place", "seed": "7"})
    assert refused.status_code == 409
    assert "This run cannot start yet" in refused.text
    assert 'value="7"' in refused.text


async def test_a_run_from_the_button_to_its_answer(browser, home):
    answer = await browser.post_form(f"{home}/start", {"guarantee": "zone", "seed": "3"})
    run = await latest()
    assert (answer.status_code, answer.headers["location"]) == (303, f"{home}/{run}")
    text = (await browser.get(f"{home}/{run}?lang=en")).text
    for words in (
        "Publish…",
        "Beside the other methods",
        "Queue by score",
        "Cut-offs",
        "This wish was met.",
        "data-chart",
    ):
        assert words in text
    for method in ("queue", "first_come"):
        assert (await browser.get(f"{home}/{run}?method={method}")).status_code == 200
    assert (await browser.get(f"{home}/{run}?method=magic")).status_code in {400, 422}


async def test_at_work_the_page_shows_how_far_it_is_and_asks_again(browser, home, big_fair, organizer, now):
    run = await start_run(await slug_of(big_fair), RunInput(), acting=organizer, now=now)
    text = (await browser.get(f"{home}/{run.id}?lang=en")).text
    assert "data-busy" in text
    assert "Stop with the best so far" in text
    twice = await browser.post_form(f"{home}/start?lang=en", {"guarantee": "zone", "seed": "1"})
    assert twice.status_code == 409
    assert "at work already" in twice.text
    for _ in range(2):
        assert (await browser.post_form(f"{home}/{run.id}/stop")).status_code == 303
    assert "It stops as soon as it can" in (await browser.get(f"{home}/{run.id}?lang=en")).text


async def test_a_failed_run_says_why_in_plain_words_and_starts_again(browser, home, big_fair, organizer, now):
    run = await start_run(await slug_of(big_fair), RunInput(), acting=organizer, now=now)
    await fetch(
        "UPDATE assignment_run SET state = 'failed', fault = 'memory', ended_at = $1, lease_until = NULL",
        now,
    )
    text = (await browser.get(f"{home}/{run.id}?lang=en")).text
    assert "needed more memory than it may use" in text
    again = await browser.post_form(f"{home}/{run.id}/again")
    assert again.headers["location"] == f"{home}/{await latest()}"
    assert (await browser.get(again.headers["location"])).status_code == 200


async def test_publish_refill_and_take_back_by_their_buttons(browser, home, finished, now):
    published = await browser.post_form(f"{home}/{finished}/publication")
    assert published.status_code == 303
    assert "Published by" in (await browser.get(f"{home}/{finished}?lang=en")).text
    [offer] = await fetch("SELECT booth FROM booth_claim WHERE state = 'offered' ORDER BY booth LIMIT 1")
    await fetch(
        "UPDATE booth_claim SET state = 'closed', closed_at = $2, closed_reason = 'declined' WHERE booth = $1",
        offer["booth"],
        now,
    )
    await fetch(
        "UPDATE booth_application a SET state = 'refused' FROM run_placement p"
        " WHERE p.application = a.id AND p.booth = $1",
        offer["booth"],
    )
    assert "these would be offered now" in (await browser.get(f"{home}/{finished}?lang=en")).text
    assert (await browser.post_form(f"{home}/{finished}/refill")).status_code == 303
    nothing = await browser.post_form(f"{home}/{finished}/refill?lang=en")
    assert (nothing.status_code, "Nothing to refill" in nothing.text) == (409, True)
    assert (await browser.post_form(f"{home}/{finished}/publication/removal")).status_code == 303
    assert await fetch("SELECT FROM booth_claim WHERE state = 'offered'") == []


async def test_a_refused_publication_names_the_booth(browser, home, finished, organizer, now):
    _, result = await result_of_run(finished)
    booth = result.optimised.placements[0].booths[0]
    await operations.assign_booth(booth, await make_producer(), acting=organizer, now=now)
    [row] = await fetch("SELECT code FROM booth WHERE id = $1", booth)
    refused = await browser.post_form(f"{home}/{finished}/publication?lang=en")
    assert refused.status_code == 409
    assert f"Booth {row['code']} for" in refused.text


async def test_ticked_places_are_kept_in_the_next_run(browser, home, finished):
    _, result = await result_of_run(finished)
    two = [each.application for each in result.optimised.placements[:2]]
    answer = await browser.post_form(f"{home}/{finished}/locks", {"applications": two})
    assert answer.headers["location"] == f"{home}#pins"
    assert f"kept from run {finished}" in (await browser.get(f"{home}?lang=en")).text


async def test_two_runs_are_compared(browser, home, finished, big_fair, organizer, now):
    await fetch("UPDATE booth_application SET score = 100 - score")
    await start_run(await slug_of(big_fair), RunInput(guarantee="place"), acting=organizer, now=now)
    await work_on_runs(now)
    text = (await browser.get(f"{home}/{await latest()}/compare?with_run={finished}&lang=en")).text
    assert "stand elsewhere" in text
    same = (await browser.get(f"{home}/{finished}/compare?with_run={finished}&lang=en")).text
    assert "Nobody stands elsewhere" in same


async def test_the_list_is_an_excel_file_with_one_line_a_producer(browser, home, finished):
    answer = await browser.get(f"{home}/{finished}/list.xlsx")
    rows = list(openpyxl.load_workbook(io.BytesIO(answer.content)).active.values)
    assert len(rows) == 51
    assert [row[0] for row in rows[1:]] == list(range(1, 51))


async def test_an_auditor_checks_the_export_without_our_code(browser, home, finished, tmp_path):
    """As docs/check-an-assignment.md says: unpack, compare the hashes, run the checker."""
    first, again = [await browser.get(f"{home}/{finished}/export.zip") for _ in range(2)]
    assert first.content == again.content
    with zipfile.ZipFile(io.BytesIO(first.content)) as archive:
        files = {name: archive.read(name) for name in archive.namelist()}
    assert sorted(files) == ["SHA256SUMS", "export.json", "problem.json", "result.json"]
    for line in files["SHA256SUMS"].decode().splitlines():
        digest, name = line.split("  ")
        assert sha256(files[name]).hexdigest() == digest
    export = json.loads(files["export.json"])
    assert export["problem"] == json.loads(files["problem.json"])
    assert check(export) == []
    export["result"]["optimised"]["placements"][0]["booths"] = export["result"]["optimised"]["placements"][1]["booths"]
    assert check(export) != []


async def test_a_producer_reads_its_own_rank_and_reasons_once_published(sign_in, big_fair, finished, organizer, now):
    [own] = await fetch("SELECT producer, id FROM booth_application ORDER BY id LIMIT 1")
    member = await sign_in(await make_producer_member(own["producer"]))
    path = f"/producer/fairs/{await slug_of(big_fair)}/assignment"
    assert "Nothing published yet" in (await member.get(f"{path}?lang=en")).text
    await publish_run(finished, acting=organizer, now=now)
    text = (await member.get(f"{path}?lang=en")).text
    _, result = await result_of_run(finished)
    rank = next(each.rank for each in result.standings if each.application == own["id"])
    assert "How your score came about" in text
    assert f"{rank} <small>/ 50</small>" in text
    names = await fetch("SELECT name FROM producer WHERE id <> $1", own["producer"])
    assert not any(row["name"] in text for row in names)


async def test_nobody_else_sees_the_pages(client, sign_in, home, finished, big_fair):
    for path in (home, f"{home}/{finished}", f"{home}/{finished}/export.zip", f"{home}/{finished}/list.xlsx"):
        assert (await client.get(path)).status_code in {303, 401, 403}
    stranger = await sign_in(await make_member(await make_office()))
    for path in (home, f"{home}/{finished}", f"{home}/{finished}/export.zip", f"{home}/{finished}/list.xlsx"):
        assert (await stranger.get(path)).status_code in {403, 404}


async def test_a_fair_without_a_plan_says_what_to_do_first(browser, office):

    text = (
        await browser.get(f"/organizer/fairs/{await slug_of(await make_fair(office=office))}/assignment?lang=en")
    ).text
    assert "No floor plan yet" in text


async def test_what_was_typed_wrong_is_said_at_its_field(browser, home):
    for path, fields, words in (
        ("start", {"guarantee": "zone", "seed": "-1"}, "seed"),
        ("pins", {"application": "1"}, "booths"),
        ("reserves", {"at_least": "2"}, "Choose a place, or give the group a name."),
        ("reserves", {"at_least": "0", "name": "x"}, "at_least"),
    ):
        answer = await browser.post_form(f"{home}/{path}?lang=en", fields)
        assert answer.status_code in {400, 422}
        assert words in answer.text
