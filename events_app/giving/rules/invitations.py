"""Who may be invited, by the lines an office pastes."""

import re
from collections.abc import Iterable
from datetime import timedelta
from typing import Final

import msgspec

from events_app.accounts.rules import fold_email, read_name
from events_app.passes.rules import PassKind
from events_app.platform.errors import InvalidInput

MOST_AT_ONCE: Final = 500
INVITATION_LASTS: Final = timedelta(days=21)
INVITED_KINDS: Final = (PassKind.buyer, PassKind.press, PassKind.vip)

_NAMED = re.compile(r"\s*(?P<name>[^<>]*?)\s*<(?P<email>[^<>]+)>\s*[,;]?\s*")
_JOINTS = re.compile(r"[\n;,]+")


class Invited(msgspec.Struct, frozen=True):
    """One person to be asked."""

    email: str
    name: str = ""


def read_addresses(text: str) -> tuple[list[Invited], list[str]]:
    r"""Read addresses as people paste them: one a line, or with commas, with or without names.

    >>> read_addresses("Anna Lê <anna@vidu.vn>; b@vidu.vn\nkhông phải")
    ([Invited(email='anna@vidu.vn', name='Anna Lê'), Invited(email='b@vidu.vn', name='')], ['không phải'])
    """
    found: dict[str, Invited] = {}
    wrong: list[str] = []
    for part in _parts(text):
        named = _NAMED.fullmatch(part)
        typed, name = (named["email"], named["name"]) if named else (part, "")
        try:
            email = fold_email(typed)
            found.setdefault(email, Invited(email, read_name(name.strip('" ')) if name.strip('" ') else ""))
        except InvalidInput:
            wrong.append(part[:80])
    return list(found.values()), wrong


def _parts(text: str) -> Iterable[str]:
    return (part.strip() for part in _JOINTS.split(text) if part.strip())
