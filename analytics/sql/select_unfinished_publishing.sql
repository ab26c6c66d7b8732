-- the PUBLISH jobs of a lane that wait or run
select job_id
from job
where lane = $lane and status in ('QUEUED', 'RUNNING', 'RETRY_WAIT')
