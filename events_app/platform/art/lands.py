"""The land behind: ridges and terraces, river and rice, dunes and tall roofs, palms and boats."""

import math
from collections.abc import Callable, Iterator

from events_app.platform.art.light import HEIGHT, HORIZON, WIDTH, Dice, Light


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
        yield f'<path d="{_ridge(HORIZON + 20 + number * 60, 230 - number * 60, dice)}" fill="{colour}"/>'
    # Terraced fields: the same curve again and again, each a step lower.
    shift = dice.between(0, 6)
    yield f'<path d="{_wave(HORIZON + 130, 34, 380, shift)}" fill="{light.land[2]}"/>'
    for step in range(1, 7):
        edge = _wave(HORIZON + 130 + step * 26, 34 - step * 2, 380, shift + step * 0.04).split("V", 2)
        curve = f"M-50 {edge[1].split('c', 1)[0]}c{edge[1].split('c', 1)[1]}"
        faint = 0.42 - step * 0.045
        yield f'<path d="{curve}" fill="none" stroke="{light.sun}" stroke-width="3" opacity="{faint:.2f}"/>'


def _delta(light: Light, dice: Dice) -> Iterator[str]:
    shift = dice.between(0, 6)
    yield f'<path d="{_wave(HORIZON + 10, 16, 420, shift)}" fill="{light.land[0]}"/>'
    yield f'<path d="{_wave(HORIZON + 60, 22, 520, shift + 1)}" fill="{light.land[1]}"/>'
    # The river: light on water in long lines.
    for line in range(7):
        y = HORIZON + 92 + line * 16
        x, long = dice.between(-80, 420), dice.between(420, 820)
        yield (
            f'<path d="M{x} {y}q{long / 4:.0f} -14 {long / 2:.0f} 0t{long / 2:.0f} 0" fill="none" stroke="{light.sun}"'
            f' stroke-width="{4 - line * 0.3:.1f}" stroke-linecap="round" opacity="{0.5 - line * 0.04:.2f}"/>'
        )
    yield f'<path d="{_wave(HORIZON + 200, 26, 460, shift + 2)}" fill="{light.land[2]}"/>'


def _highlands(light: Light, dice: Dice) -> Iterator[str]:
    shift = dice.between(0, 6)
    yield f'<path d="{_wave(HORIZON + 20, 60, 460, shift)}" fill="{light.land[0]}"/>'
    # Communal houses with their tall roofs.
    for number in range(2):
        x, size = dice.between(160, 260) + number * 300, dice.between(0.85, 1.25)
        base = HORIZON + 100
        yield (
            f'<path transform="translate({x} {base}) scale({size:.2f})" fill="{light.land[2]}" opacity="0.92"'
            ' d="M-70 0V-40Q-44 -130 -22 -190H22Q44 -130 70 -40V0H52V40H40V0H-40V40H-52V0Z"/>'
        )
    yield f'<path d="{_wave(HORIZON + 90, 40, 540, shift + 2)}" fill="{light.land[1]}"/>'
    yield f'<path d="{_wave(HORIZON + 180, 30, 420, shift + 4)}" fill="{light.land[2]}"/>'


def _south(light: Light, dice: Dice) -> Iterator[str]:
    shift = dice.between(0, 6)
    yield f'<path d="{_wave(HORIZON + 30, 12, 380, shift)}" fill="{light.land[0]}"/>'
    yield f'<path d="{_wave(HORIZON + 84, 9, 240, shift + 1)}" fill="{light.land[1]}"/>'
    # Two boats of a floating market.
    for number in range(2):
        x, y = dice.between(420, 520) + number * 240, HORIZON + 120 + number * 34
        yield (
            f'<path d="M{x} {y}q70 34 190 0l-26 36q-70 16 -138 0z" fill="{light.land[2]}"/>'
            f'<circle cx="{x + 70}" cy="{y - 2}" r="17" fill="{light.sun}" opacity="0.9"/>'
            f'<circle cx="{x + 104}" cy="{y}" r="20" fill="{light.sun}" opacity="0.7"/>'
        )
    yield f'<path d="{_wave(HORIZON + 196, 12, 260, shift + 3)}" fill="{light.land[2]}"/>'
    for number in range(3):
        yield _palm(dice.between(60, 120) + number * 118, HORIZON + 220, dice.between(0.9, 1.35), light.land[2])


def _palm(x: float, y: float, size: float, colour: str) -> str:
    leaves = "".join(
        f'<path d="M0 -180q{dx * 0.5:.0f} {-50 + abs(dx) * 0.1:.0f} {dx} {dy}q{-dx * 0.45:.0f} -26 {-dx} {-dy}"/>'
        for dx, dy in ((-110, 20), (-80, -36), (0, -70), (80, -36), (110, 20), (56, 58), (-56, 58))
    )
    return (
        f'<g transform="translate({x} {y}) scale({size})" fill="{colour}">'
        f'<path d="M-9 0Q-2 -90 -5 -180H5Q8 -90 9 0Z"/>{leaves}</g>'
    )


def draw_village(light: Light, dice: Dice) -> Iterator[str]:
    shift = dice.between(0, 6)
    yield f'<path d="{_wave(HORIZON + 30, 30, 480, shift)}" fill="{light.land[0]}"/>'
    x = dice.between(-40, 20)
    for _number in range(7):
        wide, high = dice.between(120, 200), dice.between(60, 120)
        y = HORIZON + 120 - high
        half, roof, foot = f"{wide / 2:.0f}", f"{wide * 0.34:.0f}", HORIZON + 140
        yield (
            f'<path d="M{x} {foot}V{y}l{half} -{roof}l{half} {roof}V{foot}Z"'
            f' fill="{light.land[1]}" opacity="{dice.between(0.7, 1)}"/>'
        )
        x += wide + dice.between(-20, 50)
    yield f'<path d="{_wave(HORIZON + 130, 22, 520, shift + 2)}" fill="{light.land[2]}"/>'


LANDS: dict[str, Callable[[Light, Dice], Iterator[str]]] = {
    "northern_mountains": _mountains,
    "red_river_delta": _delta,
    "central_highlands": _highlands,
    "south": _south,
}
