-- how many jobs that were queued since then have failed for good
select count(*) as count
from job_now
where status = 'FAILED' and queued_at >= $since
