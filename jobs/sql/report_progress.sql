-- how far the running job is
update job
set progress = $progress, phase = $phase
where job_id = $job_id and status = 'RUNNING'
