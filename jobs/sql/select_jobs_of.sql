-- the jobs of some subjects, each one's in the order they were queued
select
    job_id, kind, status, subject_id, payload, attempt, max_attempts, progress, phase, request_id,
    queued_at, started_at, finished_at, error, result
from job
where subject_id in (select unnest($subject_ids::uuid[]))
order by job_no
