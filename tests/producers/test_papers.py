"""The vault of papers: what is kept, what is refused, who reads it."""

import asyncio
from datetime import date, timedelta
from hashlib import sha256

import asyncpg
import pytest

from events_app.platform.actor import ANONYMOUS, SYSTEM
from events_app.platform.db import fetch, transaction
from events_app.platform.errors import InvalidInput
from events_app.producers import operations, queries
from events_app.producers.errors import PaperNotFound, PaperReplaced, TooManyPapers
from events_app.producers.rules import papers as rules
from events_app.producers.rules.papers import PaperStanding, lacking, read_dates, read_type, standing_of
from events_app.producers.schemas import NewPaper
from tests.factories.accounts import make_office, make_organizer
from tests.factories.papers import PDF, a_picture, make_paper, make_paper_reader
from tests.factories.producers import make_producer, make_producer_member, producer_actor

TODAY = date(2026, 11, 24)


def code_of(refusal) -> tuple[str, str]:
    [(field, [error])] = refusal.value.fields.items()
    return field, error.code


def a_paper(**changes) -> NewPaper:
    return NewPaper(**({"kind": "business_registration", "filename": "đăng ký.pdf", "content": PDF} | changes))


def only(actor) -> int:
    return next(iter(actor.producer_ids))


@pytest.mark.parametrize(
    ("content", "type_"),
    [(PDF, "application/pdf"), (a_picture("PNG"), "image/png"), (a_picture("JPEG"), "image/jpeg")],
)
def test_content_says_what_a_file_is(content, type_):
    assert read_type(content) == type_


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "file_missing"),
        (b"<html><script>alert(1)</script>", "file_type"),
        (b"PK\x03\x04 a renamed workbook", "file_type"),
        (b"GIF89a" + b"\0" * 30, "file_type"),
        (b"\x89PNG\r\n\x1a\n only a head", "file_type"),
        (a_picture("PNG")[:-30], "file_type"),
        (b"MZ\x90" + PDF, "file_type"),
        (PDF[:-8], "file_damaged"),
        (b"%PDF-" + b"0" * rules.MOST_BYTES, "file_too_large"),
    ],
)
def test_other_content_is_refused_whatever_its_name(content, code):
    with pytest.raises(InvalidInput) as refusal:
        read_type(content)
    assert code_of(refusal) == ("file", code)


@pytest.mark.parametrize(
    ("kind", "issued", "expires", "refused"),
    [
        ("identity_card", None, None, ("kind", "kind_unknown")),
        ("label", date(2026, 11, 25), None, ("issued_on", "issued_later")),
        ("test_report", None, None, ("issued_on", "missing")),
        ("test_report", date(2025, 11, 23), None, ("issued_on", "lapsed")),
        ("test_report", date(2026, 5, 1), date(2027, 6, 1), ("expires_on", "ends_later")),
        ("label", date(2026, 5, 1), date(2026, 4, 1), ("expires_on", "ends_before")),
        ("business_registration", None, date(2026, 11, 23), ("expires_on", "lapsed")),
    ],
)
def test_days_that_cannot_be_are_refused_at_their_field(kind, issued, expires, refused):
    with pytest.raises(InvalidInput) as refusal:
        read_dates(kind, issued, expires, on=TODAY)
    assert code_of(refusal) == refused


def test_a_test_report_counts_twelve_months_and_its_last_day():
    dates = read_dates("test_report", date(2025, 11, 24), None, on=TODAY)
    assert dates.expires_on == TODAY
    assert standing_of(TODAY, replaced=False, on=TODAY) is PaperStanding.LAPSES_SOON
    assert standing_of(TODAY, replaced=False, on=TODAY + timedelta(days=1)) is PaperStanding.LAPSED
    assert standing_of(TODAY, replaced=False, on=TODAY - timedelta(days=31)) is PaperStanding.COUNTS
    assert standing_of(None, replaced=True, on=TODAY) is PaperStanding.REPLACED


async def test_what_a_call_asks_for_is_missing_lapsed_or_there(database):
    producer = await make_producer()
    await make_paper(producer, kind="label")
    await make_paper(producer, kind="test_report", content=PDF + b"\n", expires_on=date(2026, 11, 1))
    held = (await queries.standing_papers([producer], on=TODAY))[producer]
    told = lacking(["label", "test_report", "food_safety"], held)
    assert [error.code for error in told] == ["paper_lapsed", "paper_missing"]
    assert told[0].text("vi") == (
        "Giấy tờ “Phiếu kết quả kiểm nghiệm” đã hết hạn từ 01/11/2026. Hãy tải lên bản đang còn hiệu lực."
    )


async def test_a_paper_is_kept_and_handed_out_to_its_producer(database, now):
    member = await producer_actor()
    paper = await operations.add_paper(only(member), a_paper(note="Xưởng Ba Vì"), acting=member, now=now)
    [view] = await queries.papers_of(only(member), acting=member, on=TODAY)
    assert (view.id, view.filename, view.note, view.size) == (paper, "đăng ký.pdf", "Xưởng Ba Vì", len(PDF))
    assert (await queries.read_paper(paper, acting=member)).content == PDF


