"""A picture for every event, drawn from its kind, region and season: the same event always gets the same one.

The land is the region's (ridges and terraces, river and rice, dunes and tall roofs, palms and boats), the light is the
season's, and what stands in front tells the kind. The address carries everything that is drawn, so an answer may be
kept for ever.
"""

from functools import lru_cache

from events_app.platform.art.fronts import FRONTS, draw_awnings
from events_app.platform.art.lands import LANDS, draw_village
from events_app.platform.art.light import HEIGHT, SEASONS, WIDTH, Dice, Light


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
    light = dice.pick(SEASONS[(month - 1) % 12])
    parts = [
        _sky(light, dice),
        *LANDS.get(region, draw_village)(light, dice),
        *FRONTS.get(kind, draw_awnings)(light, dice),
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
