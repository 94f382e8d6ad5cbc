"""Run every bench and print the figures with the machine, the sizes and what both sides execute."""

import sys
import tempfile
from pathlib import Path

from benchmarks import assignment, check_ins, fair_page, holds, plan_pan, postponement, qr
from benchmarks.load import find_wrk
from benchmarks.machine import machine_facts
from benchmarks.measured import Comparison
from benchmarks.service import running_service

BENCHES = {"check-ins": check_ins.measure, "fair-page": fair_page.measure, "holds": holds.measure}
ALONE = {"assignment": assignment.report, "plan-pan": plan_pan.report, "qr": qr.report}  # these need no running service
BESIDE = {"postponement": postponement.report}  # these need one and judge themselves


def main() -> None:
    """Run the benches named on the command line, or all of them."""
    wanted = sys.argv[1:] or [*BENCHES, *BESIDE, *ALONE]
    facts = machine_facts()
    facts["load by"] = find_wrk() or "our own loader (no wrk here)"
    for fact, value in facts.items():
        print(f"- {fact}: {value}")
    print(flush=True)
    kept = [ALONE[bench]() for bench in wanted if bench in ALONE]
    served = [bench for bench in (*BESIDE, *BENCHES) if bench in wanted]  # in this order: benches leave fairs behind
    if served:
        kept += _measure_served(served)
    sys.exit(0 if all(kept) else 1)


def _measure_served(wanted: list[str]) -> list[bool]:
    kept = []
    with tempfile.TemporaryDirectory(prefix="events-app-bench-") as name:
        folder = Path(name)
        folder.chmod(0o711)  # root's database runs as another user
        with running_service(folder) as service:
            for bench in wanted:
                if bench in BESIDE:
                    kept.append(BESIDE[bench](service, folder))
                else:
                    _show(BENCHES[bench](service, folder))
    return kept


def _show(comparisons: list[Comparison]) -> None:
    for comparison in comparisons:
        print("\n".join(comparison.lines()), flush=True)


if __name__ == "__main__":
    main()
