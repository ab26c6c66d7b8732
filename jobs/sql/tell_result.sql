-- what the running job did
update job
set result = $result
where job_id = $job_id and lease = $lease and status = 'RUNNING'
