-- the job, still held by this claim: it is written to, so that of two transactions one conflicts
update job
set is_settled = $is_settled
where job_id = $job_id and lease = $lease and status = 'RUNNING'
returning job_id
