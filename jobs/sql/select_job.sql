-- one job by its id, of one lane or any; a malformed id finds none
select
    job_id, kind, status, subject_id, payload, attempt, max_attempts, progress, phase, request_id,
    queued_at, run_after, started_at, finished_at, error, result, lease, crashes, size_bytes,
    rows_done, rows_total, rows_per_s
from job_now
where job_id = try_cast($job_id as uuid) and ($lane is null or lane = $lane)
