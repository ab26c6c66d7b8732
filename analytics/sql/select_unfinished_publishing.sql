-- the PUBLISH jobs that wait or run
select job_id
from job
where kind = 'PUBLISH' and status in ('QUEUED', 'RUNNING', 'RETRY_WAIT')
