"""The yardstick for writes: PostgreSQL's own `pgbench`, running the statements we would run."""

import re
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

from benchmarks.measured import Side
from events_app.platform.postgres.binaries import clean_environment, wheel_bin


def pgbench(
    dsn: str,
    script: Path,
    executes: str,
    *,
    clients: int,
    seconds: int,
    variables: dict[str, int] | None = None,
) -> Side:
    """Run a script of SQL from many clients for some seconds.

    Args:
        dsn: The database.
        script: A script in the language of pgbench; each run of it is one transaction counted.
        executes: What one run does, in words.
        clients: Connections kept busy at once.
        seconds: How long.
        variables: Values for `:name` in the script.
    """
    command: list[str | Path] = [wheel_bin() / "pgbench", "--no-vacuum", "--protocol=prepared", "--jobs=1"]
    command += [f"--client={clients}", f"--time={seconds}", f"--file={script}"]
    command += [f"--define={name}={value}" for name, value in (variables or {}).items()]
    with tempfile.TemporaryDirectory() as name:
        command += ["--log", f"--log-prefix={name}/took"]
        finished = subprocess.run([*command, dsn], check=False, capture_output=True, text=True, env=clean_environment())
        took = sorted(_milliseconds(Path(name)))
    rate = re.search(r"^tps = ([\d.]+)", finished.stdout, re.MULTILINE)
    failed = re.search(r"^number of failed transactions: (\d+)", finished.stdout, re.MULTILINE)
    if finished.returncode != 0 or rate is None:
        raise SystemExit(f"pgbench failed:\n{finished.stdout}\n{finished.stderr}")
    return Side(
        executes,
        float(rate[1]),
        took[len(took) // 2],
        took[len(took) * 99 // 100],
        failures=int(failed[1]) if failed else 0,
    )


def _milliseconds(folder: Path) -> Iterator[float]:
    """How long each transaction took: the third word of a line of the log, in microseconds."""
    for log in folder.glob("took*"):
        for line in log.read_text(encoding="ascii").splitlines():
            yield int(line.split()[2]) / 1000
