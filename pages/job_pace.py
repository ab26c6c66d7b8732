"""How far a job is and how fast, in a line."""

from jobs.queue import Job


def pace_of(job: Job) -> str:
    """Return phase, records and their speed, such as `reading · 5 of 9 records · 3 a second`."""
    parts = [job.phase or "starting", rows_of(job), speed_of(job)]
    return " · ".join(part for part in parts if part)


def rows_of(job: Job) -> str:
    """Return the records dealt with; of a job that is over, all of them."""
    if job.rows_done is None:
        return ""
    if job.rows_total is None or job.rows_total == job.rows_done:
        return "1 record" if job.rows_done == 1 else f"{job.rows_done:,} records"
    return f"{job.rows_done:,} of {job.rows_total:,} records"


def speed_of(job: Job) -> str:
    """Return the records of a second."""
    if not job.rows_per_s:
        return ""
    return f"{job.rows_per_s:,.{0 if job.rows_per_s >= 1 else 2}f} a second"
