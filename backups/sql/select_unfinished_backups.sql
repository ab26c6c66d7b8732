-- the backups that wait or run, the one queued first first
select job_id
from job
where kind = 'BACKUP' and status in ('QUEUED', 'RUNNING', 'RETRY_WAIT')
order by job_no
