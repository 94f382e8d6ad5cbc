"""What stands in front and tells the kind of event."""

import math
from collections.abc import Callable, Iterator

from events_app.platform.art.light import HEIGHT, Dice, Light


def draw_awnings(light: Light, dice: Dice) -> Iterator[str]:
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


FRONTS: dict[str, Callable[[Light, Dice], Iterator[str]]] = {
    "fair": draw_awnings,
    "product_week": _baskets,
    "festival": _lanterns,
    "workshop": _hats,
    "training": _hats,
    "regional_culture": _drum,
    "outgoing_delegation": _road,
    "livestream_day": _signal,
}
