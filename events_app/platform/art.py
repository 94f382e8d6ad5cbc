"""A picture for every event, drawn from its kind, region and season: the same event always gets the same one.

The land is the region's (ridges and terraces, river and rice, dunes and tall roofs, palms and boats), the light is the
season's, and what stands in front tells the kind. The address carries everything that is drawn, so an answer may be
kept for ever.
"""

import hashlib
import math
from collections.abc import Callable, Iterator
from functools import lru_cache
from typing import NamedTuple, TypeVar

Item = TypeVar("Item")

WIDTH = 1200
HEIGHT = 630
_HORIZON = 360


class Light(NamedTuple):
    """Sky from above to the horizon, the sun, then the land from far to near."""

    sky: tuple[str, str]
    sun: str
    land: tuple[str, str, str]


_WINTER = (
    Light(("#8f2527", "#e39a55"), "#ffe3b8", ("#b5483a", "#8f2f2d", "#5f1f22")),
    Light(("#233f63", "#c7a9a0"), "#fff0d6", ("#4a6b8f", "#34527a", "#1f3556")),
)
_SPRING = (
    Light(("#d9758a", "#fbe3cf"), "#fff6e6", ("#8fb38a", "#5c8f6d", "#2f6450")),
    Light(("#3f8f7a", "#e9edc9"), "#fffbe6", ("#7fb48f", "#4b8f70", "#2a6350")),
)
_SUMMER = (
    Light(("#1f6f78", "#f3d48a"), "#fff3c4", ("#5fa08a", "#387c6b", "#1e5550")),
    Light(("#2d6a9f", "#bfe0e6"), "#fffdf0", ("#5c9a72", "#3b7c5a", "#225a45")),
)
_AUTUMN = (
    Light(("#c76b2c", "#fbe0a6"), "#fff2cf", ("#c98f3d", "#9c6527", "#6b431d")),
    Light(("#6f4a7a", "#f2c6a0"), "#ffe9cf", ("#9a6a78", "#744b64", "#4b2f4a")),
)
_SEASONS = (*(_WINTER,) * 2, *(_SPRING,) * 3, *(_SUMMER,) * 3, *(_AUTUMN,) * 3, _WINTER)


class Dice:
    """Numbers that depend on the seed alone, on every machine and in every version."""

    def __init__(self, seed: str) -> None:
        self._seed = seed
        self._throws = 0

    def between(self, low: float, high: float) -> float:
        """A number in the range, one decimal."""
        digest = hashlib.blake2b(f"{self._seed}/{self._throws}".encode(), digest_size=4).digest()
        self._throws += 1
        return round(low + (high - low) * int.from_bytes(digest, "big") / 0xFFFF_FFFF, 1)

    def pick(self, items: tuple[Item, ...]) -> Item:
        """One of the items."""
        return items[min(int(self.between(0, len(items))), len(items) - 1)]


@lru_cache(maxsize=256)
def event_art(*, kind: str, region: str, month: int, seed: str) -> str:
    """The picture as an SVG document, 1200 × 630; it may be cut at any side and still reads.

    Args:
        kind: The kind of event, such as `festival`; an unknown one shows the market's awnings.
        region: The region's code; empty for none.
        month: 1 to 12, the month it begins in.
        seed: What tells one event from another, such as its number.
    """
    dice = Dice(f"{seed}|{kind}|{region}")
    light = dice.pick(_SEASONS[(month - 1) % 12])
    parts = [
        _sky(light, dice),
        *_LANDS.get(region, _village)(light, dice),
        *_FRONTS.get(kind, _awnings)(light, dice),
    ]
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" width="{WIDTH}" height="{HEIGHT}"'
        f' preserveAspectRatio="xMidYMid slice">{"".join(parts)}</svg>'
    )


def art_path(*, kind: str, region: str, month: int, seed: str) -> str:
    """The picture's address below `/art/`."""
    return f"/art/{kind}.{region or 'anywhere'}.{month}.{seed}.svg"


