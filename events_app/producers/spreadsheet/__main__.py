"""Reads a file in a process of its own: bytes on standard input, JSON lines on standard output.

The parent may kill it at any time; the system does when it takes too much memory or time.
"""

# ruff: noqa: E402 - openpyxl would load numpy, half of what starting takes, only to know its kinds of numbers
import sys

sys.modules["numpy"] = None  # type: ignore[assignment]

import resource
from datetime import date

import msgspec

from events_app.platform.spreadsheet.limits import CPU_SECONDS, MEMORY_BYTES
from events_app.producers.spreadsheet.reading import read_list


def main() -> None:
    """Read one list; the only argument is today's date."""
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS))
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
    encoder = msgspec.json.Encoder()
    content = sys.stdin.buffer.read()
    for message in read_list(content, date.fromisoformat(sys.argv[1])):
        sys.stdout.buffer.write(encoder.encode(message) + b"\n")
        sys.stdout.buffer.flush()


if __name__ == "__main__":
    main()
