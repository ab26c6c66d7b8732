-- jobs that run, with the beats of their leases
select job.job_id, job.lease, job.is_settled, held.beats
from job
left join job_lease as held on held.lease = job.lease
where job.status = 'RUNNING'
