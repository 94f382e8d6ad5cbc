"""What one process remembers of the fairs whose gates it serves. All of it may be lost at any moment."""

import asyncio
from datetime import datetime, timedelta
from typing import Final

from events_app.passes.code import CodePayload, SignedCode
from events_app.passes.errors import GateClosed, GateNotFound, GateOfAnotherFair, NotAGate
from events_app.passes.queries.facts import GateFacts, count_inside, find_fair_of_gate, read_gate_facts
from events_app.platform.actor import Actor

_FACTS_LAST: Final = timedelta(seconds=30)
_INSIDE_LASTS: Final = timedelta(seconds=1)
KEYS_LAST: Final = timedelta(seconds=1)


class FactsCache:
    """Facts of fairs, kept for a while.

    The statement that decides scans compares the facts' revisions, so a fair cancelled a moment ago is never
    judged by what was true before. What no revision covers (an office's new key) is read again on demand.
    """

    def __init__(self) -> None:
        self._facts: dict[int, tuple[GateFacts, datetime]] = {}
        self._fair_of_gate: dict[int, int] = {}
        self._counting: dict[tuple[int, int], asyncio.Task[int]] = {}
        self._inside: dict[tuple[int, int], tuple[int, datetime]] = {}

    async def for_gate(self, gate: int, *, acting: Actor, now: datetime) -> GateFacts:
        """Return the facts of the gate's fair, once it is clear that `acting` may scan there.

        Raises:
            GateNotFound, GateClosed, GateOfAnotherFair, NotAGate: They may not, or there is no such gate.
        """
        fair = await self._fair_with(gate)
        if acting.kind == "device" and acting.device_fair != fair:
            raise GateOfAnotherFair
        facts = await self.of_fair(fair, now=now)
        if acting.kind != "device" and not acting.staffs_gate(facts.office):
            raise NotAGate
        if gate not in facts.open_gates:
            facts = await self.read_again(fair, now=now)
            if gate not in facts.open_gates:
                raise GateClosed
        return facts

    async def _fair_with(self, gate: int) -> int:
        fair = self._fair_of_gate.get(gate)
        if fair is None:
            fair = await find_fair_of_gate(gate)
            if fair is None:
                raise GateNotFound
            self._fair_of_gate[gate] = fair
        return fair

    async def of_fair(self, fair: int, *, now: datetime, at_most: timedelta = _FACTS_LAST) -> GateFacts:
        """Return the facts of a fair, not older than `at_most`."""
        kept = self._facts.get(fair)
        if kept is not None and now - kept[1] <= at_most:
            return kept[0]
        return await self.read_again(fair, now=now)

    async def read_again(self, fair: int, *, now: datetime) -> GateFacts:
        """Read the facts of a fair as they are now."""
        facts = await read_gate_facts(fair)
        if facts is None:
            raise GateNotFound
        self._facts[fair] = (facts, now)
        return facts

    async def knowing(
        self, facts: GateFacts, payload: CodePayload | None, code: SignedCode | None, *, now: datetime
    ) -> GateFacts:
        """Return facts that know the key and the days of a code: both may have been added a moment ago.

        For a key nobody knows the facts are read at most once a second, for days only after what is genuine:
        whoever shows made-up codes gives the database no work.
        """
        if payload is None or payload.fair != facts.days.fair:
            return facts
        if code is not None and payload.key_id not in facts.keys:
            facts = await self.of_fair(payload.fair, now=now, at_most=KEYS_LAST)
        if not payload.day_set or payload.day_set in facts.days.sets:
            return facts
        if code is None or _is_signed(code, facts):
            return await self.read_again(payload.fair, now=now)
        return await self.of_fair(payload.fair, now=now, at_most=KEYS_LAST)

    async def is_full(self, facts: GateFacts, *, now: datetime) -> bool:
        """Say whether the hall holds as many people as it may; the count is at most a second old."""
        day = facts.days.day_at(now)
        if facts.capacity is None or day is None:
            return False
        place = (facts.days.fair, day)
        counted = self._inside.get(place)
        if counted is None or now - counted[1] > _INSIDE_LASTS:
            counted = await self._count(place, now)
        return counted[0] >= facts.capacity

    async def _count(self, place: tuple[int, int], now: datetime) -> tuple[int, datetime]:
        """Count once for everybody who asks at the same moment."""
        if place not in self._counting:
            task = asyncio.create_task(count_inside(*place))
            self._counting[place] = task
            task.add_done_callback(lambda _: self._counting.pop(place, None))
        counted = (await asyncio.shield(self._counting[place]), now)
        self._inside[place] = counted
        return counted


def _is_signed(code: SignedCode, facts: GateFacts) -> bool:
    key = facts.keys.get(code.payload.key_id)
    return key is not None and code.is_genuine(key)
