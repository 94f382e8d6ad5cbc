"""Record what a phone collected while it had no network.

Rows come in any order and any number of times. One bad row never costs the others their answer.
"""

import asyncio
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Final
from uuid import UUID

import msgspec

from events_app.passes.errors import BatchTooLarge, FactsKeepChanging, ScanIdReused
from events_app.passes.operations.admitting import Decision, Handling, JudgedScan, decide, read_answers
from events_app.passes.operations.check_ins import CheckInDesk, first_seen, repeated_answer
from events_app.passes.operations.reading import Reading, ScanTime, ensure_readable, judge_scan, read_scan
from events_app.passes.queries.facts import GateFacts
from events_app.passes.rules import Reason, Result, happened_at
from events_app.passes.schemas import BatchAnswer, BatchInput, LateAnswer, LateScanInput, RowError
from events_app.platform.actor import Actor
from events_app.platform.db import fetch
from events_app.platform.errors import DomainError, InvalidInput
from events_app.platform.web.decoding import explain_decoding

MOST_IN_A_BATCH: Final = 5000
_MOST_IN_A_GROUP: Final = 500
_READ_AT_ONCE: Final = 20
_TRIES: Final = 4


class _Row(msgspec.Struct):
    """One row on its way through the batch."""

    number: int
    scan: LateScanInput
    reading: Reading
    facts: GateFacts
    judged: JudgedScan


async def record_batch(desk: CheckInDesk, batch: BatchInput, *, acting: Actor, now: datetime) -> BatchAnswer:
    """Judge every row as it would have been judged when it happened, and keep what the phone decided.

    Raises:
        BatchTooLarge: More rows than are taken at once.
    """
    if len(batch.scans) > MOST_IN_A_BATCH:
        raise BatchTooLarge(MOST_IN_A_BATCH)
    answers: dict[int, LateAnswer] = {}
    rows: list[_Row] = []
    for number, raw in enumerate(batch.scans):
        if number % _READ_AT_ONCE == 0:
            await asyncio.sleep(0)  # thousands of rows must not keep whoever stands at a gate waiting
        try:
            rows.append(await _read_row(desk, number, raw, batch.sent_at, acting, now))
        except DomainError as error:
            answers[number] = _refused_row(number, error, raw)
    rows.sort(key=lambda row: (row.judged.happened_at, row.number))
    for group in _groups_of(rows):
        answers.update(await _record_group(desk, group, acting, now))
    for fair in {row.facts.days.fair for row in rows}:
        desk.nudges.fair_changed(fair)
    await _update_device(batch, acting, now)
    refused = sum(answer.error is not None for answer in answers.values())
    ordered = [answers[number] for number in range(len(batch.scans))]
    return BatchAnswer(ordered, taken=len(ordered) - refused, refused_rows=refused)


async def _read_row(
    desk: CheckInDesk, number: int, raw: object, sent_at: datetime | None, acting: Actor, now: datetime
) -> _Row:
    try:
        scan = msgspec.convert(raw, LateScanInput)
    except msgspec.ValidationError as error:
        raise InvalidInput(explain_decoding(str(error))) from error
    ensure_readable(scan)
    facts = await desk.facts.for_gate(scan.gate, acting=acting, now=now)
    reading = await read_scan(scan)
    facts = await desk.facts.knowing(facts, reading.payload, reading.code, now=now)
    return _Row(number, scan, reading, facts, await _judge_row(scan, reading, facts, sent_at, acting, now))


async def _judge_row(
    scan: LateScanInput,
    reading: Reading,
    facts: GateFacts,
    sent_at: datetime | None,
    acting: Actor,
    now: datetime,
) -> JudgedScan:
    at, clock_off = happened_at(scan.scanned_at, sent_at=sent_at, received_at=now)
    when = ScanTime(at, clock_off=clock_off, offline=True)
    return await judge_scan(scan, reading, facts, when, acting=acting, full=False)


