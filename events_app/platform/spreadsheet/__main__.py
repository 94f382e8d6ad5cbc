"""Reads a table in a process of its own: bytes on standard input, JSON on standard output.

The parent may kill it at any time; the system does when it takes too much memory or time.
"""

# ruff: noqa: E402 - openpyxl would load numpy, half of what starting takes, only to know its kinds of numbers
import sys

sys.modules["numpy"] = None  # type: ignore[assignment]

import resource

import msgspec

from events_app.platform.spreadsheet.limits import CPU_SECONDS, MEMORY_BYTES
from events_app.platform.spreadsheet.problems import UnreadableFileError
from events_app.platform.spreadsheet.reading import Read
from events_app.platform.spreadsheet.table import read_table
from events_app.platform.spreadsheet.wanted import Wanted


def main() -> None:
    """Read one table; the only argument says which titles are looked for."""
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS))
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
    content = sys.stdin.buffer.read()
    try:
        read = Read(rows=read_table(content, msgspec.json.decode(sys.argv[1], type=Wanted)))
    except UnreadableFileError as refusal:
        read = Read(refused=refusal.code, data=refusal.data)
    except MemoryError:
        read = Read(refused="unpacks_too_large")
    except Exception:  # noqa: BLE001 - whatever a damaged file makes the libraries raise, it is one thing for a person
        read = Read(refused="broken_workbook")
    sys.stdout.buffer.write(msgspec.json.encode(read))


if __name__ == "__main__":
    main()
