-- the failed or cancelled job, queued once more with all its attempts
update job
set status = 'QUEUED', attempt = 0, progress = 0, phase = null, error = null, crashes = 0,
    rows_done = null, rows_total = null, rows_per_s = null, lease = null,
    queued_at = now(), run_after = now(), started_at = null, finished_at = null
where job_id = try_cast($job_id as uuid) and status in ('FAILED', 'CANCELLED')
returning job_id
