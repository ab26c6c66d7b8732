-- the claimed job, running
update job
set status = 'RUNNING', attempt = attempt + 1, progress = 0, phase = null, error = null,
    rows_done = null, rows_total = null, rows_per_s = null, started_at = $now, finished_at = null,
    lease = $lease, is_settled = false
where job_id = $job_id
