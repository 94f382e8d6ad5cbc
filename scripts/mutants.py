"""Put small faults into the product, one at a time, and see whether its tests notice.

    .venv/bin/python scripts/mutants.py                      every module, 60 faults each, seed 1
    .venv/bin/python scripts/mutants.py standing --seed 7    one module, another sample
    .venv/bin/python scripts/mutants.py standing --all       every fault that can be made there
    .venv/bin/python scripts/mutants.py --list               what would be tried, without trying

By hand, not in CI: everything takes about half an hour on two cores (nothing is begun after `--minutes`, 60). Leave the
sources and tests alone meanwhile. The modules, their files and the part of
`make test` that must notice stand in `mutation/targets.py`. Every place where a fault can be put is found by reading
the source (`mutation/faults.py`, `mutation/statements.py` for SQL); a sample is drawn by the seed, from each operator
in turn, so that few locks are not lost among many constants. The operators: negate (conditions, comparisons), boundary
(< and <=, numbers beside comparisons), drop_statement (also parts of WHERE and SET), drop_lock, drop_audit_or_outbox,
constant (numbers, texts, words of SQL) and early_return.

A process that has imported everything but the product forks one process for each fault, which imports the product with
it and runs the tests that reach its lines, the quick ones first, until one fails. Nothing on disk is changed. What
cannot be noticed because it changes nothing stands with its reason in `mutants_equivalent.toml` and is not counted.
A fault that only makes the tests last too long is not counted as noticed.

The same seed gives the same faults. Ends with 1 when less than nine in ten are noticed anywhere.
"""

import argparse
import difflib
import os
import random
import sys
import time
import tomllib
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

from mutation.faults import Mutant, mutants_of
from mutation.probing import OPTIONS, FaultyModule, FirstFailure, GivenDatabase, Watch
from mutation.running import Job, Outcome, Runner, Tell, databases, scratch_folder, warm_up
from mutation.targets import ROOT, TARGETS, Target, files_of, module_of, tests_of

WANTED = 0.9
EQUIVALENT = Path(__file__).with_name("mutants_equivalent.toml")
STARTING_SECONDS = 30


class Clean(NamedTuple):
    """What the tests do without a fault: how long each takes, and which lines of which files it runs."""

    seconds: dict[str, float]
    lines: dict[str, dict[str, list[str]]]

    def reaching(self, mutant: Mutant) -> list[str]:
        """The tests that can notice, those that run the file's lines first, then the quick ones."""
        by_line = self.lines[str(ROOT / mutant.path)]
        if mutant.lines is not None:
            found = {name for line in mutant.lines for name in by_line.get(str(line), ())}
            return sorted(found, key=lambda name: self.seconds[name])
        touching = {name for names in by_line.values() for name in names}
        return sorted(self.seconds, key=lambda name: (name not in touching, self.seconds[name]))


class Tried(NamedTuple):
    """A mutant and what became of it: killed, survived, timeout or broken."""

    target: str
    mutant: Mutant
    verdict: str
    why: str


