-- the job with one attempt less, as what ended it was none of its own doing
update job
set attempt = greatest(attempt - 1, 0)
where job_id = $job_id
