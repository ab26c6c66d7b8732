-- jobs that a stop or a crash cut off, queued again; that attempt does not count
update job
set status = 'QUEUED', attempt = greatest(attempt - 1, 0), progress = 0, phase = null,
    started_at = null
where status = 'RUNNING' and ($job_id is null or job_id = try_cast($job_id as uuid))
