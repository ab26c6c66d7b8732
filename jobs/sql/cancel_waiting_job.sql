-- the waiting job, cancelled
update job
set status = 'CANCELLED', finished_at = now()
where job_id = try_cast($job_id as uuid) and status in ('QUEUED', 'RETRY_WAIT')
returning job_id
