"""The child process that draws badges and joins what was drawn: a request on standard input, PDF on standard output.

Drawing a hundred QR codes and pages takes a second of processor time, which a service with a queue at the gate has
not; and a process can be killed.
"""

import io
import sys
from pathlib import Path
from typing import Any, Final

import msgspec
import typst
from pypdf import PdfWriter

from events_app.giving.drawing.paths import draw_path

_TEMPLATE: Final = Path(__file__).with_name("badge.typ")
_FONTS: Final = Path(__file__).parents[2] / "static" / "dist" / "fonts"


class Drawing(msgspec.Struct, tag="badges"):
    """Badges to draw; each carries its code as `qr`, which becomes a picture here."""

    sheet: dict[str, Any]


class Joining(msgspec.Struct, tag="join"):
    """Parts to make one file of."""

    parts: list[bytes]


def main() -> None:
    """Do what the request says."""
    request = msgspec.msgpack.decode(sys.stdin.buffer.read(), type=Drawing | Joining)
    sys.stdout.buffer.write(_draw(request.sheet) if isinstance(request, Drawing) else _join(request.parts))


def _draw(sheet: dict[str, Any]) -> bytes:
    for badge in sheet["badges"]:
        badge["qr"] = draw_path(badge["qr"])
    document: bytes = typst.compile(
        str(_TEMPLATE),
        root=str(_TEMPLATE.parent),
        font_paths=[str(_FONTS)],
        ignore_system_fonts=True,
        sys_inputs={"data": msgspec.json.encode(sheet).decode()},
        format="pdf",
    )
    return document


def _join(parts: list[bytes]) -> bytes:
    whole = PdfWriter()
    for part in parts:
        whole.append(io.BytesIO(part), import_outline=False)
    whole.compress_identical_objects(remove_duplicates=True, remove_unreferenced=True)
    out = io.BytesIO()
    whole.write(out)
    return out.getvalue()


if __name__ == "__main__":
    main()
