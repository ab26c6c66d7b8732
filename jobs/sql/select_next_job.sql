-- the job to run next: first of its lane, nothing of its lane running, its time come
with unfinished as (
    select *
    from job
    where status in ('QUEUED', 'RUNNING', 'RETRY_WAIT')
),
head as (
    select *
    from unfinished
    qualify row_number() over (
        partition by lane
        order by status = 'RUNNING' desc, lane_position, job_no
    ) = 1
)
select job_id
from head
where status <> 'RUNNING' and run_after <= $now
order by queued_at, job_no
limit 1
