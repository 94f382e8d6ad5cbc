"""Give many passes at once, from a spreadsheet of people."""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any, Final

import msgspec

from events_app.fairs.operations import enter_fair
from events_app.fairs.queries import fair_by_id, find_fair
from events_app.fairs.rules import Deed, ensure_may
from events_app.fairs.schemas import Fair
from events_app.giving.errors import ListRefused, NothingToGive, PassListDone
from events_app.giving.queries.earlier_passes import earlier_passes, passes_named_in
from events_app.giving.queries.lists import find_list, lock_list, lock_lists_beside
from events_app.giving.rules.lists import WANTED, ListRow, read_rows
from events_app.giving.rules.same_people import note_same_people, refuse_who_has_a_pass, take_as_one_person
from events_app.giving.tables import PassList, PassListRow
from events_app.passes.operations import (
    CONSENT_VERSION,
    Holder,
    NewPass,
    Signer,
    choose_days,
    ensure_quota,
    revoke_passes,
    write_passes,
)
from events_app.passes.queries import days_of
from events_app.passes.rules import FairDays, PassDays, PassKind
from events_app.platform.actor import Actor
from events_app.platform.audit import record_audit
from events_app.platform.db import fetch, transaction
from events_app.platform.i18n import N_, nfc
from events_app.platform.outbox import put_message
from events_app.platform.rows import insert_rows, insert_unless_there, update_each
from events_app.platform.spreadsheet.problems import SENTENCES, UnreadableFileError
from events_app.platform.spreadsheet.reading import read_table_apart

PREVIEWS_STAY: Final = timedelta(days=7)
_READING_SECONDS: Final = 30.0
TAKEN_BACK: Final = "list taken back"


async def hand_in_list(slug: str, filename: str, content: bytes, *, acting: Actor, now: datetime) -> int:
    """Read a list of people and keep it as a preview. The same file again leads to the same list.

    Raises:
        ListRefused: It is no workbook, or holds no such list.
    """
    fair = await find_fair(slug, acting=acting, now=now)
    acting.ensure_organizes(fair.office)
    ensure_may(Deed.GIVE_PASS, fair.phase)
    digest = sha256(content).digest()
    if earlier := await _list_of(fair.id, digest):
        return earlier
    try:
        texts = await read_table_apart(content, WANTED, seconds=_READING_SECONDS)
    except UnreadableFileError as refusal:
        raise ListRefused(refusal.code, SENTENCES[refusal.code], refusal.data) from refusal
    if not texts:
        raise ListRefused("no_people", N_("There is not one person below the titles."))
    rows = read_rows(texts, await days_of(fair))
    note_same_people(rows)
    refuse_who_has_a_pass(rows, await earlier_passes(fair.id, rows))
    async with transaction():
        await enter_fair(fair.id, Deed.GIVE_PASS, now=now)
        handed_in = {
            "fair": fair.id,
            "account": acting.id if acting.kind == "person" else None,
            "filename": nfc(filename)[-255:] or "danh-sach.xlsx",
            "digest": digest,
            "state": "preview",
            "created_at": now,
        }
        made = await insert_unless_there(PassList, handed_in)
        if made is None:
            return await _list_of(fair.id, digest) or 0
        await insert_rows(PassListRow, [_columns(made["id"], row) for row in rows])
        await _audit_list(acting, "pass_list.handed_in", made["id"], fair, now, rows=len(rows))
    return int(made["id"])


async def _list_of(fair: int, digest: bytes) -> int | None:
    rows = await fetch("SELECT id FROM pass_list WHERE fair = $1 AND digest = $2 AND state <> 'undone'", fair, digest)
    return rows[0]["id"] if rows else None


def _columns(pass_list: int, row: ListRow) -> dict[str, Any]:
    return {
        "pass_list": pass_list,
        "row": row.row,
        "name": row.name,
        "email": row.email,
        "phone": row.phone,
        "kind": row.kind,
        "days": row.days,
        "errors": row.errors,
        "error_count": len(row.errors),
        "same_as": row.same_as,
    }


async def give_list(pass_list: int, *, one_person: bool = False, signer: Signer, acting: Actor, now: datetime) -> int:
    """Give a pass for every right row, all or none; returns how many. Twice is once.

    Whoever calls this says that the people agreed to be kept (`consent_channel` is `import`). Rows that say the same
    of a person are as many people, unless the caller says that they are `one_person`. Who was given a pass since the
    list was read is left out.

    Raises:
        PassListDone: The list was taken back.
        NothingToGive: No row is right.
        DayIsFull: The visitors among them are more than the day's quota leaves.
    """
    async with transaction():
        fair = await _enter_fair_of(pass_list, acting=acting, now=now)
        await lock_lists_beside(pass_list)
        found = await lock_list(pass_list, acting=acting)
        if found.state == "issued":
            return found.given
        if found.state != "preview":
            raise PassListDone(found.state)
        rows = await _rows_to_give(pass_list, fair.id, one_person=one_person)
        if rows:
            await _give_passes(pass_list, fair, rows, signer=signer, now=now)
            facts = {"passes": len(rows), "one_person": one_person}
            await _audit_list(acting, "pass_list.given", pass_list, fair, now, **facts)
    if not rows:
        raise NothingToGive  # after the transaction: what was found out about the rows stays written beside them
    return len(rows)