def main() -> int:
    """Try the faults that were asked for; return the exit code."""
    asked = _arguments()
    targets = [target for target in TARGETS if not asked.targets or target.name in asked.targets]
    equivalent = _equivalents()
    unused = set(equivalent)
    chosen: dict[str, list[Mutant]] = {}
    for target in targets:
        every = [mutant for path in files_of(target) for mutant in mutants_of(path)]
        counted = [mutant for mutant in every if _identity(mutant) not in equivalent]
        unused -= {_identity(mutant) for mutant in every}
        chosen[target.name] = _sample(counted, asked, target.name)
        print(
            f"{target.name}: {len(chosen[target.name])} of {len(counted)} faults,"
            f" {len(every) - len(counted)} equivalent ones left out"
        )
    if unused and not asked.targets:
        print(f"Listed as equivalent, and no longer to be found: {sorted(unused)}")
    if asked.list:
        for name, mutants in chosen.items():
            for mutant in mutants:
                print(f"{name}  {mutant.key}  {mutant.operator:22}{mutant.path} {mutant.scope}: {mutant.change}")
        return 0
    sys.path.insert(0, str(ROOT))
    os.chdir(ROOT)
    began = time.monotonic()
    tried: list[Tried] = []
    with scratch_folder() as scratch, databases(asked.workers) as dsns:
        runner = Runner(dsns, scratch)
        warm_up(runner, _modules)
        clean = _clean_runs(runner, targets)
        jobs = _jobs(targets, chosen, clean, until=began + asked.minutes * 60)
        for job, outcome in runner.run(jobs):
            target, mutant = job.name
            tried.append(_judge(target, mutant, outcome))
            if asked.verbose or tried[-1].verdict != "killed":
                _show(tried[-1], len(tried))
    return _report(targets, chosen, tried, time.monotonic() - began)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n", 1)[0])
    parser.add_argument("targets", nargs="*", help=", ".join(target.name for target in TARGETS))
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--count", type=int, default=60, help="faults a module")
    parser.add_argument("--all", action="store_true", help="every fault instead of a sample")
    parser.add_argument("--key", nargs="*", default=[], help="only these faults")
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--minutes", type=float, default=60, help="start no more after so long")
    parser.add_argument("--list", action="store_true", help="say what would be tried")
    parser.add_argument("--verbose", action="store_true", help="also show which test noticed")
    asked = parser.parse_args()
    if unknown := set(asked.targets) - {target.name for target in TARGETS}:
        parser.error(f"no such module: {', '.join(sorted(unknown))}")
    return asked


def _identity(mutant: Mutant) -> tuple[str, str, str, str]:
    return mutant.operator, mutant.scope, mutant.statement, mutant.change


def _equivalents() -> set[tuple[str, str, str, str]]:
    if not EQUIVALENT.exists():
        return set()
    listed = tomllib.loads(EQUIVALENT.read_text())["equivalent"]
    if without := [one for one in listed if not one.get("reason", "").strip()]:
        raise SystemExit(f"Without a reason: {without}")
    return {(one["operator"], one["scope"], one["statement"], one["change"]) for one in listed}


def _sample(mutants: list[Mutant], asked: argparse.Namespace, name: str) -> list[Mutant]:
    """Draw a sample from each operator in turn."""
    if asked.key:
        return [mutant for mutant in mutants if mutant.key in asked.key]
    if asked.all or len(mutants) <= asked.count:
        return mutants
    chance = random.Random(f"{asked.seed}:{name}")  # noqa: S311 - a sample, not a secret
    piles: dict[str, list[Mutant]] = defaultdict(list)
    for mutant in mutants:
        piles[mutant.operator].append(mutant)
    for operator in sorted(piles):
        chance.shuffle(piles[operator])
    drawn: list[Mutant] = []
    while len(drawn) < asked.count:
        for operator in sorted(piles):
            if piles[operator] and len(drawn) < asked.count:
                drawn.append(piles[operator].pop())
    return sorted(drawn, key=lambda one: (one.path, one.start, one.operator, one.new))


def _modules() -> list[str]:
    """What the tests import, the product and the tests themselves left out."""
    import pytest  # noqa: PLC0415 - in the forked process only

    pytest.main([*OPTIONS, "--collect-only", *(test for target in TARGETS for test in tests_of(target))])
    ours = ("events_app", "tests", "piccolo_conf", "conftest", "__main__", "mutation")
    return [name for name in sys.modules if not name.startswith(ours)]


def _clean_runs(runner: Runner, targets: list[Target]) -> dict[str, Clean]:
    """Run each module's tests once without a fault."""
    files: dict[tuple[str, ...], list[Path]] = defaultdict(list)
    for target in targets:
        files[tuple(tests_of(target))] += files_of(target)
    found: dict[tuple[str, ...], Clean] = {}
    for job, outcome in runner.run([Job(tests, _watching(tests, paths), 900) for tests, paths in files.items()]):
        said = outcome.said
        if said is None or said.get("failed", True):
            raise SystemExit(f"Without any fault {' '.join(job.name)} fails:\n{outcome.output}")
        found[job.name] = Clean(said["seconds"], said["lines"])
        print(f"{' '.join(job.name)}: {len(said['seconds'])} tests in {outcome.seconds:.0f} s without a fault")
    return {target.name: found[tuple(tests_of(target))] for target in targets}


