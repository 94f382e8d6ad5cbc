"""The picture of the stair is drawn from the code and is never older than it."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "scripts"))

from picture import PICTURE, draw, followers, layers

from events_app.app import declare_followers
from events_app.booths.changes import claim_changes
from events_app.fairs.changes import fair_changes, fair_copies
from events_app.floor_plans.changes import plan_changes
from events_app.passes.changes import pass_erasure
from events_app.producers.changes import renames


def test_the_picture_is_drawn_from_the_code():
    assert PICTURE.read_text(encoding="utf-8") == draw(), "run `python scripts/picture.py`"


def test_followers_stand_above_whom_they_follow_and_in_order_from_below():
    heights = {name: -number for number, row in enumerate(layers()) for name in row}
    for change, said_by, names in followers():
        climbs = [heights[said_by], *(heights[name] for name in names)]
        assert climbs == sorted(set(climbs)), change


def test_what_is_drawn_is_what_is_declared():
    declare_followers()
    drawn = {change: names for change, _, names in followers()}
    lists = {"fair_changes": fair_changes, "fair_copies": fair_copies, "plan_changes": plan_changes}
    lists |= {"renames": renames}
    lists |= {"claim_changes": claim_changes, "pass_erasure": pass_erasure}
    assert drawn == {name: some.names for name, some in lists.items()}
