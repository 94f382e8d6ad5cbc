"""The scanner decides by the same rules without network: both say the same of every case."""

import itertools
import json
import subprocess
from datetime import UTC, date, datetime
from pathlib import Path

from events_app.passes.code import CodePayload
from events_app.passes.rules import Direction, Entries, FairDays, KindRule, PassKind, judge

ROOT = Path(__file__).resolve().parents[2]
FAIR, GATE = 12, 7
DATES = {
    "as planned": (date(2026, 11, 23), date(2026, 11, 27)),
    "one day": (date(2026, 11, 24), date(2026, 11, 24)),
    "unknown": (None, None),
}
MOMENTS = [
    datetime(2026, 11, 22, 16, 59, 59, tzinfo=UTC),  # a second before the fair's first day in Hanoi
    datetime(2026, 11, 22, 17, 0, tzinfo=UTC),
    datetime(2026, 11, 24, 2, 0, tzinfo=UTC),
    datetime(2026, 11, 27, 16, 59, 59, tzinfo=UTC),
    datetime(2026, 11, 27, 17, 0, tzinfo=UTC),
    datetime(2027, 12, 1, 2, 0, tzinfo=UTC),
]
SPANS = [(1, 5), (2, 2), (3, 5)]
RULES = [
    KindRule(Entries.once),
    KindRule(Entries.once_a_day),
    KindRule(Entries.free, frozenset({GATE})),
    KindRule(Entries.free, frozenset({GATE + 1})),
]


def cases():
    """Every combination of what the rules look at."""
    kinds = itertools.cycle(PassKind)
    for status, days, at, span, rule, direction, fair in itertools.product(
        ("published", "postponed", "cancelled"), DATES.values(), MOMENTS, SPANS, RULES, Direction, (FAIR, FAIR + 1)
    ):
        kind = next(kinds)
        yield (
            CodePayload(1, fair, 1234565, kind.code, *span),
            FairDays(FAIR, status, *days, "Asia/Ho_Chi_Minh"),
            rule,
            kind,
            direction,
            at,
        )


def for_the_phone(payload, days, rule, kind, direction, at):
    return {
        "payload": {
            "keyId": 1,
            "fair": payload.fair,
            "serial": payload.serial,
            "kind": kind,
            "firstDay": payload.first_day,
            "lastDay": payload.last_day,
        },
        "list": {
            "fair": {
                "id": FAIR,
                "status": days.status,
                "starts_on": days.starts_on and days.starts_on.isoformat(),
                "days": days.count,
                "time_zone": days.time_zone,
            },
            "rules": {kind: {"entries": rule.entries, "gates": rule.gates and sorted(rule.gates)}},
            "not_valid": {},
        },
        "gate": GATE,
        "direction": direction,
        "at": at.isoformat(),
    }


def test_phone_and_service_say_the_same_of_every_case():
    everything = list(cases())
    process = subprocess.run(
        [ROOT / "scripts" / "node.sh", "node", Path(__file__).with_name("judge_on_the_phone.mjs")],
        input=json.dumps([for_the_phone(*one) for one in everything]),
        capture_output=True,
        text=True,
        check=True,
        cwd=ROOT,
    )
    verdicts = json.loads(process.stdout)
    assert len(verdicts) == len(everything) > 2000
    for (payload, days, rule, kind, direction, at), on_phone in zip(everything, verdicts, strict=True):
        here = judge(payload, days, rule, gate=GATE, direction=direction, at=at)
        slot = None if here.reason else here.slot
        assert on_phone == {"reason": here.reason, "day": here.day, "slot": slot}, (payload, days, rule, kind, at)