def _watching(tests: tuple[str, ...], files: list[Path]) -> Any:
    def work(dsn: str, folder: Path, tell: Tell) -> None:
        import pytest  # noqa: PLC0415

        watch = Watch(files)
        pytest.main([*OPTIONS, f"--basetemp={folder}/pytest", *tests], plugins=[GivenDatabase(dsn), watch])
        tell(watch.result())

    return work


def _jobs(
    targets: list[Target], chosen: dict[str, list[Mutant]], clean: dict[str, Clean], *, until: float
) -> Iterator[Job]:
    for target in targets:
        for mutant in chosen[target.name]:
            if time.monotonic() > until:
                return
            tests = clean[target.name].reaching(mutant)
            seconds = STARTING_SECONDS + 4 * sum(clean[target.name].seconds[name] for name in tests)
            yield Job((target.name, mutant), _trying(mutant, tests), seconds)


def _trying(mutant: Mutant, tests: list[str]) -> Any:
    def work(dsn: str, folder: Path, tell: Tell) -> None:
        import pytest  # noqa: PLC0415

        path = ROOT / mutant.path
        if not tests:
            tell({"survived": "No test reaches it."})
            return
        sys.meta_path.insert(0, FaultyModule(module_of(path), path, mutant.source(path.read_bytes())))
        files = list(dict.fromkeys(name.split("::", 1)[0] for name in tests))
        plugins = [GivenDatabase(dsn), FirstFailure(tests, tell)]
        code = pytest.main([*OPTIONS, f"--basetemp={folder}/pytest", *files], plugins=plugins)
        tell({"survived": f"{len(tests)} tests pass."} if code == pytest.ExitCode.OK else {"broken": str(code)})

    return work


def _judge(target: str, mutant: Mutant, outcome: Outcome) -> Tried:
    if outcome.said is None:
        return Tried(target, mutant, "timeout", f"Nothing after {outcome.seconds:.0f} s.")
    [(verdict, why)] = outcome.said.items()
    return Tried(target, mutant, verdict, why if verdict != "broken" else f"{why}\n{outcome.output[-2000:]}")


def _show(tried: Tried, number: int) -> None:
    mutant = tried.mutant
    print(f"\n[{number}] {tried.target} {mutant.key} {mutant.operator} {tried.verdict}: {tried.why}")
    original = (ROOT / mutant.path).read_bytes()
    before, after = (text.decode().splitlines() for text in (original, mutant.source(original)))
    if tried.verdict != "killed":
        print(f"{mutant.scope}: {mutant.change}")
        print("\n".join(difflib.unified_diff(before, after, mutant.path, mutant.path, n=1, lineterm="")))
    sys.stdout.flush()


def _report(targets: list[Target], chosen: dict[str, list[Mutant]], tried: list[Tried], seconds: float) -> int:
    print(f"\n{'module':14}{'killed':>8}{'survived':>10}{'timeouts':>10}{'broken':>8}{'noticed':>9}")
    good = True
    for target in targets:
        counts = {
            verdict: sum(one.target == target.name and one.verdict == verdict for one in tried)
            for verdict in ("killed", "survived", "timeout", "broken")
        }
        # A fault with which the product cannot even be imported is none that a test could meet.
        counted = counts["killed"] + counts["survived"] + counts["timeout"]
        share = counts["killed"] / counted if counted else 0.0
        finished = counted + counts["broken"] == len(chosen[target.name])
        good = good and finished and share >= WANTED
        print(
            f"{target.name:14}{counts['killed']:8}{counts['survived']:10}{counts['timeout']:10}{counts['broken']:8}"
            f"{share:9.1%}{'' if finished else '  not all tried: the time was up'}"
        )
    print(f"{len(tried)} faults in {seconds / 60:.1f} minutes")
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())