def _sky(light: Light, dice: Dice) -> str:
    x, y, r = dice.between(760, 1010), dice.between(170, 290), dice.between(70, 110)
    return (
        f'<defs><linearGradient id="sky" x1="0" y1="0" x2="0.35" y2="1"><stop offset="0" stop-color="{light.sky[0]}"/>'
        f'<stop offset="0.85" stop-color="{light.sky[1]}"/></linearGradient></defs>'
        f'<rect width="{WIDTH}" height="{HEIGHT}" fill="url(#sky)"/>'
        f'<circle cx="{x}" cy="{y}" r="{r * 1.9:.0f}" fill="{light.sun}" opacity="0.14"/>'
        f'<circle cx="{x}" cy="{y}" r="{r * 1.4:.0f}" fill="{light.sun}" opacity="0.22"/>'
        f'<circle cx="{x}" cy="{y}" r="{r}" fill="{light.sun}" opacity="0.9"/>'
    )


def _wave(level: float, height: float, length: float, shift: float) -> str:
    """The top edge of a strip of land as a soft curve, closed at the foot of the picture."""
    path = f"M-50 {HEIGHT + 20}V{level:.0f}"
    x, up = -50.0, True
    while x < WIDTH + 50:
        step = length * (0.8 + 0.4 * math.sin(shift + x))
        y = height if up else -height
        path += f"c{step * 0.35:.0f} {-y:.0f} {step * 0.65:.0f} {-y:.0f} {step:.0f} 0"
        x, up = x + step, not up
    return f"{path}V{HEIGHT + 20}Z"


def _ridge(level: float, height: float, dice: Dice) -> str:
    """A mountain ridge: peaks of uneven height with shoulders."""
    path = f"M-60 {HEIGHT + 20}V{level:.0f}"
    x = -60.0
    while x < WIDTH + 60:
        step, peak = dice.between(120, 230), dice.between(0.45, 1) * height
        path += f"Q{x + step * 0.3:.0f} {level - peak * 0.5:.0f} {x + step * 0.5:.0f} {level - peak:.0f}"
        path += f"Q{x + step * 0.75:.0f} {level - peak * 0.55:.0f} {x + step:.0f} {level - height * 0.15:.0f}"
        x += step
    return f"{path}V{HEIGHT + 20}Z"


def _mountains(light: Light, dice: Dice) -> Iterator[str]:
    for number, colour in enumerate(light.land[:2]):
        yield f'<path d="{_ridge(_HORIZON + 20 + number * 60, 230 - number * 60, dice)}" fill="{colour}"/>'
    # Terraced fields: the same curve again and again, each a step lower.
    shift = dice.between(0, 6)
    yield f'<path d="{_wave(_HORIZON + 130, 34, 380, shift)}" fill="{light.land[2]}"/>'
    for step in range(1, 7):
        edge = _wave(_HORIZON + 130 + step * 26, 34 - step * 2, 380, shift + step * 0.04).split("V", 2)
        curve = f"M-50 {edge[1].split('c', 1)[0]}c{edge[1].split('c', 1)[1]}"
        faint = 0.42 - step * 0.045
        yield f'<path d="{curve}" fill="none" stroke="{light.sun}" stroke-width="3" opacity="{faint:.2f}"/>'


def _delta(light: Light, dice: Dice) -> Iterator[str]:
    shift = dice.between(0, 6)
    yield f'<path d="{_wave(_HORIZON + 10, 16, 420, shift)}" fill="{light.land[0]}"/>'
    yield f'<path d="{_wave(_HORIZON + 60, 22, 520, shift + 1)}" fill="{light.land[1]}"/>'
    # The river: light on water in long lines.
    for line in range(7):
        y = _HORIZON + 92 + line * 16
        x, long = dice.between(-80, 420), dice.between(420, 820)
        yield (
            f'<path d="M{x} {y}q{long / 4:.0f} -14 {long / 2:.0f} 0t{long / 2:.0f} 0" fill="none" stroke="{light.sun}"'
            f' stroke-width="{4 - line * 0.3:.1f}" stroke-linecap="round" opacity="{0.5 - line * 0.04:.2f}"/>'
        )
    yield f'<path d="{_wave(_HORIZON + 200, 26, 460, shift + 2)}" fill="{light.land[2]}"/>'


