-- how many jobs of each kind are in each state, and since when the oldest due one waits
select
    kind, status, count(*) as jobs,
    max(epoch($now) - epoch(greatest(queued_at, run_after)))
        filter (where status in ('QUEUED', 'RETRY_WAIT') and run_after <= $now) as oldest_s
from job
group by kind, status
order by kind, status
