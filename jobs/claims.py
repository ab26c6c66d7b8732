"""
Claims on jobs: a claim has a lease, which only its holder extends, and writes as long as it holds.

Leases are not compared with a clock: one that was not extended while somebody looked on for long
enough has been let go.
"""

import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from duckdb import DuckDBPyConnection

from catalog.database import Database, Row, rows_of
from jobs.queue import SQL, Job, job_of
from jobs.retrying import LONGEST_WAIT_S

LARGE_BYTES = 32 * 1024**2
SUSPECT_CRASHES = 2  # of the process in a row: such a job runs alone, so that no other is blamed


@dataclass(frozen=True)
class Room:
    """
    What a free worker may take: jobs of its pool, large ones or not.

    `pools` names the pool of each kind that is not of the pool `work`; without `pool`, any job
    will do.
    """

    pools: Mapping[str, str] = field(default_factory=dict)
    pool: str | None = None
    takes_large: bool = True


def claim_job(database: Database, now: datetime, room: Room | None = None) -> Job | None:
    """
    Set the next job that may run to RUNNING, under a lease of its own, and return it, or None.

    Next is the first of its lane, where nothing of the lane runs; of those the longest queued.
    """
    room = room or Room()
    asked = {
        "now": now,
        "latest": now + timedelta(seconds=LONGEST_WAIT_S),
        "kinds": list(room.pools),
        "pools": list(room.pools.values()),
        "pool": room.pool,
        "takes_large": room.takes_large,
        "large_bytes": LARGE_BYTES,
        "suspect_crashes": SUSPECT_CRASHES,
    }
    with database.transaction() as cursor:
        found = rows_of(cursor.execute(SQL["select_next_job"], asked))
        if not found:
            return None
        return _start(cursor, str(found[0]["job_id"]), now)


def is_large(job: Job) -> bool:
    """Return whether the job works on so much that others should not wait for it."""
    return job.size_bytes is None or job.size_bytes >= LARGE_BYTES


def extend_leases(database: Database, leases: Iterable[str]) -> None:
    """Extend the leases of jobs at which workers are."""
    extended = {"leases": list(leases)}
    database.write(lambda cursor: cursor.execute(SQL["extend_leases"], extended))


def read_running(database: Database) -> list[Row]:
    """Return what runs as `job_id, lease, is_settled, beats`; without a lease, beats are None."""
    return database.rows(SQL["select_running"])


def find_let_go(database: Database, leases: Iterable[str]) -> set[str]:
    """Return those of the leases that hold their job no more."""
    rows = database.rows(SQL["select_let_go"], {"leases": list(leases)})
    return {str(row["lease"]) for row in rows}


def hold_job(cursor: DuckDBPyConnection, job: Job, *, is_settled: bool = False) -> bool:
    """
    Return whether the claim still holds its job, as the caller's transaction sees it.

    It writes to the job: whoever cancels it or takes it up at the same time conflicts.
    """
    held = {"job_id": job.job_id, "lease": job.lease, "is_settled": is_settled}
    return bool(cursor.execute(SQL["hold_job"], held).fetchall())


def _start(cursor: DuckDBPyConnection, job_id: str, now: datetime) -> Job:
    lease = str(uuid.uuid4())
    cursor.execute(SQL["start_job"], {"job_id": job_id, "now": now, "lease": lease})
    cursor.execute(SQL["delete_old_leases"], {"job_id": job_id, "lease": lease})
    cursor.execute(SQL["insert_lease"], {"job_id": job_id, "lease": lease})
    claimed = cursor.execute(SQL["select_job"], {"job_id": job_id, "lane": None})
    return job_of(rows_of(claimed)[0])
