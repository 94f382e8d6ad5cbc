"""The child process that sets one document: data on standard input, PDF on standard output."""

import sys
from pathlib import Path

import typst

_FONTS = Path(__file__).parents[2] / "static" / "dist" / "fonts"


def main(template: str) -> None:
    """Compile a template with the data from standard input; it reads no file outside its own folder."""
    document = typst.compile(
        template,
        root=str(Path(template).parent),
        font_paths=[str(_FONTS)],
        ignore_system_fonts=True,
        sys_inputs={"data": sys.stdin.read()},
        format="pdf",
    )
    sys.stdout.buffer.write(document)


if __name__ == "__main__":
    main(sys.argv[1])
