"""A producer's papers: uploaded once, used for each fair, handed out to those who may read them."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any
from urllib.parse import quote

from litestar import Request, Response, get, post
from litestar.params import FromPath, FromQuery
from msgspec import Struct

from events_app.accounts.queries import load_offices
from events_app.accounts.schemas import OfficeView
from events_app.platform.actor import Actor
from events_app.platform.errors import Conflict, InvalidInput
from events_app.platform.i18n import N_, _, fold
from events_app.platform.i18n.formats import VIETNAM
from events_app.platform.web.auth import Acting, Now, producer_member, signed_in
from events_app.platform.web.errors import status_of
from events_app.platform.web.forms import Form, blank_form, read_form
from events_app.platform.web.templates import Page, page, see_other
from events_app.producers import operations, queries
from events_app.producers.pages.own import own_producer
from events_app.producers.rules.papers import MOST_BYTES, PaperKind, PaperStanding, kinds_on
from events_app.producers.schemas import NewPaper, PaperFile, PaperReaderView, PaperView

AnyRequest = Request[Actor, Any, Any]
MAX_REQUEST = MOST_BYTES + 1_000_000
"""A paper with the form around it; a little more, so that a file a little too large is refused at its field."""

STANDINGS = {
    PaperStanding.COUNTS: (N_("Counts"), "open"),
    PaperStanding.LAPSES_SOON: (N_("Lapses soon"), "wait"),
    PaperStanding.LAPSED: (N_("Lapsed"), "stop"),
    PaperStanding.REPLACED: (N_("Replaced"), "done"),
}


class PaperForm(Struct, frozen=True, kw_only=True):
    """What is typed beside the file."""

    kind: str
    issued_on: date | None = None
    expires_on: date | None = None
    note: str = ""
    replaces: int | None = None


@get("/producer/papers", guards=[producer_member])
async def show_papers(
    acting: Acting, now: Now, producer: FromQuery[int | None] = None, replaces: FromQuery[int | None] = None
) -> Page:
    """One's papers, with what lapses and what is missing."""
    return await _papers_page(blank_form(), own_producer(acting, producer), replaces, acting=acting, now=now)


@post("/producer/papers", guards=[producer_member], status_code=200, request_max_body_size=MAX_REQUEST)
async def upload_paper(
    request: AnyRequest, acting: Acting, now: Now, producer: FromQuery[int | None] = None
) -> Response[Any]:
    """Put a paper into the vault."""
    mine = own_producer(acting, producer)
    form = await read_form(request, PaperForm)
    file = form.files.get("file")
    content = await file.read() if file else b""
    if form.data is not None:
        new = NewPaper(
            kind=form.data.kind,
            filename=file.filename if file else "",
            content=content,
            issued_on=form.data.issued_on,
            expires_on=form.data.expires_on,
            note=form.data.note,
            replaces=form.data.replaces,
        )
        try:
            await operations.add_paper(mine, new, acting=acting, now=now)
        except (InvalidInput, Conflict) as refusal:
            form.refuse(refusal)
        else:
            return see_other(f"/producer/papers?producer={mine}", flash=_("The paper is kept. Every fair can use it."))
    replaces = str(form.values.get("replaces", ""))
    return await _papers_page(form, mine, int(replaces) if replaces.isdecimal() else None, acting=acting, now=now)


@get("/producer/papers/{paper:int}/file", guards=[signed_in])
async def download_paper(paper: FromPath[int], acting: Acting) -> Response[bytes]:
    """A paper as a download."""
    return hand_out(await queries.read_paper(paper, acting=acting))


@post("/producer/papers/{paper:int}/erasure", guards=[producer_member], status_code=303)
async def erase_paper(paper: FromPath[int], acting: Acting, now: Now) -> Response[None]:
    """Forget a paper."""
    await operations.erase_paper(paper, acting=acting, now=now)
    return see_other("/producer/papers", flash=_("The paper is erased. Nobody can read it any more."))


def hand_out(paper: PaperFile) -> Response[bytes]:
    """Answer with a paper as a download that no browser shows as a page of ours."""
    plain = fold(paper.filename).replace(" ", "-").encode("ascii", "ignore").decode()
    return Response(
        paper.content,
        media_type=paper.media_type,
        headers={
            "Content-Disposition": f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(paper.filename)}",
            "Content-Security-Policy": "default-src 'none'; sandbox",
            "X-Content-Type-Options": "nosniff",
            "Cache-Control": "private, no-store",
        },
    )


async def _papers_page(form: Form[Any], mine: int, replaces: int | None, *, acting: Actor, now: datetime) -> Page:
    today = now.astimezone(VIETNAM).date()
    papers = await queries.papers_of(mine, acting=acting, on=today)
    standing = [paper for paper in papers if paper.replaced_at is None]
    followed = next((paper for paper in standing if paper.id == replaces), None)
    if followed is not None:
        form.values.setdefault("kind", followed.kind)
        form.values.setdefault("note", followed.note)
    readers = await queries.readers_of_papers(mine)
    kinds = kinds_on(today)
    return page(
        "producers/own_papers.html",
        status=status_of(form.error) if form.error else 422 if form.errors else 200,
        form=form,
        own=mine,
        producers=await queries.producers_by_ids(acting.producer_ids),
        kinds=[(kind.code, kind.title.text()) for kind in kinds],
        by_kind=_by_kind(kinds, standing),
        due=[paper for paper in standing if paper.standing is not PaperStanding.COUNTS],
        former=[paper for paper in papers if paper.replaced_at is not None],
        followed=followed,
        readers=readers,
        offices=await _offices_of(readers),
        standing_names=STANDINGS,
    )


def _by_kind(kinds: Sequence[PaperKind], papers: Sequence[PaperView]) -> list[tuple[PaperKind, list[PaperView]]]:
    return [(kind, [paper for paper in papers if paper.kind == kind.code]) for kind in kinds]


async def _offices_of(readers: Sequence[PaperReaderView]) -> dict[int, OfficeView]:
    return {office.id: office for office in await load_offices([reader.office for reader in readers])}


HANDLERS = [show_papers, upload_paper, download_paper, erase_paper]
