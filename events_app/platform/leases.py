"""One worker holds a job at a time, for as long as it shows signs of life.

A job is a row with `worker` (a name nobody else has) and `lease_until`. The lease goes by the database's clock, since
it compares processes and not moments of the field. A worker that was killed lets it pass, and whoever looks next takes
the job over; every write of a job names its worker, so nothing of one that was given up can follow.
"""

from typing import Any, NamedTuple
from uuid import uuid4

from events_app.platform.db import Row, fetch


class LeaseLostError(Exception):
    """The job is no longer this worker's: somebody took it over, or it was ended from outside."""


class Leases(NamedTuple):
    """How the jobs of one table are held. All texts are SQL written here in the code, never input.

    Attributes:
        table: Its name.
        seconds: How long a worker may show no sign of life.
        todo: Which rows are to be worked on.
        free: Which of them nobody works on; by default also those whose lease is past. `$4` on are values of the claim.
        on_claim: Assignments that go with taking a job.
        order: Which comes first.
    """

    table: str
    seconds: int
    todo: str
    free: str = "lease_until IS NULL OR lease_until < clock_timestamp()"
    on_claim: tuple[str, ...] = ()
    order: str = "id"

    async def claim(self, *values: Any, returning: str, only: int | None = None) -> Row | None:
        """Take the first job nobody works on; its id, its worker and `returning` come back."""
        assignments = ", ".join(
            ["worker = $1", "lease_until = clock_timestamp() + make_interval(secs => $2)", *self.on_claim]
        )
        rows = await fetch(
            f"UPDATE {self.table} SET {assignments} WHERE id = (SELECT id FROM {self.table} WHERE {self.todo}"
            f" AND ({self.free}) AND ($3::bigint IS NULL OR id = $3) ORDER BY {self.order} LIMIT 1"
            f" FOR UPDATE SKIP LOCKED) RETURNING id, worker, {returning}",
            str(uuid4()),
            self.seconds,
            only,
            *values,
        )
        return dict(rows[0]) if rows else None

    async def renew(self, job: int, worker: str, *, returning: str = "id", **columns: Any) -> Row:
        """Show a sign of life and write some columns with it.

        Raises:
            LeaseLostError: The job is no longer this worker's.
        """
        lease = "lease_until = clock_timestamp() + make_interval(secs => $3)"
        return await self._write(job, worker, lease, [self.seconds], columns, returning)

    async def give_back(self, job: int, worker: str, **columns: Any) -> None:
        """End the lease and write some columns with it, in the transaction of what the job led to.

        Raises:
            LeaseLostError: The job is no longer this worker's, so nothing of it may be written.
        """
        await self._write(job, worker, "worker = NULL, lease_until = NULL", [], columns, "id")

    async def _write(
        self, job: int, worker: str, lease: str, values: list[Any], columns: dict[str, Any], returning: str
    ) -> Row:
        first = len(values) + 3
        written = "".join(f", {name} = ${place}" for place, name in enumerate(columns, start=first))
        rows = await fetch(
            f"UPDATE {self.table} SET {lease}{written} WHERE id = $1 AND worker = $2 AND {self.todo}"
            f" RETURNING {returning}",
            job,
            worker,
            *values,
            *columns.values(),
        )
        if not rows:
            raise LeaseLostError
        return dict(rows[0])
