-- the queue without the jobs of a lane that are over and not kept: of those that went well the last
-- so many are kept, of those that failed the last so many, for as long as `since` says
delete from job
where lane = $lane and job_no in (
    select job_no
    from (
        select
            job_no, status, coalesce(finished_at, queued_at) as ended_at,
            row_number() over (partition by status order by job_no desc) as place
        from job
        where lane = $lane and status in ('SUCCEEDED', 'FAILED')
    )
    where place > case status when 'FAILED' then $kept_failed else $kept end
        or (status = 'FAILED' and ended_at < $since)
)
