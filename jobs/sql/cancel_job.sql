-- the job, cancelled: it waits, or runs and has not done its work yet
update job
set status = 'CANCELLED', finished_at = now()
where job_id = try_cast($job_id as uuid)
    and (status in ('QUEUED', 'RETRY_WAIT') or (status = 'RUNNING' and not is_settled))
returning job_id
