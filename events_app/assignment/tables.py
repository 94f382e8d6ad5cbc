"""The rows of assignment runs: what was decided before, the frozen input, the whole result, what became of it."""

from piccolo.columns import (
    JSONB,
    Array,
    BigInt,
    BigSerial,
    DoublePrecision,
    ForeignKey,
    Integer,
    OnDelete,
    SmallInt,
    Text,
    Timestamptz,
    Varchar,
)
from piccolo.constraints import Check, Unique
from piccolo.table import Table

from events_app.applications.tables import BoothApplication
from events_app.fairs.tables import Fair
from events_app.floor_plans.tables import Booth
from events_app.places.tables import Place


class AssignmentRun(Table, tablename="assignment_run"):
    """One run. A process works on it until `lease_until`; whoever finds the lease past says that it failed."""

    id = BigSerial(primary_key=True)
    fair = ForeignKey(Fair, null=False, on_delete=OnDelete.restrict, index=True)
    state = Varchar(length=9, null=False)
    guarantee = Varchar(length=5, null=False)
    seed = Integer(null=False)
    version = SmallInt(null=False)
    # The run whose frozen input this one repeats.
    repeats: ForeignKey["AssignmentRun"] = ForeignKey(
        "self", null=True, default=None, on_delete=OnDelete.restrict, index=True
    )
    started_at = Timestamptz(null=False, default=None)
    started_by = Varchar(length=120, null=False, default="")
    phase = Varchar(length=10, null=False, default="waiting")
    share = DoublePrecision(null=False, default=0.0)
    best = DoublePrecision(null=True, default=None)
    bound = DoublePrecision(null=True, default=None)
    # [[seconds since the first word of the worker, best, bound], …]: the two curves.
    curve = JSONB(null=False, default="[]")
    worker = Varchar(length=36, null=True, default=None)
    process = Integer(null=True, default=None)
    lease_until = Timestamptz(null=True, default=None)
    stop_asked_at = Timestamptz(null=True, default=None)
    ended_at = Timestamptz(null=True, default=None)
    fault = Varchar(length=16, null=True, default=None)
    published_at = Timestamptz(null=True, default=None)
    published_by = Varchar(length=120, null=False, default="")

    assignment_run_state_known = Check("state IN ('running', 'done', 'stopped', 'failed', 'published')")
    assignment_run_guarantee_known = Check("guarantee IN ('zone', 'place')")
    assignment_run_seed_sane = Check("seed >= 0")
    assignment_run_fault_told = Check("(state = 'failed') = (fault IS NOT NULL)")
    assignment_run_fault_known = Check("fault IN ('memory', 'killed', 'crashed', 'refused', 'process_gone')")
    assignment_run_ended_dated = Check("(state = 'running') = (ended_at IS NULL)")
    assignment_run_published_dated = Check("(state = 'published') = (published_at IS NOT NULL)")
    assignment_run_leased = Check("(state = 'running') = (lease_until IS NOT NULL)")


class BoothPin(Table, tablename="booth_pin"):
    """A booth the organizer has decided for an application before the run; several rows are one row of booths."""

    id = BigSerial(primary_key=True)
    fair = ForeignKey(Fair, null=False, on_delete=OnDelete.restrict, index=True)
    application = ForeignKey(BoothApplication, null=False, on_delete=OnDelete.restrict, index=True)
    booth = ForeignKey(Booth, null=False, on_delete=OnDelete.restrict)
    position = SmallInt(null=False, default=0)
    # The run whose result was locked; null when it was decided by hand.
    locked_from = ForeignKey(AssignmentRun, null=True, default=None, on_delete=OnDelete.restrict, index=True)
    set_at = Timestamptz(null=False, default=None)
    set_by = Varchar(length=120, null=False, default="")

    booth_pin_one_application = Unique([booth])
    booth_pin_position_sane = Check("position BETWEEN 0 AND 2")


class BoothReserve(Table, tablename="booth_reserve"):
    """At least so many producers of a group have a place: those of a place (and all in it), or those named by hand."""

    id = BigSerial(primary_key=True)
    fair = ForeignKey(Fair, null=False, on_delete=OnDelete.restrict, index=True)
    place = ForeignKey(Place, null=True, default=None, on_delete=OnDelete.restrict, index=True)
    name = Varchar(length=80, null=False, default="")
    # Applications counted to a group named by hand.
    members = Array(base_column=BigInt(), null=False, default=list)
    at_least = SmallInt(null=False, default=1)

    booth_reserve_unique_place = Unique([fair, place])
    booth_reserve_sane = Check("at_least BETWEEN 1 AND 500 AND (place IS NULL) = (length(btrim(name)) > 0)")


class RunInput(Table, tablename="run_input"):
    """The problem as it was frozen; a trigger refuses every change."""

    id = BigSerial(primary_key=True)
    run = ForeignKey(AssignmentRun, null=False, on_delete=OnDelete.restrict, index=False)
    problem = Text(null=False)
    # How zones, groups and reserves were called, and each score's components: for the pages and the export.
    words = Text(null=False)
    sha256 = Varchar(length=64, null=False)

    run_input_unique_run = Unique([run])
    run_input_hash_right = Check("sha256 = encode(sha256(convert_to(problem, 'UTF8')), 'hex')")


class RunResult(Table, tablename="run_result"):
    """What the solver answered, whole; a trigger refuses every change."""

    id = BigSerial(primary_key=True)
    run = ForeignKey(AssignmentRun, null=False, on_delete=OnDelete.restrict, index=False)
    result = Text(null=False)
    sha256 = Varchar(length=64, null=False)

    run_result_unique_run = Unique([run])
    run_result_hash_right = Check("sha256 = encode(sha256(convert_to(result, 'UTF8')), 'hex')")


class RunPlacement(Table, tablename="run_placement"):
    """A booth given to an application by a run (`refill` 0), or by its first, second, … refill."""

    id = BigSerial(primary_key=True)
    run = ForeignKey(AssignmentRun, null=False, on_delete=OnDelete.restrict, index=False)
    refill = SmallInt(null=False, default=0)
    application = ForeignKey(BoothApplication, null=False, on_delete=OnDelete.restrict, index=True)
    booth = ForeignKey(Booth, null=False, on_delete=OnDelete.restrict, index=True)
    position = SmallInt(null=False, default=0)
    # Where the application stood before it was offered; taking back leads there again.
    was = Varchar(length=16, null=False, default="")

    run_placement_one_holder = Unique([run, refill, booth])
    run_placement_refill_counted = Check("refill >= 0")