async def test_nobody_else_reads_or_writes_a_producers_papers(database, now):
    member, other = await producer_actor(), await producer_actor()
    producer = only(member)
    paper = await make_paper(producer)
    [home] = await fetch("SELECT office FROM producer WHERE id = $1", producer)
    for stranger in (other, await make_organizer(), await make_organizer(home["office"]), ANONYMOUS):
        with pytest.raises(PaperNotFound):
            await queries.read_paper(paper, acting=stranger)
        with pytest.raises(PaperNotFound):
            await queries.papers_of(producer, acting=stranger, on=TODAY)
    for stranger in (other, await make_organizer()):
        with pytest.raises(PaperNotFound):
            await operations.add_paper(producer, a_paper(), acting=stranger, now=now)
        with pytest.raises(PaperNotFound):
            await operations.erase_paper(paper, acting=stranger, now=now)


async def test_an_office_reads_from_the_application_until_that_ends(database, now):
    producer = await make_producer()
    office = await make_office()
    organizer, gate = await make_organizer(office), await make_organizer(office, role="gate")
    paper = await make_paper(producer)
    async with transaction():
        await operations.let_office_read(producer, office, now=now)
    assert (await queries.read_paper(paper, acting=organizer)).content == PDF
    with pytest.raises(PaperNotFound):
        await queries.read_paper(paper, acting=gate)
    with pytest.raises(PaperNotFound):
        await queries.read_paper_for_office(paper, await make_producer(), office)
    async with transaction():
        await operations.end_reading(producer, office, now=now)
    with pytest.raises(PaperNotFound):
        await queries.read_paper(paper, acting=organizer)
    with pytest.raises(PaperNotFound):
        await queries.read_paper_for_office(paper, producer, office)


async def test_a_newer_paper_replaces_one_and_both_stay(database, now):
    member = await producer_actor()
    old = await operations.add_paper(only(member), a_paper(), acting=member, now=now)
    newer = a_paper(content=a_picture(), replaces=old)
    new = await operations.add_paper(only(member), newer, acting=member, now=now)
    views = await queries.papers_of(only(member), acting=member, on=TODAY)
    assert [(view.id, view.standing) for view in views] == [(new, "counts"), (old, "replaced")]
    assert await operations.add_paper(only(member), newer, acting=member, now=now) == new
    with pytest.raises(PaperReplaced):
        third = a_paper(content=a_picture(colour="red"), replaces=old)
        await operations.add_paper(only(member), third, acting=member, now=now)
    with pytest.raises(PaperNotFound):
        foreign = a_paper(content=a_picture(), replaces=await make_paper(await make_producer()))
        await operations.add_paper(only(member), foreign, acting=member, now=now)


async def test_double_click_on_upload_keeps_one_paper(database, now):
    member = await producer_actor()
    numbers = await asyncio.gather(
        *(operations.add_paper(only(member), a_paper(), acting=member, now=now) for _ in range(8))
    )
    assert len(set(numbers)) == 1
    assert len(await fetch("SELECT FROM producer_paper")) == 1
    assert len(await fetch("SELECT FROM audit_entry WHERE action = 'paper.added'")) == 1


async def test_the_same_file_again_corrects_what_was_typed(database, now):
    member = await producer_actor()
    first = await operations.add_paper(only(member), a_paper(kind="label"), acting=member, now=now)
    again = a_paper(kind="label", note="Mật ong", expires_on=date(2027, 1, 1))
    assert await operations.add_paper(only(member), again, acting=member, now=now) == first
    [view] = await queries.papers_of(only(member), acting=member, on=TODAY)
    assert (view.note, view.expires_on) == ("Mật ong", date(2027, 1, 1))


async def test_erasing_forgets_the_content_and_the_name(database, now):
    member = await producer_actor()
    paper = await make_paper(only(member), note="riêng tư")
    await operations.erase_paper(paper, acting=member, now=now)
    await operations.erase_paper(paper, acting=member, now=now)
    [row] = await fetch("SELECT content, filename, note, sha256 FROM producer_paper WHERE id = $1", paper)
    assert tuple(row) == (b"", "", "", "")
    with pytest.raises(PaperNotFound):
        await queries.read_paper(paper, acting=SYSTEM)
    assert await queries.papers_of(only(member), acting=member, on=TODAY) == []


async def test_the_vault_has_an_end(database, now, monkeypatch):
    monkeypatch.setattr("events_app.producers.operations.papers.MOST_PAPERS", 1)
    member = await producer_actor()
    await make_paper(only(member))
    with pytest.raises(TooManyPapers):
        await operations.add_paper(only(member), a_paper(content=a_picture()), acting=member, now=now)


