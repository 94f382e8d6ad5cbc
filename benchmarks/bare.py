"""A bare Litestar handler: the least that a page of this size can cost in this stack."""

import os
from pathlib import Path

from litestar import Litestar, get
from litestar.enums import MediaType

PAGE_VARIABLE = "BENCH_PAGE"


@get("/", media_type=MediaType.HTML, sync_to_thread=False)
def answer() -> bytes:
    """Answer with bytes read once."""
    return _page()


def _page() -> bytes:
    if not _kept:
        _kept.append(Path(os.environ[PAGE_VARIABLE]).read_bytes())
    return _kept[0]


_kept: list[bytes] = []


def create_app() -> Litestar:
    """Build the application of one handler."""
    return Litestar([answer], openapi_config=None)
