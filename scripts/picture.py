"""Draw the stair of slices: `python scripts/picture.py` writes docs/architecture.svg from what is enforced.

Rows come from the layers contract, each slice's line from its own docstring, the lists of followers from `app.py`.
`tests/architecture/test_picture.py` compares, so that the picture is never older than the code.
"""

import ast
import tomllib
from html import escape
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
PICTURE = ROOT / "docs" / "architecture.svg"
ROW, GAP, LEFT, WIDTH = 46, 12, 40, 740
INKS = {"app": "#9E2A2B", "cli": "#9E2A2B", "platform": "#231F1B"}
CHANGES = {
    "fair_changes": ("fairs", "fairs: changed"),
    "fair_copies": ("fairs", "fairs: copied"),
    "renames": ("producers", "producers: renamed"),
    "plan_changes": ("floor_plans", "floor_plans: replaced"),
    "claim_changes": ("booths", "booths: claims changed"),
    "pass_erasure": ("passes", "passes: people erased"),
}


def layers() -> list[list[str]]:
    """The rows of the stair from above, each with its slices."""
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    contract = next(each for each in settings["tool"]["importlinter"]["contracts"] if each["type"] == "layers")
    return [[name.strip() for name in row.split("|")] for row in contract["layers"]]


def line_of(name: str) -> str:
    """What a slice says of itself in the first line of its docstring."""
    package = ROOT / "events_app" / name / "__init__.py"
    source = package if package.exists() else package.parent.with_suffix(".py")
    said = ast.get_docstring(ast.parse(source.read_text(encoding="utf-8"))) or ""
    return said.split("\n")[0].rstrip(".")


def followers() -> list[tuple[str, str, list[str]]]:
    """Each kind of change as `declare_followers` has it: the list, the slice that says it, and who follows."""
    tree = ast.parse(_composition_root().read_text(encoding="utf-8"))
    declaring = next(
        node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef) and node.name == "declare_followers"
    )
    found = []
    for call in (node for node in ast.walk(declaring) if isinstance(node, ast.Call)):
        if isinstance(call.func, ast.Attribute) and call.func.attr == "declare":
            change = ast.unparse(call.func.value)
            if change not in CHANGES:  # a question asked upwards, not a change
                continue
            found.append((change, CHANGES[change][0], [_slice_of(ast.unparse(each)) for each in call.args]))
    return found


def draw() -> str:
    """The whole picture."""
    rows = layers()
    bottom = 20 + len(rows) * (ROW + GAP)
    tops = {name: 20 + number * (ROW + GAP) for number, row in enumerate(rows) for name in row}
    parts = [
        (
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1120 {bottom + 54}" role="img" '
            'aria-label="The stair of slices: each row imports only from rows below it" '
            'font-family="Be Vietnam Pro, system-ui, sans-serif">'
        ),
        '<rect width="100%" height="100%" fill="#FBF7F0"/>',
    ]
    for number, row in enumerate(rows):
        width = (WIDTH - GAP * (len(row) - 1)) / len(row)
        parts += [
            _box(name, LEFT + place * (width + GAP), 20 + number * (ROW + GAP), width) for place, name in enumerate(row)
        ]
    parts += [
        _arrow(number, tops[said_by], [tops[name] for name in names], CHANGES[change][1])
        for number, (change, said_by, names) in enumerate(followers())
    ]
    parts += [
        f'<path d="M 20 30 V {bottom - 14} m -7 -10 l 7 12 l 7 -12" fill="none" stroke="#231F1B" stroke-width="2"/>',
        (
            f'<text x="{LEFT}" y="{bottom + 18}" font-size="12" fill="#231F1B">Calls go down only. Red: who follows a '
            "change in the same transaction, declared in app.py.</text>"
        ),
        (
            f'<text x="{LEFT}" y="{bottom + 38}" font-size="12" fill="#6B6157">Everything else goes up by outbox, '
            "a moment later, wired in app.py as well.</text>"
        ),
        "</svg>",
    ]
    return "\n".join(parts) + "\n"


def _box(name: str, x: float, y: float, width: float) -> str:
    most = int(width / 6.6)
    line = line_of(name)
    shown = line if len(line) <= most else line[: most - 1].rsplit(" ", 1)[0].rstrip(",;:") + " …"
    return (
        f'<g><rect x="{x:g}" y="{y}" width="{width:g}" height="{ROW}" rx="8" fill="#FFFDF9" '
        f'stroke="{INKS.get(name, "#8F8272")}"/>'
        f'<text x="{x + 14:g}" y="{y + 19}" font-size="15" font-weight="700" fill="#231F1B">{name}</text>'
        f'<text x="{x + 14:g}" y="{y + 36}" font-size="12" fill="#6B6157">{escape(shown)}</text></g>'
    )


def _arrow(number: int, origin: int, goals: list[int], words: str) -> str:
    x = LEFT + WIDTH + 26 + number * 52
    start, top = origin + ROW - 10, min(goals) + 14
    heads = "".join(f"M {x} {goal + 14} H {LEFT + WIDTH + 4} m 9 -5 l -9 5 l 9 5 " for goal in goals)
    return (
        f'<path d="M {LEFT + WIDTH} {start} H {x} V {top} {heads}" fill="none" stroke="#9E2A2B" stroke-width="1.5"/>'
        f'<text x="{x + 5}" y="{start + 16}" font-size="11" fill="#9E2A2B">{escape(words)}</text>'
    )


def _composition_root() -> Path:
    package = ROOT / "events_app" / "app"
    return next(
        (path for path in package.glob("*.py") if "def declare_followers" in path.read_text(encoding="utf-8")),
        package.with_suffix(".py"),
    )


def _slice_of(follower: str) -> str:
    return follower.split(".", maxsplit=1)[0].removesuffix("_following")


if __name__ == "__main__":
    PICTURE.write_text(draw(), encoding="utf-8")