@pytest.mark.parametrize(
    ("change", "constraint"),
    [
        ("size = size + 1", "producer_paper_whole"),
        ("media_type = 'text/html'", "producer_paper_type_known"),
        ("issued_on = '2026-02-02', expires_on = '2026-01-01'", "producer_paper_days_in_order"),
        ("erased_at = now()", "producer_paper_whole"),
    ],
)
async def test_the_database_has_the_last_word(database, change, constraint):
    paper = await make_paper(await make_producer())
    with pytest.raises(asyncpg.CheckViolationError) as refusal:
        await fetch(f"UPDATE producer_paper SET {change} WHERE id = $1", paper)
    assert refusal.value.constraint_name == constraint


async def test_the_database_keeps_one_of_a_file_and_one_successor(database):
    producer = await make_producer()
    paper = await make_paper(producer)
    with pytest.raises(asyncpg.UniqueViolationError, match="producer_paper_one_live"):
        await make_paper(producer)
    await make_paper(producer, content=PDF + b"2")
    await fetch("UPDATE producer_paper SET replaces = $1 WHERE id <> $1", paper)
    with pytest.raises(PaperReplaced):
        await fetch(
            "INSERT INTO producer_paper (producer, kind, filename, media_type, size, sha256, content, replaces,"
            " uploaded_at) VALUES ($1, 'label', 'x', 'application/pdf', 1, $2, 'x', $3, now())",
            producer, sha256(b"x").hexdigest(), paper,
        )  # fmt: skip


class TestPages:
    @pytest.fixture
    async def own(self, database) -> int:  # noqa: ARG002 - empties it
        return await make_producer(name="HTX Mật ong Tản Lĩnh")

    @pytest.fixture
    async def member(self, sign_in, own):
        return await sign_in(await make_producer_member(own))

    async def test_upload_list_download(self, member):
        sent = await member.post_form(
            "/producer/papers", {"kind": "label", "note": "Mật ong"}, files={"file": ("nhãn.jpg", a_picture("PNG"))}
        )
        assert sent.status_code == 303
        [row] = await fetch("SELECT id, filename FROM producer_paper")
        assert row["filename"] == "nhãn.png"
        assert "nhãn.png" in (await member.get("/producer/papers")).text
        file = await member.get(f"/producer/papers/{row['id']}/file")
        assert file.headers["content-type"] == "image/png"
        assert file.headers["content-disposition"].startswith("attachment; filename=")
        assert file.headers["x-content-type-options"] == "nosniff"
        assert "sandbox" in file.headers["content-security-policy"]

    async def test_a_renamed_file_is_refused_and_what_was_typed_stays(self, member):
        fields = {"kind": "test_report", "issued_on": "2026-10-01", "note": "Mật ong bạc hà"}
        answer = await member.post_form(
            "/producer/papers?lang=en", fields, files={"file": ("a.pdf", b"<script>alert(1)</script>")}
        )
        assert answer.status_code == 422
        assert "This is no PDF, JPEG or PNG, whatever its name says." in answer.text
        for typed in ("Mật ong bạc hà", "2026-10-01", 'value="test_report" selected'):
            assert typed in answer.text
        assert await fetch("SELECT FROM producer_paper") == []

    async def test_nothing_chosen_is_said_at_the_field(self, member):
        answer = await member.post_form("/producer/papers", {"kind": "label"})
        assert answer.status_code == 422
        assert 'id="error-file"' in answer.text

    async def test_another_producer_an_office_and_a_stranger_get_nothing(self, client, sign_in, own):
        paper = await make_paper(own)
        address = f"/producer/papers/{paper}/file"
        assert (await client.get(address)).status_code in {302, 303, 401}
        other = await sign_in(await make_producer_member())
        assert (await other.get(address)).status_code == 404
        assert (await other.get(f"/producer/papers?producer={own}")).status_code == 403
        assert (await other.post_form(f"/producer/papers/{paper}/erasure")).status_code == 404

    async def test_what_lapses_who_reads_and_erasing(self, member, own):
        paper = await make_paper(own, kind="food_safety", expires_on=date(2026, 12, 1))
        await make_paper_reader(own, await make_office(name_vi="Văn phòng Hà Nội"))
        page = (await member.get("/producer/papers")).text
        assert "01/12/2026" in page
        assert "Văn phòng Hà Nội" in page
        assert (await member.post_form(f"/producer/papers/{paper}/erasure")).status_code == 303
        assert "giay-phep.pdf" not in (await member.get("/producer/papers")).text

    async def test_an_ended_session_keeps_what_was_typed(self, client):
        fields = {"kind": "label", "note": "Mật ong rừng U Minh"}
        answer = await client.post_form("/producer/papers", fields, files={"file": ("a.pdf", PDF)})
        assert answer.status_code in {302, 303, 401}
        [kept] = await fetch("SELECT fields::text AS fields FROM kept_form")
        assert "Mật ong rừng U Minh" in kept["fields"]
