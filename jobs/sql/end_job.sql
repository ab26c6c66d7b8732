-- the running job, ended or waiting for its next attempt; a cancelled one stays cancelled
update job
set status = $status, error = $error, finished_at = $now, run_after = $run_after,
    progress = case when $status = 'SUCCEEDED' then 1 else progress end
where job_id = $job_id and status = 'RUNNING'
returning job_id
