"""What a bench returns: our figure beside its yardstick, and in words what each side executes."""

from typing import NamedTuple


class Side(NamedTuple):
    """One side of a comparison."""

    executes: str
    per_second: float
    p50_ms: float | None = None
    p99_ms: float | None = None
    failures: int = 0


class Comparison(NamedTuple):
    """Our side, measured, against a yardstick measured in the same run on the same machine."""

    name: str
    sizes: str
    ours: Side
    yardstick: Side

    @property
    def ratio(self) -> float:
        """Our share of the yardstick; more is better."""
        return self.ours.per_second / self.yardstick.per_second

    def lines(self) -> list[str]:
        """Return the comparison as lines of Markdown."""
        return [
            f"### {self.name}: {self.ratio:.2f}",
            "",
            f"Sizes: {self.sizes}",
            "",
            "| | per second | p50 | p99 | failed | executes |",
            "|---|---|---|---|---|---|",
            _row("ours", self.ours),
            _row("yardstick", self.yardstick),
            "",
        ]


def _row(title: str, side: Side) -> str:
    times = [f"{value:.1f} ms" if value is not None else "–" for value in (side.p50_ms, side.p99_ms)]
    cells = [title, f"{side.per_second:,.0f}", *times, str(side.failures), side.executes]
    return "| " + " | ".join(cells) + " |"
