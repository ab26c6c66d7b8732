"""What a kind of job does: a handler, which wiring.py registers."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal

from duckdb import DuckDBPyConnection

from jobs.context import JobContext
from jobs.queue import Job

Problem = dict[str, Any]


@dataclass(frozen=True)
class Handler:
    """
    What a kind of job does, what its final failure means, and whose workers run it.

    `failed` is called in the transaction that marks the job FAILED. Jobs of the pool `transfer`
    mostly wait for somebody else's server, and those of `publish` are due again and again: they
    have workers of their own.
    """

    run: Callable[[JobContext], None]
    failed: Callable[[DuckDBPyConnection, Job, Problem], None] | None = None
    pool: Literal["work", "transfer", "publish"] = "work"


def problem_of(job: Job, code: str, detail: str) -> Problem:
    """Return what went wrong with the job, with the ids to look it up by."""
    return {"code": code, "detail": detail, "request_id": job.request_id, "job_id": job.job_id}
