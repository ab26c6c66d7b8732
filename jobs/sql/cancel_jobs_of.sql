-- the unfinished jobs of a subject, cancelled; the worker of a running one stops it
update job
set status = 'CANCELLED', finished_at = now()
where subject_id = $subject_id
    and (status in ('QUEUED', 'RETRY_WAIT') or (status = 'RUNNING' and not is_settled))
