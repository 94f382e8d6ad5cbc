"""The scanner decides by the same rules without network: both say the same of every case."""

import itertools
import json
import subprocess
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from events_app.fairs.rules import FairDay, days_on, with_hours
from events_app.fairs.schemas import OpeningHours
from events_app.passes.code import CodePayload
from events_app.passes.rules import Direction, Entries, FairDays, KindRule, PassKind, Reason, judge

ROOT = Path(__file__).resolve().parents[2]
FAIR, GATE = 12, 7
HANOI = "Asia/Ho_Chi_Minh"
NIGHT = [OpeningHours(opens="18:00", closes="01:00")]


def on(*days, hours=()):
    """Days of a fair on these days of November, numbered from 1."""
    return with_hours(days_on((), [date(2026, 11, day) for day in days], opens_to_all=True), hours)


DATES = {
    "as planned": on(23, 24, 25, 26, 27),
    "one day": on(24),
    "night market": on(23, 24, 27, hours=NIGHT),
    "unknown": [FairDay(number=1, date=None, was_on=date(2026, 11, 23))],
    "moved, with a day put in": [
        FairDay(number=300, date=date(2026, 11, 22), open_to_all=False),
        FairDay(number=2, date=date(2026, 11, 24)),
        FairDay(number=1, date=date(2026, 11, 27), closes=25 * 60),
    ],
}
SETS = {1: frozenset({1, 2}), 2: frozenset({4, 300})}
MOMENTS = [
    datetime(2026, 11, 22, 16, 59, 59, tzinfo=UTC),  # a second before the fair's first day in Hanoi
    datetime(2026, 11, 22, 17, 0, tzinfo=UTC),
    datetime(2026, 11, 24, 2, 0, tzinfo=UTC),
    datetime(2026, 11, 24, 17, 59, 59, tzinfo=UTC),  # a second before one at night
    datetime(2026, 11, 27, 16, 59, 59, tzinfo=UTC),
    datetime(2026, 11, 27, 17, 0, tzinfo=UTC),
    datetime(2026, 11, 27, 18, 0, tzinfo=UTC),
    datetime(2027, 12, 1, 2, 0, tzinfo=UTC),
]
CHOICES = [(1, 5, None), (2, 2, None), (3, 5, None), (0, 0, 0), (0, 0, 1), (0, 0, 2), (0, 0, 9)]
RULES = [
    KindRule(Entries.once),
    KindRule(Entries.once_a_day),
    KindRule(Entries.free, frozenset({GATE})),
    KindRule(Entries.free, frozenset({GATE + 1})),
]


def cases():
    """Every combination of what the rules look at."""
    kinds = itertools.cycle(PassKind)
    for status, days, at, choice, rule, direction, fair in itertools.product(
        ("published", "postponed", "cancelled"), DATES.values(), MOMENTS, CHOICES, RULES, Direction, (FAIR, FAIR + 1)
    ):
        kind = next(kinds)
        yield (
            CodePayload(1, fair, 1234565, kind.code, *choice),
            FairDays(FAIR, status, HANOI, tuple(days), SETS),
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
            "daySet": payload.day_set,
        },
        "list": {
            "fair": {
                "id": FAIR,
                "status": days.status,
                "starts_on": None,
                "days": days.count,
                "time_zone": days.time_zone,
                "calendar": [
                    {
                        "number": span.day.number,
                        "starts_at": span.starts.timestamp(),
                        "ends_at": span.ends.timestamp(),
                        "open_to_all": span.day.open_to_all,
                    }
                    for span in days.spans()
                ],
                "day_sets": {number: sorted(named) for number, named in days.sets.items()},
            },
            "rules": {kind: {"entries": rule.entries, "gates": rule.gates and sorted(rule.gates)}},
            "not_valid": {},
        },
        "gate": GATE,
        "direction": direction,
        "at": at.isoformat(),
    }


def judge_on_the_phone(everything):
    process = subprocess.run(
        [ROOT / "scripts" / "node.sh", "node", Path(__file__).with_name("judge_on_the_phone.mjs")],
        input=json.dumps(everything),
        capture_output=True,
        text=True,
        check=True,
        cwd=ROOT,
    )
    return json.loads(process.stdout)


def test_phone_and_service_say_the_same_of_every_case():
    everything, asked = list(cases()), 0
    verdicts = judge_on_the_phone([for_the_phone(*one) for one in everything])
    assert len(verdicts) == len(everything) > 2000
    for (payload, days, rule, kind, direction, at), on_phone in zip(everything, verdicts, strict=True):
        here = judge(payload, days, rule, gate=GATE, direction=direction, at=at)
        if here.reason is Reason.unknown:
            # What the service does not know is no pass; what a phone's list does not know may be a new one.
            assert on_phone["reason"] in {"ask", "wrong_gate"}
            asked += on_phone["reason"] == "ask"
            continue
        slot = None if here.reason else here.slot
        assert on_phone == {"reason": here.reason, "day": here.day, "slot": slot}, (payload, days, rule, kind, at)
    assert asked > 50


OLD_LIST = {"id": FAIR, "status": "published", "starts_on": "2026-11-23", "days": 5, "time_zone": HANOI}


@pytest.mark.parametrize(
    ("choice", "reason", "slot"), [((1, 5, None), None, 2), ((3, 5, None), "not_today", None), ((0, 0, 0), "ask", 2)]
)
def test_phone_with_a_list_from_before_admits_what_was_printed_before(choice, reason, slot):
    at = datetime(2026, 11, 24, 2, 0, tzinfo=UTC)
    payload, rule = CodePayload(1, FAIR, 1234565, PassKind.visitor.code, *choice), KindRule(Entries.once_a_day)
    case = for_the_phone(payload, FairDays(FAIR, "published", HANOI), rule, PassKind.visitor, Direction.inward, at)
    [said] = judge_on_the_phone([case | {"list": case["list"] | {"fair": OLD_LIST}}])
    assert said == {"reason": reason, "day": 2, "slot": slot}
