-- the jobs of some subjects, each one's in the order they were queued
select
    job_id, kind, status, subject_id, payload, attempt, max_attempts, progress, phase, request_id,
    queued_at, run_after, started_at, finished_at, error, result, lease, crashes, size_bytes,
    rows_done, rows_total, rows_per_s
from job_now
where subject_id in (select unnest($subject_ids::uuid[]))
order by job_no
