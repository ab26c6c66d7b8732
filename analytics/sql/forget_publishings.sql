-- the queue without the PUBLISH jobs that went well and are older than the last so many
delete from job
where kind = 'PUBLISH' and status = 'SUCCEEDED'
    and job_no < (
        select min(job_no)
        from (
            select job_no
            from job
            where kind = 'PUBLISH' and status = 'SUCCEEDED'
            order by job_no desc
            limit $kept
        )
    )
