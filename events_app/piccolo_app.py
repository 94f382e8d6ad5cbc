"""What Piccolo needs to know: where the migrations lie and which tables the slices have."""

import inspect
from importlib import import_module
from pathlib import Path

from piccolo.conf.apps import AppConfig
from piccolo.table import Table

SLICES = (
    "platform",
    "accounts",
    "places",
    "agenda",
    "producers",
    "fairs",
    "floor_plans",
    "livestream",
    "booths",
    "applications",
    "assignment",
    "passes",
    "giving",
    "calendars",
    "outreach",
)


def find_tables() -> list[type[Table]]:
    """Every table of every slice, from the bottom of the ladder upwards."""
    tables: dict[str, type[Table]] = {}
    for slice_name in SLICES:
        module = import_module(f"events_app.{slice_name}.tables")
        for thing in vars(module).values():
            if inspect.isclass(thing) and issubclass(thing, Table) and thing.__module__.startswith(module.__name__):
                tables[thing._meta.tablename] = thing  # noqa: SLF001 - Piccolo keeps the name there
    return list(tables.values())


APP_CONFIG = AppConfig(
    app_name="events_app",
    migrations_folder_path=str(Path(__file__).resolve().parents[1] / "migrations"),
    table_classes=find_tables(),
    migration_dependencies=[],
)
