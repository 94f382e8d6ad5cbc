"""How much of a file is looked at before it is refused."""

MAX_BYTES = 20 * 1024 * 1024
"""Size of the file as handed in."""

MAX_UNPACKED_SHEETS = 1024 * 1024 * 1024
"""Unpacked sheets, which are read as a stream: a sheet formatted down to its last row is large but honest."""

MAX_UNPACKED_REST = 120 * 1024 * 1024
"""Unpacked everything else, which openpyxl holds in memory."""

MAX_PARTS = 2_000
MAX_SHEETS = 30
MAX_COLUMNS = 80

MAX_EMPTY_RUN = 200
"""A sheet ends after so many empty rows, whatever it says of its own size."""

MAX_HEADER_ROW = 60

CPU_SECONDS = 60
WALL_SECONDS = 90
MEMORY_BYTES = 1536 * 1024 * 1024
