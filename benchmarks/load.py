"""Make load: with `wrk` where there is one, else with a loader of our own on asyncio."""

import asyncio
import os
import re
import shutil
import subprocess
import time
from pathlib import Path
from statistics import quantiles

from benchmarks.measured import Side

_UNITS = {"us": 0.001, "ms": 1.0, "s": 1000.0, "m": 60_000.0}


def find_wrk() -> str | None:
    """Return the path of `wrk`; root installs it from Debian when it is missing."""
    if shutil.which("wrk") is None and os.geteuid() == 0 and shutil.which("apt-get"):
        subprocess.run(["apt-get", "install", "--yes", "--quiet", "wrk"], check=False, capture_output=True)
    return shutil.which("wrk")


def load(
    url: str,
    executes: str,
    *,
    callers: int,
    seconds: int,
    script: Path | None = None,
    arguments: tuple[str, ...] = (),
) -> Side:
    """Ask one address from many callers for some seconds.

    Args:
        url: What to ask; with a script, its base.
        executes: What the server does for it, in words.
        callers: Connections kept busy at once.
        seconds: How long.
        script: A Lua script for `wrk` that makes each request.
        arguments: What the script gets after `--`.
    """
    wrk = find_wrk()
    if wrk is None:
        if script is not None:
            raise SystemExit("This bench makes its requests with a script for wrk: apt-get install wrk")
        return asyncio.run(_load_ourselves(url, executes, callers=callers, seconds=seconds))
    command = [wrk, "--threads", "1", "--connections", str(callers), "--duration", f"{seconds}s", "--latency"]
    command += ["--timeout", "10s", *(["--script", str(script)] if script else []), url, "--", *arguments]
    told = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    return _read_wrk(told, executes)


def _read_wrk(told: str, executes: str) -> Side:
    percentiles = {
        share: float(value) * _UNITS[unit]
        for share, value, unit in re.findall(r"^\s+(50|99)%\s+([\d.]+)(us|ms|s|m)\s*$", told, re.MULTILINE)
    }
    rate = re.search(r"^Requests/sec:\s+([\d.]+)", told, re.MULTILINE)
    refused = re.search(r"Non-2xx or 3xx responses: (\d+)", told)
    broken = re.search(r"Socket errors: connect (\d+), read (\d+), write (\d+), timeout (\d+)", told)
    if rate is None:
        raise SystemExit(f"wrk said nothing usable:\n{told}")
    failures = int(refused[1]) if refused else 0
    failures += sum(int(count) for count in broken.groups()) if broken else 0
    return Side(executes, float(rate[1]), percentiles.get("50"), percentiles.get("99"), failures)


async def _load_ourselves(url: str, executes: str, *, callers: int, seconds: int) -> Side:
    """Keep plain HTTP/1.1 connections busy. The loader itself costs more than `wrk`, on both sides alike."""
    host, _, path = url.removeprefix("http://").partition("/")
    name, _, port = host.partition(":")
    ask = f"GET /{path} HTTP/1.1\r\nHost: {host}\r\nAccept: */*\r\n\r\n".encode()
    times: list[float] = []
    failures = 0
    end = time.perf_counter() + seconds

    async def call() -> None:
        nonlocal failures
        reader, writer = await asyncio.open_connection(name, int(port or 80))
        while (began := time.perf_counter()) < end:
            writer.write(ask)
            head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").lower()
            length = re.search(r"content-length: (\d+)", head)
            await reader.readexactly(int(length[1]) if length else 0)
            times.append(time.perf_counter() - began)
            failures += " 200 " not in head.partition("\r\n")[0]
        writer.close()

    await asyncio.gather(*(call() for _ in range(callers)))
    cuts = quantiles(times, n=100)
    return Side(executes, len(times) / seconds, cuts[49] * 1000, cuts[98] * 1000, failures)