def _highlands(light: Light, dice: Dice) -> Iterator[str]:
    shift = dice.between(0, 6)
    yield f'<path d="{_wave(_HORIZON + 20, 60, 460, shift)}" fill="{light.land[0]}"/>'
    # Communal houses with their tall roofs.
    for number in range(2):
        x, size = dice.between(160, 260) + number * 300, dice.between(0.85, 1.25)
        base = _HORIZON + 100
        yield (
            f'<path transform="translate({x} {base}) scale({size:.2f})" fill="{light.land[2]}" opacity="0.92"'
            ' d="M-70 0V-40Q-44 -130 -22 -190H22Q44 -130 70 -40V0H52V40H40V0H-40V40H-52V0Z"/>'
        )
    yield f'<path d="{_wave(_HORIZON + 90, 40, 540, shift + 2)}" fill="{light.land[1]}"/>'
    yield f'<path d="{_wave(_HORIZON + 180, 30, 420, shift + 4)}" fill="{light.land[2]}"/>'


def _south(light: Light, dice: Dice) -> Iterator[str]:
    shift = dice.between(0, 6)
    yield f'<path d="{_wave(_HORIZON + 30, 12, 380, shift)}" fill="{light.land[0]}"/>'
    yield f'<path d="{_wave(_HORIZON + 84, 9, 240, shift + 1)}" fill="{light.land[1]}"/>'
    # Two boats of a floating market.
    for number in range(2):
        x, y = dice.between(420, 520) + number * 240, _HORIZON + 120 + number * 34
        yield (
            f'<path d="M{x} {y}q70 34 190 0l-26 36q-70 16 -138 0z" fill="{light.land[2]}"/>'
            f'<circle cx="{x + 70}" cy="{y - 2}" r="17" fill="{light.sun}" opacity="0.9"/>'
            f'<circle cx="{x + 104}" cy="{y}" r="20" fill="{light.sun}" opacity="0.7"/>'
        )
    yield f'<path d="{_wave(_HORIZON + 196, 12, 260, shift + 3)}" fill="{light.land[2]}"/>'
    for number in range(3):
        yield _palm(dice.between(60, 120) + number * 118, _HORIZON + 220, dice.between(0.9, 1.35), light.land[2])


def _palm(x: float, y: float, size: float, colour: str) -> str:
    leaves = "".join(
        f'<path d="M0 -180q{dx * 0.5:.0f} {-50 + abs(dx) * 0.1:.0f} {dx} {dy}q{-dx * 0.45:.0f} -26 {-dx} {-dy}"/>'
        for dx, dy in ((-110, 20), (-80, -36), (0, -70), (80, -36), (110, 20), (56, 58), (-56, 58))
    )
    return (
        f'<g transform="translate({x} {y}) scale({size})" fill="{colour}">'
        f'<path d="M-9 0Q-2 -90 -5 -180H5Q8 -90 9 0Z"/>{leaves}</g>'
    )


def _village(light: Light, dice: Dice) -> Iterator[str]:
    shift = dice.between(0, 6)
    yield f'<path d="{_wave(_HORIZON + 30, 30, 480, shift)}" fill="{light.land[0]}"/>'
    x = dice.between(-40, 20)
    for _number in range(7):
        wide, high = dice.between(120, 200), dice.between(60, 120)
        y = _HORIZON + 120 - high
        half, roof, foot = f"{wide / 2:.0f}", f"{wide * 0.34:.0f}", _HORIZON + 140
        yield (
            f'<path d="M{x} {foot}V{y}l{half} -{roof}l{half} {roof}V{foot}Z"'
            f' fill="{light.land[1]}" opacity="{dice.between(0.7, 1)}"/>'
        )
        x += wide + dice.between(-20, 50)
    yield f'<path d="{_wave(_HORIZON + 130, 22, 520, shift + 2)}" fill="{light.land[2]}"/>'


