"""A plan on paper: each hall as one SVG in paper's colours, to scale, with legend and the list of who is where."""

import textwrap
from enum import StrEnum
from pathlib import Path
from typing import Any, Final
from xml.sax.saxutils import escape

from events_app.fairs.schemas import Fair
from events_app.floor_plans.rules.plan import BoothState
from events_app.floor_plans.schemas.maps import BoothMap, BoothOnPlan, Fixture, HallOnPlan
from events_app.floor_plans.words import FIXTURES
from events_app.platform.i18n import _, current_locale
from events_app.platform.i18n.formats import format_days
from events_app.platform.typesetting import typeset

_TEMPLATE: Final = Path(__file__).parent / "plan.typ"
_SCALES: Final = (20, 25, 50, 75, 100, 125, 150, 200, 250, 300, 400, 500, 750, 1000, 1500, 2000, 3000, 5000, 10000)
# The theme's colours by day; paper knows no night.
_TONES: Final = ("#F5EFE4", "#F1DAB5", "#C0DCC8", "#D3DFB4", "#E6B5AB", "#D9C9E3", "#C3D6EA", "#ECD0D8", "#DCD6CB")
_GROUNDS: Final = {
    "stage": "#E3ECF5",
    "entrance": "#F6E4E0",
    "exit": "#F6E4E0",
    "wall": "#655B51",
    "pillar": "#655B51",
    "power": "#FBEFD6",
    "water": "#E3ECF5",
}
_NAME_FITS_MM: Final = 17
_LONGEST_WORDS: Final = 3


class Paper(StrEnum):
    """What the plan is printed on."""

    A3 = "a3"
    A4 = "a4"

    @property
    def drawing_size(self) -> tuple[int, int]:
        """Millimetres left for the drawing, lying sideways."""
        return (396, 232) if self is Paper.A3 else (273, 150)


async def plan_on_paper(fair: Fair, plan: BoothMap, paper: Paper) -> bytes:
    """Set a plan as PDF in the reader's language.

    Raises:
        DocumentFailed: It took too long.
    """
    return await typeset(_TEMPLATE, _content(fair, plan, paper), time_limit=60)


def _content(fair: Fair, plan: BoothMap, paper: Paper) -> dict[str, Any]:
    taken = [booth for booth in plan.booths if booth.producer_name]
    return {
        "lang": current_locale(),
        "paper": paper.value,
        "title": fair.title.text(),
        "days": _days_of(fair),
        "place": ", ".join(part for part in (fair.venue.name.text(), fair.venue.address) if part),
        "halls": [_hall(hall, paper) for hall in plan.halls],
        "legend": [{"name": zone.name.text(), "colour": _TONES[zone.tone]} for zone in plan.zones],
        "list_title": _("Who is where"),
        "nobody": _("No booth is given out yet."),
        "list": [{"code": booth.code, "name": booth.producer_name} for booth in taken],
        "page": _("Page"),
    }


def _days_of(fair: Fair) -> str:
    if fair.starts_on is None or fair.ends_on is None:
        return ""
    return format_days(fair.starts_on, fair.ends_on, current_locale())


def _hall(hall: HallOnPlan, paper: Paper) -> dict[str, Any]:
    width, height = paper.drawing_size
    # Millimetres of the hall per millimetre of paper, rounded up to a scale people know.
    needed = max(hall.width * 10 / width, hall.height * 10 / height)
    scale = next((known for known in _SCALES if known >= needed), _SCALES[-1])
    bar = next(metres for metres in (1, 2, 5, 10, 20, 50, 100, 200) if metres * 1000 / scale >= 20 or metres == 200)  # noqa: PLR2004 - a bar of two centimetres can be read off
    return {
        "name": hall.name.text(),
        "svg": hall_svg(hall, scale),
        "width": hall.width * 10 / scale,
        "scale": _("Scale 1:%(scale)s", scale=scale),
        "bar": bar * 1000 / scale,
        "bar_text": f"{bar} m",
    }


def hall_svg(hall: HallOnPlan, scale: int) -> str:
    """One hall as an SVG in centimetres."""
    head = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {hall.width} {hall.height}" '
        'font-family="Be Vietnam Pro" font-weight="600" text-anchor="middle">'
        f'<rect width="{hall.width}" height="{hall.height}" fill="#FFFFFF" stroke="#231F1B" '
        f'stroke-width="{scale / 40}"/>'
    )
    fixtures = "".join(_fixture_svg(each, scale) for each in hall.fixtures)
    return f"{head}{fixtures}{''.join(_booth_svg(each, scale) for each in hall.booths)}</svg>"


def _fixture_svg(fixture: Fixture, scale: int) -> str:
    label = fixture.label.text() or _(FIXTURES[fixture.kind])
    ground = _GROUNDS.get(fixture.kind, "#FBF7F0")
    size = min(fixture.height / 2, fixture.width * 1.4 / max(len(label), 3), scale * 0.4)
    ink = "#FFFFFF" if fixture.kind in {"wall", "pillar"} else "#231F1B"
    return (
        f'<rect x="{fixture.x}" y="{fixture.y}" width="{fixture.width}" height="{fixture.height}" fill="{ground}" '
        f'stroke="#8F8272" stroke-width="{scale / 60}"/>' + _text(fixture, [label], size, ink=ink)
    )


def _booth_svg(booth: BoothOnPlan, scale: int) -> str:
    ground = "#E8DFD1" if booth.state is BoothState.BLOCKED else _TONES[booth.tone]
    size = min(booth.height * 0.3, booth.width * 1.25 / max(len(booth.code), 2), scale * 0.55)
    drawn = (
        f'<rect x="{booth.x}" y="{booth.y}" width="{booth.width}" height="{booth.height}" fill="{ground}" '
        f'stroke="#655B51" stroke-width="{scale / 80}"/>'
    )
    if not booth.producer_name or booth.width * 10 / scale < _NAME_FITS_MM:
        return drawn + _text(booth, [booth.code], size)
    small = min(booth.height * 0.11, scale * 0.2)
    letters = max(int(booth.width * 0.92 / (small * 0.56)), 4)
    words = textwrap.wrap(booth.producer_name, letters, max_lines=_LONGEST_WORDS, placeholder="…")
    above = booth.height * 0.2
    return drawn + _text(booth, [booth.code], size, shift=-above) + _text(booth, words, small, shift=above)


def _text(box: Fixture | BoothOnPlan, lines: list[str], size: float, *, shift: float = 0, ink: str = "#231F1B") -> str:
    middle = box.x + box.width / 2
    top = box.y + box.height / 2 + shift - (len(lines) - 1) * size * 0.6 + size * 0.35
    return "".join(
        f'<text x="{middle:.1f}" y="{top + number * size * 1.2:.1f}" font-size="{size:.1f}" fill="{ink}">'
        f"{escape(line)}</text>"
        for number, line in enumerate(lines)
    )
