"""The public page of a fair against a bare Litestar handler that answers with the same bytes."""

import sys
import urllib.request
from pathlib import Path

import msgspec

from benchmarks.bare import PAGE_VARIABLE
from benchmarks.load import load
from benchmarks.measured import Comparison
from benchmarks.service import WORKERS, Service, free_port, running

CALLERS = 16
SECONDS = 10

OURS = "routing, locale, session and CSRF middleware, headers, bytes drawn (SQL, Jinja) within the last second"
BARE = "routing, the same number of bytes from memory; same server, same workers"


def measure(service: Service, folder: Path) -> list[Comparison]:
    """Measure both, one after the other, each warmed up."""
    url = f"{service.url}/fairs/{_fair_of_today(service)}"
    page = folder / "page.html"
    with urllib.request.urlopen(url) as answer:
        page.write_bytes(answer.read())
    load(url, OURS, callers=CALLERS, seconds=2)
    ours = load(url, OURS, callers=CALLERS, seconds=SECONDS)
    port = free_port()
    command = [sys.executable, "-m", "benchmarks.bare_server", str(port), str(WORKERS)]
    with running(command, {PAGE_VARIABLE: str(page)}, ready="Ready:"):
        bare_url = f"http://127.0.0.1:{port}/"
        load(bare_url, BARE, callers=CALLERS, seconds=2)
        yardstick = load(bare_url, BARE, callers=CALLERS, seconds=SECONDS)
    sizes = f"page of {page.stat().st_size:,} bytes, {CALLERS} callers, {SECONDS} s, {WORKERS} workers"
    return [Comparison("Public fair page / bare handler", sizes, ours, yardstick)]


def _fair_of_today(service: Service) -> str:
    """The fair with most to show: one whose programme and booths are published."""
    with urllib.request.urlopen(f"{service.url}/api/v1/fairs?limit=200") as answer:
        fairs = msgspec.json.decode(answer.read())["items"]
    running_fairs = [fair for fair in fairs if fair["status"] == "published"]
    return str((running_fairs or fairs)[0]["slug"])