def _awnings(light: Light, dice: Dice) -> Iterator[str]:
    """A row of stalls under striped awnings: a fair."""
    left = dice.between(70, 150)
    for number in range(3):
        x, wide = left + number * 232, 200
        y = HEIGHT - 262 + dice.between(-8, 8)
        strips = "".join(
            f'<path d="M{x + strip * 40} {y}h40v52a20 20 0 0 1 -40 0z" fill="{"#fffaf0" if strip % 2 else "#b3352f"}"/>'
            for strip in range(5)
        )
        yield (
            f'<rect x="{x + 10}" y="{y + 40:.0f}" width="{wide - 20}" height="260" fill="#3a2420" opacity="0.55"/>'
            f'<rect x="{x - 4}" y="{y + 128:.0f}" width="{wide + 8}" height="160" rx="6" fill="#7a4a2b"/>'
            f'<g fill="{light.sun}">'
            + "".join(
                f'<circle cx="{x + 32 + fruit * 34}" cy="{y + 118:.0f}" r="{dice.between(12, 17)}" opacity="0.92"/>'
                for fruit in range(5)
            )
            + f"</g>{strips}"
        )


def _baskets(light: Light, dice: Dice) -> Iterator[str]:
    """Full baskets: a product week."""
    left = dice.between(110, 200)
    for number in range(3):
        x, y, size = left + number * 210, HEIGHT - 176, dice.between(0.9, 1.15)
        fruit = "".join(
            f'<circle cx="{dx}" cy="{dy}" r="26" fill="{colour}"/>'
            for dx, dy, colour in (
                (-50, -8, light.sun), (0, -14, "#d9553f"), (50, -8, light.sun), (-26, -44, "#e8a13c"),
                (26, -44, "#7fae5a"), (0, -72, light.sun),
            )
        )  # fmt: skip
        weave = "".join(f'<path d="M-84 {14 + row * 20}q84 16 168 0" />' for row in range(4))
        yield (
            f'<g transform="translate({x:.0f} {y}) scale({size})">{fruit}'
            '<path d="M-92 0H92L72 96Q0 112 -72 96Z" fill="#a86f35"/>'
            f'<g fill="none" stroke="#6f4420" stroke-width="5" opacity="0.55">{weave}</g>'
            '<rect x="-98" y="-10" width="196" height="20" rx="10" fill="#8a5828"/></g>'
        )


def _lanterns(light: Light, dice: Dice) -> Iterator[str]:
    """Lanterns on a line: a festival."""
    yield '<path d="M-20 60Q300 220 620 120T1240 70" fill="none" stroke="#3a2420" stroke-width="4" opacity="0.5"/>'
    for number in range(7):
        x = 60 + number * 172 + dice.between(-16, 16)
        y = 134 + 52 * math.sin(x / 190 + 0.2) + dice.between(0, 26)
        colour = ("#c8372f", light.sun, "#e08a2e")[number % 3]
        yield (
            f'<g transform="translate({x:.0f} {y:.0f})"><path d="M0 -46V-30" stroke="#3a2420" stroke-width="3"/>'
            f'<ellipse cy="8" rx="40" ry="44" fill="{colour}"/>'
            '<path d="M-16 -32Q-30 8 -16 48M16 -32Q30 8 16 48M0 -36V52" fill="none" stroke="#3a2420"'
            ' stroke-width="2.5" opacity="0.3"/>'
            '<g fill="#5b2a20"><rect x="-17" y="-40" width="34" height="10" rx="3"/>'
            '<rect x="-17" y="48" width="34" height="10" rx="3"/></g>'
            '<path d="M0 58V92M-9 58V84M9 58V84" stroke="#e7b24c" stroke-width="4" stroke-linecap="round"/></g>'
        )


def _hats(light: Light, dice: Dice) -> Iterator[str]:
    """Listeners under conical hats, seen from behind: a workshop or a training."""
    for row, (count, y, size) in enumerate(((6, HEIGHT - 170, 0.8), (5, HEIGHT - 76, 1.1))):
        for number in range(count):
            x = 110 + number * (980 / (count - 1)) + dice.between(-16, 16) - row * 20
            yield (
                f'<g transform="translate({x:.0f} {y}) scale({size})">'
                f'<path d="M-70 90Q-66 16 0 6Q66 16 70 90Z" fill="{light.land[1]}"/>'
                '<path d="M-96 14Q0 -110 96 14Q0 44 -96 14Z" fill="#efd9a7"/>'
                '<path d="M-62 -10Q0 14 62 -10M-34 -32Q0 -16 34 -32" fill="none" stroke="#a9823f"'
                ' stroke-width="3" opacity="0.6"/></g>'
            )


