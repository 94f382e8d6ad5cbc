"""The code in the QR: what it says, what it costs, and that nothing else is taken for it."""

import subprocess
import sys
from pathlib import Path

import base45
import pytest
import zxingcpp
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from events_app.passes.code import CodePayload, KindCode, SignedCode, _decode, read_code, sign, write_code
from events_app.passes.drawing import draw_png, draw_svg
from events_app.passes.drawing.qr import make_qr
from events_app.passes.keys import seal, unseal

KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
LONGEST = CodePayload(255, 2**32 - 1, 2**63 - 1, KindCode.vip, 255, 255)
SOME = CodePayload(1, 12, 1234565, KindCode.visitor, 1, 5)

OF_A_SET = CodePayload(255, 2**32 - 1, 2**63 - 1, KindCode.vip, day_set=65535)

payloads = st.builds(
    CodePayload,
    st.integers(0, 255),
    st.integers(0, 2**32 - 1),
    st.integers(0, 2**63 - 1),
    st.sampled_from(KindCode),
    st.integers(0, 255),
    st.integers(0, 255),
)


sets = st.builds(
    CodePayload,
    st.integers(0, 255),
    st.integers(0, 2**32 - 1),
    st.integers(0, 2**63 - 1),
    st.sampled_from(KindCode),
    day_set=st.integers(0, 65535),
)


@given(payloads | sets)
def test_code_says_what_was_signed(payload):
    code = read_code(write_code(sign(payload, KEY)))
    assert code is not None
    assert code.payload == payload
    assert code.is_genuine(KEY.public_key())


def test_codes_printed_before_keep_their_bytes():
    """What version 1 signed, byte for byte: paper with it is in people's hands."""
    assert SOME.packed().hex() == "01010000000c000000000012d68501" + "0105"
    assert CodePayload(1, 12, 1234565, KindCode.visitor, day_set=258).packed().hex() == (
        "02010000000c000000000012d68501" + "0102"
    )


PRINTED = (
    "VE1:W50000C00000000I00H5RW500W094GR3KKLQ-PT$.3FO5TK9O-KNWH1W5QBK1CIE*KU+GTFMYNVTM8QOI 3HI$FY87MAK9PP-"
    "+BZK2MCVNAV5TJ+T92YH2QTE0"
)
"""Drawn from a pass that the version before day sets gave."""


def test_code_read_from_old_paper_says_what_it_said():
    code = read_code(PRINTED)
    assert code is not None
    assert (code.payload, code.is_genuine(KEY.public_key())) == (SOME, True)
    assert write_code(sign(code.payload, KEY)) == PRINTED


def test_code_is_the_same_text_whenever_it_is_written():
    assert write_code(sign(SOME, KEY)) == write_code(sign(SOME, KEY))


def test_hand_scanner_in_another_case_reads_the_same_code():
    assert read_code(f"  {write_code(sign(SOME, KEY)).lower()}\n") == read_code(write_code(sign(SOME, KEY)))


def test_code_signed_by_another_key_is_not_genuine():
    code = read_code(write_code(sign(SOME, Ed25519PrivateKey.generate())))
    assert code is not None
    assert not code.is_genuine(KEY.public_key())


@given(st.text(alphabet="0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:", min_size=122, max_size=122))
def test_decoding_agrees_with_the_library(text):
    try:
        expected = base45.b45decode(text)
    except ValueError:
        expected = None
    assert _decode(text) == expected


@given(st.binary(min_size=81, max_size=81))
def test_decoding_turns_the_library_around(raw):
    assert _decode(base45.b45encode(raw).decode()) == raw


@given(st.integers(0, 80), st.integers(1, 255))
def test_any_changed_byte_is_not_genuine(place, change):
    raw = bytearray(SOME.packed() + sign(SOME, KEY).signature)
    raw[place] ^= change
    forged = SignedCode(SOME, bytes(raw[:17]), bytes(raw[17:]))
    assert not forged.is_genuine(KEY.public_key())
    assert forged.digest != sign(SOME, KEY).digest


@given(st.text(max_size=200))
def test_other_texts_are_no_code(text):
    assert read_code(text) is None


@pytest.mark.parametrize(
    "text",
    ["VE1:" + "A" * 121, "VE1:" + "A" * 123, "VE1:" + "€" * 122, "VE1:" + ":" * 122, "VE2:" + "0" * 122, ""],
)
def test_broken_base45_is_no_code(text):
    assert read_code(text) is None


@pytest.mark.parametrize(("place", "value"), [(0, 3), (0, 0), (14, 0), (14, 7)])
def test_unknown_version_or_kind_is_no_code(place, value):
    raw = bytearray(SOME.packed())
    raw[place] = value
    assert read_code(write_code(SignedCode(SOME, bytes(raw), bytes(64)))) is None


@pytest.mark.parametrize("payload", [SOME, LONGEST, OF_A_SET])
def test_qr_is_version_six_at_most_at_level_m(payload):
    code = write_code(sign(payload, KEY))
    drawing = make_qr(code)
    assert (len(code), drawing.version <= 6, drawing.error_correction) == (126, True, 0)


def test_independent_reader_decodes_the_drawn_png(tmp_path):
    code = write_code(sign(LONGEST, KEY))
    path = tmp_path / "pass.png"
    path.write_bytes(draw_png(code))
    [found] = zxingcpp.read_barcodes(Image.open(path))
    assert (found.text, found.format) == (code, zxingcpp.BarcodeFormat.QRCode)


def test_svg_carries_the_whole_drawing():
    assert draw_svg("VE1:0").startswith("<svg")


def test_sealed_key_opens_only_with_its_secret_and_place():
    sealed = seal(KEY, "s" * 40, office=3, key_id=1)
    opened = unseal(sealed, "s" * 40, office=3, key_id=1)
    assert opened is not None
    assert opened.private_bytes_raw() == KEY.private_bytes_raw()
    assert KEY.private_bytes_raw() not in sealed
    assert unseal(sealed, "t" * 40, office=3, key_id=1) is None
    assert unseal(sealed, "s" * 40, office=4, key_id=1) is None
    assert unseal(sealed[:-1] + bytes([sealed[-1] ^ 1]), "s" * 40, office=3, key_id=1) is None


def test_the_verifier_of_the_documentation_accepts_codes_and_refuses_others(tmp_path):
    """The twenty lines people copy are run as they stand."""
    text = Path("docs/verify-a-pass.md").read_text(encoding="utf-8")
    script = tmp_path / "verify.py"
    script.write_text(text.split("```python\n")[1].split("```")[0], encoding="utf-8")
    public_key = KEY.public_key().public_bytes_raw().hex()

    def verify(code):
        return subprocess.run([sys.executable, script, public_key, code], capture_output=True, text=True, check=False)

    good = verify(write_code(sign(SOME, KEY)))
    assert (good.returncode, good.stdout) == (0, "genuine: pass 1234565 of fair 12, visitor, days 1 to 5\n")
    bad = verify(write_code(sign(SOME, Ed25519PrivateKey.generate())))
    assert (bad.returncode, bad.stdout) == (1, "forged\n")
