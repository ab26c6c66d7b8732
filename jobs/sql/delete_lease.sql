-- the lease of a claim that is over
delete from job_lease
where job_id = $job_id and lease = $lease
