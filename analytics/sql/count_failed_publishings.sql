-- how many jobs of a lane have failed for good since the last one that went well
select count(*) as failed
from job
where lane = $lane and status = 'FAILED'
    and coalesce(finished_at, queued_at) > coalesce(
        (
            select max(coalesce(finished_at, queued_at))
            from job
            where lane = $lane and status = 'SUCCEEDED'
        ),
        '-infinity'::timestamptz
    )
