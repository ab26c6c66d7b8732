-- the leases of claims on a job before this one
delete from job_lease
where job_id = $job_id and lease <> $lease
