-- the lease of a job that was claimed
insert into job_lease (job_id, lease)
values ($job_id, $lease)