def _drum(light: Light, dice: Dice) -> Iterator[str]:
    """The star of a bronze drum: the culture of a region."""
    x, y = dice.between(300, 400), 330
    points = " ".join(
        f"{x + r * math.sin(a):.0f},{y - r * math.cos(a):.0f}"
        for ray in range(28)
        for a, r in ((ray * math.pi / 14, 92 if ray % 2 == 0 else 34),)
    )
    yield f'<circle cx="{x}" cy="{y}" r="236" fill="#5a3a1d" opacity="0.9"/>'
    for radius, dash in ((222, "2 14"), (196, ""), (176, "18 10"), (150, ""), (128, "4 10")):
        dashed = f' stroke-dasharray="{dash}"' if dash else ""
        yield (
            f'<circle cx="{x}" cy="{y}" r="{radius}" fill="none" stroke="{light.sun}"'
            f' stroke-width="7" opacity="0.75"{dashed}/>'
        )
    yield f'<circle cx="{x}" cy="{y}" r="108" fill="#6f4a24"/><polygon points="{points}" fill="{light.sun}"/>'


def _road(light: Light, dice: Dice) -> Iterator[str]:
    """A road to somewhere else, with a pin at its end: a delegation."""
    bend = dice.between(-120, 120)
    yield (
        f'<path d="M150 {HEIGHT + 30}C{420 + bend:.0f} 520 {300 + bend:.0f} 430 640 400S860 350 880 330" fill="none"'
        ' stroke="#3a2420" stroke-width="54" stroke-linecap="round" opacity="0.5"/>'
        f'<path d="M150 {HEIGHT + 30}C{420 + bend:.0f} 520 {300 + bend:.0f} 430 640 400S860 350 880 330" fill="none"'
        f' stroke="{light.sun}" stroke-width="5" stroke-dasharray="26 22" opacity="0.95"/>'
        '<path d="M880 330C820 250 800 220 800 176a80 80 0 1 1 160 0c0 44 -20 74 -80 154Z" fill="#b3352f"/>'
        f'<circle cx="880" cy="176" r="34" fill="#fff7e8"/>'
    )


def _signal(light: Light, dice: Dice) -> Iterator[str]:
    """A phone that sends: a livestream day."""
    x, y = dice.between(330, 430), 300
    for ring in range(4):
        r = 170 + ring * 74
        yield (
            f'<circle cx="{x}" cy="{y}" r="{r}" fill="none" stroke="{light.sun}"'
            f' stroke-width="9" opacity="{0.6 - ring * 0.13:.2f}"/>'
        )
    yield (
        f'<rect x="{x - 92}" y="{y - 172}" width="184" height="344" rx="30" fill="#2b2220"/>'
        f'<rect x="{x - 78}" y="{y - 156}" width="156" height="312" rx="18" fill="{light.sky[1]}"/>'
        f'<circle cx="{x}" cy="{y - 26}" r="50" fill="#b3352f"/>'
        f'<path d="M{x - 16} {y - 54}l46 28l-46 28z" fill="#fff7e8"/>'
        f'<rect x="{x - 56}" y="{y + 66}" width="112" height="18" rx="9" fill="#2b2220" opacity="0.6"/>'
        f'<rect x="{x - 56}" y="{y + 98}" width="72" height="18" rx="9" fill="#2b2220" opacity="0.4"/>'
    )


_Draw = Callable[[Light, Dice], Iterator[str]]

_LANDS: dict[str, _Draw] = {
    "northern_mountains": _mountains,
    "red_river_delta": _delta,
    "central_highlands": _highlands,
    "south": _south,
}

_FRONTS: dict[str, _Draw] = {
    "fair": _awnings,
    "product_week": _baskets,
    "festival": _lanterns,
    "workshop": _hats,
    "training": _hats,
    "regional_culture": _drum,
    "outgoing_delegation": _road,
    "livestream_day": _signal,
}
