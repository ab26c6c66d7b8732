-- which of some jobs have been cancelled
select job_id from job where job_id in (select unnest($job_ids::uuid[])) and status = 'CANCELLED'
