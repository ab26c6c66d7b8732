-- the moment that the last set of Parquet files shows
select result ->> 'published_at' as published_at
from job
where lane = $lane and status = 'SUCCEEDED'
order by job_no desc
limit 1
