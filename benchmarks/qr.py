"""The QR of a pass in a photo-like rendering, beside a QR of the form a well-known peer prints.

Both are drawn at the same width on paper, photographed by the same rules, and read by `zxing-cpp`: turned, blurred,
at a quarter of the brightness, and with one blot over a twentieth of the code's area.
"""

import io
import random
import secrets
from typing import Final, NamedTuple

import qrcode
import zxingcpp
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from PIL import Image, ImageDraw, ImageEnhance, ImageFilter
from qrcode.constants import ERROR_CORRECT_M
from qrcode.image.pil import PilImage

from events_app.passes.code import CodePayload, KindCode, sign, write_code
from events_app.passes.drawing import draw_png
from events_app.passes.drawing.qr import make_qr

PEER_LENGTH: Final = 116
_PRINTED: Final = 360
"""Pixels the code is wide in the picture, quiet zone included: a code of 5 cm held 30 cm before an old phone."""

_BLOT_SHARE: Final = 0.05
_ROUNDS: Final = 60


class Printed(NamedTuple):
    """One code as it is drawn."""

    name: str
    text: str
    version: int
    png: bytes


class Scene(NamedTuple):
    """What happens between the paper and the decoder."""

    name: str
    turn: float = 0
    blur: float = 0
    brightness: float = 1
    blot: bool = False


SCENES: Final = (
    Scene("as printed"),
    Scene("turned by 27 degrees", turn=27),
    Scene("blurred", blur=1.6),
    Scene("a quarter of the light", brightness=0.25),
    Scene("one blot over 5 %", blot=True),
    Scene("all of it", turn=11, blur=1.0, brightness=0.25, blot=True),
)


def _ours() -> Printed:
    """The longest pass there is: every field at its end."""
    key = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
    longest = CodePayload(255, 2**32 - 1, 2**63 - 1, KindCode.vip, 255, 255)
    text = write_code(sign(longest, key))
    return Printed("ours, base45", text, make_qr(text).version, draw_png(text))


def _peer() -> Printed:
    """As many base64 characters as a peer's signed ticket has; lower case forces the QR's byte mode."""
    chance = random.Random(1)
    alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
    text = "".join(chance.choice(alphabet) for _ in range(PEER_LENGTH))
    drawing = qrcode.QRCode(error_correction=ERROR_CORRECT_M, border=4, box_size=12)
    drawing.add_data(text)
    drawing.make(fit=True)
    out = io.BytesIO()
    drawing.make_image(image_factory=PilImage).save(out, format="PNG")
    return Printed(f"{PEER_LENGTH} base64 characters", text, drawing.version, out.getvalue())


OURS: Final = _ours()
PEER: Final = _peer()


def photographed(printed: Printed, scene: Scene, *, size: int = _PRINTED, seed: int = 20261124) -> Image.Image:
    """Take a picture of a printed code: grey paper, the scene, sensor noise."""
    chance = random.Random(seed)
    code = Image.open(io.BytesIO(printed.png)).convert("L").resize((size, size), Image.Resampling.LANCZOS)
    if scene.blot:
        _blot(code, printed, chance)
    picture = Image.new("L", (640, 640), 200)
    picture.paste(code, ((640 - size) // 2, (640 - size) // 2))
    if scene.turn:
        picture = picture.rotate(scene.turn, resample=Image.Resampling.BICUBIC, fillcolor=200)
    if scene.blur:
        picture = picture.filter(ImageFilter.GaussianBlur(scene.blur))
    if scene.brightness != 1:
        picture = ImageEnhance.Brightness(picture).enhance(scene.brightness)
    noise = Image.effect_noise(picture.size, 6)
    return Image.blend(picture, noise, 0.04)


def _blot(code: Image.Image, printed: Printed, chance: random.Random) -> None:
    """Spill a round blot of a twentieth of the modules' area, between the three corners a code is found by."""
    modules = 17 + 4 * printed.version
    module = code.width / (modules + 8)
    side = modules * module
    radius = (side * side * _BLOT_SHARE / 3.14159) ** 0.5
    x, y = (4 * module + side * chance.uniform(0.42, 0.72) for _ in range(2))
    ImageDraw.Draw(code).ellipse((x - radius, y - radius, x + radius, y + radius), fill=60)


def decodes(picture: Image.Image, printed: Printed) -> bool:
    """Say whether the reader finds exactly this text."""
    return any(found.text == printed.text for found in zxingcpp.read_barcodes(picture))


def report() -> bool:
    """Print how often each code is read in each scene, and the smallest picture it is read in; True when all are."""
    print("### QR of a pass beside a peer's form\n")
    print("| code | characters | version | modules |\n|---|---|---|---|")
    for printed in (OURS, PEER):
        print(f"| {printed.name} | {len(printed.text)} | {printed.version} at M | {17 + 4 * printed.version} |")
    print("\n| scene | ours read | peer read | ours, smallest px | peer, smallest px |\n|---|---|---|---|---|")
    kept = True
    for scene in SCENES:
        shares = [_share(printed, scene) for printed in (OURS, PEER)]
        sizes = [_smallest(printed, scene) for printed in (OURS, PEER)]
        kept &= decodes(photographed(OURS, scene), OURS)
        print(f"| {scene.name} | {shares[0]:.0%} | {shares[1]:.0%} | {sizes[0]} | {sizes[1]} |")
    print(flush=True)
    return kept and OURS.version <= 6  # noqa: PLR2004 - the promise


def _share(printed: Printed, scene: Scene) -> float:
    seeds = [secrets.randbits(32) for _ in range(_ROUNDS)]
    return sum(decodes(photographed(printed, scene, seed=seed), printed) for seed in seeds) / _ROUNDS


def _smallest(printed: Printed, scene: Scene) -> int | str:
    """Find the smallest picture the code is read in, in steps of ten pixels."""
    for size in range(90, _PRINTED + 10, 10):
        if decodes(photographed(printed, scene, size=size), printed):
            return size
    return "–"
