"""Who gets which booth: the published rule, the solver that may only improve on it, and the reasons why.

Pure: values in, values out. Nothing heavy is imported here, so that a web process may ask for the types, the preflight
and the sentences without loading a solver. The steps, in the order they run:

`problem` (input) → `preflight` → `board` (the input as arrays) → `baselines` (first come, queue) → `classes` → `master`
(linear programme, columns on demand) → `bound` → `integer` → `realise` → `swaps` → `judging` and `reasons` → `result`.

A run belongs into a process of its own, which may be killed: `python -m events_app.assignment.optimiser`.
"""

from events_app.assignment.optimiser.preflight import Finding, examine
from events_app.assignment.optimiser.problem import Application, Booth, Guarantee, Pin, Problem, Reserve
from events_app.assignment.optimiser.result import Export, Placement, Progress, Result

__all__ = [
    "Application",
    "Booth",
    "Export",
    "Finding",
    "Guarantee",
    "Pin",
    "Placement",
    "Problem",
    "Progress",
    "Reserve",
    "Result",
    "examine",
]
