-- the leases of jobs at which a worker is
update job_lease
set beats = beats + 1
where lease in (select unnest($leases::uuid[]))
