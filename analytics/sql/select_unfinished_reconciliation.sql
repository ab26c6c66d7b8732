-- the reconciliation that waits or runs
select job_id
from job
where kind = 'RECONCILE' and status in ('QUEUED', 'RUNNING', 'RETRY_WAIT')
order by job_no
limit 1
