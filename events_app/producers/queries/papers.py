"""Reads the vault of papers; who may read is decided here."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from events_app.platform.actor import Actor
from events_app.platform.db import fetch
from events_app.producers.errors import PaperNotFound
from events_app.producers.rules.papers import standing_of
from events_app.producers.schemas import PaperFile, PaperReaderView, PaperView

_VIEW = """
SELECT p.id, p.producer, p.kind, p.filename, p.media_type, p.size, p.issued_on, p.expires_on, p.note, p.uploaded_at,
       p.replaced_at, coalesce(a.name, '') AS uploaded_by
FROM producer_paper p LEFT JOIN account a ON a.id = p.uploaded_by
"""


async def papers_of(producer: int, *, acting: Actor, on: date) -> list[PaperView]:
    """A producer's papers, replaced ones last, for its members and the offices it applied to.

    Raises:
        PaperNotFound: The asker is neither.
    """
    if not acting.acts_for(producer) and not await may_read_papers(producer, acting.organized_offices):
        raise PaperNotFound
    rows = await fetch(
        _VIEW + "WHERE p.producer = $1 AND p.erased_at IS NULL ORDER BY p.replaced_at IS NOT NULL, p.kind, p.id DESC",
        producer,
    )
    return [_paper_of(row, on) for row in rows]


async def standing_papers(producers: Sequence[int], *, on: date) -> dict[int, list[PaperView]]:
    """The papers that were not replaced, per producer; whoever asks has checked who reads them."""
    rows = await fetch(
        _VIEW
        + "WHERE p.producer = ANY($1) AND p.erased_at IS NULL AND p.replaced_at IS NULL ORDER BY p.kind, p.id DESC",
        sorted(set(producers)),
    )
    found: dict[int, list[PaperView]] = {}
    for row in rows:
        found.setdefault(row["producer"], []).append(_paper_of(row, on))
    return found


async def read_paper(paper: int, *, acting: Actor) -> PaperFile:
    """A paper's bytes, for its producer and the offices it applied to.

    Raises:
        PaperNotFound: There is none, it was erased, or it is not the asker's to read.
    """
    rows = await fetch(
        "SELECT producer, filename, media_type, content FROM producer_paper WHERE id = $1 AND erased_at IS NULL", paper
    )
    if not rows:
        raise PaperNotFound
    producer = rows[0]["producer"]
    if not acting.acts_for(producer) and not await may_read_papers(producer, acting.organized_offices):
        raise PaperNotFound
    return _file(rows[0])


async def read_paper_for_office(paper: int, producer: int, office: int) -> PaperFile:
    """A paper's bytes for an office whose own rules let the asker see it (a reviewer with a share).

    Raises:
        PaperNotFound: It is another producer's, or the producer did not apply to this office.
    """
    rows = await fetch(
        "SELECT producer, filename, media_type, content FROM producer_paper WHERE id = $1 AND producer = $2"
        " AND erased_at IS NULL",
        paper,
        producer,
    )
    if not rows or not await may_read_papers(producer, [office]):
        raise PaperNotFound
    return _file(rows[0])


async def may_read_papers(producer: int, offices: Sequence[int]) -> bool:
    """Whether one of these offices may read a producer's papers now."""
    return bool(
        await fetch(
            "SELECT FROM paper_reader WHERE producer = $1 AND office = ANY($2) AND ended_at IS NULL",
            producer,
            list(offices),
        )
    )


async def readers_of_papers(producer: int) -> list[PaperReaderView]:
    """The offices that may read a producer's papers, and those that could."""
    rows = await fetch("SELECT office, since, ended_at FROM paper_reader WHERE producer = $1 ORDER BY id", producer)
    return [PaperReaderView(office=row["office"], since=row["since"], ended_at=row["ended_at"]) for row in rows]


def _paper_of(row: Any, on: date) -> PaperView:
    return PaperView(
        **dict(row), standing=standing_of(row["expires_on"], replaced=row["replaced_at"] is not None, on=on)
    )


def _file(row: Any) -> PaperFile:
    return PaperFile(**dict(row))
