-- the subject's unfinished jobs of a kind
select job_id
from job
where subject_id = $subject_id and kind = $kind
    and status in ('QUEUED', 'RUNNING', 'RETRY_WAIT')
