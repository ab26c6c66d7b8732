-- the queue without the jobs of a lane that went well and are older than the last so many
delete from job
where lane = $lane and status = 'SUCCEEDED'
    and job_no < (
        select min(job_no)
        from (
            select job_no
            from job
            where lane = $lane and status = 'SUCCEEDED'
            order by job_no desc
            limit $kept
        )
    )
