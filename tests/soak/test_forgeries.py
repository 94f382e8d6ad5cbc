"""A million codes that are nearly one of ours: none is taken for it unless it says exactly the same."""

import os
import random
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from typing import NamedTuple

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from events_app.passes.code import CodePayload, KindCode, read_code, sign, write_code

FORGERIES = 1_000_000
VERIFY_EVERY = 10
PARTS = 4
ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:"


def nearly(code, chance):
    """Change, swap, drop or add a few characters behind the prefix."""
    marks = list(code)
    for _ in range(chance.randint(1, 3)):
        place = chance.randrange(4, len(marks))
        match chance.randrange(4):
            case 0:
                marks[place] = chance.choice(ALPHABET)
            case 1:
                other = chance.randrange(4, len(marks))
                marks[place], marks[other] = marks[other], marks[place]
            case 2:
                marks[place] = marks[place].lower()
            case 3:
                marks[place : place + 1] = [] if chance.random() < 0.5 else [marks[place], chance.choice(ALPHABET)]
    return "".join(marks)


class Told(NamedTuple):
    """What one process saw."""

    tried: int
    readable: int
    same: int
    wrong: list[str]


def forge(seed: int, count: int) -> Told:
    """Forge one pass again and again; `wrong` are the texts that were taken for what they are not."""
    key = Ed25519PrivateKey.from_private_bytes(random.Random(7).randbytes(32))
    public = key.public_key()
    issued = sign(CodePayload(1, 12, 1234565, KindCode.visitor, 1, 5), key)
    whole = issued.message + issued.signature
    text = write_code(issued)
    chance = random.Random(seed)
    same = readable = 0
    wrong = []
    for number in range(count):
        said = nearly(text, chance)
        forged = read_code(said)
        if forged is None:
            continue
        readable += 1
        says_the_same = forged.message + forged.signature == whole
        same += says_the_same
        # A gate with network compares digests; one without verifies, which costs ten times as much.
        taken = forged.digest == issued.digest
        verified = forged.is_genuine(public) if number % VERIFY_EVERY == 0 else says_the_same
        if taken is not says_the_same or verified is not says_the_same:
            wrong.append(said)
    return Told(count, readable, same, wrong)


def test_of_a_million_forgeries_none_is_taken_for_the_pass():
    """Every process forges with a seed of its own; all of them together make the million."""
    processes = os.cpu_count() or 1
    share = -(-FORGERIES // (processes * PARTS))
    seeds = range(processes * PARTS)
    with ProcessPoolExecutor(processes, mp_context=get_context("spawn")) as pool:
        told = list(pool.map(forge, seeds, [share] * len(seeds)))
    assert [text for one in told for text in one.wrong] == []
    assert sum(one.tried for one in told) >= FORGERIES
    # The test forges well: most texts are codes in form, and some are the issued one written in another case.
    assert sum(one.readable for one in told) > FORGERIES / 4
    assert sum(one.same for one in told) > 0
