-- the job of a pool to run next: first of its lane, nothing of its lane running, its time come.
-- A suspect, under which the process died before, waits until its pool is idle, and is then alone.
with unfinished as (
    select
        *,
        coalesce(
            list_extract($pools::varchar[], list_position($kinds::varchar[], kind)), 'work'
        ) as pool
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
),
next as (
    select job_id, pool, crashes
    from head
    where status <> 'RUNNING'
        -- later than any wait: the clock was set back meanwhile
        and (run_after <= $now or run_after > $latest)
        and ($pool is null or pool = $pool)
        and ($takes_large or size_bytes < $large_bytes)
    order by queued_at, job_no
    limit 1
)
select job_id
from next
where not exists (
    from unfinished as running
    where running.status = 'RUNNING'
        and (
            running.crashes >= $suspect_crashes
            or (next.crashes >= $suspect_crashes and running.pool = next.pool)
        )
)
