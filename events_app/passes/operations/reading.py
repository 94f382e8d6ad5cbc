"""From what a scanner sent to a scan the statement can decide."""

from datetime import UTC, datetime
from typing import Final

import msgspec

from events_app.passes.code import PREFIX, CodePayload, SignedCode, digest_of, read_code
from events_app.passes.errors import ScanNeedsOneText, ScanTimeUnlikely
from events_app.passes.operations.admitting import JudgedScan
from events_app.passes.queries.facts import (
    GateFacts,
    ScannedPass,
    find_scanned_pass,
    read_public_keys_of_fair,
)
from events_app.passes.rules import PassKind, Reason, Verdict, judge, serial_typed
from events_app.passes.schemas import LateScanInput, ScanInput
from events_app.platform.actor import Actor

_SERIALS_END: Final = 2**63
# Times a phone may say; what lies outside is a mistake of its maker, not a slow clock.
_EARLIEST: Final = datetime(2020, 1, 1, tzinfo=UTC)
_LATEST: Final = datetime(2200, 1, 1, tzinfo=UTC)


class Reading(msgspec.Struct, frozen=True):
    """What a scanned or typed text says.

    Attributes:
        digest: Names the text, so that a scan id used for another one is noticed.
        payload: What a pass's code says; None when the text is none, and `refusal` says what it is then.
        code: The signed code; None for a typed serial, which carries no signature.
    """

    digest: bytes
    payload: CodePayload | None = None
    code: SignedCode | None = None
    refusal: Reason | None = None


class ScanTime(msgspec.Struct, frozen=True):
    """The moment a scan counts for, and how far the phone's word is trusted."""

    at: datetime
    clock_off: bool = False
    offline: bool = False


def ensure_readable(scan: ScanInput) -> None:
    """Refuse what no scanner of ours sends."""
    if (scan.code is None) == (scan.serial is None):
        raise ScanNeedsOneText
    if not _EARLIEST <= scan.scanned_at < _LATEST:
        raise ScanTimeUnlikely


async def read_scan(scan: ScanInput) -> Reading:
    """Read the text of a scan; a typed serial is looked up, since it says nothing by itself."""
    if scan.code is None:
        return await _read_serial(scan.serial or "")
    code = read_code(scan.code)
    if code is None or code.payload.serial >= _SERIALS_END:
        ours = scan.code.strip().upper().startswith(PREFIX)
        return Reading(
            digest_of(scan.code.encode("utf-8", "surrogatepass")),
            refusal=Reason.forged if ours else Reason.unknown,
        )
    return Reading(code.digest, code.payload, code)


async def _read_serial(text: str) -> Reading:
    serial = serial_typed(text)
    digest = digest_of(b"typed " + (str(serial) if serial else text).encode("utf-8", "surrogatepass"))
    found = await find_scanned_pass(serial) if serial else None
    if found is None:
        return Reading(digest, refusal=Reason.unknown)
    payload = payload_of(found)
    return Reading(digest, payload)


def payload_of(found: ScannedPass) -> CodePayload:
    """Say what the code of a pass says."""
    if found.day_set is not None:
        return CodePayload(found.key_id, found.fair, found.serial, found.kind.code, day_set=found.day_set)
    return CodePayload(found.key_id, found.fair, found.serial, found.kind.code, found.first_day, found.last_day)


async def judge_scan(
    scan: ScanInput, reading: Reading, facts: GateFacts, when: ScanTime, *, acting: Actor, full: bool
) -> JudgedScan:
    """Apply the rules to what the text says.

    The statement compares the code with the one the pass was issued with. Where it does not look at the pass,
    because no state of it could change the answer, the signature is verified here.
    """
    kind, verdict = None, Verdict(reading.refusal, final=True)
    if reading.payload is not None:
        kind = PassKind(reading.payload.kind.name)
        verdict = judge(
            reading.payload,
            facts.days,
            facts.rules[kind],
            gate=scan.gate,
            direction=scan.direction,
            at=when.at,
            full=full,
        )
        if reading.code is not None and not await _may_be_genuine(reading.code, facts, verdict):
            kind, verdict = None, Verdict(Reason.forged, final=True)
    return JudgedScan(
        scan_id=scan.scan_id,
        fair=facts.days.fair,
        gate=scan.gate,
        device=acting.id if acting.kind == "device" else None,
        serial=None if verdict.final or reading.payload is None else reading.payload.serial,
        digest=reading.digest,
        kind=kind,
        direction=scan.direction,
        day=verdict.day,
        slot=verdict.slot,
        reason=verdict.reason,
        scanned_at=scan.scanned_at,
        happened_at=when.at,
        clock_off=when.clock_off,
        offline=when.offline,
        decided=scan.result if isinstance(scan, LateScanInput) else None,
        typed=reading.code is None,
        fair_revision=facts.revision,
        plan_revision=facts.plan_revision,
    )


async def _may_be_genuine(code: SignedCode, facts: GateFacts, verdict: Verdict) -> bool:
    """Verify the signature where the statement will not compare the code; else only ask for a known key."""
    if code.payload.fair == facts.days.fair:
        keys = facts.keys
    else:
        keys = await read_public_keys_of_fair(code.payload.fair)
    key = keys.get(code.payload.key_id)
    return key is not None and (not verdict.final or code.is_genuine(key))
