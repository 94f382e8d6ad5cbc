"""A million codes that are nearly one of ours: none is taken for it unless it says exactly the same."""

import random

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from events_app.passes.code import CodePayload, KindCode, read_code, sign, write_code

FORGERIES = 1_000_000
VERIFY_EVERY = 10
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


def test_of_a_million_forgeries_none_is_taken_for_the_pass():
    key = Ed25519PrivateKey.generate()
    issued = sign(CodePayload(1, 12, 1234565, KindCode.visitor, 1, 5), key)
    text = write_code(issued)
    chance = random.Random(20261124)
    same = readable = 0
    for number in range(FORGERIES):
        forged = read_code(nearly(text, chance))
        if forged is None:
            continue
        readable += 1
        says_the_same = forged.message + forged.signature == issued.message + issued.signature
        same += says_the_same
        assert (forged.digest == issued.digest) is says_the_same
        if number % VERIFY_EVERY == 0:
            assert forged.is_genuine(key.public_key()) is says_the_same
    # The test forges well: most texts are codes in form, and some are the issued one written in another case.
    assert readable > FORGERIES / 4
    assert same > 0
