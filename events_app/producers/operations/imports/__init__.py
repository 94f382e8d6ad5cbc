"""Lists handed in: read in the background, shown before anything is written, written at once, taken back when asked.

`handing_in` stores the file, `leases` lets one worker at a time hold a job, `reading` and `applying` are the two
steps a worker does, `working` does what is due, `deciding` is what people do, `undoing` takes an import back.
"""

from events_app.producers.operations.imports.deciding import accept_import, cancel_import
from events_app.producers.operations.imports.handing_in import import_file, start_import
from events_app.producers.operations.imports.undoing import undo_import
from events_app.producers.operations.imports.working import work_on_imports

__all__ = ["accept_import", "cancel_import", "import_file", "start_import", "undo_import", "work_on_imports"]