def _groups_of(rows: Sequence[_Row]) -> Iterable[list[_Row]]:
    """Cut the rows, in the order they happened, into groups without a scan id or a pass twice."""
    group: list[_Row] = []
    scans: set[UUID] = set()
    passes: set[int] = set()
    for row in rows:
        serial = row.judged.serial
        if len(group) == _MOST_IN_A_GROUP or row.judged.scan_id in scans or serial in passes:
            yield group
            group, scans, passes = [], set(), set()
        group.append(row)
        scans.add(row.judged.scan_id)
        if serial is not None:
            passes.add(serial)
    if group:
        yield group


async def _record_group(desk: CheckInDesk, group: list[_Row], acting: Actor, now: datetime) -> dict[int, LateAnswer]:
    answers: dict[int, LateAnswer] = {}
    for _ in range(_TRIES):
        decisions = await decide([row.judged for row in group], now=now)
        answers |= await _answer_group(group, decisions)
        stale = [row for row in group if decisions[row.judged.scan_id].handling is Handling.judged_by_old_facts]
        if not stale:
            return answers
        for row in stale:
            row.facts = await desk.facts.read_again(row.facts.days.fair, now=now)
            when = ScanTime(row.judged.happened_at, clock_off=row.judged.clock_off, offline=True)
            row.judged = await judge_scan(row.scan, row.reading, row.facts, when, acting=acting, full=False)
        group = stale
    raise FactsKeepChanging


async def _answer_group(group: list[_Row], decisions: dict[UUID, Decision]) -> dict[int, LateAnswer]:
    handlings = {row.number: decisions[row.judged.scan_id].handling for row in group}
    again = [row.judged.scan_id for row in group if handlings[row.number] is Handling.seen_before]
    kept = await read_answers(again) if again else {}
    answers = {}
    for row in group:
        scan_id = row.judged.scan_id
        if handlings[row.number] is Handling.decided:
            answers[row.number] = _late_answer(row, decisions[scan_id])
        elif handlings[row.number] is Handling.seen_before:
            try:
                first = repeated_answer(row.judged, kept[scan_id], row.facts)
            except ScanIdReused as error:
                answers[row.number] = LateAnswer(
                    row=row.number, scan_id=scan_id, error=RowError(error.code, error.text())
                )
            else:
                answers[row.number] = LateAnswer(
                    row=row.number,
                    scan_id=scan_id,
                    result=first.result,
                    reason=first.reason,
                    first_seen=first.first_seen,
                    conflict=kept[scan_id].conflict,
                )
    return answers


def _late_answer(row: _Row, decision: Decision) -> LateAnswer:
    refused = decision.reason is not None
    let_in = row.scan.result is Result.admitted and row.judged.direction == "in"
    return LateAnswer(
        row=row.number,
        scan_id=row.judged.scan_id,
        result=Result.refused if refused else Result.admitted,
        reason=decision.reason,
        first_seen=first_seen(decision.first_at, decision.first_gate, row.facts)
        if decision.reason in {Reason.already_in, Reason.already_used}
        else None,
        conflict=refused and let_in,
    )


def _refused_row(number: int, error: DomainError, raw: object) -> LateAnswer:
    return LateAnswer(row=number, scan_id=_scan_id_of(raw), error=RowError(error.code, _sentence(error)))


def _sentence(error: DomainError) -> str:
    """Say at which field a row is wrong, since a row has no form around it."""
    if not isinstance(error, InvalidInput) or not error.fields:
        return error.text()
    return " ".join(f"{name}: {wrong.text()}" for name, wrongs in error.fields.items() for wrong in wrongs)


class _OnlyScanId(msgspec.Struct):
    scan_id: UUID | None = None


def _scan_id_of(raw: object) -> UUID | None:
    """Name a bad row by its scan id where it has one, so that the phone can stop sending it."""
    try:
        return msgspec.convert(raw, _OnlyScanId).scan_id
    except msgspec.ValidationError:
        return None


async def _update_device(batch: BatchInput, acting: Actor, now: datetime) -> None:
    if acting.kind == "device":
        await fetch(
            "UPDATE gate_device SET last_seen_at = $2, waiting = coalesce($3, waiting) WHERE id = $1",
            acting.id,
            now,
            batch.waiting,
        )
