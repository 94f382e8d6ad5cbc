"""Who on a list is the same person as another row, and who was given a pass before.

Folding without accents is for searching. Here people are told apart: *Hương* is not *Hường*.
"""

from collections import defaultdict, deque
from collections.abc import Iterable, Sequence

import msgspec

from events_app.giving.rules.lists import ListRow
from events_app.passes.rules import PassKind
from events_app.places.rules import exact_key


class EarlierPass(msgspec.Struct, frozen=True):
    """A valid pass of the fair, and whether it goes back to a list."""

    serial: int
    kind: PassKind
    name: str
    phone: str
    email: str
    from_list: bool


def note_same_people(rows: Iterable[ListRow]) -> None:
    """Note at each right row the first right row that says the same of a person: name, telephone and e-mail.

    Whether they are one person is for the office to say; two people can have one name, and one telephone at home.
    """
    seen: dict[tuple[str, str, str], int] = {}
    for row in rows:
        if not row.errors:
            first = seen.setdefault((exact_key(row.name), row.phone, row.email), row.row)
            row.same_as = None if first == row.row else first


def take_as_one_person(rows: Iterable[ListRow]) -> None:
    """Refuse the rows that repeat an earlier one."""
    for row in rows:
        if row.same_as is not None and not row.errors:
            row.errors.append(("twice_in_file", {"row": row.same_as}))


def refuse_who_has_a_pass(rows: Iterable[ListRow], passes: Sequence[EarlierPass]) -> None:
    """Refuse rows whose person has a pass of that kind. Each pass speaks for one row, the next of a name needs its own.

    A pass is a row's when name and telephone agree, or name and e-mail. Without either the name alone decides, but
    only between lists: whoever wrote their own name on our page may be somebody else.
    """
    waiting: defaultdict[tuple[str, PassKind, str], deque[EarlierPass]] = defaultdict(deque)
    for given in sorted(passes, key=lambda each: each.serial):
        for contact in _contacts(given.phone, given.email) if given.phone or given.email or given.from_list else []:
            waiting[exact_key(given.name), given.kind, contact].append(given)
    spoken_for: set[int] = set()
    for row in rows:
        if row.errors or row.kind is None:
            continue
        for contact in _contacts(row.phone, row.email):
            queue = waiting[exact_key(row.name), row.kind, contact]
            while queue and queue[0].serial in spoken_for:
                queue.popleft()
            if queue:
                spoken_for.add(queue[0].serial)
                row.errors.append(("has_pass" if contact else "name_has_pass", {"serial": queue[0].serial}))
                break


def _contacts(phone: str, email: str) -> list[str]:
    return [contact for contact in (phone, email) if contact] or [""]
