"""Puts papers into the vault, takes them out, and says which offices read them."""

import asyncio
from datetime import datetime
from hashlib import sha256
from pathlib import PurePath
from typing import Any

from events_app.platform.actor import Actor
from events_app.platform.audit import record_audit
from events_app.platform.db import ensure_in_transaction, fetch, transaction
from events_app.platform.i18n.formats import VIETNAM
from events_app.platform.rows import insert_row, update_row
from events_app.producers.errors import PaperNotFound, PaperReplaced, TooManyPapers
from events_app.producers.operations.locking import Locked, lock_producer
from events_app.producers.queries.papers import may_read_papers
from events_app.producers.rules.names import visible_line
from events_app.producers.rules.papers import MOST_PAPERS, PaperDates, read_dates, read_type
from events_app.producers.schemas import NewPaper
from events_app.producers.tables import PaperReader, ProducerPaper

_SUFFIXES = {"application/pdf": ".pdf", "image/png": ".png", "image/jpeg": ".jpg"}


async def add_paper(producer: int, new: NewPaper, *, acting: Actor, now: datetime) -> int:
    """Put a paper into a producer's vault; gives its number. The same file of one kind again is the same paper.

    Its members do it, or an office the producer applied to (for somebody who brings it on paper).

    Raises:
        InvalidInput: The file is not one we keep, or a day cannot be.
        PaperNotFound: The asker may not, or the paper to replace is not the producer's.
        PaperReplaced: A newer one took its place already.
        TooManyPapers: The vault is full.
    """
    today = now.astimezone(VIETNAM).date()
    media_type = await asyncio.to_thread(read_type, new.content)
    dates = read_dates(new.kind, new.issued_on, new.expires_on, on=today)
    async with transaction():
        locked = await lock_producer(producer)
        await _ensure_may_write(locked, acting)
        await _replace(producer, new, now=now)
        paper, fresh = await _insert(producer, new, media_type, dates, acting=acting, now=now)
        if fresh:
            await record_audit(
                acting, "paper.added", subject="producer", subject_id=producer, office=locked["office"],
                data={"paper": paper, "kind": new.kind}, now=now,
            )  # fmt: skip
        return paper


async def erase_paper(paper: int, *, acting: Actor, now: datetime) -> None:
    """Forget a paper: its content, name and note go, the row stays. Only the producer's own people; twice is once.

    Raises:
        PaperNotFound: There is none, or it is not theirs.
    """
    async with transaction():
        rows = await fetch("SELECT producer, erased_at FROM producer_paper WHERE id = $1 FOR UPDATE", paper)
        if not rows or not acting.acts_for(rows[0]["producer"]):
            raise PaperNotFound
        if rows[0]["erased_at"] is not None:
            return
        nothing = {"content": b"", "sha256": "", "filename": "", "note": ""}
        await update_row(ProducerPaper, {"erased_at": now}, nothing, where={"id": paper})
        await record_audit(
            acting, "paper.erased", subject="producer", subject_id=rows[0]["producer"], data={"paper": paper}, now=now
        )


async def let_office_read(producer: int, office: int, *, now: datetime) -> None:
    """Let an office read a producer's papers from now on, in the transaction of the application that asks for it."""
    ensure_in_transaction()
    await fetch(
        "INSERT INTO paper_reader (producer, office, since) VALUES ($1, $2, $3)"
        " ON CONFLICT (producer, office) DO UPDATE SET since = $3, ended_at = NULL"
        " WHERE paper_reader.ended_at IS NOT NULL",
        producer,
        office,
        now,
    )


async def end_reading(producer: int, office: int, *, now: datetime) -> None:
    """End an office's reading, in the transaction that withdraws the last application there."""
    ensure_in_transaction()
    reading = {"producer": producer, "office": office, "ended_at": None}
    await update_row(PaperReader, {"ended_at": now}, where=reading)


async def _ensure_may_write(locked: Locked, acting: Actor) -> None:
    acting.ensure_known()
    if not acting.acts_for(locked["id"]) and not await may_read_papers(locked["id"], acting.organized_offices):
        raise PaperNotFound


async def _replace(producer: int, new: NewPaper, *, now: datetime) -> None:
    """Close the paper that is replaced, unless the same file comes a second time."""
    if new.replaces is None:
        return
    rows = await fetch(
        "SELECT replaced_at, sha256 FROM producer_paper WHERE id = $1 AND producer = $2 AND erased_at IS NULL",
        new.replaces,
        producer,
    )
    if not rows:
        raise PaperNotFound
    if rows[0]["sha256"] == _hash(new):
        return
    if rows[0]["replaced_at"] is not None and not await _standing(producer, new):
        raise PaperReplaced
    await update_row(ProducerPaper, {"replaced_at": now}, where={"id": new.replaces, "replaced_at": None})


async def _insert(
    producer: int, new: NewPaper, media_type: str, dates: PaperDates, *, acting: Actor, now: datetime
) -> tuple[int, bool]:
    note = visible_line(new.note)[:200]
    if standing := await _standing(producer, new):
        await update_row(ProducerPaper, dates._asdict(), {"note": note}, where={"id": standing})
        return standing, False
    [count] = await fetch(
        "SELECT count(*) AS n FROM producer_paper WHERE producer = $1 AND replaced_at IS NULL AND erased_at IS NULL",
        producer,
    )
    if count["n"] >= MOST_PAPERS:
        raise TooManyPapers(MOST_PAPERS)
    file = {
        "kind": new.kind,
        "filename": _filename(new.filename, media_type),
        "media_type": media_type,
        "size": len(new.content),
        "sha256": _hash(new),
        "content": new.content,
        "note": note,
    }
    own = {"producer": producer, "replaces": new.replaces, "uploaded_by": acting.id or None, "uploaded_at": now}
    row = await insert_row(ProducerPaper, file, dates._asdict(), own)
    return int(row["id"]), True


async def _standing(producer: int, new: NewPaper) -> int | None:
    """The same file of the same kind, when it stands already."""
    rows: list[Any] = await fetch(
        "SELECT id FROM producer_paper WHERE producer = $1 AND kind = $2 AND sha256 = $3 AND replaced_at IS NULL"
        " AND erased_at IS NULL",
        producer,
        new.kind,
        _hash(new),
    )
    return int(rows[0]["id"]) if rows else None


def _hash(new: NewPaper) -> str:
    return sha256(new.content).hexdigest()


def _filename(name: str, media_type: str) -> str:
    """A name for the download: what the person called it, with the ending its content has."""
    stem = visible_line(PurePath(name.replace("\\", "/")).stem)
    stem = "".join(sign for sign in stem if sign.isprintable() and sign not in '"/\\:*?<>|')[:120].strip(" .")
    return (stem or "giay-to") + _SUFFIXES[media_type]
