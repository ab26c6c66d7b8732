-- the claimed job, running
update job
set status = 'RUNNING', attempt = attempt + 1, progress = 0, phase = null, error = null,
    started_at = $now, finished_at = null
where job_id = $job_id
