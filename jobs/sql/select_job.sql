-- one job by its id, of one lane or any; a malformed id finds none
select
    job_id, kind, status, subject_id, payload, attempt, max_attempts, progress, phase, request_id,
    queued_at, started_at, finished_at, error, result
from job
where job_id = try_cast($job_id as uuid) and ($lane is null or lane = $lane)
