"""Record the scan of a pass as somebody stands at the gate."""

import asyncio
from datetime import datetime
from typing import Final
from uuid import UUID

from events_app.passes.errors import DeviceRevoked, FactsKeepChanging, ScanIdReused
from events_app.passes.operations.admitting import Decision, Handling, JudgedScan, KeptAnswer, read_answers
from events_app.passes.operations.facts_cache import KEYS_LAST, FactsCache
from events_app.passes.operations.groups import ScanGroups
from events_app.passes.operations.nudges import Nudges
from events_app.passes.operations.reading import ScanTime, ensure_readable, judge_scan, read_scan
from events_app.passes.queries.facts import GateFacts
from events_app.passes.rules import Reason, Result
from events_app.passes.schemas import CheckInAnswer, FirstSeen, GateName, ScanInput
from events_app.platform.actor import Actor

_TRIES: Final = 4
_ALREADY: Final = frozenset({Reason.already_in, Reason.already_used})
_NAMELESS: Final = frozenset({Reason.forged, Reason.unknown})


class CheckInDesk:
    """Decides scans for one process; what must last stands in the database."""

    def __init__(self) -> None:
        self.facts = FactsCache()
        self.nudges = Nudges()
        self._groups = ScanGroups()
        self._open: dict[UUID, asyncio.Future[None]] = {}

    async def record_check_in(self, scan: ScanInput, *, acting: Actor, now: datetime) -> CheckInAnswer:
        """Decide one scan and keep it. The same `scan_id` always gets its first answer.

        Raises:
            ScanIdReused: The scan id belongs to the scan of another code.
            DeviceRevoked: The phone was unpaired.
        """
        ensure_readable(scan)
        while (earlier := self._open.get(scan.scan_id)) is not None:
            await asyncio.wait({earlier})
        done = asyncio.get_running_loop().create_future()
        self._open[scan.scan_id] = done
        try:
            return await self._record(scan, acting, now)
        finally:
            del self._open[scan.scan_id]
            done.set_result(None)

    async def _record(self, scan: ScanInput, acting: Actor, now: datetime) -> CheckInAnswer:
        facts = await self.facts.for_gate(scan.gate, acting=acting, now=now)
        reading = await read_scan(scan)
        facts = await self.facts.knowing(facts, reading.payload, reading.code, now=now)
        for _ in range(_TRIES):
            full = await self.facts.is_full(facts, now=now)
            judged = await judge_scan(scan, reading, facts, ScanTime(now), acting=acting, full=full)
            if judged.reason is Reason.forged and reading.code is not None:
                # The office may have begun to sign with another key a moment ago.
                fresh = await self.facts.of_fair(facts.days.fair, now=now, at_most=KEYS_LAST)
                if fresh is not facts:
                    facts = await self.facts.knowing(fresh, reading.payload, reading.code, now=now)
                    continue
            decision = await self._groups.decide(judged, now=now)
            match decision.handling:
                case Handling.decided:
                    self.nudges.fair_changed(facts.days.fair)
                    return await _answer(judged, decision, facts)
                case Handling.seen_before:
                    kept = (await read_answers([scan.scan_id]))[scan.scan_id]
                    return repeated_answer(judged, kept, facts)
                case Handling.device_revoked:
                    raise DeviceRevoked
                case Handling.judged_by_old_facts:
                    facts = await self.facts.read_again(facts.days.fair, now=now)
        raise FactsKeepChanging


async def _answer(judged: JudgedScan, decision: Decision, facts: GateFacts) -> CheckInAnswer:
    first_at, first_gate = decision.first_at, decision.first_gate
    if decision.reason in _ALREADY and first_at is None:
        # The entry that was faster was committed after this statement began to look.
        kept = (await read_answers([judged.scan_id]))[judged.scan_id]
        first_at, first_gate = kept.first_at, kept.first_gate
    return CheckInAnswer(
        scan_id=judged.scan_id,
        result=Result.admitted if decision.reason is None else Result.refused,
        reason=decision.reason,
        direction=judged.direction,
        first_seen=first_seen(first_at, first_gate, facts) if decision.reason in _ALREADY else None,
        kind=None if decision.reason in _NAMELESS else judged.kind,
        day=facts.days.position_of(judged.day),
        days=facts.days.count,
    )


def repeated_answer(judged: JudgedScan, kept: KeptAnswer, facts: GateFacts) -> CheckInAnswer:
    """Give the answer a scan got the first time.

    Raises:
        ScanIdReused: It was the scan of something else.
    """
    if kept.code_digest != judged.digest or kept.direction != judged.direction:
        raise ScanIdReused(str(judged.scan_id))
    return CheckInAnswer(
        scan_id=kept.scan_id,
        result=Result(kept.result),
        reason=kept.reason,
        direction=kept.direction,
        first_seen=first_seen(kept.first_at, kept.first_gate, facts),
        kind=kept.kind,
        day=facts.days.position_of(kept.day),
        days=facts.days.count,
    )


def first_seen(at: datetime | None, gate: int | None, facts: GateFacts) -> FirstSeen | None:
    """Name the entry that used a pass before."""
    if at is None or gate is None:
        return None
    return FirstSeen(at=at, gate=GateName(gate, facts.gate_names.get(gate, "")))
