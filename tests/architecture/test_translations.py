"""Vietnamese is the first language: no message may lack its text, and each text fills the same placeholders."""

import re
import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "scripts"))

from messages import extract, is_translated, read_catalogue, slices

PLACEHOLDER = re.compile(r"%\((\w+)\)[sd]")


@pytest.mark.parametrize("slice_name", list(slices()))
def test_every_message_has_its_vietnamese_text(slice_name):
    catalogue = read_catalogue(slice_name)
    missing = []
    for message in extract(slice_name):
        if not message.id:
            continue
        known = catalogue.get(message.id, message.context)
        if known is None or not is_translated(known.string):
            missing.append(message.id)
    assert not missing, f"run scripts/messages.py {slice_name} and translate: {missing}"


@pytest.mark.parametrize("slice_name", list(slices()))
def test_each_text_fills_the_placeholders_of_its_message(slice_name):
    for message in read_catalogue(slice_name):
        if not message.id or not message.string:
            continue
        ids = {message.id} if isinstance(message.id, str) else set(message.id)
        texts = [message.string] if isinstance(message.string, str) else list(message.string)
        known = {name for text in ids for name in PLACEHOLDER.findall(text)}
        for text in texts:
            assert set(PLACEHOLDER.findall(text)) <= known | {"n", "num"}, f"{message.id!r} → {text!r}"


def test_one_message_has_one_text_whichever_slice_says_it():
    """All catalogues are one at run time: of two texts for one message, some page would show the wrong one."""
    texts: dict[str, set[str]] = {}
    for slice_name in slices():
        for message in read_catalogue(slice_name):
            if message.id:
                texts.setdefault(str(message.id), set()).add(str(message.string))
    assert {message: found for message, found in texts.items() if len(found) > 1} == {}


@pytest.mark.parametrize("slice_name", list(slices()))
def test_no_text_holds_a_tag(slice_name):
    """Texts of templates are markup: an angle bracket would swallow what follows it; a line may be broken."""
    for message in read_catalogue(slice_name):
        if message.id:  # the first holds the catalogue's own facts
            assert not re.search(r"<(?!br>)\w", f"{message.id} {message.string}"), message.id
