"""Papers and the offices that read them, for tests."""

import io
from datetime import date
from hashlib import sha256

from PIL import Image

from events_app.platform.db import fetch
from tests.clock import NOW

PDF = b"%PDF-1.7\n1 0 obj\n<< /Type /Catalog >>\nendobj\ntrailer << /Root 1 0 R >>\n%%EOF\n"


def a_picture(kind: str = "JPEG", colour: str = "white") -> bytes:
    """A small photo of a paper."""
    out = io.BytesIO()
    Image.new("RGB", (40, 60), colour).save(out, format=kind)
    return out.getvalue()


async def make_paper(
    producer: int,
    *,
    kind: str = "business_registration",
    content: bytes = PDF,
    filename: str = "giay-phep.pdf",
    issued_on: date | None = None,
    expires_on: date | None = None,
    note: str = "",
) -> int:
    """A standing paper of a producer."""
    [row] = await fetch(
        "INSERT INTO producer_paper (producer, kind, filename, media_type, size, sha256, content, issued_on,"
        " expires_on, note, uploaded_at) VALUES ($1, $2, $3, 'application/pdf', $4, $5, $6, $7, $8, $9, $10)"
        " RETURNING id",
        producer, kind, filename, len(content), sha256(content).hexdigest(), content, issued_on, expires_on, note, NOW,
    )  # fmt: skip
    paper: int = row["id"]
    return paper


async def make_paper_reader(producer: int, office: int) -> None:
    """An office the producer applied to."""
    await fetch("INSERT INTO paper_reader (producer, office, since) VALUES ($1, $2, $3)", producer, office, NOW)
