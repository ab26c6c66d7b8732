-- the rows that running jobs do a second, by kind
select kind, sum(coalesce(rows_per_s, 0)) as rows_per_s
from job_now
where status = 'RUNNING'
group by kind
order by kind
