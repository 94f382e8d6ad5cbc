"""The QR as an old phone sees it: turned, out of focus, in the dark, with a stain; beside the form of a peer."""

import pytest

from benchmarks.qr import OURS, PEER, SCENES, decodes, photographed


@pytest.mark.parametrize("scene", SCENES, ids=[scene.name for scene in SCENES])
def test_longest_pass_is_read_in_every_scene(scene):
    assert decodes(photographed(OURS, scene), OURS)


def test_longest_pass_is_smaller_than_the_peers_form():
    assert OURS.version <= 6 < PEER.version
