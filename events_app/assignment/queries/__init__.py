"""Reads runs and what they were given."""

from events_app.assignment.queries.runs import find_run, input_of_run, list_runs, result_of_run

__all__ = [
    "find_run",
    "input_of_run",
    "list_runs",
    "result_of_run",
]