async def _give_passes(pass_list: int, fair: Fair, rows: Sequence[Any], *, signer: Signer, now: datetime) -> None:
    days = await days_of(fair)
    opened = await _days_of_rows(rows, days)
    await ensure_quota(days, _visitors_by_day(rows, days, opened))
    orders = [_pass_for_row(row, opened[_choice(row)]) for row in rows]
    ids = await write_passes(fair, orders, channel="import", signer=signer, now=now)
    # Once its pass is given, the person stands in the pass and no longer here.
    given = [
        {"id": row["id"], "entry_pass": number, "name": "", "email": "", "phone": ""}
        for row, number in zip(rows, ids, strict=True)
    ]
    await update_each(PassListRow, given)
    await fetch("UPDATE pass_list SET state = 'issued', issued_at = $2 WHERE id = $1", pass_list, now)
    if any(row["email"] for row in rows):
        await put_message("pass_list.given", {"fair": fair.id, "list": pass_list}, now=now)


async def _rows_to_give(pass_list: int, fair: int, *, one_person: bool) -> list[Any]:
    """Read the right rows; those refused only now are marked with the reason."""
    found = await fetch(
        'SELECT id, "row", name, email, phone, kind, days, same_as FROM pass_list_row'
        ' WHERE pass_list = $1 AND error_count = 0 ORDER BY "row"',
        pass_list,
    )
    rows = [msgspec.convert({**row, "errors": []}, ListRow) for row in found]
    if one_person:
        take_as_one_person(rows)
    spoken_for = await passes_named_in(pass_list)
    passes = await earlier_passes(fair, rows)
    refuse_who_has_a_pass(rows, [each for each in passes if each.serial not in spoken_for])
    refused = [
        {"id": each["id"], "errors": row.errors, "error_count": len(row.errors)}
        for each, row in zip(found, rows, strict=True)
        if row.errors
    ]
    await update_each(PassListRow, refused)
    return [each for each, row in zip(found, rows, strict=True) if not row.errors]


async def _enter_fair_of(pass_list: int, *, acting: Actor, now: datetime) -> Fair:
    """Give passes under the fair of a list, before the list is locked."""
    return await enter_fair((await find_list(pass_list, acting=acting)).fair, Deed.GIVE_PASS, now=now)


_Choice = tuple[int, ...] | None


def _choice(row: Any) -> _Choice:
    return None if row["days"] is None else tuple(row["days"])


async def _days_of_rows(rows: Sequence[Any], days: FairDays) -> dict[_Choice, PassDays]:
    """Read each choice of days once, however many people share it."""
    choices = sorted({_choice(row) for row in rows}, key=lambda choice: choice or ())
    return {choice: await choose_days(days, choice) for choice in choices}


def _pass_for_row(row: Any, opened: PassDays) -> NewPass:
    return NewPass(
        holder=Holder(row["name"], row["email"] or None, row["phone"] or None),
        kind=PassKind(row["kind"]),
        days=opened,
        consent_version=CONSENT_VERSION,
        request_hash=sha256(f"pass list row {row['id']}".encode()).digest(),
    )


def _visitors_by_day(rows: Sequence[Any], days: FairDays, opened: Mapping[_Choice, PassDays]) -> Counter[int]:
    people = Counter(_choice(row) for row in rows if row["kind"] == PassKind.visitor)
    wanted: Counter[int] = Counter()
    for choice, visitors in people.items():
        wanted.update({day.number: visitors for day in days.opened_by(opened[choice])})
    return wanted


async def undo_list(pass_list: int, *, acting: Actor, now: datetime) -> int:
    """Revoke the list's passes that nobody came in with; returns how many. Twice is once."""
    async with transaction():
        found = await lock_list(pass_list, acting=acting)
        if found.state == "undone":
            return found.given - found.valid
        if found.state != "issued":
            raise PassListDone(found.state)
        fair = await fair_by_id(found.fair, now=now)
        given = await fetch(
            "SELECT entry_pass AS id FROM pass_list_row WHERE pass_list = $1 AND entry_pass IS NOT NULL", pass_list
        )
        gone = await revoke_passes([row["id"] for row in given], TAKEN_BACK, unused_only=True, now=now)
        await fetch("UPDATE pass_list SET state = 'undone', undone_at = $2 WHERE id = $1", pass_list, now)
        await _audit_list(acting, "pass_list.undone", pass_list, fair, now, revoked=len(gone))
    return len(gone)


async def throw_away_list(pass_list: int, *, acting: Actor, now: datetime) -> None:
    """Forget a list of which no pass was given."""
    async with transaction():
        found = await lock_list(pass_list, acting=acting)
        if found.state != "preview":
            raise PassListDone(found.state)
        fair = await fair_by_id(found.fair, now=now)
        await fetch("DELETE FROM pass_list WHERE id = $1", pass_list)
        await _audit_list(acting, "pass_list.thrown_away", pass_list, fair, now)


async def sweep_previews(now: datetime) -> None:
    """Forget lists nobody gave passes for, and the wrong rows of those that were: both hold names."""
    await fetch("DELETE FROM pass_list WHERE state = 'preview' AND created_at < $1", now - PREVIEWS_STAY)
    await fetch(
        "DELETE FROM pass_list_row r USING pass_list l WHERE l.id = r.pass_list AND r.entry_pass IS NULL"
        " AND l.state <> 'preview' AND l.issued_at < $1",
        now - PREVIEWS_STAY,
    )


async def _audit_list(acting: Actor, action: str, pass_list: int, fair: Fair, now: datetime, **data: Any) -> None:
    await record_audit(
        acting, action, subject="pass_list", subject_id=pass_list, office=fair.office, data=data, now=now
    )
